internal import MartletCore
internal import MartletPostgres
internal import MartletSQLite

/// Which engine answers for which URL.
enum Backends {
    /// The engine behind a URL.
    static let backend: @Sendable (ConnectionURL) -> any Backend = { url in
        switch url.target {
        case .sqlite: SQLiteBackend()
        case .postgres: PostgresBackend()
        }
    }
}
