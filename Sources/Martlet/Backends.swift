public import MartletCore
internal import MartletSQLite

/// Which engine answers for which URL.
public enum Backends {
    /// The engine behind a URL.
    public static let backend: @Sendable (ConnectionURL) -> any Backend = { url in
        switch url.target {
        case .sqlite: SQLiteBackend()
        }
    }
}
