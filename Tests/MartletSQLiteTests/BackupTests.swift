import DriverTestSupport
import Glibc
import MartletCore
import Synchronization
import TestSupport
import Testing

@testable import MartletSQLite

/// What the driver and its engine do for backups, below the operations.
@Suite struct BackupTests {
    let bench: DriverBench
    let backups = SQLiteBackups()

    init() throws { bench = try DriverUnderTest.sqliteFile.makeBench() }

    private func path(_ name: String) -> FilePath { FilePath(bench.folder.path(name)) ?? "none" }

    private func sql(_ sql: String, _ name: String = "test.db") -> String { SQLiteClient.query(path(name).string, sql) }

    @discardableResult
    private func copy(
        _ driver: any Driver, to name: String = "copy.db", _ look: () throws(DriverError) -> Void = {}
    ) throws(DriverError) -> FilePath {
        bench.folder.write(name, "")
        try driver.copy(to: path(name), Cancellation(), alongside: look)
        return path(name)
    }

    // MARK: Copies

    @Test(arguments: [true, false]) func areTheSameThroughTheLogAndWithoutIt(_ isLogged: Bool) throws {
        _ = sql("PRAGMA page_size = 512; PRAGMA journal_mode = WAL; CREATE TABLE a (x); INSERT INTO a VALUES (1);")
        let other = try bench.connect(.write)
        if isLogged { try other.execute("INSERT INTO a VALUES (2)") }
        #expect(bench.folder.read("test.db-wal")?.isEmpty == !isLogged)
        let reader = try bench.connect(.read)
        try copy(reader)
        #expect(
            sql("PRAGMA integrity_check; PRAGMA journal_mode; PRAGMA page_size; SELECT max(x) FROM a", "copy.db")
                == "ok\nwal\n512\n\(isLogged ? 2 : 1)\n")
        #expect(try reader.scalar("SELECT max(x) FROM a") == .integer(isLogged ? 2 : 1))
    }

    @Test(arguments: [true, false]) func areTheMomentThatWasLookedAt(_ isLogged: Bool) throws {
        _ = sql("PRAGMA journal_mode = WAL; CREATE TABLE a (x); INSERT INTO a VALUES (1);")
        let writer = try bench.connect(.write)
        if isLogged { try writer.execute("INSERT INTO a VALUES (2)") }
        let reader = try bench.connect(.read)
        var seen: Value?
        try copy(reader) { () throws(DriverError) in
            seen = try reader.scalar("SELECT count(*) FROM a")
            try writer.execute("INSERT INTO a VALUES (3)")
            // A checkpoint must not put into the file what this moment has not seen.
            _ = try writer.query("PRAGMA wal_checkpoint(PASSIVE)")
        }
        #expect(seen == .integer(isLogged ? 2 : 1))
        #expect(sql("SELECT count(*) FROM a", "copy.db") == (isLogged ? "2\n" : "1\n"))
    }

    @Test func canBeMadeOfADatabaseInMemory() throws {
        let memory = try DriverUnderTest.sqliteMemory.makeBench().connect()
        try memory.script("CREATE TABLE a (x)")
        try copy(memory)
        #expect(sql("SELECT count(*) FROM a", "copy.db") == "0\n")
    }

    @Test func areRefusedInsideATransaction() throws {
        let connection = try bench.connect()
        try connection.begin()
        #expect(try driverError { () throws(DriverError) in try copy(connection) }.kind == .misuse)
        #expect(connection.isInTransaction)
    }

    @Test func leaveTheConnectionAsItWasWhateverHappens() throws {
        let connection = try bench.connect()
        try connection.script("CREATE TABLE a (x)")
        bench.folder.write("copy.db", "")
        let missing = path("no/such/folder/copy.db")
        _ = try driverError { () throws(DriverError) in
            try connection.copy(to: missing, Cancellation(), alongside: {})
        }
        #expect(!connection.isInTransaction)
        try connection.script("INSERT INTO a VALUES (1)")
        let stopped = Cancellation()
        stopped.cancel()
        let error = try driverError { () throws(DriverError) in
            try connection.copy(to: path("copy.db"), stopped, alongside: {})
        }
        #expect(error.kind == .interrupted)
    }

    // MARK: Proof

    @Test(arguments: [ProofDepth.structure, .everything]) func aProofMakesNothingBesideTheFile(_ depth: ProofDepth)
        throws
    {
        _ = sql("PRAGMA journal_mode = WAL; CREATE TABLE a (x PRIMARY KEY); INSERT INTO a VALUES (1);")
        let before = bench.folder.names()
        let findings = try backups.prove(path("test.db"), depth, Cancellation())
        #expect(findings.allSatisfy { $0.weight == .advice })
        #expect(bench.folder.names() == before)
    }

    @Test func aProofKnowsNamesWithEveryCharacter() throws {
        let name = "50% of? #é漢.db"
        _ = sql("CREATE TABLE a (x)", name)
        #expect(try backups.prove(path(name), .everything, Cancellation()).isEmpty)
    }

    @Test func whatOnlyAnApplicationHasIsNoDamage() throws {
        _ = sql(
            """
            CREATE TABLE a (x TEXT); INSERT INTO a VALUES ('b'), ('a'); CREATE INDEX a_x ON a (x);
            CREATE TABLE b (x CHECK (abs(x) > 5)); PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET sql = 'CREATE TABLE a (x TEXT COLLATE mine)' WHERE name = 'a';
            UPDATE sqlite_schema SET sql = 'CREATE TABLE b (x CHECK (mine(x)))' WHERE name = 'b';
            """)
        let findings = try backups.prove(path("test.db"), .everything, Cancellation())
        #expect(findings.map(\.weight) == [.advice])
        #expect(findings.first?.message.contains("could not be checked in full") == true)
    }

    @Test func rowsThatReferToNothingAreTold() throws {
        _ = sql("CREATE TABLE p (id PRIMARY KEY); CREATE TABLE c (p REFERENCES p); INSERT INTO c VALUES (7);")
        #expect(
            try backups.prove(path("test.db"), .everything, Cancellation()).map(\.message) == [
                "c row 1 refers to no row of p"
            ])
        #expect(try backups.prove(path("test.db"), .structure, Cancellation()).isEmpty)
    }

    @Test func aProofStopsWhenAskedTo() throws {
        _ = sql(
            """
            CREATE TABLE a (x PRIMARY KEY);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
            INSERT INTO a SELECT hex(randomblob(20)) FROM n;
            """)
        let (stop, earlier) = (Cancellation(), CancelHandle {})
        let heard = Mutex(false)
        earlier.arm { heard.withLock { $0 = true } }
        stop.attach(earlier)
        inAThread(after: .milliseconds(30)) { stop.cancel(signal: 2) }
        let error = try driverError { () throws(DriverError) in
            // The check may be done before the stop comes; then it is done again.
            for _ in 0..<200 { _ = try backups.prove(path("test.db"), .everything, stop) }
        }
        #expect(error.kind == .interrupted && !heard.withLock { $0 })
        stop.cancel()
        #expect(heard.withLock { $0 }, "stops do not reach the connection any more")
    }

    // MARK: Taking over

    @Test(arguments: JournalMode.allCases) func aSeizedDatabaseIsShutToOthers(_ mode: JournalMode) throws {
        _ = sql("PRAGMA journal_mode = \(mode.rawValue); CREATE TABLE a (x);")
        let before = bench.folder.names()
        let seized = try backups.seize(bench.url, at: Timestamp(seconds: 0))
        #expect(sql("SELECT count(*) FROM a").contains("locked"))
        #expect(sql("INSERT INTO a VALUES (1)").contains("locked"))
        seized.release()
        #expect(sql("SELECT count(*) FROM a") == "0\n")
        #expect(bench.folder.names() == before)
    }

    @Test(arguments: JournalMode.allCases) func aSeizedDatabaseThatIsReleasedIsAsItWas(_ mode: JournalMode) throws {
        _ = sql("PRAGMA journal_mode = \(mode.rawValue); CREATE TABLE a (x);")
        let before = (bench.folder.names(), bench.folder.read("test.db"))
        try backups.seize(bench.url, at: Timestamp(seconds: 0)).release()
        #expect(bench.folder.names() == before.0 && bench.folder.read("test.db") == before.1)
    }

    @Test func aConnectionOfThisProcessIsAUserToo() throws {
        let connection = try bench.connect()
        try connection.script("CREATE TABLE a (x)")
        let error = #expect(throws: MartletError.self) { try backups.seize(bench.url, at: Timestamp(seconds: 0)) }
        #expect(error?.diagnostics.first?.code == .inUse)
        #expect(error?.diagnostics.first?.message.hasSuffix("is in use by this process") == true)
        try connection.close()
        try backups.seize(bench.url, at: Timestamp(seconds: 0)).release()
    }

    @Test func seizingChangesNoByteAndKeepsTheLog() throws {
        _ = Program.run(
            ["sqlite3", path("test.db").string],
            input: "PRAGMA journal_mode = WAL;\n.dbconfig no_ckpt_on_close on\nCREATE TABLE a (x);\n")
        let (file, log) = (bench.folder.read("test.db"), bench.folder.read("test.db-wal"))
        #expect(log?.isEmpty == false)
        try backups.seize(bench.url, at: Timestamp(seconds: 0)).release()
        #expect(bench.folder.read("test.db") == file && bench.folder.read("test.db-wal") == log)
        #expect(sql("SELECT count(*) FROM a") == "0\n")
    }

    @Test func severalNamesOfOneFileAreRefused() throws {
        _ = sql("CREATE TABLE a (x)")
        link(path("test.db").string, path("second.db").string)
        let error = #expect(throws: MartletError.self) { try backups.seize(bench.url, at: Timestamp(seconds: 0)) }
        #expect(error?.diagnostics.first?.code == .unsafeDatabase)
    }

    @Test func whoeverHasAFileOpenIsFoundAlsoByItsOldName() throws {
        bench.folder.write("file", "x")
        let key = try #require(FileKey(path("file").string))
        let process = try #require(Program.start(["tail", "-f", path("file").string]))
        defer {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
        for _ in 0..<200 where FileUsers.find([key]).isEmpty { usleep(10_000) }
        unlink(path("file").string)
        let users = FileUsers.find([key])
        #expect(users.map(\.process) == [process])
        #expect(users.first?.command.hasPrefix("tail -f ") == true)
        #expect(FileUsers.find([]).isEmpty)
    }
}
