internal import SQLText

/// The table in which another tool keeps what it has applied.
///
/// Several tools call theirs `schema_migrations`: the columns tell which one it is.
struct ToolTable: Sendable, Hashable {
    let tool: ToolName
    var name: String
    /// The schema it is in; `nil` if that is the one of Martlet's own tables.
    var schema: String?
    /// Whether it is there, as far as anybody has looked.
    var isFound = false
    /// Columns it has to have; somebody may have added others.
    let columns: Set<String>
    /// A table that the tool makes beside it.
    var companion: String?
    /// More tables that it may make.
    var others: [String] = []
    /// Which of its rows tell of something that was applied.
    var condition = "1 = 1"

    /// A more particular one comes before those it could be taken for.
    static let known = [
        ToolTable(.golangMigrate, "schema_migrations", ["version", "dirty"]),
        ToolTable(.rails, "schema_migrations", ["version"], companion: "ar_internal_metadata"),
        ToolTable(.ecto, "schema_migrations", ["version", "inserted_at"]),
        ToolTable(.dbmate, "schema_migrations", ["version"]),
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
        atlas,
        ToolTable(.alembic, "alembic_version", ["version_num"]),
        ToolTable(.liquibase, "databasechangelog", ["id", "author", "filename"], others: ["databasechangeloglock"]),
        ToolTable(.grdb, "grdb_migrations", ["identifier"]),
        ToolTable(.fluent, "_fluent_migrations", ["name", "batch"]),
        ToolTable(.hummingbird, "_hb_pg_migrations", ["name", "order"]),
    ]

    static let atlas = ToolTable(.atlas, "atlas_schema_revisions", ["version", "hash"])

    init(
        _ tool: ToolName, _ name: String, _ columns: Set<String>, companion: String? = nil,
        others: [String] = [], condition: String = "1 = 1"
    ) {
        self.tool = tool
        self.name = name
        self.columns = columns
        self.companion = companion
        self.others = others
        self.condition = condition
    }

    /// All tables of the tool's own, behind the name of their schema if that is another one.
    var names: [String] {
        let names = [name] + [companion].compactMap(\.self) + others
        return schema.map { schema in names.map { "\(schema).\($0)" } } ?? names
    }

    /// The same under another name, which may have its schema in front.
    func named(_ name: String, in driver: any Driver) -> ToolTable {
        var table = self
        table.name = name
        if driver is any ServerDriver, let (schema, name) = Self.parts(of: name) {
            (table.schema, table.name) = (schema, name)
        }
        return table
    }

    /// A schema and a table.
    static func parts(of name: String) -> (schema: String, table: String)? {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        return parts.count == 2 ? (parts[0], parts[1]) : nil
    }

    /// Its name for people, behind that of its schema if it is in another one.
    var shown: String { (schema.map { $0 + "." } ?? "") + name }

    /// Its name in a statement.
    func qualified(_ driver: any Driver) -> String {
        schema.map { $0.quotedAsIdentifier + "." + name.quotedAsIdentifier } ?? driver.qualified(name)
    }

    /// Whether a table with these columns is it.
    func matches(_ relation: Relation) -> Bool {
        relation.isTable && Set(relation.columns.map { $0.lowercased() }).isSuperset(of: columns)
    }
}
