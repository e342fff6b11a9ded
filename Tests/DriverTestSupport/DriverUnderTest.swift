public import MartletCore
internal import MartletPostgres
internal import MartletSQLite
public import TestSupport
public import Testing

/// One driver that has to keep the contract.
public enum DriverUnderTest: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case sqliteFile = "SQLite, in a file"
    case sqliteMemory = "SQLite, in memory"
    case postgres = "PostgreSQL"

    /// The name in the list of tests.
    public var testDescription: String { rawValue }

    /// An empty database with its backend.
    public func makeBench() throws -> DriverBench { try DriverBench(self) }

    /// Those whose databases several connections can open.
    public static let shared: [DriverUnderTest] = [.sqliteFile, .postgres]

    /// Those of SQLite.
    public static let sqlite: [DriverUnderTest] = [.sqliteFile, .sqliteMemory]
}

/// An empty database of a driver under test, gone with the test.
public final class DriverBench {
    /// A folder for the test, in which the file of a database is.
    public let folder = ScratchFolder()
    /// The engine.
    public let backend: any Backend
    /// Where the database is.
    public let url: ConnectionURL
    /// The database, if it is on a server.
    public let database: FreshDatabase?

    init(_ driver: DriverUnderTest) throws {
        switch driver {
        case .sqliteFile:
            (backend, database) = (SQLiteBackend(), nil)
            url = .sqlite(FilePath(folder.path("test.db")) ?? "test.db")
        case .sqliteMemory:
            (backend, database) = (SQLiteBackend(), nil)
            url = ConnectionURL(.sqlite(.memory))
        case .postgres:
            let database = try FreshDatabase()
            (backend, self.database) = (PostgresBackend(), database)
            url = try ConnectionURL.parse(database.url, relativeTo: "/")
        }
    }

    /// Removes the database; until then it is there.
    public func remove() {
        folder.remove()
        database?.remove()
    }

    /// Opens a connection.
    public func connect(
        _ purpose: ConnectOptions.Purpose = .create, foreignKeys: Bool = true,
        lockTimeout: Duration = .milliseconds(200),
        isTrusted: Bool = true, journalMode: JournalMode? = nil
    ) throws(DriverError) -> any Driver {
        try backend.connect(
            to: url,
            ConnectOptions(
                purpose, isTrusted: isTrusted, foreignKeys: foreignKeys, lockTimeout: lockTimeout,
                journalMode: journalMode))
    }
}

extension Driver {
    /// Runs one statement as a script's.
    @discardableResult
    public func script(_ sql: String, within limit: Duration? = nil) throws(DriverError) -> Int {
        try Array(sql.utf8).withUnsafeBufferPointer { (bytes) throws(DriverError) in
            try runStatement(bytes, within: limit)
        }
    }

    /// The first column of what a statement gives, as text.
    public func text(_ sql: String) throws(DriverError) -> [String?] { try query(sql).map { $0.text(0) } }
}

/// The error that `body` throws.
public func driverError<Result>(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws(DriverError) -> Result
) throws -> DriverError {
    do throws(DriverError) {
        let result = try body()
        Issue.record("nothing was thrown, the result is \(result)", sourceLocation: sourceLocation)
    } catch {
        return error
    }
    throw NothingThrown()
}

/// There was no error where one was to be.
public struct NothingThrown: Error {
    /// Makes it.
    public init() {}
}
