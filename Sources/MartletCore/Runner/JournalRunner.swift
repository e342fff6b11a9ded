/// Runs a migration without a transaction, statement by statement, and writes down how far it has come.
///
/// The history row is there from the start, in state `running`. A statement that can be in a transaction shares one
/// with the note that it is done; the others (VACUUM, some PRAGMAs) may be run twice without harm.
/// So a run that was cut off goes on where it stopped.
struct JournalRunner {
    let context: RunContext
    let plan: String

    /// Runs the step; on failure the history row says how far it came.
    func run(_ step: Step) throws(StepFailure) -> StepResult {
        context.events(
            .started(database: context.database, step.kind, subject: step.subject, description: step.description))
        switch step {
        case .apply(let migration): return try apply(step, migration)
        case .rollback(let row, let script): return try rollback(step, row, script)
        case .seed, .stamp:
            throw StepFailure(
                Diagnostic(.notInTransaction, "\(step.kind.rawValue) of \(step.subject) always has a transaction"))
        }
    }

    // MARK: Apply

    private func apply(_ step: Step, _ migration: Migration) throws(StepFailure) -> StepResult {
        guard let script = migration.script?.up else { return StepResult(step, .done) }
        let begun = ContinuousClock.now
        let done = try start(migration)
        var outcome = ScriptRunner.Result()
        do throws(StepFailure) {
            outcome = try runStatements(of: script, migration.version, from: done + 1)
        } catch {
            try noteFailure(error, migration, done)
            throw error
        }
        let milliseconds = (ContinuousClock.now - begun).wholeMilliseconds
        try inTransaction { () throws(DriverError) in
            var row = migration.historyRow(kind: .migration)
            row.statementsApplied = done + outcome.statements
            row.appliedAt = context.clock.now().rfc3339Milliseconds
            row.appliedBy = context.by
            row.executionMilliseconds = milliseconds
            try context.history.record(
                row, migration.recordedScripts, plan: plan, fingerprint: nil,
                previousHash: try context.chain.newestHash(before: migration.version) ?? "")
            try context.history.append(
                context.entry(.apply, step.subject, .done, milliseconds: milliseconds))
        }
        return StepResult(
            step, .done, statements: outcome.statements, rows: outcome.rows, milliseconds: milliseconds)
    }

    /// Writes the row, or finds the one of a run that was cut off; says how many statements are done.
    private func start(_ migration: Migration) throws(StepFailure) -> Int {
        var done = 0
        try inTransaction { () throws(DriverError) in
            if let row = try context.history.row(of: migration.version), row.state == .running {
                done = row.statementsApplied
                return
            }
            try context.history.removeFailedTry(migration.version)
            var row = migration.historyRow(kind: .migration)
            row.state = .running
            row.appliedAt = context.clock.now().rfc3339Milliseconds
            row.appliedBy = context.by
            try context.history.record(
                row, migration.recordedScripts, plan: plan, fingerprint: nil, previousHash: nil)
            try context.history.append(context.entry(.apply, migration.version.text, .started))
        }
        return done
    }

    private func runStatements(
        of script: Script, _ version: MigrationVersion, from first: Int
    ) throws(StepFailure) -> ScriptRunner.Result {
        let driver = context.driver
        let history = context.history
        return try ScriptRunner(context: context).run(script, subject: version.text, from: first) {
            (statement, body) throws(DriverError) -> Int in
            let alone = statement.kind.mustStandAlone
            if !alone { try driver.begin() }
            do throws(DriverError) {
                let rows = try body()
                try history.recordProgress(of: version, statements: statement.number)
                if !alone { try driver.commit() }
                return rows
            } catch {
                try? driver.rollback()
                throw error
            }
        }
    }

    /// If nothing was done, the try has simply failed; otherwise the row stays half-run, with the reason.
    private func noteFailure(_ failure: StepFailure, _ migration: Migration, _ before: Int) throws(StepFailure) {
        try inTransaction { () throws(DriverError) in
            guard var row = try context.history.row(of: migration.version) else { return }
            row.state = row.statementsApplied == 0 ? .failed : .running
            row.error = failure.diagnostics.first?.message
            try context.history.record(
                row, migration.recordedScripts, plan: plan, fingerprint: nil, previousHash: nil)
            try context.history.append(
                context.entry(.apply, migration.version.text, .failed, detail: row.error))
        }
    }

    // MARK: Rollback

    /// Statements run one by one; a failure leaves the version half-run, which a person has to settle.
    private func rollback(_ step: Step, _ row: HistoryRow, _ script: Script) throws(StepFailure) -> StepResult {
        let begun = ContinuousClock.now
        try inTransaction { () throws(DriverError) in
            try context.history.append(context.entry(.rollback, row.version.text, .started))
        }
        let outcome: ScriptRunner.Result
        do throws(StepFailure) {
            outcome = try ScriptRunner(context: context).run(script, subject: row.version.text)
        } catch {
            if error.statementsDone > 0 {
                try inTransaction { () throws(DriverError) in
                    try context.history.markHalfRun(row.version, error.diagnostics.first?.message ?? "")
                }
            }
            throw error
        }
        let milliseconds = (ContinuousClock.now - begun).wholeMilliseconds
        try inTransaction { () throws(DriverError) in
            try context.history.remove(row.version)
            try context.history.append(
                context.entry(.rollback, row.version.text, .done, milliseconds: milliseconds))
        }
        return StepResult(
            step, .done, statements: outcome.statements, rows: outcome.rows, milliseconds: milliseconds)
    }

    private func inTransaction(_ body: () throws(DriverError) -> Void) throws(StepFailure) {
        try StepFailure.catching { () throws(DriverError) in
            try context.driver.begin()
            do throws(DriverError) {
                try body()
                try context.driver.commit()
            } catch {
                try? context.driver.rollback()
                throw error
            }
        }
    }
}
