internal import SQLText

/// Runs a migration without a transaction, statement by statement, and writes down how far it has come.
///
/// The history row is there from the start, in state `running`. A statement that can be in a transaction shares one
/// with the note that it is done; the others (VACUUM, some PRAGMAs) may be run twice without harm.
/// So a run that was cut off goes on where it stopped.
struct JournalRunner {
    let context: RunContext
    let plan: String
    let mode: StepMode

    /// Runs the step; on failure the history row says how far it came.
    func run(_ step: Step) throws(StepFailure) -> StepResult {
        context.announce(step)
        switch step {
        case .apply(let migration): return try apply(step, migration)
        case .rollback(let row, let script): return try rollback(step, row, script)
        case .seed, .stamp, .repeat:
            throw StepFailure(
                Diagnostic(.notInTransaction, "\(step.kind.rawValue) of \(step.subject) always has a transaction"))
        }
    }

    // MARK: Apply

    private func apply(_ step: Step, _ migration: Migration) throws(StepFailure) -> StepResult {
        guard let script = migration.script?.up else { return StepResult(step, .done) }
        let begun = ContinuousClock.now
        let (done, progress) = try StepFailure.before { () throws(StepFailure) in try start(step, migration) }
        var outcome = ScriptRunner.Result()
        do throws(StepFailure) {
            outcome = try runStatements(of: script, migration.version, behind: done, progress)
            try context.endOwnTransaction(of: script)
            let milliseconds = (ContinuousClock.now - begun).wholeMilliseconds
            try record(migration, statements: done + outcome.statements, milliseconds)
            return StepResult(
                step, .done, statements: outcome.statements, rows: outcome.rows, milliseconds: milliseconds)
        } catch {
            var failure = error
            // All of them, if it is the record that failed.
            failure.statementsDone = max(failure.statementsDone, done + outcome.statements)
            throw afterNote(of: failure) { () throws(DriverError) in try noteFailure(failure, migration) }
        }
    }

    /// Writes the row of a migration that is done.
    private func record(_ migration: Migration, statements: Int, _ milliseconds: Int) throws(StepFailure) {
        try inTransaction { () throws(DriverError) in
            try context.history.removeUnfinished(migration.version)
            try context.history.record(
                context.row(of: migration, statements: statements, milliseconds: milliseconds),
                RowOrigin(
                    scripts: migration.recordedScripts, plan: plan,
                    previousHash: try context.chain.newestHash(before: migration.version) ?? "",
                    forecast: context.forecasts[migration.version.text]))
            try context.history.append(
                context.entry(.apply, migration.version.text, .done, milliseconds: milliseconds))
            try context.seal()
        }
    }

    /// Writes the row, or finds the one of a run that was cut off; says how many statements are done, and how far the
    /// batches of the next.
    private func start(
        _ step: Step, _ migration: Migration
    ) throws(StepFailure) -> (done: Int, progress: BatchProgress?) {
        var begun: (done: Int, progress: BatchProgress?) = (0, nil)
        try inTransaction(checking: step) { () throws(DriverError) in
            if let row = try context.history.row(of: migration.version), row.state == .running {
                begun = (row.statementsApplied, row.progress)
                return
            }
            try context.history.removeUnfinished(migration.version)
            try context.history.record(
                context.row(of: migration, .running), RowOrigin(scripts: migration.recordedScripts, plan: plan))
            try context.history.append(context.entry(.apply, migration.version.text, .started))
        }
        return begun
    }

    private func runStatements(
        of script: Script, _ version: MigrationVersion, behind done: Int, _ progress: BatchProgress?
    ) throws(StepFailure) -> ScriptRunner.Result {
        if script.options.batches.rows != nil {
            return try guarded(script) { () throws(StepFailure) in
                try BatchRunner(context, version, script).run(behind: done, progress)
            }
        }
        let journal = Journal(context, version, script)
        return try guarded(script) { () throws(StepFailure) in
            try ScriptRunner(context: context, enclosure: journal).run(
                script, subject: version.text, from: done + 1,
                skip: { (statement) throws(StepFailure) in
                    journal.note(statement)
                    try restore(statement, script)
                })
        }
    }

    /// Sets again what a finished statement had set on its connection, which is gone.
    private func restore(_ statement: ScriptStatement, _ script: Script) throws(StepFailure) {
        switch statement.kind {
        case .pragma(_, writes: true), .attach, .detach, .set(_, isLocal: false), .reset:
            _ = try StepFailure.catching { () throws(DriverError) in try context.run(statement, of: script) }
        case .createTemporary:
            throw StepFailure(
                Diagnostic(
                    .halfRun, "the file cannot go on: its temporary objects went with the connection that made them",
                    at: script.location(of: statement.offset), notes: ["nothing more was done"],
                    help: "finish or undo it by hand, then: martlet repair VERSION --done or --undone"))
        default: break
        }
    }

    /// If nothing was done, the try has simply failed; otherwise the row stays half-run, with the reason.
    private func noteFailure(_ failure: StepFailure, _ migration: Migration) throws(DriverError) {
        guard let row = try context.history.row(of: migration.version) else { return }
        let reason = failure.diagnostics.first?.message
        let isBegun = row.statementsApplied > 0 || row.progress?.batches ?? 0 > 0
        try context.history.mark(row.version, isBegun ? .running : .failed, reason: reason)
        try context.history.append(context.entry(.apply, migration.version.text, .failed, detail: reason))
    }

    // MARK: Rollback

    /// Statements run one by one; a failure leaves the version half undone, which a person has to settle.
    private func rollback(_ step: Step, _ row: HistoryRow, _ script: Script) throws(StepFailure) -> StepResult {
        let begun = ContinuousClock.now
        let progress = try StepFailure.before { () throws(StepFailure) in try start(step, row, script) }
        var outcome = ScriptRunner.Result()
        do throws(StepFailure) {
            let enclosure = script.options.transaction == .own ? OwnTransactions(driver: context.driver) : nil
            outcome = try guarded(script) { () throws(StepFailure) in
                guard let progress else {
                    return try ScriptRunner(context: context, enclosure: enclosure).run(
                        script, subject: row.version.text)
                }
                return try BatchRunner(context, row.version, script, isUndoing: true).run(
                    behind: progress.statement - 1, progress)
            }
            try context.endOwnTransaction(of: script)
            let milliseconds = (ContinuousClock.now - begun).wholeMilliseconds
            try inTransaction { () throws(DriverError) in
                try context.remove(row.version)
                try context.history.append(
                    context.entry(.rollback, row.version.text, .done, milliseconds: milliseconds))
                try context.seal()
            }
            return StepResult(
                step, .done, statements: outcome.statements, rows: outcome.rows, milliseconds: milliseconds)
        } catch {
            var failure = error
            // All of them, if it is the record that failed.
            failure.statementsDone = max(failure.statementsDone, outcome.statements)
            throw afterNote(of: failure) { () throws(DriverError) in
                let isBegun = failure.statementsDone > 0 || failure.progress?.batches ?? 0 > 0
                guard isBegun else { return try context.history.markApplied(row.version) }
                try context.history.mark(row.version, .undoing, reason: failure.diagnostics.first?.message ?? "")
            }
        }
    }

    /// Notes that the way back has begun; gives how far its batches have come, if it runs in batches.
    private func start(_ step: Step, _ row: HistoryRow, _ script: Script) throws(StepFailure) -> BatchProgress? {
        var progress: BatchProgress?
        try inTransaction(checking: step) { () throws(DriverError) in
            let known = try context.history.row(of: row.version)
            if script.options.batches.rows != nil {
                let begun = known?.state == .undoing ? known?.progress : nil
                progress = begun ?? BatchProgress(statement: 1, end: [], total: 0)
            }
            // Without batches there is no telling how far it came if it is cut off now.
            try context.history.mark(row.version, .undoing, reason: "the way back was cut off")
            if let progress { try context.history.recordUndoing(of: row.version, progress) }
            try context.history.append(context.entry(.rollback, row.version.text, .started))
        }
        return progress
    }

    // MARK: Around the statements

    /// Watches over the rows that refer to what the statements drop.
    private func guarded(
        _ script: Script, _ body: () throws(StepFailure) -> ScriptRunner.Result
    ) throws(StepFailure) -> ScriptRunner.Result {
        guard mode.foreignKeysOff else { return try body() }
        let rebuild = RebuildGuard(driver: context.driver, script: script)
        let before = try rebuild.countReferrers()
        let result = try body()
        do throws(StepFailure) {
            try rebuild.check(against: before)
        } catch {
            var failure = error
            failure.statementsDone = script.traits.statementCount
            throw failure
        }
        return result
    }

    /// The failure, once it is written down; what stands in the way of writing is told behind it.
    private func afterNote(of failure: StepFailure, _ body: () throws(DriverError) -> Void) -> StepFailure {
        var failure = failure
        guard failure.cause.kind != .connectionLost else { return failure }
        do throws(StepFailure) {
            // What the script has set on the connection must not hinder the note.
            try StepFailure.catching { () throws(DriverError) in try context.driver.resetSession() }
            try inTransaction(body)
        } catch {
            failure.isUncertain = failure.cause.isCommitUnknown
            failure.diagnostics += error.diagnostics
        }
        return failure
    }

    /// Runs Martlet's own statements; with a step, only if the history is still what its plan was made for.
    private func inTransaction(
        checking step: Step? = nil, _ body: () throws(DriverError) -> Void
    ) throws(StepFailure) {
        try StepFailure.catching { () throws(DriverError) in try context.driver.begin() }
        do throws(StepFailure) {
            try StepFailure.catching { () throws(DriverError) in try context.settle() }
            if let step { try HistoryCheck(context: context).requireUnchanged(for: [step]) }
            try StepFailure.catching { () throws(DriverError) in
                try body()
                try context.driver.commit()
            }
        } catch {
            try? context.driver.rollback()
            throw error
        }
    }
}
