public import MartletCore

/// PostgreSQL: databases are on servers, reached through libpq.
public struct PostgresBackend: Backend {
    /// Makes the backend; it holds nothing, and loads nothing.
    public init() {}

    /// The name that libpq comes to: by the URL, else by `PGDATABASE` or the service, else that of the role.
    public func databaseName(of url: ConnectionURL) -> String {
        guard case .postgres(let location) = url.target, location.value(of: "dbname") == nil,
            let name = try? DatabaseCreation.databaseName(url, location)
        else { return url.databaseName }
        return name
    }

    /// Whether the server has such a database.
    ///
    /// Asked by connecting: nothing else tells it to every role.
    public func presence(of url: ConnectionURL) throws(DriverError) -> Presence {
        do throws(DriverError) {
            try PostgresConnection(url, try location(of: url), ConnectOptions(.read)).close()
            return .present
        } catch  where error.kind == .missing {
            return .absent
        }
    }

    /// Opens a connection; with the purpose to create, makes the database if it is absent.
    public func connect(to url: ConnectionURL, _ options: ConnectOptions) throws(DriverError) -> any Driver {
        let location = try location(of: url)
        if options.purpose != .read { try requireWritable(url) }
        let connection: PostgresConnection
        do throws(DriverError) {
            connection = try PostgresConnection(url, location, options)
        } catch  where error.kind == .missing && options.purpose == .create {
            try create(url)
            connection = try PostgresConnection(url, location, options)
        }
        if options.purpose != .read { try connection.requireFirstSchema() }
        return connection
    }

    /// Makes the database if there is none.
    public func create(_ url: ConnectionURL) throws(DriverError) {
        try requireWritable(url)
        guard try presence(of: url) == .absent else { return }
        try DatabaseCreation(url, try location(of: url)).run()
    }

    /// Takes the advisory lock of the database.
    public func tryLock(
        _ url: ConnectionURL, as holder: LockHolder, wait: Duration, _ cancellation: Cancellation
    ) throws(DriverError) -> LockResult {
        try requireWritable(url)
        return try PostgresLock.take(url, try location(of: url), as: holder, wait: wait, cancellation)
    }

    /// None in this version.
    public var backups: any BackupEngine { PostgresBackups() }

    private func requireWritable(_ url: ConnectionURL) throws(DriverError) {
        if url.isReadOnly { throw DriverError(.readOnly, "the URL is for reading only: \(url)") }
    }

    private func location(of url: ConnectionURL) throws(DriverError) -> PostgresLocation {
        guard case .postgres(let location) = url.target else {
            throw DriverError(.misuse, "PostgreSQL was asked to open \(url)")
        }
        return location
    }
}
