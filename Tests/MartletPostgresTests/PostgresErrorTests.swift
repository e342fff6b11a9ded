import DriverTestSupport
import MartletCore
import MartletPostgres
import TestSupport
import Testing

/// What a server's errors come to.
@Suite struct PostgresErrorTests {
    static let faults: [(sql: String, kind: DriverError.Kind, code: String, offset: Int?)] = [
        ("INSERT INTO t (id) VALUES (1), (1)", .sql, "23505", nil),
        ("INSERT INTO t (n) VALUES (NULL)", .sql, "23502", nil),
        ("INSERT INTO t (c) VALUES (0)", .sql, "23514", nil),
        ("INSERT INTO t (r) VALUES (99)", .foreignKey, "23503", nil),
        ("INSERT INTO nowhere VALUES (1)", .sql, "42P01", 12), ("/* é漢 */ SELECT nothing", .sql, "42703", 19),
        ("SELECT 1/0", .sql, "22012", nil), ("VACUUM t", .outsideTransaction, "25001", nil),
        ("CREATE DATABASE x", .outsideTransaction, "25001", nil), ("DO $$ BEGIN RAISE 'é'; END $$", .sql, "P0001", nil),
        ("DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$", .deadlock, "40P01", nil),
        ("DO $$ BEGIN RAISE SQLSTATE '53100'; END $$", .diskFull, "53100", nil),
        ("DO $$ BEGIN RAISE SQLSTATE 'XX001'; END $$", .corrupt, "XX001", nil),
        ("COPY t FROM STDIN", .sql, "57014", nil),
    ]

    @Test(arguments: faults.indices) func theirKindCodeAndPlaceAreKnown(_ index: Int) throws {
        let (sql, kind, code, offset) = Self.faults[index]
        let bench = try DriverUnderTest.postgres.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.execute(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY DEFAULT 0, n INTEGER NOT NULL DEFAULT 1, c INTEGER CHECK (c > 0),
              r INTEGER REFERENCES t)
            """)
        try connection.begin()
        let error = try driverError { () throws(DriverError) in try connection.script(sql) }
        #expect(error.kind == kind)
        #expect(error.serverCode == code)
        #expect(error.offset == offset)
        #expect(!error.transactionLost)
        try connection.rollback()
        #expect(try connection.scalar("SELECT 1") == .integer(1))
    }

    /// A superuser lacks nothing that GRANT could give.
    @Test func aRefusalOfASuperuserIsAboutAnOwner() throws {
        let bench = try DriverUnderTest.postgres.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        let role = "owner_in_\(try connection.query("SELECT current_database()").first?.text(0) ?? "")"
        for sql in [
            "CREATE ROLE \(role)", "CREATE TABLE t (id integer)", "CREATE VIEW v AS SELECT id FROM t",
            "ALTER VIEW v OWNER TO \(role)",
        ] { try connection.execute(sql) }
        let error = try driverError { () throws(DriverError) in try connection.script("SELECT id FROM v") }
        #expect(error.kind == .accessDenied)
        #expect(error.help?.hasPrefix("give the right to the owner of the view") ?? false, "\(error.help ?? "")")
        for sql in ["DROP VIEW v", "DROP ROLE \(role)"] { try connection.execute(sql) }
    }

    @Test func whatTheServerAddsIsKept() throws {
        let bench = try DriverUnderTest.postgres.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.execute("CREATE TABLE t (id INTEGER CONSTRAINT only_one UNIQUE)")
        let error = try driverError { () throws(DriverError) in try connection.script("INSERT INTO t VALUES (1), (1)") }
        #expect(error.fields?.table == "t")
        #expect(error.fields?.schema == "public")
        #expect(error.fields?.constraint == "only_one")
        #expect(error.fields?.detail == "Key (id)=(1) already exists.")
        let shown = MartletError(error)
        #expect(shown.diagnostics[0].notes == ["Key (id)=(1) already exists."])
        let inside = try driverError { () throws(DriverError) in
            try connection.script("DO $$ BEGIN EXECUTE 'SELECT nothing'; END $$")
        }
        #expect(inside.fields?.internalQuery == "SELECT nothing")
        #expect(inside.offset == nil)
    }

    @Test func aLongMessageIsCutOff() throws {
        let bench = try DriverUnderTest.postgres.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        let error = try driverError { () throws(DriverError) in
            try connection.script("DO $$ BEGIN RAISE '%', repeat('x', 5000000); END $$")
        }
        #expect(error.message.utf8.count == 100_000)
    }

    @Test func commitsThatFailUndo() throws {
        let bench = try DriverUnderTest.postgres.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.execute("CREATE TABLE t (id INTEGER UNIQUE DEFERRABLE INITIALLY DEFERRED)")
        try connection.begin()
        try connection.script("INSERT INTO t VALUES (1), (1)")
        let error = try driverError { () throws(DriverError) in try connection.commit() }
        #expect(error.serverCode == "23505" && error.transactionLost && !error.isCommitUnknown)
        #expect(!connection.isInTransaction)
        try connection.begin()
        _ = try? connection.script("SELECT nothing")
        #expect(throws: DriverError.self) { try connection.commit() }
        try connection.rollback()
        #expect(try connection.query("SELECT * FROM t").isEmpty)
    }

    @Test func aLockThatIsNotHadInTimeIsBusy() throws {
        let bench = try DriverUnderTest.postgres.makeBench()
        defer { bench.remove() }
        let first = try bench.connect()
        try first.execute("CREATE TABLE t (id INTEGER)")
        let second = try bench.connect(.write, lockTimeout: .milliseconds(300))
        try first.begin()
        try first.script("LOCK TABLE t")
        let begun = ContinuousClock.now
        let error = try driverError { () throws(DriverError) in try second.script("ALTER TABLE t ADD x INTEGER") }
        #expect(error.kind == .busy && error.kind.code == .locked)
        #expect(ContinuousClock.now - begun >= .milliseconds(250))
        try first.commit()
        try second.script("ALTER TABLE t ADD x INTEGER")
    }

    @Test func aCallThatCommitsInsideATransactionIsNotLost() throws {
        let bench = try DriverUnderTest.postgres.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.script("CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$")
        try connection.begin()
        let error = try driverError { () throws(DriverError) in try connection.script("CALL p()") }
        #expect(error.serverCode == "2D000")
        #expect(connection.isInTransaction)
        try connection.rollback()
        #expect(try connection.script("CALL p()") == 0)
    }

    @Test func copiesWithoutDataOrTakerFail() throws {
        let bench = try DriverUnderTest.postgres.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.script("CREATE TABLE t AS SELECT generate_series(1, 1000) AS x")
        let error = try driverError { () throws(DriverError) in try connection.script("COPY t TO STDOUT") }
        #expect(error.kind == .sql && error.message.contains("TO STDOUT"))
        #expect(throws: DriverError.self) { try connection.script("COPY t FROM STDIN") }
        #expect(try connection.scalar("SELECT count(*) FROM t") == .integer(1000))
    }

    @Test("A7: the session of a server that was restarted at once is lost, and told as that")
    func theSessionOfAServerThatWasRestartedAtOnceIsLost() throws {
        let cluster = try PostgresCluster()
        defer { cluster.stop() }
        let database = try FreshDatabase(on: cluster)
        let url = try ConnectionURL.parse(database.url, relativeTo: "/")
        for _ in 1...3 {
            let connection = try PostgresBackend().connect(to: url, ConnectOptions(.write))
            try cluster.restartAtOnce()
            let error = try driverError { () throws(DriverError) in try connection.query("SELECT 1") }
            #expect(error.kind == .connectionLost && error.kind.code == .outOfReach)
            #expect(error.message == "the connection to the server is lost: server closed the connection unexpectedly")
            try connection.close()
        }
    }
}
