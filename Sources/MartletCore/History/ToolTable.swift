/// The table in which another tool keeps what it has applied.
///
/// Several tools call theirs `schema_migrations`: the columns tell which one it is.
struct ToolTable: Sendable, Hashable {
    /// The tool, as people call it.
    let tool: String
    let name: String
    /// Columns it has to have.
    let columns: Set<String>
    /// Whether it has no others.
    var isWhole = false
    /// Which of its rows tell of something that was applied.
    var condition = "1 = 1"

    static let known = [
        ToolTable(tool: "golang-migrate", name: "schema_migrations", columns: ["version", "dirty"], isWhole: true),
        ToolTable(tool: "dbmate or Rails", name: "schema_migrations", columns: ["version"], isWhole: true),
        ToolTable(tool: "Ecto", name: "schema_migrations", columns: ["version", "inserted_at"], isWhole: true),
        // Its first row stands for no migration.
        ToolTable(
            tool: "goose", name: "goose_db_version", columns: ["version_id", "is_applied"], condition: "version_id > 0"),
        ToolTable(tool: "Flyway", name: "flyway_schema_history", columns: ["installed_rank", "version", "script"]),
        ToolTable(tool: "Flyway", name: "schema_version", columns: ["installed_rank", "version", "script"]),
        ToolTable(tool: "sqlx", name: "_sqlx_migrations", columns: ["version", "checksum"]),
        ToolTable(tool: "refinery", name: "refinery_schema_history", columns: ["version", "checksum"]),
        ToolTable(tool: "diesel", name: "__diesel_schema_migrations", columns: ["version", "run_on"]),
        ToolTable(tool: "Prisma", name: "_prisma_migrations", columns: ["migration_name", "finished_at"]),
        ToolTable(tool: "Atlas", name: "atlas_schema_revisions", columns: ["version", "hash"]),
        ToolTable(tool: "Alembic", name: "alembic_version", columns: ["version_num"]),
        ToolTable(tool: "Liquibase", name: "databasechangelog", columns: ["id", "author", "filename"]),
        ToolTable(tool: "GRDB", name: "grdb_migrations", columns: ["identifier"]),
        ToolTable(tool: "Fluent", name: "_fluent_migrations", columns: ["name", "batch"]),
        ToolTable(tool: "Hummingbird", name: "_hb_pg_migrations", columns: ["name", "order"]),
    ]

    /// Whether a table with these columns is it.
    func matches(_ relation: Relation) -> Bool {
        let found = Set(relation.columns.map { $0.lowercased() })
        return relation.isTable && (isWhole ? found == columns : found.isSuperset(of: columns))
    }
}

extension HistoryStore {
    /// The table of another tool that tells of something applied, and of how much.
    func historyOfAnotherTool() throws(DriverError) -> (table: ToolTable, rows: Int)? {
        let present = try driver.relations(named: Array(Set(ToolTable.known.map(\.name)))).filter {
            !tables.all.contains($0.key)
        }
        for table in ToolTable.known {
            guard let relation = present[table.name], table.matches(relation) else { continue }
            let sql = "SELECT count(*) FROM \(driver.qualified(table.name)) WHERE \(table.condition)"
            if let rows = try driver.scalar(sql)?.integerValue, rows > 0 { return (table, rows) }
        }
        return nil
    }
}
