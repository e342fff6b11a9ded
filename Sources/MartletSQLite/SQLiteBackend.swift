public import MartletCore

/// SQLite: databases are files, and the library is linked in.
public struct SQLiteBackend: Backend {
    /// Makes the backend; it holds nothing.
    public init() {}

    public func presence(of url: ConnectionURL) throws(DriverError) -> Presence {
        guard case .file(let path) = location(of: url) else { return .absent }
        do throws(DriverError) {
            return try inspect(path, forWriting: false) == .absent ? .absent : .present
        } catch where error.kind == .missingFolder {
            return .absent
        }
    }

    public func connect(to url: ConnectionURL, _ options: ConnectOptions) throws(DriverError) -> any Driver {
        try SQLiteConnection(location(of: url), options)
    }

    public func tryLock(
        _ url: ConnectionURL, as holder: LockHolder, wait: Duration, _ cancellation: Cancellation
    ) throws(DriverError) -> LockResult {
        guard case .file(let path) = location(of: url) else { return .held(NoLock()) }
        // One lock file for one database, by whichever link it is reached.
        let real = (try? FileSystem.realPath(path)) ?? path
        return try SQLiteLock.take(for: real, as: holder, wait: wait, cancellation)
    }

    private func location(of url: ConnectionURL) -> SQLiteLocation {
        switch url.target {
        case .sqlite(let location): location
        }
    }
}
