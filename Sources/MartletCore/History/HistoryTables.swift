internal import SQLText

/// Martlet's tables themselves: which of them are there, what is wrong with them, and how they are made.
extension HistoryStore {
    /// What is there of Martlet's tables, or goes by their names.
    func presentTables() throws(DriverError) -> Set<String> {
        Set(try driver.relations(named: tables.all).keys)
    }

    /// Creates the tables that are missing; true if there were any.
    @discardableResult
    func createTables() throws(DriverError) -> Bool {
        let statements = creation(beside: try presentTables())
        for statement in statements { try driver.execute(statement) }
        return !statements.isEmpty
    }

    /// The statements that create the tables that are missing.
    func creation(beside present: Set<String>) -> [BoundStatement] {
        schema.definitions.filter { !present.contains($0.table) }.map { table, columns in
            BoundStatement(schema.create(driver.qualified(table), columns))
        }
    }

    /// Compares the tables that exist with the columns they should have.
    func problems() throws(DriverError) -> [Diagnostic] { try survey().problems }

    /// What there is of Martlet's tables.
    struct Survey {
        /// What is wrong with those that exist.
        var problems: [Diagnostic]
        /// Which of them exist.
        var present: Set<String>
        /// The columns that the history has not yet.
        var lacking: Set<String>
    }

    /// Looks at the tables that exist.
    func survey() throws(DriverError) -> Survey {
        let present = try driver.relations(named: tables.all)
        let lacking = present[tables.history].map(Self.lacking) ?? []
        if present[tables.history] == nil, let other = try historyElsewhere() {
            return Survey(problems: [other], present: Set(present.keys), lacking: lacking)
        }
        let problems = schema.definitions.flatMap { table, columns in
            present[table].map { Self.compare(table, expected: columns, found: $0) } ?? []
        }
        return Survey(problems: problems, present: Set(present.keys), lacking: lacking)
    }

    /// The same, which reads the history with the columns that it has: an older Martlet's has fewer.
    func asItIs() throws(DriverError) -> HistoryStore {
        var store = self
        store.lacking = try driver.relations(named: [tables.history])[tables.history].map(Self.lacking) ?? []
        return store
    }

    private static func lacking(_ relation: Relation) -> Set<String> {
        Set(HistorySchema.historyColumns.filter { $0.form > 1 }.map(\.name)).subtracting(relation.columns)
    }

    /// Adds columns that the history lacks; their names, in order.
    func add(_ names: Set<String>) throws(DriverError) -> [String] {
        let columns = HistorySchema.historyColumns.filter { names.contains($0.name) }
        for column in columns { try driver.execute(schema.addition(of: column, to: name)) }
        // A moment that nobody knows came with what was taken over.
        if driver.dialect == .postgres, names.contains("adopted_from") {
            try driver.execute("ALTER TABLE \(name) ALTER COLUMN applied_at DROP NOT NULL")
        }
        return columns.map(\.name)
    }

    /// A table of another name that is a history with something in it, as after a change of `tables:` in the
    /// configuration: without it everything would be run again.
    private func historyElsewhere() throws(DriverError) -> Diagnostic? {
        let expected = Set(HistorySchema.historyColumns.filter { $0.form == 1 }.map(\.name))
        let others = try driver.relations(named: try driver.tableNames()).filter {
            expected.isSubset(of: $0.value.columns)
        }
        for name in others.keys.sorted() {
            guard
                let count = try driver.scalar("SELECT count(*) FROM \(driver.qualified(name)) WHERE \(Self.isApplied)")?
                    .integerValue, count > 0
            else { continue }
            return Self.elsewhere(
                "in \(name)", name, count, of: tables,
                "name it in martlet.yaml, under tables: history: \(name); if that one is another project's, ")
        }
        if let (table, rows) = try historyOfAnotherTool() { return Self.elsewhere(table, rows, of: tables) }
        return try historyInAnotherSchema()
    }

    /// Another tool has been at work here: what it has applied would be run again.
    private static func elsewhere(_ table: ToolTable, _ rows: Int, of tables: TableNames) -> Diagnostic {
        Diagnostic(
            .historyElsewhere,
            "\(table.tool.title) has a history here, and the table \(tables.history) of this project is not there",
            notes: [
                "\(table.shown) has \(rows) row\(rows == 1 ? "" : "s") of what it applied", Diagnostic.nothingChanged,
            ],
            help:
                "take it over: martlet adopt; if that history is another project's: martlet init")
    }

    /// A table of the same name in another schema of a server: somebody has changed `search_path`.
    private func historyInAnotherSchema() throws(DriverError) -> Diagnostic? {
        guard driver is any ServerDriver else { return nil }
        let schemas = try driver.query(
            """
            SELECT n.nspname, pg_catalog.quote_ident(n.nspname) FROM pg_catalog.pg_class AS c
              JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
            WHERE c.relname OPERATOR(pg_catalog.=) $1 AND c.relkind IN ('r', 'p')
              AND c.relpersistence OPERATOR(pg_catalog.<>) 't' ORDER BY 1
            """, [.text(tables.history)])
        for row in schemas {
            guard let name = row.text(0), let quoted = row.text(1) else { continue }
            // Whether its columns are those of a history is seen by reading it.
            let sql = "SELECT count(*) FROM \(quoted).\(tables.history.quotedAsIdentifier) WHERE \(Self.isApplied)"
            guard let count = (try? driver.scalar(sql))?.integerValue, count > 0 else { continue }
            return Self.elsewhere(
                "in the schema \(name)", name + "." + tables.history, count, of: tables,
                "have search_path lead there, for example ?options=-c%20search_path%3D\(name) in the URL; if that one is "
                    + "another project's, ")
        }
        return nil
    }

    private static func elsewhere(
        _ place: String, _ name: String, _ count: Int, of tables: TableNames, _ help: String
    ) -> Diagnostic {
        Diagnostic(
            .historyElsewhere, "the history is \(place), and the table \(tables.history) of this project is not there",
            notes: [
                "\(name) tells of \(count) applied version\(count == 1 ? "" : "s")", Diagnostic.nothingChanged,
            ], help: help + "martlet init makes one for this project")
    }

    private static func stranger(_ table: String, _ fact: String, columns: [String] = []) -> Diagnostic {
        let shown = columns.isEmpty ? [] : ["its columns: \(columns.joined(separator: ", "))"]
        return Diagnostic(
            .historyDamaged, "\(table) \(fact)", notes: shown + ["nothing was changed"],
            help: "name another table under tables: in martlet.yaml, or restore the table")
    }

    private static func compare(
        _ table: String, expected: [HistorySchema.Column], found relation: Relation
    ) -> [Diagnostic] {
        guard relation.isTable else { return [stranger(table, "is a view, not Martlet's table")] }
        let found = relation.columns
        let missing = expected.filter { $0.form == 1 }.map(\.name).filter { !found.contains($0) }
        let unknown = found.filter { name in !expected.contains { $0.name == name } }
        if !missing.isEmpty {
            let fact = "is not Martlet's table: it has no \(missing.joined(separator: ", "))"
            return [stranger(table, fact, columns: found)]
        }
        guard !unknown.isEmpty else { return [] }
        return [
            Diagnostic(
                .historyNewer,
                "the table \(table) has columns this version does not know: "
                    + unknown.joined(separator: ", "),
                notes: [
                    "a newer Martlet may have written it; reading works, changing is refused",
                    Diagnostic.nothingChanged,
                ],
                help: "use the newer version of martlet")
        ]
    }
}
