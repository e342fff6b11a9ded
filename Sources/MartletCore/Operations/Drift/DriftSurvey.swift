internal import SQLText
internal import SchemaModel

/// Compares the schema of a database with what its history implies.
struct DriftSurvey {
    /// The database.
    let session: DatabaseSession
    /// Reads schemas, in scratch databases beside it too.
    let reading: SchemaReading

    /// Makes one.
    init(_ session: DatabaseSession) {
        self.session = session
        reading = SchemaReading(context: session.context, home: session.target)
    }

    /// Whether it has drifted, and what.
    ///
    /// Where the schema is as the last run has left it, and that is known to be right, nothing is replayed.
    /// - Throws: as `HistoryReplay.schema`.
    func report(
        _ options: DriftOperation.Options = .init()
    ) throws(MartletError) -> (report: DriftReport, notes: [Diagnostic]) {
        let isAsLeft = try session.isAsLeft()
        if isAsLeft == true { return (DriftReport(evidence: .fingerprint, hasDrifted: false), []) }
        do throws(MartletError) {
            return try replayed(options)
        } catch {
            // What differs cannot be named then, but that something does.
            guard isAsLeft == false, !options.plansStatements, let note = DriftProblem.notLooked(error) else {
                throw error
            }
            return (DriftReport(evidence: .fingerprint, hasDrifted: true), [note])
        }
    }

    /// The same by replaying what the history has recorded.
    func replayed(
        _ options: DriftOperation.Options = .init()
    ) throws(MartletError) -> (report: DriftReport, notes: [Diagnostic]) {
        let live = try reading.schema(session)
        // Somebody's tables are there, and Martlet has done nothing yet: it cannot know what belongs.
        if !live.isBare, try session.hasDoneNothing() { throw DriftProblem.noHistory(session.target) }
        let (implied, notes) = try HistoryReplay(session: session, reading: reading).schema()
        let name = session.target.name
        var report = DifferenceReport(
            from: "history", to: name, fromFingerprint: try implied.fingerprint(),
            toFingerprint: try live.fingerprint(),
            difference: SchemaComparison(old: implied, new: live, reading: reading).difference)
        let wayBack = try plan(from: live, to: implied, options, &report)
        let drift = DriftReport(
            evidence: .replay, hasDrifted: !report.difference.isLeftAlone, difference: report)
        return (drift, notes + wayBack)
    }

    /// Plans what brings the database back to what the history implies, if that is wanted.
    private func plan(
        from live: Schema, to implied: Schema, _ options: DriftOperation.Options, _ report: inout DifferenceReport
    ) throws(MartletError) -> [Diagnostic] {
        guard options.plansStatements else { return [] }
        var comparison = SchemaComparison(old: live, new: implied, reading: reading)
        comparison.serverVersion = reading.serverVersion(for: .database(session.target))
        try comparison.take(options.renames)
        let plan = try comparison.plan(isOnline: options.isOnline)
        report.plan = plan
        let (isProved, notes) = try comparison.prove(plan)
        report.isProved = isProved
        return notes
    }
}
