import MartletCore
import MartletSQLite
import TestSupport
import Testing

/// One driver that has to keep the contract; a second engine adds a case.
enum DriverUnderTest: String, CaseIterable, CustomTestStringConvertible {
    case sqliteFile = "SQLite, in a file"
    case sqliteMemory = "SQLite, in memory"

    var testDescription: String { rawValue }

    /// An empty database with its backend.
    func makeBench() -> DriverBench { DriverBench(self) }

    /// Those whose databases several connections can open.
    static let shared: [DriverUnderTest] = [.sqliteFile]
}

/// An empty database of a driver under test, gone with the test.
final class DriverBench {
    let folder = ScratchFolder()
    let backend: any Backend
    let url: ConnectionURL

    init(_ driver: DriverUnderTest) {
        backend = SQLiteBackend()
        switch driver {
        case .sqliteFile: url = .sqlite(FilePath(folder.path("test.db")) ?? "test.db")
        case .sqliteMemory: url = ConnectionURL(.sqlite(.memory))
        }
    }

    /// Removes the folder; until then it is there.
    func remove() { folder.remove() }

    func connect(
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
    func script(_ sql: String, within limit: Duration? = nil) throws(DriverError) -> Int {
        try Array(sql.utf8).withUnsafeBufferPointer { (bytes) throws(DriverError) in
            try runStatement(bytes, within: limit)
        }
    }

    func text(_ sql: String) throws(DriverError) -> [String?] { try query(sql).map { $0.text(0) } }
}

/// The error that `body` throws.
func driverError<Result>(
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

struct NothingThrown: Error {}
