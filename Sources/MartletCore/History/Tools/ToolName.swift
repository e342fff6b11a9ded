/// Another tool for migrations, by the name that `--from` and `--as` take.
public enum ToolName: String, Sendable, Hashable, CaseIterable {
    case alembic, atlas, dbmate, diesel, ecto, fluent, flyway
    case golangMigrate = "golang-migrate"
    case goose, grdb, hummingbird, liquibase, prisma, rails, refinery, sqlx

    /// The name as people write it.
    public var title: String {
        switch self {
        case .alembic: "Alembic"
        case .atlas: "Atlas"
        case .diesel: "Diesel"
        case .ecto: "Ecto"
        case .fluent: "Fluent"
        case .flyway: "Flyway"
        case .grdb: "GRDB"
        case .hummingbird: "Hummingbird"
        case .liquibase: "Liquibase"
        case .prisma: "Prisma"
        case .rails: "Rails"
        case .dbmate, .golangMigrate, .goose, .refinery, .sqlx: rawValue
        }
    }

    /// Whether its migrations are files of SQL.
    public var readsSQL: Bool { history.layout != nil }

    /// How it keeps its history.
    var history: any ToolHistory {
        switch self {
        case .atlas: AtlasHistory()
        case .dbmate: DbmateHistory()
        case .diesel: DieselHistory()
        case .flyway: FlywayHistory()
        case .golangMigrate: GolangMigrateHistory()
        case .goose: GooseHistory()
        case .prisma: PrismaHistory()
        case .refinery: RefineryHistory()
        case .sqlx: SqlxHistory()
        case .alembic, .ecto, .fluent, .grdb, .hummingbird, .liquibase, .rails: OpaqueHistory(self)
        }
    }
}
