/// The table in which another tool keeps what it has applied.
///
/// Several tools call theirs `schema_migrations`: the columns tell which one it is.
struct ToolTable: Sendable, Hashable {
    let tool: ToolName
    var name: String
    /// Columns it has to have.
    let columns: Set<String>
    /// Whether it has no others.
    var isWhole = false
    /// A table that the tool makes beside it.
    var companion: String?
    /// More tables that it may make.
    var others: [String] = []
    /// Which of its rows tell of something that was applied.
    var condition = "1 = 1"

    /// A more particular one comes before those it could be taken for.
    static let known = [
        ToolTable(.golangMigrate, "schema_migrations", ["version", "dirty"]),
        ToolTable(.rails, "schema_migrations", ["version"], isWhole: true, companion: "ar_internal_metadata"),
        ToolTable(.dbmate, "schema_migrations", ["version"], isWhole: true),
        ToolTable(.ecto, "schema_migrations", ["version", "inserted_at"], isWhole: true),
        // Its first row stands for no migration.
        ToolTable(
            .goose, "goose_db_version", ["version_id", "is_applied"], others: ["goose_lock"],
            condition: "version_id > 0"),
        ToolTable(.flyway, "flyway_schema_history", ["installed_rank", "version", "script"]),
        ToolTable(.flyway, "schema_version", ["installed_rank", "version", "script"]),
        ToolTable(.sqlx, "_sqlx_migrations", ["version", "checksum"]),
        ToolTable(.refinery, "refinery_schema_history", ["version", "checksum"]),
        ToolTable(.diesel, "__diesel_schema_migrations", ["version", "run_on"]),
        ToolTable(.prisma, "_prisma_migrations", ["migration_name", "finished_at"]),
        ToolTable(.atlas, "atlas_schema_revisions", ["version", "hash"]),
        ToolTable(.alembic, "alembic_version", ["version_num"]),
        ToolTable(.liquibase, "databasechangelog", ["id", "author", "filename"], others: ["databasechangeloglock"]),
        ToolTable(.grdb, "grdb_migrations", ["identifier"]),
        ToolTable(.fluent, "_fluent_migrations", ["name", "batch"]),
        ToolTable(.hummingbird, "_hb_pg_migrations", ["name", "order"]),
    ]

    init(
        _ tool: ToolName, _ name: String, _ columns: Set<String>, isWhole: Bool = false, companion: String? = nil,
        others: [String] = [], condition: String = "1 = 1"
    ) {
        self.tool = tool
        self.name = name
        self.columns = columns
        self.isWhole = isWhole
        self.companion = companion
        self.others = others
        self.condition = condition
    }

    /// All tables of the tool's own.
    var names: [String] { [name] + [companion].compactMap(\.self) + others }

    /// Whether a table with these columns is it.
    func matches(_ relation: Relation) -> Bool {
        let found = Set(relation.columns.map { $0.lowercased() })
        return relation.isTable && (isWhole ? found == columns : found.isSuperset(of: columns))
    }
}

extension HistoryStore {
    /// The table of another tool that tells of something applied, and of how much.
    func historyOfAnotherTool() throws(DriverError) -> (table: ToolTable, rows: Int)? {
        for table in try tablesOfOtherTools() {
            let sql = "SELECT count(*) FROM \(driver.qualified(table.name)) WHERE \(table.condition)"
            if let rows = try driver.scalar(sql)?.integerValue, rows > 0 { return (table, rows) }
        }
        return try historyOfAtlasAside()
    }

    /// The table of Atlas, for which it makes a schema of its own where a URL names none.
    private func historyOfAtlasAside() throws(DriverError) -> (table: ToolTable, rows: Int)? {
        let name = "atlas_schema_revisions.atlas_schema_revisions"
        guard driver is any ServerDriver,
            try driver.scalar("SELECT CAST(pg_catalog.to_regclass('\(name)') AS TEXT)").map({ $0 != .null }) == true,
            let rows = try driver.scalar("SELECT count(*) FROM \(name)")?.integerValue, rows > 0
        else { return nil }
        return (ToolTable(.atlas, name, []), rows)
    }

    /// The tables that are no part of the schema: Martlet's own, and those of tools whose histories were taken over.
    func tablesOfHistories() throws(DriverError) -> Set<String> {
        let own = Set(tables.all)
        guard try presentTables().contains(tables.history) else { return own }
        let rows = try driver.query(
            "SELECT DISTINCT adopted_from FROM \(driver.qualified(tables.history)) WHERE adopted_from IS NOT NULL")
        let tools = Set(rows.compactMap { $0.text(0) })
        if tools.isEmpty { return own }
        return own.union(try tablesOfOtherTools().filter { tools.contains($0.tool.rawValue) }.flatMap(\.names))
    }

    /// The tables of other tools that there are, one for each tool.
    /// - Parameter name: what the table is called, if it has not the name that the tool gives it.
    func tablesOfOtherTools(named name: String? = nil) throws(DriverError) -> [ToolTable] {
        let known = ToolTable.known
        let names = Set(known.map { name ?? $0.name } + known.compactMap(\.companion))
        let present = try driver.relations(named: Array(names)).filter { !tables.all.contains($0.key) }
        var found: [ToolTable] = []
        for var table in known {
            if let name { table.name = name }
            guard let relation = present[table.name], table.matches(relation),
                table.companion.map({ present[$0] != nil }) ?? true,
                // What is one tool's already is not another one's too.
                !found.contains(where: { $0.tool == table.tool || $0.name == table.name })
            else { continue }
            found.append(table)
        }
        return found
    }
}
