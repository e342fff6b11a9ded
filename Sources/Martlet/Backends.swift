internal import MartletCore
internal import MartletSQLite

#if PostgreSQL
    internal import MartletPostgres
#endif

/// Which engine answers for which URL.
enum Backends {
    /// The engine behind a URL.
    static let backend: @Sendable (ConnectionURL) -> any Backend = { url in
        switch url.target {
        case .sqlite: SQLiteBackend()
        case .postgres: postgres
        }
    }

    /// What the database behind a URL is called.
    static let databaseName: @Sendable (ConnectionURL) -> String = { url in backend(url).databaseName(of: url) }

    #if PostgreSQL
        private static var postgres: any Backend { PostgresBackend() }
    #else
        private static var postgres: any Backend { AbsentPostgres() }
    #endif
}
