/// The statements that make Martlet's three tables.
///
/// They are its whole footprint in a database.
///
/// Every column but `version` has a default, so that a script's own
/// `INSERT INTO migrations (version, description) VALUES (…)` is a complete row.
struct HistorySchema {
    let tables: TableNames

    /// The history's columns in order, with their types and defaults.
    ///
    /// `schema_fingerprint` is NULL so far: it is there for the comparison of a live schema with what the history
    /// implies, so that no table has to be altered for it. A digest of a schema says something of the last version
    /// of a transaction only.
    static let historyColumns: [(name: String, definition: String)] = [
        ("id", "INTEGER PRIMARY KEY"),
        ("version", "TEXT NOT NULL UNIQUE"),
        ("description", "TEXT NOT NULL DEFAULT ''"),
        ("kind", "TEXT NOT NULL DEFAULT 'recorded'"),
        ("state", "TEXT NOT NULL DEFAULT 'applied'"),
        ("success", "INTEGER NOT NULL DEFAULT 1"),
        ("checksum", "TEXT"),
        ("token_checksum", "TEXT"),
        ("up_sql", "TEXT"),
        ("down_sql", "TEXT"),
        ("statements_total", "INTEGER NOT NULL DEFAULT 0"),
        ("statements_applied", "INTEGER NOT NULL DEFAULT 0"),
        ("applied_at", "TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))"),
        ("applied_by", "TEXT NOT NULL DEFAULT ''"),
        ("execution_ms", "INTEGER NOT NULL DEFAULT 0"),
        ("error", "TEXT"),
        ("plan_id", "TEXT"),
        ("schema_fingerprint", "TEXT"),
        ("previous_hash", "TEXT"),
    ]

    static let logColumns: [(name: String, definition: String)] = [
        ("id", "INTEGER PRIMARY KEY"),
        ("at", "TEXT NOT NULL"),
        ("run_id", "TEXT NOT NULL"),
        ("action", "TEXT NOT NULL"),
        ("subject", "TEXT NOT NULL"),
        ("result", "TEXT NOT NULL"),
        ("execution_ms", "INTEGER NOT NULL DEFAULT 0"),
        ("run_by", "TEXT NOT NULL DEFAULT ''"),
        ("detail", "TEXT"),
    ]

    static let seedColumns: [(name: String, definition: String)] = [
        ("name", "TEXT PRIMARY KEY NOT NULL"),
        ("checksum", "TEXT NOT NULL DEFAULT ''"),
        ("rows", "INTEGER NOT NULL DEFAULT 0"),
        ("applied_at", "TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))"),
    ]

    /// The three tables with their columns.
    var definitions: [(table: String, columns: [(name: String, definition: String)])] {
        [
            (tables.history, Self.historyColumns), (tables.log, Self.logColumns), (tables.seeds, Self.seedColumns),
        ]
    }

    static func create(_ table: String, _ columns: [(name: String, definition: String)]) -> String {
        let list = columns.map { "    \($0.name) \($0.definition)" }.joined(separator: ",\n")
        return "CREATE TABLE \(table.quotedAsIdentifier) (\n\(list)\n)"
    }

}
