internal import SQLText

/// What every part of a run needs: where it runs, in whose name, and whom to tell.
struct RunContext {
    let database: String
    /// What chooses it on a command line, behind a blank; nothing where there is only one.
    let databaseOption: String
    let driver: any Driver
    let tables: TableNames
    let clock: WallClock
    /// Who runs it: `user@host`.
    let by: String
    /// The number that ties the log's entries of this run together.
    let run: String
    let foreignKeys: Bool
    let transaction: TransactionRule
    /// How long one statement of a script may run; `nil` for as long as it takes.
    let statementTimeout: Duration?
    /// For how long a step is tried again that could not have a lock of the server's.
    let wait: Duration
    let cancellation: Cancellation
    let events: @Sendable (RunEvent) -> Void
    /// Whether what is undone leaves rows that were applied after it, which are then tied anew to the one before them.
    var relinks = false
    /// What is told of the statements of a version, as JSON.
    var forecasts: [String: String] = [:]

    var history: HistoryStore { HistoryStore(driver: driver, tables: tables) }
    var chain: HistoryChain { HistoryChain(history: history) }
    var seeds: SeedStore { SeedStore(driver: driver, tables: tables) }

    /// Tells that a step begins, and from then on of whoever keeps it waiting.
    func announce(_ step: Step) {
        events(.started(database: database, step.kind, subject: step.subject, description: step.description))
        guard let server = driver as? any ServerDriver else { return }
        let (events, database) = (events, database)
        server.onBlocked = { events(.blocked(database: database, subject: step.subject, by: $0)) }
    }

    /// Tells what the server said while a step was run, whatever became of that.
    func tellNotices(of step: Step) {
        guard let server = driver as? any ServerDriver else { return }
        for notice in server.takeNotices().notices {
            events(.notice(database: database, subject: step.subject, notice))
        }
    }

    /// Runs one statement of a script for as long as it may run.
    func run(_ statement: ScriptStatement, of script: Script) throws(DriverError) -> Int {
        if script.options.transaction == .own, statement.kind.controlsTransaction {
            try driver.execute(String(decoding: statement.sql, as: UTF8.self))
            return 0
        }
        let limit = script.options.statementTimeout ?? statementTimeout
        return try driver.runStatement(statement.sql, within: limit == .zero ? nil : limit)
    }

    /// The rows for whose sake a statement was refused, as far as that can be told.
    func rowsBroken(by statement: ScriptStatement) -> [BrokenForeignKey] {
        // The refusal is what counts; why it cannot be explained further is of no interest.
        (try? driver.rowsBroken(by: statement.sql, limit: 5)) ?? []
    }

    /// Takes a version out of the history.
    func remove(_ version: MigrationVersion) throws(DriverError) {
        try history.remove(version)
        if relinks { try chain.relink() }
    }

    /// Seals the newest row of the history, and those of some versions.
    func seal(_ versions: [MigrationVersion] = [], newest: Bool = true) throws(DriverError) {
        try HistorySeal(history, like: entry(.seal, "", .done)).seal(versions, newest: newest)
    }

    /// Seals what steps have left behind in the history.
    func seal(_ results: [StepResult]) throws(DriverError) {
        if results.allSatisfy({ $0.kind == .seed }) { return }
        try seal(results.filter { $0.kind == .repeat }.map { MigrationVersion($0.subject) })
    }

    /// The history row of a migration that ends so at this moment.
    func row(
        of migration: Migration, _ state: HistoryRow.State = .applied, kind: HistoryRow.Kind = .migration,
        statements: Int = 0, milliseconds: Int = 0, error: String? = nil
    ) -> HistoryRow {
        HistoryRow(
            version: migration.version, description: migration.description,
            kind: kind == .migration ? self.kind(of: migration) : kind, state: state,
            checksum: migration.checksum, tokenChecksum: migration.script?.tokenChecksum,
            statementsTotal: max(migration.script?.up.traits.statementCount ?? 0, statements),
            statementsApplied: statements,
            appliedAt: clock.now().rfc3339Milliseconds, appliedBy: by, executionMilliseconds: milliseconds,
            error: error)
    }

    private func kind(of migration: Migration) -> HistoryRow.Kind {
        if migration.code != nil { return .code }
        return migration.isBaseline ? .baseline : .migration
    }

    /// An entry for the log, at this moment.
    func entry(
        _ action: LogEntry.Action, _ subject: String, _ result: LogEntry.Result, milliseconds: Int = 0,
        detail: String? = nil
    ) -> LogEntry {
        LogEntry(
            at: clock.now().rfc3339Milliseconds, run: run, action: action, subject: subject, result: result,
            milliseconds: milliseconds, by: by, detail: detail)
    }
}
