import DriverTestSupport
import MartletCore
import TestSupport
import Testing

/// What SQLite alone does, or does in its own way, of what the engine expects of every driver.
@Suite struct SQLiteContractTests {
    // MARK: Values

    static let values: [Value] = [
        .null, .integer(0), .integer(Int64.max), .integer(Int64.min), .integer(-1), .real(0.1), .real(-0.0),
        .real(1e308),
        .real(2.2250738585072014e-308), .real(1), .text(""), .text("a"), .text("é漢🐦"), .text("nul\u{0}inside"),
        .text("'\"; DROP TABLE x; --"),
        .text(String(repeating: "x", count: 100_000)), .blob([]), .blob([0]), .blob(Array(0...255)),
    ]

    @Test(arguments: DriverUnderTest.sqlite) func valuesComeBackAsTheyWent(_ driver: DriverUnderTest) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.execute("CREATE TABLE v (id INTEGER PRIMARY KEY, x)")
        for (index, value) in Self.values.enumerated() {
            #expect(try connection.scalar("SELECT $1", [value]) == value)
            try connection.execute("INSERT INTO v VALUES ($1, $2)", [.integer(index), value])
        }
        #expect(try connection.query("SELECT x FROM v ORDER BY id").map(\.values) == Self.values.map { [$0] })
    }

    // MARK: Errors

    static let faults: [(sql: String, kind: DriverError.Kind, code: String?, offset: Int?)] = [
        ("SELEC 1", .sql, nil, 0), ("SELECT 'é', nothing FROM t", .sql, nil, 13), ("SELECT 1 FORM t", .sql, nil, 14),
        ("SELECT nothing FROM t", .sql, nil, 7), ("INSERT INTO nowhere VALUES (1)", .sql, nil, nil),
        ("INSERT INTO t (id) VALUES (1), (1)", .sql, "SQLITE_CONSTRAINT_PRIMARYKEY", nil),
        ("INSERT INTO t (u) VALUES (1), (1)", .sql, "SQLITE_CONSTRAINT_UNIQUE", nil),
        ("INSERT INTO t (n) VALUES (NULL)", .sql, "SQLITE_CONSTRAINT_NOTNULL", nil),
        ("INSERT INTO t (c) VALUES (0)", .sql, "SQLITE_CONSTRAINT_CHECK", nil),
        ("INSERT INTO t (r) VALUES (99)", .foreignKey, "SQLITE_CONSTRAINT_FOREIGNKEY", nil),
        ("SELECT 'unfinished", .sql, nil, 7), ("BEGIN", .transactionControl, nil, nil),
        ("commit", .transactionControl, nil, nil), ("/*x*/ end", .transactionControl, nil, nil),
        ("SAVEPOINT a", .transactionControl, nil, nil), ("RELEASE a", .transactionControl, nil, nil),
        ("ROLLBACK TO a", .transactionControl, nil, nil),
    ]

    @Test(arguments: faults.indices) func errorsSayWhatAndWhere(_ index: Int) throws {
        let (sql, kind, code, offset) = Self.faults[index]
        let bench = try DriverUnderTest.sqliteFile.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.execute(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, u UNIQUE, n NOT NULL DEFAULT 1, c CHECK (c > 0), r REFERENCES t)")
        let error = try driverError { () throws(DriverError) in try connection.script(sql) }
        #expect(error.kind == kind)
        #expect(!error.message.isEmpty)
        if let code { #expect(error.serverCode == code) }
        #expect(error.offset == offset)
        #expect(!error.transactionLost)
    }

    // MARK: Transactions

    @Test(arguments: DriverUnderTest.sqlite) func aStatementThatGivesUpTheTransactionSaysSo(_ driver: DriverUnderTest)
        throws
    {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.execute("CREATE TABLE a (x UNIQUE)")
        try connection.begin()
        let error = try driverError { () throws(DriverError) in
            try connection.script("INSERT OR ROLLBACK INTO a VALUES (1), (1)")
        }
        #expect(error.transactionLost)
        #expect(!connection.isInTransaction)
        try connection.begin()
        let other = try driverError { () throws(DriverError) in try connection.script("INSERT INTO a VALUES (1), (1)") }
        #expect(!other.transactionLost)
        #expect(connection.isInTransaction)
    }

    @Test(arguments: [DriverUnderTest.sqliteFile]) func aWriterWaitsForTheOtherAsLongAsItWasTold(
        _ driver: DriverUnderTest
    )
        throws
    {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let first = try bench.connect()
        try first.execute("CREATE TABLE a (x)")
        let second = try bench.connect(.write, lockTimeout: .milliseconds(300))
        try first.begin()
        let begun = ContinuousClock.now
        let error = try driverError { () throws(DriverError) in try second.begin() }
        #expect(error.kind == .busy)
        #expect(ContinuousClock.now - begun >= .milliseconds(250))
        #expect(ContinuousClock.now - begun < .seconds(5))
        try first.commit()
        try second.begin()
        try second.rollback()
    }

    @Test(arguments: DriverUnderTest.sqlite) func brokenDeferredKeysAreKnownBeforeTheCommit(_ driver: DriverUnderTest)
        throws
    {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.execute("CREATE TABLE p (id INTEGER PRIMARY KEY)")
        try connection.execute("CREATE TABLE c (id INTEGER PRIMARY KEY, p REFERENCES p DEFERRABLE INITIALLY DEFERRED)")
        try connection.begin()
        #expect(try !connection.hasBrokenDeferredKeys())
        try connection.script("INSERT INTO c VALUES (7, 1)")
        #expect(try connection.hasBrokenDeferredKeys())
        #expect(
            try connection.brokenForeignKeys(limit: 5) == [
                BrokenForeignKey(table: "c", row: 7, parent: "p", key: "p = 1")
            ])
        #expect(throws: DriverError.self) { try connection.commit() }
        #expect(connection.isInTransaction)
        try connection.script("INSERT INTO p VALUES (1)")
        #expect(try !connection.hasBrokenDeferredKeys())
        try connection.commit()
    }

    @Test(arguments: DriverUnderTest.sqlite) func foreignKeysCanBeSwitchedOutsideATransactionOnly(
        _ driver: DriverUnderTest
    ) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.execute("CREATE TABLE p (id INTEGER PRIMARY KEY)")
        try connection.execute("CREATE TABLE c (id INTEGER PRIMARY KEY, p REFERENCES P(id))")
        try connection.enforceForeignKeys(false)
        try connection.script("INSERT INTO c VALUES (1, 9), (2, 9)")
        try connection.enforceForeignKeys(true)
        #expect(try connection.brokenForeignKeys(limit: 1).count == 1)
        #expect(try connection.rowCountsOfReferrers(to: "p") == ["c": 2])
        #expect(try connection.rowCountsOfReferrers(to: "c").isEmpty)
        #expect(
            try driverError { () throws(DriverError) in try connection.script("INSERT INTO c VALUES (3, 9)") }.kind
                == .foreignKey)
        try connection.begin()
        #expect(try driverError { () throws(DriverError) in try connection.enforceForeignKeys(false) }.kind == .misuse)
    }

    // MARK: The end

    @Test(arguments: [DriverUnderTest.sqliteFile]) func resetTakesSettingsAndTemporaryObjectsAway(
        _ driver: DriverUnderTest
    )
        throws
    {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.script("CREATE TABLE kept (x)")
        for sql in [
            "CREATE TEMP TABLE t (x)", "PRAGMA foreign_keys = OFF", "ATTACH ':memory:' AS other",
            "PRAGMA query_only = ON",
        ] {
            try connection.script(sql)
        }
        try connection.resetSession()
        #expect(try connection.text("SELECT name FROM pragma_database_list") == ["main"])
        #expect(try connection.scalar("PRAGMA foreign_keys") == .integer(1))
        #expect(try connection.tableNames() == ["kept"])
        try connection.script("INSERT INTO kept VALUES (1)")
    }

    @Test(arguments: [DriverUnderTest.sqliteFile]) func aReaderWritesNothingWhateverIsRun(_ driver: DriverUnderTest)
        throws
    {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let writer = try bench.connect()
        try writer.script("CREATE TABLE a (x)")
        try writer.close()
        let before = try FileSystem.read(try #require(bench.url.file))
        let reader = try bench.connect(.read)
        for sql in [
            "CREATE TABLE b (x)", "INSERT INTO a VALUES (1)", "DROP TABLE a", "PRAGMA user_version = 3", "VACUUM",
            "REINDEX",
        ] {
            _ = try? reader.script(sql)
        }
        #expect(throws: DriverError.self) { try reader.begin() }
        try reader.close()
        #expect(try FileSystem.read(try #require(bench.url.file)) == before)
        #expect(bench.folder.names() == ["test.db"])
    }

    @Test(arguments: [DriverUnderTest.sqliteFile], [ConnectOptions.Purpose.read, .write])
    func onlyAWishToCreateMakesADatabase(_ driver: DriverUnderTest, _ purpose: ConnectOptions.Purpose) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        #expect(try bench.backend.presence(of: bench.url) == .absent)
        #expect(try driverError { () throws(DriverError) in try bench.connect(purpose) }.kind == .missing)
        #expect(bench.folder.names().isEmpty)
        try bench.connect(.create).close()
        #expect(try bench.backend.presence(of: bench.url) == .present)
    }
}
