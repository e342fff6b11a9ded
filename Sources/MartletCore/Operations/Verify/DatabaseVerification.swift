internal import SQLText
internal import SchemaModel

/// Tries the migrations of one database, one after the other, in databases that are nobody's.
struct DatabaseVerification {
    let reading: SchemaReading
    let options: VerifyOperation.Options

    private var context: OperationContext { reading.context }
    private var target: DatabaseTarget { reading.home }

    /// Tries what was asked for.
    func run() throws(MartletError) -> VerifyReport {
        var report = VerifyReport()
        report.rowsPerTable = options.rows
        var known: VerificationWork?
        var chain = Chain()
        repeat {
            try reading.inScratch(isOurs: true) { (scratch) throws(MartletError) in
                // What the folder is depends on the roles that the server has, and not on the database.
                if known == nil { known = try VerificationWork(scratch, context) }
                guard let work = known else { return }
                chain.wanted = work.migrations.count { options.asksFor($0.version) }
                guard chain.wanted > 0 else { return }
                try VerificationStage.with(scratch, reading) { (stage) throws(MartletError) in
                    try go(on: stage, work, &chain, &report)
                }
            }
        } while known.map { chain.isWorthGoingOn(options, $0) } ?? false
        guard let work = known else { return report }
        // Where a way is broken, seeds would only say so once more.
        guard options.versions.isEmpty, report.count(.broken) == 0 else { return report }
        report.seeds = try SeedTrial(reading: reading, work: work).run()
        return report
    }

    /// Where the work stands.
    private struct Chain {
        /// How many have a verdict, or need none.
        var position = 0
        var rows = MigrationTrial.Rows.varied
        /// What refused the rows that were tried first.
        var refusal: (failure: MartletError, isForward: Bool)?
        /// What was gone where rows used what the migration has brought.
        var gone: [TableLoss] = []
        /// What the way back made of rows of the new form.
        var ofNewForm: [TableLoss] = []
        var done = 0
        var wanted = 0

        func isWorthGoingOn(_ options: VerifyOperation.Options, _ work: VerificationWork) -> Bool {
            work.migrations[position...].contains { options.asksFor($0.version) }
        }

        mutating func advance() {
            position += 1
            rows = .varied
            refusal = nil
            (gone, ofNewForm) = ([], [])
        }

        /// What is so only for the rows that it was tried with at last.
        var conditions: [String] {
            let lost = gone.map { "the way back takes rows along that use what is new: \($0.text)" }
            guard let refusal else { return lost }
            let way = "the way \(refusal.isForward ? "forward" : "back") is refused"
            let those =
                rows == .none ? "where there are rows" : rows == .plain ? "with some rows" : "with rows of the new form"
            return ["\(way) \(those): \(refusal.failure.firstMessage)"] + lost
        }
    }

    /// Goes as far as one database does: to the end, or to what leaves it in a state that nobody asked for.
    private func go(
        on stage: VerificationStage, _ work: VerificationWork, _ chain: inout Chain, _ report: inout VerifyReport
    ) throws(MartletError) {
        for migration in work.migrations[..<chain.position] {
            if let failure = try stage.apply(.apply(migration)) { throw failure }
        }
        var known: Schema?
        while chain.position < work.migrations.count, chain.isWorthGoingOn(options, work) {
            let migration = work.migrations[chain.position]
            guard options.asksFor(migration.version) else {
                if let failure = try stage.apply(.apply(migration)) {
                    return end(with: failure, migration, work, &chain, &report)
                }
                chain.advance()
                continue
            }
            guard try tryOut(migration, on: stage, work, &known, &chain, &report) else { return }
        }
    }

    /// Tries the next one; whether the same database serves for those behind it.
    private func tryOut(
        _ migration: Migration, on stage: VerificationStage, _ work: VerificationWork, _ known: inout Schema?,
        _ chain: inout Chain, _ report: inout VerifyReport
    ) throws(MartletError) -> Bool {
        let progress = "verifying \(migration.version) \(migration.description) (\(chain.done + 1) of \(chain.wanted))"
        context.events(.working(database: target.name, progress))
        let begun = ContinuousClock.now
        let trial = MigrationTrial(
            stage: stage, migration: migration, rows: chain.rows, rowsPerTable: options.rows)
        switch try trial.run(known: &known, unfilled: &report.unfilled) {
        case .refused(let failure, let isForward):
            chain.refusal = chain.refusal ?? (failure, isForward)
            // What comes after it is of no interest on the way there.
            let next = isForward && chain.rows == .varied ? MigrationTrial.Rows.plain : chain.rows.next
            chain.rows = next ?? .none
            return false
        case .doubtful(let losses, let ofNewForm):
            chain.ofNewForm = ofNewForm
            let known = Set(ofNewForm.map(\.table))
            chain.gone = losses.filter { $0.gone > 0 && !known.contains($0.table) }
            chain.rows = .variedBefore
            return false
        case .verdict(var version, let isUsable):
            version.lose(ofNewForm: chain.ofNewForm)
            if version.verdict != .lossless { chain.gone = [] }
            version.conditions = version.verdict == .broken ? [] : chain.conditions
            version.milliseconds = (ContinuousClock.now - begun).wholeMilliseconds
            let hasNoWayForward = version.failure != nil && version.reason.hasPrefix("the way forward fails:")
            report.versions.append(version)
            chain.done += 1
            chain.advance()
            if hasNoWayForward { leaveRest(behind: migration, work, &chain, &report) }
            return isUsable
        }
    }

    /// A migration that nobody asked about fails, and all behind it cannot be looked at.
    private func end(
        with failure: MartletError, _ migration: Migration, _ work: VerificationWork, _ chain: inout Chain,
        _ report: inout VerifyReport
    ) {
        var version = VerifyReport.Version(migration, .broken)
        version.reason = "the way forward fails: \(failure.firstMessage)"
        version.failure = failure
        report.versions.append(version)
        chain.position += 1
        leaveRest(behind: migration, work, &chain, &report)
    }

    private func leaveRest(
        behind migration: Migration, _ work: VerificationWork, _ chain: inout Chain, _ report: inout VerifyReport
    ) {
        for next in work.migrations[chain.position...] where options.asksFor(next.version) {
            var version = VerifyReport.Version(next, .notReached)
            version.reason = "\(migration.version) comes before it, and cannot be applied"
            report.versions.append(version)
        }
        chain.position = work.migrations.count
    }
}

/// What there is to try in a database's folders.
struct VerificationWork: Sendable {
    /// The migrations, in the order in which they are applied.
    let migrations: [Migration]
    /// What runs behind all of them.
    let repeatables: [Step]
    /// What a person should know of the folder.
    let warnings: [Diagnostic]

    /// Reads the folders as for a database that has nothing yet.
    /// - Parameter scratch: such a database.
    init(_ scratch: DatabaseTarget, _ context: OperationContext) throws(MartletError) {
        let inventory = Inventory(session: nil, target: scratch, context: context)
        let survey = try inventory.soundSurvey()
        let repeatables = try inventory.inOrder(survey.repeatables)
        let plan = try scratch.plan(survey.versions) { (planner) throws(PlanProblem) in
            var planner = planner
            planner.repeatables = repeatables
            return try planner.migrate(MigrationSelection())
        }
        try survey.requireCode(before: plan)
        migrations = plan.steps.compactMap { if case .apply(let migration) = $0 { migration } else { nil } }
        self.repeatables = plan.steps.filter { $0.kind == .repeat }
        warnings = survey.notes + plan.warnings
    }
}
