internal import SchemaModel

/// Leaves the fingerprint of the schema with the newest row, where a database is set to that.
///
/// It stands for what the history implies: what somebody has changed by hand before a run must not get into it. So it is
/// written only where the schema was right before the run, which the fingerprint before it tells, or where a replay shows
/// that it is right behind it.
struct FingerprintKeeper {
    private let session: DatabaseSession
    private let reading: SchemaReading
    private let wasRight: Bool

    /// Looks at the schema before a run; `nil` if nothing is to be kept of it.
    init?(_ session: DatabaseSession, before plan: Plan) {
        guard session.target.keepsFingerprint, !plan.steps.isEmpty else { return nil }
        self.session = session
        reading = SchemaReading(context: session.context, home: session.target)
        // What cannot be read now is read again behind the run, which says why.
        wasRight = (try? Self.isRight(session, reading)) ?? false
    }

    private static func isRight(_ session: DatabaseSession, _ reading: SchemaReading) throws(MartletError) -> Bool {
        let schema = try reading.schema(session)
        let (kept, isBegun) = try session.asking { () throws(DriverError) in
            (try session.history.fingerprint(), try !session.history.appliedVersions().isEmpty)
        }
        guard let kept else { return !isBegun && schema.isBare }
        return kept.digest == (try schema.fingerprint())
    }

    /// Writes it behind a run, and says why not, if not.
    func keep(after report: RunReport) -> [Diagnostic] {
        guard report.failure == nil else { return [] }
        do throws(MartletError) {
            // What the last script has set is not to be seen in how names are written.
            try session.asking { () throws(DriverError) in try session.driver.resetSession() }
            if !wasRight, try DriftSurvey(session).replayed().report.hasDrifted {
                return [DriftProblem.notKept(session.target)]
            }
            let kept = KeptFingerprint(digest: try reading.schema(session).fingerprint(), server: session.driver.server)
            try session.inTransaction { () throws(DriverError) in
                try session.history.keep(kept)
                try session.runner("drift").context.seal()
            }
            return []
        } catch {
            return [DriftProblem.notKept(session.target, error)]
        }
    }
}

extension Schema {
    /// Whether there is nothing in it but what is in every database.
    var isBare: Bool {
        tables.isEmpty && views.isEmpty && routines.isEmpty && types.isEmpty && sequences.isEmpty && others.isEmpty
    }
}

extension DatabaseSession {
    /// Runs a plan that may change the schema.
    /// - Parameters:
    ///   - relinks: whether what it undoes leaves rows that were applied after it.
    ///   - forecasts: what was told of versions before, for the history.
    func change(
        by plan: Plan, _ command: String, relinks: Bool = false, forecasts: [String: String] = [:],
        _ outcome: inout DatabaseOutcome
    ) -> RunReport {
        let keeper = FingerprintKeeper(self, before: plan)
        let report = runner(command, relinks: relinks, forecasts: forecasts).run(plan)
        outcome.diagnostics += keeper?.keep(after: report) ?? []
        return report
    }

    /// Whether the schema is as the last run has left it; `nil` if no fingerprint tells.
    func isAsLeft() throws(MartletError) -> Bool? {
        guard try hasHistory() else { return nil }
        let kept = try asking { () throws(DriverError) in try history.fingerprint() }
        guard let kept else { return nil }
        let digest = try SchemaReading(context: context, home: target).schema(self).fingerprint()
        if digest == kept.digest { return true }
        // Another reader may see another schema where nothing has changed.
        return kept.reader == KeptFingerprint(digest: digest, server: driver.server).reader ? false : nil
    }
}
