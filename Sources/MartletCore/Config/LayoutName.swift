/// The ways to lay out a folder of migrations that Martlet knows, by the names that `layout:` and `--layout` take.
public enum LayoutName: String, Sendable, Hashable, CaseIterable {
    /// Martlet's own: `001_create_users.sql`, and revisions.
    case martlet
    /// `20240102_words.sql` beside `atlas.sum`.
    case atlas
    /// `20240102_words.sql` with `-- migrate:up`.
    case dbmate
    /// `2024-01-02-030405_words/up.sql`.
    case diesel
    /// `V1_2__words.sql`.
    case flyway
    /// `000001_words.up.sql`.
    case golangMigrate = "golang-migrate"
    /// `00001_words.sql` with `-- +goose Up`.
    case goose
    /// A folder for each release, numbered files in each.
    case nested
    /// `name.up.sql` and `name.down.sql`, in the order of their names.
    case pairs
    /// Numbered files, whatever stands behind the number.
    case plain
    /// `2024_words.up.sql`, and `2024_words.postgres.up.sql` for one engine.
    case pop
    /// `20240102_words/migration.sql`.
    case prisma
    /// `V1__words.sql` and `U1__words.sql`, which both lead forwards.
    case refinery
    /// `2024_words.sql`, or `2024_words.up.sql`.
    case sqlx

    /// Where a migration's way back stands; `nil` if the tool has none.
    /// - Parameters:
    ///   - file: the file that leads forward.
    ///   - mark: what stands above the way back in a file of Martlet's own layout.
    func placeOfWayBack(from file: String, mark: String) -> String? {
        func beside(_ ending: String, _ other: String) -> String {
            file.hasSuffix(ending) ? file.dropLast(ending.count) + other : "a file beside \(file)"
        }
        return switch self {
        case .martlet: "\(file) under `\(mark)`"
        case .dbmate: "\(file) under `-- migrate:down`"
        case .goose: "\(file) under `-- +goose Down`"
        case .diesel: beside("up.sql", "down.sql")
        case .golangMigrate, .pairs, .pop, .sqlx: beside(".up.sql", ".down.sql")
        case .flyway: "a file U…__.sql beside \(file)"
        case .atlas, .nested, .plain, .prisma, .refinery: nil
        }
    }

    /// Whether every file says whose it is.
    var marksFiles: Bool { self == .dbmate || self == .goose }
}
