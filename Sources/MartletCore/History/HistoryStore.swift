/// Reads and writes the history and the log of one database, through an open connection.
///
/// Reading never creates anything. Nothing here begins or ends a transaction: a row is written
/// in the transaction of what it tells of.
struct HistoryStore {
    let driver: any Driver
    let tables: TableNames
    /// Columns that the history has not yet, as an older Martlet made it; whoever writes adds them first.
    var lacking: Set<String> = []

    var schema: HistorySchema { HistorySchema(tables: tables, dialect: driver.dialect, lacking: lacking) }
    /// The history's table as it stands in SQL.
    var name: String { driver.qualified(tables.history) }
    /// The log's.
    var logName: String { driver.qualified(tables.log) }
    private var history: String { name }
    private var log: String { logName }

    // MARK: History

    /// What counts as applied; of text too, as in a table that came back from a file of values.
    static let isApplied = "CAST(success AS INTEGER) = 1"

    private var rowColumns: String {
        let names = [
            "id", "version", "description", "kind", "state", "checksum", "token_checksum", "statements_total",
            "statements_applied", "applied_at", "applied_by", "execution_ms", "error",
        ]
        return schema.reading(HistorySchema.historyColumns, names)
            + ", CASE WHEN \(Self.isApplied) THEN 1 ELSE 0 END, CASE WHEN down_sql IS NULL THEN 0 ELSE 1 END, "
            + schema.reading(HistorySchema.historyColumns, Self.adoptedColumns + ["progress"])
    }

    /// Whether a row tells of a repeatable, and of no version.
    static let isRepeatable = "COALESCE(kind, '') = '\(HistoryRow.Kind.repeatable.rawValue)'"

    /// Every version's row, in the order of application.
    func rows() throws(DriverError) -> [HistoryRow] { try rows("NOT \(Self.isRepeatable)") }

    /// The row of every repeatable, in the order of their last runs.
    func repeatableRows() throws(DriverError) -> [HistoryRow] { try rows(Self.isRepeatable) }

    private func rows(_ condition: String) throws(DriverError) -> [HistoryRow] {
        var rows: [HistoryRow] = []
        try driver.query("SELECT \(rowColumns) FROM \(history) WHERE \(condition) ORDER BY id", []) {
            rows.append(Self.row($0))
        }
        return rows
    }

    /// The row of a version.
    func row(of version: MigrationVersion) throws(DriverError) -> HistoryRow? {
        try driver.query("SELECT \(rowColumns) FROM \(history) WHERE version = $1", [.text(version.text)])
            .first.map(Self.row)
    }

    private static func row(_ row: Row) -> HistoryRow {
        HistoryRow(
            id: row.integer(0) ?? 0, version: MigrationVersion(row.text(1) ?? ""), description: row.text(2) ?? "",
            kind: HistoryRow.Kind(rawValue: row.text(3) ?? "") ?? .recorded,
            state: state(row.text(4), success: row.integer(13) == 1),
            checksum: row.text(5), tokenChecksum: row.text(6), statementsTotal: row.integer(7) ?? 0,
            statementsApplied: row.integer(8) ?? 0, appliedAt: row.text(9) ?? "", appliedBy: row.text(10) ?? "",
            executionMilliseconds: row.integer(11) ?? 0, error: row.text(12),
            leadsBack: row.integer(14) == 1, adopted: adoptedEntry(row, at: 15),
            progress: row.text(row.values.count - 1).flatMap(BatchProgress.init))
    }

    /// `success` decides what counts as applied, whatever else a hand or a newer Martlet has written.
    private static func state(_ text: String?, success: Bool) -> HistoryRow.State {
        if success { return .applied }
        switch HistoryRow.State(rawValue: text ?? "") {
        case .running: return .running
        case .undoing: return .undoing
        case .applied, .failed, nil: return .failed
        }
    }

    /// The versions that count as applied.
    func appliedVersions() throws(DriverError) -> Set<MigrationVersion> {
        var versions: Set<MigrationVersion> = []
        try driver.query("SELECT version FROM \(history) WHERE \(Self.isApplied)", []) { row in
            versions.insert(MigrationVersion(row.text(0) ?? ""))
        }
        return versions
    }

    /// The versions that have a row and do not count as applied.
    func unfinishedVersions() throws(DriverError) -> Set<String> {
        var versions: Set<String> = []
        try driver.query("SELECT version FROM \(history) WHERE NOT (\(Self.isApplied))", []) { row in
            versions.insert(row.text(0) ?? "")
        }
        return versions
    }

    /// The ways forward recorded with the rows.
    func waysForward() throws(DriverError) -> [MigrationVersion: String] {
        var texts: [MigrationVersion: String] = [:]
        try driver.query("SELECT version, up_sql FROM \(history) WHERE up_sql IS NOT NULL", []) { row in
            texts[MigrationVersion(row.text(0) ?? "")] = row.text(1)
        }
        return texts
    }

    /// The ways back recorded with the rows from this one on.
    func waysBack(since id: Int) throws(DriverError) -> [MigrationVersion: String] {
        var texts: [MigrationVersion: String] = [:]
        try driver.query(
            "SELECT version, down_sql FROM \(history) WHERE id >= $1 AND down_sql IS NOT NULL", [.integer(id)]
        ) { row in texts[MigrationVersion(row.text(0) ?? "")] = row.text(1) }
        return texts
    }

    /// What was told of the statements of each version before they were run, as JSON.
    func forecasts() throws(DriverError) -> [MigrationVersion: String] {
        if lacking.contains("forecast") { return [:] }
        var texts: [MigrationVersion: String] = [:]
        try driver.query("SELECT version, forecast FROM \(history) WHERE forecast IS NOT NULL", []) { row in
            texts[MigrationVersion(row.text(0) ?? "")] = row.text(1)
        }
        return texts
    }

    /// Writes a row, or completes the one that a file wrote about itself.
    ///
    /// A description that the file gave stays; everything else is what really happened.
    func record(_ row: HistoryRow, _ origin: RowOrigin) throws(DriverError) {
        // Two statements rather than one with ON CONFLICT: SQLite compiles them anew after every change of the schema,
        // and takes more than twice as long for that one.
        try driver.execute(try has(row.version) ? completion : insertion("$14"), values(row, origin))
    }

    /// The same as one statement, for a server; it gives back the whole row, of which the next one keeps the digest.
    ///
    /// How long the migration ran is what the server finds, as it is not over when the message is written.
    /// - Parameter mayStand: whether the file may have written the row. To be ready for that takes the server three times
    ///   as long as a plain INSERT: 0.2 instead of 0.07 ms.
    func recording(_ row: HistoryRow, _ origin: RowOrigin, mayStand: Bool) -> BoundStatement {
        var sql = insertion(Self.serverMilliseconds)
        if mayStand {
            let updates = Self.completed.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
            sql += """

                ON CONFLICT (version) DO UPDATE SET \(updates), description =
                  CASE WHEN h.description = '' THEN excluded.description ELSE h.description END
                """
        }
        return BoundStatement(
            "\(sql)\nRETURNING \(schema.reading(HistorySchema.historyColumns))", values(row, origin))
    }

    /// The time since the transaction began, on a server.
    static let serverMilliseconds =
        "CAST(EXTRACT(EPOCH FROM pg_catalog.clock_timestamp() - pg_catalog.transaction_timestamp()) * 1000 AS BIGINT)"

    private func values(_ row: HistoryRow, _ origin: RowOrigin) -> [Value] {
        [
            .text(row.version.text), .text(row.description), .text(row.kind.rawValue), .text(row.state.rawValue),
            .integer(row.isApplied ? 1 : 0), .optional(row.checksum), .optional(row.tokenChecksum),
            .optional(origin.scripts.up), .optional(origin.scripts.down), .integer(row.statementsTotal),
            .integer(row.statementsApplied), .text(row.appliedAt), .text(row.appliedBy),
            .integer(row.executionMilliseconds), .optional(row.error), .optional(origin.plan),
            .optional(origin.previousHash), .optional(origin.forecast),
        ]
    }

    private func insertion(_ milliseconds: String) -> String {
        """
        INSERT INTO \(history) AS h (version, description, kind, state, success, checksum, token_checksum, up_sql,
          down_sql, statements_total, statements_applied, applied_at, applied_by, execution_ms, error, plan_id,
          previous_hash, forecast)
        VALUES ($1, $2, $3, $4, $5 = 1, $6, $7, $8, $9, $10, $11, $12, $13, \(milliseconds), $15, $16, $17, $18)
        """
    }

    /// What a row that a file wrote about itself gets, beside a description if it has none.
    private static let completed = [
        "kind", "state", "success", "checksum", "token_checksum", "up_sql", "down_sql", "statements_total",
        "statements_applied", "applied_at", "applied_by", "execution_ms", "error", "plan_id", "previous_hash",
        "forecast",
    ]

    private var completion: String {
        """
        UPDATE \(history) SET description = CASE WHEN description = '' THEN $2 ELSE description END, kind = $3,
          state = $4, success = ($5 = 1), checksum = $6, token_checksum = $7, up_sql = $8, down_sql = $9,
          statements_total = $10, statements_applied = $11, applied_at = $12, applied_by = $13, execution_ms = $14,
          error = $15, plan_id = $16, previous_hash = $17, forecast = $18
        WHERE version = $1
        """
    }

    private func has(_ version: MigrationVersion) throws(DriverError) -> Bool {
        try !driver.query("SELECT 1 FROM \(history) WHERE version = $1", [.text(version.text)]).isEmpty
    }

    /// Says how far a file without a transaction has come; whatever the search path is, as it may be the file's.
    func recordProgress(of version: MigrationVersion, statements: Int) throws(DriverError) {
        let equals = driver is any ServerDriver ? Self.equals : "="
        try driver.execute(
            "UPDATE \(history) SET statements_applied = $2 WHERE version \(equals) $1",
            [.text(version.text), .integer(statements)])
    }

    /// Says how far the batches of a statement have come; in the transaction of the batch, so that one is never without
    /// the other.
    func recordProgress(
        of version: MigrationVersion, statements: Int, _ progress: BatchProgress?
    ) throws(DriverError) {
        try driver.execute(
            "UPDATE \(history) SET statements_applied = $2, progress = $3 WHERE version = $1",
            [.text(version.text), .integer(statements), .optional(progress?.text)])
    }

    /// The same of a way back; how many statements of the way forward were done is none of its business.
    func recordUndoing(of version: MigrationVersion, _ progress: BatchProgress?) throws(DriverError) {
        try driver.execute(
            "UPDATE \(history) SET progress = $2 WHERE version = $1",
            [.text(version.text), .optional(progress?.text)])
    }

    /// Says that what was begun without a transaction was not finished, and why.
    func mark(
        _ version: MigrationVersion, _ state: HistoryRow.State, reason: String?
    ) throws(DriverError) {
        try driver.execute(
            "UPDATE \(history) SET state = $2, success = ($3 = 1), error = $4 WHERE version = $1",
            [.text(version.text), .text(state.rawValue), .integer(0), .optional(reason)])
    }

    /// Takes a file as it is now for the one that was applied.
    func accept(_ migration: Migration, for row: HistoryRow) throws(DriverError) {
        let scripts = migration.recordedScripts
        try driver.execute(
            """
            UPDATE \(history) SET checksum = $2, token_checksum = $3, up_sql = $4, down_sql = $5,
              statements_total = $6 WHERE version = $1
            """,
            [
                .text(row.version.text), .text(migration.checksum), .optional(migration.script?.tokenChecksum),
                .optional(scripts.up), .optional(scripts.down),
                .integer(migration.script?.up.traits.statementCount ?? row.statementsTotal),
            ])
    }

    /// Takes a version for applied because a person says so.
    func markApplied(_ version: MigrationVersion) throws(DriverError) {
        try driver.execute(
            """
            UPDATE \(history) SET state = 'applied', success = ($2 = 1), statements_applied = statements_total, error = NULL,
              progress = NULL
            WHERE version = $1
            """, [.text(version.text), .integer(1)])
    }

    /// Takes a version out of the history.
    func remove(_ version: MigrationVersion) throws(DriverError) { try driver.execute(removal(of: version)) }

    /// The statement that takes a version out of the history.
    func removal(of version: MigrationVersion) -> BoundStatement {
        BoundStatement("DELETE FROM \(history) WHERE version = $1", [.text(version.text)])
    }

    /// The statement that fails, by dividing by zero, unless a version is applied.
    func demand(_ version: MigrationVersion) -> BoundStatement {
        BoundStatement(
            """
            SELECT 1 OPERATOR(pg_catalog./) pg_catalog.count(*) FROM \(history)
            WHERE version \(Self.equals) $1 AND CAST(success AS INTEGER) \(Self.equals) 1
            """, [.text(version.text)])
    }

    /// The statement that takes a version out of the history, and fails in the same way unless it is applied.
    func demandedRemoval(of version: MigrationVersion) -> BoundStatement {
        BoundStatement(
            """
            WITH gone AS (
              DELETE FROM \(history) WHERE version \(Self.equals) $1 AND CAST(success AS INTEGER) \(Self.equals) 1
              RETURNING 1)
            SELECT 1 OPERATOR(pg_catalog./) pg_catalog.count(*) FROM gone
            """, [.text(version.text)])
    }

    /// Equality whatever the search path is: these statements come before a script, in a session as its role has it.
    private static let equals = "OPERATOR(pg_catalog.=)"

    /// Takes away the row of a try that failed or stopped half-way: it would stand in the way of a file that records
    /// itself, and the place of a version in the history is the one at which it was done.
    func removeUnfinished(_ version: MigrationVersion) throws(DriverError) {
        try driver.execute(
            "DELETE FROM \(history) WHERE version = $1 AND NOT (\(Self.isApplied))", [.text(version.text)])
    }

    /// The statement that takes that row away, and fails in the same way if the version is applied.
    func demandedRemoval(ofUnfinished version: MigrationVersion) -> BoundStatement {
        BoundStatement(
            """
            DELETE FROM \(history) WHERE version \(Self.equals) $1 AND
              1 OPERATOR(pg_catalog./) (1 OPERATOR(pg_catalog.-) CAST(success AS INTEGER)) \(Self.equals) 1
            """, [.text(version.text)])
    }

    // MARK: Log

    /// Adds to the log.
    func append(_ entry: LogEntry) throws(DriverError) { try driver.execute(appending(entry, milliseconds: "$6")) }

    /// The statement that adds to the log; how long it took is what a server finds, unless said otherwise.
    func appending(_ entry: LogEntry, milliseconds: String = HistoryStore.serverMilliseconds) -> BoundStatement {
        BoundStatement(
            """
            INSERT INTO \(log) (at, run_id, action, subject, result, execution_ms, run_by, detail)
            VALUES ($1, $2, $3, $4, $5, \(milliseconds), $7, $8)
            """,
            Self.values(entry))
    }

    /// The statement that adds several entries to the log.
    func appending(_ entries: [LogEntry]) -> BoundStatement {
        let values = entries.map(Self.values)
        var number = 0
        let rows = values.map { row in
            let places = row.map { _ in
                number += 1
                return "$\(number)"
            }
            return "(\(places.joined(separator: ", ")))"
        }
        return BoundStatement(
            """
            INSERT INTO \(log) (at, run_id, action, subject, result, execution_ms, run_by, detail)
            VALUES \(rows.joined(separator: ", "))
            """, values.flatMap(\.self))
    }

    private static func values(_ entry: LogEntry) -> [Value] {
        [
            .text(entry.at), .text(entry.run), .text(entry.action.rawValue), .text(entry.subject),
            .text(entry.result.rawValue), .integer(entry.milliseconds), .text(entry.by), .optional(entry.detail),
        ]
    }

    /// What a run has done, as far as it is committed.
    func entriesDone(by run: String) throws(DriverError) -> [(action: LogEntry.Action, subject: String)] {
        try driver.query(
            "SELECT action, subject FROM \(log) WHERE run_id = $1 AND result = $2 ORDER BY id",
            [.text(run), .text(LogEntry.Result.done.rawValue)]
        ).compactMap { row in
            LogEntry.Action(rawValue: row.text(0) ?? "").map { ($0, row.text(1) ?? "") }
        }
    }

    /// What was noted of an application since the version was last applied, undone or settled; the newest first.
    func notesOfUnfinished(_ version: MigrationVersion) throws(DriverError) -> [String] {
        try driver.query(
            """
            SELECT detail FROM \(log) WHERE subject = $1 AND action = $2 AND result = $3 AND detail IS NOT NULL
              AND id > (SELECT coalesce(max(id), 0) FROM \(log) WHERE subject = $1 AND result = $4)
            ORDER BY id DESC
            """,
            [
                .text(version.text), .text(LogEntry.Action.apply.rawValue), .text(LogEntry.Result.started.rawValue),
                .text(LogEntry.Result.done.rawValue),
            ]
        ).compactMap { $0.text(0) }
    }

    private var logNames: [String] { HistorySchema.logColumns.map(\.name).filter { $0 != "id" } }

    /// The newest entries of the log, oldest first; seals are of interest to a proof alone.
    func logEntries(limit: Int) throws(DriverError) -> [LogEntry] {
        try driver.query(
            """
            SELECT \(schema.reading(HistorySchema.logColumns, logNames)) FROM
              (SELECT * FROM \(log) WHERE action <> '\(LogEntry.Action.seal.rawValue)' ORDER BY id DESC LIMIT $1) AS newest ORDER BY id
            """, [.integer(limit)]
        ).compactMap { row in
            guard let action = LogEntry.Action(rawValue: row.text(2) ?? ""),
                let result = LogEntry.Result(rawValue: row.text(4) ?? "")
            else { return nil }
            return LogEntry(
                at: row.text(0) ?? "", run: row.text(1) ?? "", action: action, subject: row.text(3) ?? "",
                result: result, milliseconds: row.integer(5) ?? 0, by: row.text(6) ?? "", detail: row.text(7))
        }
    }
}
