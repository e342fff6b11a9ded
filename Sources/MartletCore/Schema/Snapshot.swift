internal import SQLText
internal import SchemaModel

/// The schema of a database as one SQL file, the same however the database was made.
///
/// The history's rows are part of it, without times and places, so that a database made by loading the file knows what
/// it has. They are marked as kind `snapshot`, but for those that a script wrote and that no file stands for, which stay
/// `recorded`. Without any it is the schema alone, which can be a first migration. What the database is called does not
/// matter: a check compares databases of any name with the same file.
struct Snapshot {
    let driver: any Driver
    let tables: TableNames
    /// Whether it is to be a migration, which has nothing to do with any history.
    var isMigration = false
    /// The versions of the folder in their order, which is that of the graph for revisions.
    var order: [MigrationVersion] = []

    /// Whether a line fills a materialised view: whether one has been filled changes with each REFRESH, and is no schema.
    static func isState(_ line: Substring) -> Bool {
        line.hasPrefix("REFRESH MATERIALIZED VIEW ") && line.hasSuffix(";")
    }

    /// The file's text, and what is in the database and not in the file.
    ///
    /// Loads into an empty database: `sqlite3 new.db < schema.sql`, `psql -d new -f schema.sql`.
    ///
    /// Where somebody migrates meanwhile, it is read again until schema and history are of one moment.
    func contents() throws(DriverError) -> (text: String, omissions: [Omission]) {
        var history = try history()
        while true {
            let store = HistoryStore(driver: driver, tables: tables)
            var others = try store.tablesOfHistories().subtracting(tables.all)
            // What a tool has for itself is no part of what a migration makes.
            if history.isEmpty { others.formUnion(try store.tablesOfOtherTools().flatMap(\.names)) }
            let own = history.isEmpty || writesOwnTables ? others.union(tables.all) : others
            let script = try driver.schemaScript(excluding: own)
            let after = try self.history()
            if after == history { return (text(of: script, with: history), script.omissions) }
            history = after
        }
    }

    private func text(of script: SchemaScript, with history: [String]) -> String {
        var parts = [
            history.isEmpty
                ? "-- Baseline: the schema, written by `martlet dump`."
                : "-- The schema, written by `martlet dump`. Changes belong into migrations."
        ]
        var previous: SchemaStatement?
        for statement in script.statements {
            // Settings stand together, a table's indexes follow it closely, as do comments of one object; everything else
            // stands apart.
            let isClose =
                switch statement.kind {
                case "index": statement.table == previous?.table
                case "comment": statement.kind == previous?.kind && statement.table == previous?.table
                case "setting": statement.kind == previous?.kind
                default: false
                }
            parts.append((isClose ? "" : "\n") + statement.sql + ";")
            previous = statement
        }
        parts += history
        return parts.joined(separator: "\n") + "\n"
    }

    /// Whether Martlet's tables are written as they are made, and not as the database has them.
    ///
    /// SQLite keeps the words of the statement that made a table, which may be somebody else's. PostgreSQL knows the
    /// table alone, and where it has to stand: a view of it cannot be made before it.
    private var writesOwnTables: Bool { driver.dialect == .sqlite }

    /// Martlet's tables and the rows of the history; nothing if there are none.
    private func history() throws(DriverError) -> [String] {
        if isMigration { return [] }
        let store = try HistoryStore(driver: driver, tables: tables).asItIs()
        guard try store.presentTables().contains(tables.history) else { return [] }
        let rows =
            inOrder(try store.rows().filter(\.isApplied))
            + (try store.repeatableRows()).filter(\.isApplied).sorted { $0.version < $1.version }
        guard !rows.isEmpty else { return [] }
        var parts = [
            "\n-- What Martlet keeps: \(writesOwnTables ? "its tables, and " : "")which migrations this schema has."
        ]
        if writesOwnTables {
            let schema = HistorySchema(tables: tables, dialect: driver.dialect)
            for (table, columns) in schema.definitions {
                parts.append("\n" + schema.create(table.quotedAsIdentifier, columns) + ";")
            }
        }
        let values = rows.map { row in
            let columns = [
                SQLLiteral.text(row.version.text), SQLLiteral.text(row.description),
                SQLLiteral.text(kind(of: row).rawValue),
                row.checksum.map(SQLLiteral.text) ?? SQLLiteral.null,
                row.tokenChecksum.map(SQLLiteral.text) ?? SQLLiteral.null,
                SQLLiteral.integer(Int64(row.statementsTotal)), SQLLiteral.integer(Int64(row.statementsTotal)),
            ]
            return "(" + columns.joined(separator: ", ") + ")"
        }
        parts.append(
            "\nINSERT INTO \(writesOwnTables ? tables.history.quotedAsIdentifier : driver.qualified(tables.history))"
                + " (version, description, kind, checksum, token_checksum, statements_total, statements_applied)"
                + " VALUES\n" + values.joined(separator: ",\n") + ";")
        return parts
    }

    /// The rows as a database has them that was made by the folder, in one go.
    ///
    /// What scripts have recorded of others comes first: nothing leads back from it, and what is undone first is last.
    /// What has lost its file comes last.
    private func inOrder(_ rows: [HistoryRow]) -> [HistoryRow] {
        let places = Dictionary(zip(order, order.indices)) { first, _ in first }
        let (others, own) = (rows.filter { $0.kind == .recorded }, rows.filter { $0.kind != .recorded })
        return others.sorted { $0.version < $1.version }
            + own.sorted { (places[$0.version] ?? .max, $0.version) < (places[$1.version] ?? .max, $1.version) }
    }

    /// Nothing stands for a row that a script wrote but the row itself, and a repeatable is no version.
    private func kind(of row: HistoryRow) -> HistoryRow.Kind {
        row.kind == .recorded || row.kind == .repeatable ? row.kind : .snapshot
    }
}
