public import MartletCore

/// SQLite: databases are files, and the library is linked in.
public struct SQLiteBackend: Backend {
    /// Makes the backend; it holds nothing.
    public init() {}

    /// Whether there is a file.
    public func presence(of url: ConnectionURL) throws(DriverError) -> Presence {
        guard case .file(let path) = try location(of: url) else { return .absent }
        do throws(DriverError) {
            return try inspect(path, forWriting: false)
        } catch  where error.kind == .missingFolder {
            return .absent
        }
    }

    /// Opens a connection.
    public func connect(to url: ConnectionURL, _ options: ConnectOptions) throws(DriverError) -> any Driver {
        guard options.purpose != .read else { return try SQLiteConnection(try location(of: url), options) }
        try requireWritable(url)
        if let mode = options.journalMode { try NetworkFileSystem.requireNoLog(url, .text(mode.rawValue)) }
        let connection = try SQLiteConnection(try location(of: url), options)
        if url.allowsNetwork { try NetworkFileSystem.requireNoLog(url, connection.scalar("PRAGMA journal_mode")) }
        return connection
    }

    /// Takes the lock file beside the database.
    public func tryLock(
        _ url: ConnectionURL, as holder: LockHolder, wait: Duration, _ cancellation: Cancellation
    ) throws(DriverError) -> LockResult {
        try requireWritable(url)
        guard case .file(let path) = try location(of: url) else { return .held(NoLock()) }
        // One lock file for one database, by whichever link it is reached.
        let real = (try? FileSystem.realPath(path)) ?? path
        return try SQLiteLock.take(for: real, as: holder, wait: wait, cancellation)
    }

    /// How databases are copied and put back.
    public var backups: any BackupEngine { SQLiteBackups() }

    private func requireWritable(_ url: ConnectionURL) throws(DriverError) {
        if url.isReadOnly { throw DriverError(.readOnly, "the URL is for reading only: \(url)", file: url.file) }
        try NetworkFileSystem.requireLocal(url)
    }

    private func location(of url: ConnectionURL) throws(DriverError) -> SQLiteLocation {
        guard case .sqlite(let location) = url.target else {
            throw DriverError(.misuse, "SQLite was asked to open \(url)")
        }
        return location
    }
}
