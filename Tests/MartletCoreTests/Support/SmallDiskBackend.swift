import MartletSQLite
import TestSupport

@testable import MartletCore

/// SQLite whose databases cannot grow beyond so many pages.
struct SmallDiskBackend: Backend {
    let pages: Int
    private let real = SQLiteBackend()

    init(pages: Int) { self.pages = pages }

    func presence(of url: ConnectionURL) throws(DriverError) -> Presence { try real.presence(of: url) }

    func connect(to url: ConnectionURL, _ options: ConnectOptions) throws(DriverError) -> any Driver {
        let driver = try real.connect(to: url, options)
        try driver.execute("PRAGMA max_page_count = \(pages)")
        return driver
    }

    var backups: any BackupEngine { real.backups }

    func tryLock(
        _ url: ConnectionURL, as holder: LockHolder, wait: Duration, _ cancellation: Cancellation
    ) throws(DriverError) -> LockResult {
        try real.tryLock(url, as: holder, wait: wait, cancellation)
    }
}

/// Somebody else who writes into the history without asking.
enum HistoryIntruder {
    static func insert(_ path: String, _ version: String) -> String {
        SQLiteClient.query(path, "INSERT INTO martlet_migrations (version) VALUES ('\(version)')")
    }

    static func delete(_ path: String, _ version: String) -> String {
        SQLiteClient.query(path, "DELETE FROM martlet_migrations WHERE version = '\(version)'")
    }
}
