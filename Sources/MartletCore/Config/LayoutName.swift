/// The ways to lay out a folder of migrations that Martlet knows, by the names that `layout:` and `--layout` take.
public enum LayoutName: String, Sendable, Hashable, CaseIterable {
    /// Martlet's own: `001_create_users.sql`, and revisions.
    case martlet
    case atlas
    case dbmate
    case diesel
    case flyway
    case golangMigrate = "golang-migrate"
    case goose
    /// A folder for each release, numbered files in each.
    case nested
    /// `name.up.sql` and `name.down.sql`, in the order of their names.
    case pairs
    /// Numbered files, whatever stands behind the number.
    case plain
    case pop
    case prisma
    case refinery
    case sqlx
}
