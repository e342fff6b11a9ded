/// Does one step inside a transaction that somebody else begins and ends: script, history row and log entry.
struct StepRunner {
    let context: RunContext
    let plan: String

    /// Does the step.
    /// - Throws: what stopped it; the transaction then has to be undone to where the step began.
    func perform(_ step: Step, in mode: StepMode) throws(StepFailure) -> StepResult {
        let begun = ContinuousClock.now
        let outcome: ScriptRunner.Result
        switch step {
        case .apply(let migration), .repeat(let migration): outcome = try apply(migration, mode)
        case .rollback(let row, let script): outcome = try guarded(script, row.version.text, mode)
        case .seed(let seed): outcome = try guarded(seed.script, seed.name, mode)
        case .stamp(let migration):
            try removeUnfinished(migration)
            outcome = ScriptRunner.Result()
        }
        let milliseconds = (ContinuousClock.now - begun).wholeMilliseconds
        do throws(DriverError) {
            try record(step, outcome, milliseconds)
        } catch {
            throw StepFailure(recording: step, error, tables: context.tables)
        }
        return StepResult(
            step, .done, statements: outcome.statements, rows: outcome.rows, milliseconds: milliseconds)
    }

    // MARK: Scripts

    private func apply(_ migration: Migration, _ mode: StepMode) throws(StepFailure) -> ScriptRunner.Result {
        guard let script = migration.script?.up else { return ScriptRunner.Result() }
        try removeUnfinished(migration)
        return try guarded(script, migration.version.text, mode)
    }

    private func removeUnfinished(_ migration: Migration) throws(StepFailure) {
        try StepFailure.catching { () throws(DriverError) in
            try context.history.removeUnfinished(migration.version)
        }
    }

    /// Runs a script between the checks that its statements call for.
    private func guarded(
        _ script: Script, _ subject: String, _ mode: StepMode
    ) throws(StepFailure) -> ScriptRunner.Result {
        let rebuild = RebuildGuard(driver: context.driver, script: script)
        let before = try mode.foreignKeysOff ? rebuild.countReferrers() : [:]
        let result = try run(script, subject)
        if mode.foreignKeysOff {
            try rebuild.check(against: before)
        } else {
            try rebuild.checkDeferredKeys()
        }
        return result
    }

    private func run(_ script: Script, _ subject: String) throws(StepFailure) -> ScriptRunner.Result {
        guard let server = context.driver as? any ServerDriver else {
            return try ScriptRunner(context: context).run(script, subject: subject)
        }
        let result = try ServerScript(context: context, driver: server).run(script, subject: subject)
        // What the script has set must not reach the next one, nor the history.
        try StepFailure.catching { () throws(DriverError) in
            _ = try server.runBatch(server.resetStatements.map { .own($0) }, within: nil)
        }
        return result
    }

    // MARK: Records

    /// Writes what is kept of a step that is done.
    func record(
        _ step: Step, _ outcome: ScriptRunner.Result, _ milliseconds: Int
    ) throws(DriverError) {
        let now = context.clock.now().rfc3339Milliseconds
        switch step {
        case .apply(let migration), .stamp(let migration):
            let row = context.row(
                of: migration, kind: step.kind == .stamp ? .stamp : .migration, statements: outcome.statements,
                milliseconds: milliseconds)
            let previous = try context.chain.newestHash(before: migration.version)
            try context.history.record(
                row,
                RowOrigin(
                    scripts: migration.recordedScripts, plan: plan, previousHash: previous ?? "",
                    forecast: context.forecasts[step.subject]))
        case .repeat(let migration):
            // Its place in the history is that of its last run; no other row is built on it.
            try context.history.remove(migration.version)
            try context.history.record(
                context.row(
                    of: migration, kind: .repeatable, statements: outcome.statements, milliseconds: milliseconds),
                RowOrigin(scripts: migration.recordedScripts, plan: plan))
        case .rollback(let row, _): try context.remove(row.version)
        case .seed(let seed):
            try context.seeds.record(
                SeedRow(name: seed.name, checksum: seed.checksum, rows: outcome.rows, appliedAt: now))
        }
        try context.history.append(context.entry(step.logAction, step.subject, .done, milliseconds: milliseconds))
    }
}
