/// Another tool for migrations, by the name that `--from` and `--as` take.
public enum ToolName: String, Sendable, Hashable, CaseIterable {
    /// Of SQLAlchemy, in Python.
    case alembic
    /// Files with `atlas.sum`.
    case atlas
    /// Files with `-- migrate:up`.
    case dbmate
    /// Of the Rust library, with `up.sql` in folders.
    case diesel
    /// Of Elixir.
    case ecto
    /// Of Vapor, in Swift.
    case fluent
    /// Files such as `V1__words.sql`.
    case flyway
    /// Files such as `1_words.up.sql`.
    case golangMigrate = "golang-migrate"
    /// Files with `-- +goose Up`.
    case goose
    /// Of the Swift library for SQLite.
    case grdb
    /// Of the Swift server, `postgres-migrations`.
    case hummingbird
    /// Changelogs, of any form.
    case liquibase
    /// Folders with `migration.sql`.
    case prisma
    /// Of ActiveRecord, in Ruby.
    case rails
    /// Of the Rust library, with files such as `V1__words.sql`.
    case refinery
    /// Of the Rust library's `sqlx migrate`.
    case sqlx

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
