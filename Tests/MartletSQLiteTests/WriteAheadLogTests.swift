import DriverTestSupport
import MartletCore
import TestSupport
import Testing

/// A write-ahead log is tidied away by whoever is last, and by nobody else.
@Suite struct WriteAheadLogTests {
    let bench: DriverBench

    init() throws { bench = try DriverUnderTest.sqliteFile.makeBench() }

    private func size(_ name: String) -> Int? {
        bench.folder.has(name) ? (bench.folder.read(name)?.utf8.count ?? 0) : nil
    }

    @Test(arguments: JournalMode.allCases) func theJournalModeIsTheOneAskedFor(_ mode: JournalMode) throws {
        let connection = try bench.connect(.create, journalMode: mode)
        #expect(try connection.scalar("PRAGMA journal_mode") == .text(mode.rawValue))
        try connection.resetSession()
        #expect(try connection.scalar("PRAGMA journal_mode") == .text(mode.rawValue))
    }

    @Test func withoutAWishTheModeStaysAsItIs() throws {
        _ = SQLiteClient.query(bench.folder.path("test.db"), "PRAGMA journal_mode = WAL; CREATE TABLE a (x);")
        let connection = try bench.connect(.write)
        #expect(try connection.scalar("PRAGMA journal_mode") == .text("wal"))
    }

    @Test func aModeThatCannotBeSetIsAnErrorInPlainWords() throws {
        let memory = try DriverUnderTest.sqliteMemory.makeBench()
        let error = try driverError { () throws(DriverError) in try memory.connect(.create, journalMode: .wal) }
        #expect(error.message == "the journal mode stays memory, not wal")
    }

    @Test func theLastToCloseLeavesTheFileComplete() throws {
        let connection = try bench.connect(.create, journalMode: .wal)
        try connection.script("CREATE TABLE a (x)")
        #expect(bench.folder.names().contains("test.db-wal"))
        try connection.close()
        #expect(bench.folder.names() == ["test.db"])
        #expect(SQLiteClient.query(bench.folder.path("test.db"), "SELECT count(*) FROM a") == "0\n")
    }

    @Test func aReaderThatIsLastTidiesUpToo() throws {
        let writer = try bench.connect(.create, journalMode: .wal)
        try writer.script("CREATE TABLE a (x)")
        let reader = try bench.connect(.read)
        #expect(try reader.tableNames() == ["a"])
        try writer.close()
        try reader.close()
        #expect(bench.folder.names() == ["test.db"])
    }

    @Test func whileOthersHaveItOpenNobodyCheckpoints() throws {
        let other = try bench.connect(.create, journalMode: .wal)
        try other.script("CREATE TABLE a (x)")
        let before = try #require(size("test.db"))
        let connection = try bench.connect(.write)
        // Far beyond the thousand pages at which SQLite would checkpoint by itself.
        try connection.script(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO a SELECT zeroblob(4000) FROM n"
        )
        try connection.close()
        #expect(size("test.db") == before)
        #expect(try #require(size("test.db-wal")) > 4_000_000)
        try other.close()
        #expect(bench.folder.names() == ["test.db"])
        #expect(SQLiteClient.query(bench.folder.path("test.db"), "SELECT count(*) FROM a") == "2000\n")
    }
}
