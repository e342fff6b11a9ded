import CSQLite
import DriverTestSupport
import Glibc
import MartletCore
import TestSupport
import Testing

@testable import MartletSQLite

/// The locks that keep everybody else from a database, where taking or using them fails.
@Suite struct HoldTests {
    let folder = ScratchFolder()

    private var file: FilePath { FilePath(folder.path("test.db")) ?? "." }

    private func open() throws -> BareDatabase {
        var handle: OpaquePointer?
        try #require(sqlite3_open(file.string, &handle) == SQLITE_OK)
        return BareDatabase(adopting: try #require(handle))
    }

    /// A database of a hundred pages whose log has one row more.
    private func openLogged() throws -> BareDatabase {
        let schema = "PRAGMA journal_mode = WAL; CREATE TABLE a (x); INSERT INTO a VALUES (zeroblob(400000))"
        _ = SQLiteClient.query(file.string, schema)
        let database = try open()
        try database.rows("INSERT INTO a VALUES (1)")
        return database
    }

    @Test func aFileThatIsGoneCannotBeHeld() throws {
        let error = try driverError { () throws(DriverError) in try SQLiteHold.lockBytes(of: file) }
        #expect(error.kind == .storage)
    }

    @Test func whatIsNoDatabaseCanBeLockedAllTheSame() throws {
        folder.write("test.db", "rubbish, longer than a hundred bytes: " + String(repeating: "x", count: 200))
        let script = """
            import fcntl, sys, time
            file = open(sys.argv[1], "r+b")
            fcntl.lockf(file, fcntl.LOCK_EX, 512, 0x40000000)
            open(sys.argv[1] + ".held", "w").close()
            time.sleep(60)
            """
        let holder = try #require(Program.start(["python3", "-c", script, file.string]))
        defer {
            kill(holder, SIGKILL)
            waitpid(holder, nil, 0)
        }
        for _ in 0..<1000 where !folder.has("test.db.held") { usleep(10_000) }
        let error = try driverError { () throws(DriverError) in
            try SQLiteHold(of: file).release(tidying: false)
        }
        #expect(error.kind == .busy)
        // SQLite has looked first; whoever comes between it and us is met by ourselves.
        let late = try driverError { () throws(DriverError) in try SQLiteHold.lockBytes(of: file) }
        #expect(late.kind == .busy && late.message == "\(file) is locked")
    }

    @Test func aLogThatSomebodyReadsIsNotFolded() throws {
        let writer = try openLogged()
        let reader = try open()
        try reader.rows("BEGIN")
        try reader.rows("SELECT count(*) FROM a")
        try writer.rows("INSERT INTO a VALUES (2)")
        let hold = SQLiteHold.open(writer, isLogged: true)
        let error = try driverError { () throws(DriverError) in try hold.foldLog(of: file) }
        #expect(error.kind == .storage && error.message.contains("write-ahead log"))
        reader.close()
        #expect(try hold.foldLog(of: file))
        hold.release(tidying: true)
        #expect(SQLiteClient.query(file.string, "SELECT count(*) FROM a") == "3\n")
    }

    @Test func aLogThatDoesNotFitItsFileIsNotFolded() throws {
        let hold = SQLiteHold.open(try openLogged(), isLogged: true)
        // The database is larger than its file and all of its log: one of them was cut.
        try #require(truncate(file.string, 4096) == 0)
        #expect(try !hold.foldLog(of: file))
        hold.release(tidying: false)
    }

    @Test func whatIsNotHeldHasNoLog() throws {
        #expect(try !SQLiteHold.nothing.foldLog(of: file))
        SQLiteHold.nothing.release(tidying: true)
    }
}
