internal import SQLText

/// The schema of a database as one SQL file, the same however the database was made.
///
/// The history's rows are part of it, without times and places, so that a database made by loading the file knows what
/// it has; they are marked as kind `snapshot`. Without any it is the schema alone, which can be a first migration.
struct Snapshot {
    let driver: any Driver
    let tables: TableNames
    let databaseName: String

    /// The file's text.
    ///
    /// Loads into an empty database: `sqlite3 new.db < schema.sql`.
    func text() throws(DriverError) -> String {
        let own: Set = [tables.history, tables.log, tables.seeds]
        let history = try history()
        var parts = [
            history.isEmpty
                ? "-- Baseline: the schema of \(databaseName), written by `martlet dump`."
                : "-- The schema of \(databaseName), written by `martlet dump`. Changes belong into migrations."
        ]
        var table = ""
        for statement in try driver.schemaStatements(excluding: own) {
            // A table's indexes follow it closely; everything else stands apart.
            let isClose = statement.kind == "index" && statement.table == table
            parts.append((isClose ? "" : "\n") + statement.sql + ";")
            table = statement.table
        }
        parts += history
        return parts.joined(separator: "\n") + "\n"
    }

    /// Martlet's tables and the rows of the history; nothing if there are none.
    private func history() throws(DriverError) -> [String] {
        let store = HistoryStore(driver: driver, tables: tables)
        guard try store.presentTables().contains(tables.history) else { return [] }
        let rows = try store.rows().filter(\.isApplied).sorted { $0.version < $1.version }
        guard !rows.isEmpty else { return [] }
        var parts = ["\n-- What Martlet keeps: its tables, and which migrations this schema has."]
        let schema = HistorySchema(tables: tables, dialect: driver.dialect)
        for (table, columns) in schema.definitions {
            parts.append("\n" + schema.create(table.quotedAsIdentifier, columns) + ";")
        }
        let values = rows.map { row in
            let columns = [
                SQLLiteral.text(row.version.text), SQLLiteral.text(row.description), SQLLiteral.text("snapshot"),
                row.checksum.map(SQLLiteral.text) ?? SQLLiteral.null,
                row.tokenChecksum.map(SQLLiteral.text) ?? SQLLiteral.null,
                SQLLiteral.integer(Int64(row.statementsTotal)), SQLLiteral.integer(Int64(row.statementsTotal)),
            ]
            return "(" + columns.joined(separator: ", ") + ")"
        }
        parts.append(
            "\nINSERT INTO \(tables.history.quotedAsIdentifier)"
                + " (version, description, kind, checksum, token_checksum, statements_total, statements_applied)"
                + " VALUES\n" + values.joined(separator: ",\n") + ";")
        return parts
    }
}
