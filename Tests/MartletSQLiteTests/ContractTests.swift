import MartletCore
import TestSupport
import Testing

/// What the engine expects of every driver: values, errors, transactions, the end of a connection.
@Suite struct ContractTests {
    // MARK: Values

    static let values: [Value] = [
        .null, .integer(0), .integer(Int64.max), .integer(Int64.min), .integer(-1), .real(0.1), .real(-0.0),
        .real(1e308),
        .real(2.2250738585072014e-308), .real(1), .text(""), .text("a"), .text("é漢🐦"), .text("nul\u{0}inside"),
        .text("'\"; DROP TABLE x; --"),
        .text(String(repeating: "x", count: 100_000)), .blob([]), .blob([0]), .blob(Array(0...255)),
    ]

    @Test(arguments: DriverUnderTest.allCases) func valuesComeBackAsTheyWent(_ driver: DriverUnderTest) throws {
        let bench = driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.execute("CREATE TABLE v (id INTEGER PRIMARY KEY, x)")
        for (index, value) in Self.values.enumerated() {
            #expect(try connection.scalar("SELECT $1", [value]) == value)
            try connection.execute("INSERT INTO v VALUES ($1, $2)", [.integer(index), value])
        }
        #expect(try connection.query("SELECT x FROM v ORDER BY id").map(\.values) == Self.values.map { [$0] })
    }

    @Test(arguments: DriverUnderTest.allCases) func parametersGoByTheirNumber(_ driver: DriverUnderTest) throws {
        let bench = driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        let row = try connection.query("SELECT $2, $1, $3", [.text("one"), .text("two"), .text("three")])
        #expect(row == [Row([.text("two"), .text("one"), .text("three")])])
        #expect(
            try connection.query("SELECT $2, $1, $2", [.text("one"), .text("two")]) == [
                Row([.text("two"), .text("one"), .text("two")])
            ])
        let ten = (1...11).map { Value.integer($0) }
        #expect(
            try connection.scalar("SELECT $11 - $1 + $2 + $3 + $4 + $5 + $6 + $7 + $8 + $9 + $10 - $10", ten)
                == .integer(10 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9))
    }

    @Test(arguments: DriverUnderTest.allCases) func aWrongNumberOfValuesIsMisuse(_ driver: DriverUnderTest) throws {
        let bench = driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        #expect(try driverError { () throws(DriverError) in try connection.query("SELECT $1", []) }.kind == .misuse)
        #expect(try driverError { () throws(DriverError) in try connection.query("SELECT 1", [.null]) }.kind == .misuse)
        #expect(
            try driverError { () throws(DriverError) in try connection.query("SELECT $2", [.null]) }.kind == .misuse)
    }

    @Test(arguments: DriverUnderTest.allCases) func aStatementForgetsItsValues(_ driver: DriverUnderTest) throws {
        let bench = driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.execute("CREATE TABLE v (id INTEGER PRIMARY KEY, x NOT NULL)")
        try connection.execute("INSERT INTO v VALUES ($1, $2)", [.integer(1), .text("a")])
        #expect(throws: DriverError.self) {
            try connection.execute("INSERT INTO v VALUES ($1, $2)", [.integer(1), .text("b")])
        }
        try connection.execute("INSERT INTO v VALUES ($1, $2)", [.integer(2), .text("c")])
        #expect(try connection.text("SELECT x FROM v ORDER BY id") == ["a", "c"])
    }

    @Test(arguments: DriverUnderTest.allCases) func aScriptsStatementTellsHowManyRowsItChanged(
        _ driver: DriverUnderTest
    ) throws {
        let bench = driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        #expect(try connection.script("CREATE TABLE v (x);") == 0)
        #expect(try connection.script("INSERT INTO v VALUES (1), (2), (3);") == 3)
        #expect(try connection.script("SELECT * FROM v;") == 0)
        #expect(try connection.script("UPDATE v SET x = 0 WHERE x > 1") == 2)
        #expect(try connection.script("-- nothing") == 0)
    }

    @Test(arguments: DriverUnderTest.allCases) func twoStatementsInOneAreRefused(_ driver: DriverUnderTest) throws {
        let bench = driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        let error = try driverError { () throws(DriverError) in
            try connection.script("CREATE TABLE a (x); CREATE TABLE b (x);")
        }
        #expect(error.kind == .misuse)
        #expect(try connection.tableNames().isEmpty)
        #expect(try connection.script("CREATE TABLE a (x);  \n -- the end\n") == 0)
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
        let bench = DriverUnderTest.sqliteFile.makeBench()
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

    @Test(arguments: DriverUnderTest.allCases) func theEnginesOwnStatementsMayControlTransactions(
        _ driver: DriverUnderTest
    ) throws {
        let bench = driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        #expect(
            try driverError { () throws(DriverError) in try connection.script("BEGIN") }.kind == .transactionControl)
        try connection.begin()
        try connection.commit()
        #expect(try driverError { () throws(DriverError) in try connection.script("SELECT nothing") }.kind == .sql)
    }

    // MARK: Transactions

    @Test(arguments: DriverUnderTest.allCases) func transactionsLastOrAreUndone(_ driver: DriverUnderTest) throws {
        let bench = driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        #expect(!connection.isInTransaction)
        try connection.begin()
        #expect(connection.isInTransaction)
        try connection.script("CREATE TABLE a (x)")
        try connection.commit()
        #expect(!connection.isInTransaction)
        try connection.begin()
        try connection.script("CREATE TABLE b (x)")
        try connection.rollback()
        #expect(!connection.isInTransaction)
        #expect(try connection.tableNames() == ["a"])
        try connection.rollback()
        #expect(throws: DriverError.self) { try connection.commit() }
        try connection.begin()
        #expect(throws: DriverError.self) { try connection.begin() }
        #expect(connection.isInTransaction)
    }

    @Test(arguments: DriverUnderTest.allCases) func savepointsNest(_ driver: DriverUnderTest) throws {
        let bench = driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.execute("CREATE TABLE a (x)")
        try connection.begin()
        try connection.savepoint()
        try connection.script("INSERT INTO a VALUES (1)")
        try connection.savepoint()
        try connection.script("INSERT INTO a VALUES (2)")
        try connection.rollbackToSavepoint()
        try connection.script("INSERT INTO a VALUES (3)")
        try connection.releaseSavepoint()
        #expect(connection.isInTransaction)
        #expect(throws: DriverError.self) { try connection.releaseSavepoint() }
        try connection.commit()
        #expect(try connection.text("SELECT x FROM a") == ["1", "3"])
    }

    @Test(arguments: DriverUnderTest.allCases) func aStatementThatGivesUpTheTransactionSaysSo(_ driver: DriverUnderTest)
        throws
    {
        let bench = driver.makeBench()
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

    @Test(arguments: DriverUnderTest.shared) func aWriterWaitsForTheOtherAsLongAsItWasTold(_ driver: DriverUnderTest)
        throws
    {
        let bench = driver.makeBench()
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

    @Test(arguments: DriverUnderTest.allCases) func brokenDeferredKeysAreKnownBeforeTheCommit(_ driver: DriverUnderTest)
        throws
    {
        let bench = driver.makeBench()
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

    @Test(arguments: DriverUnderTest.allCases) func foreignKeysCanBeSwitchedOutsideATransactionOnly(
        _ driver: DriverUnderTest
    ) throws {
        let bench = driver.makeBench()
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

    // MARK: Stopping

    private static let endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

    @Test(arguments: DriverUnderTest.allCases) func aRunningStatementIsStoppedFromAnotherThread(
        _ driver: DriverUnderTest
    ) throws {
        let bench = driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        let handle = connection.cancelHandle
        inAThread(after: .milliseconds(150)) { handle.cancel() }
        let begun = ContinuousClock.now
        let error = try driverError { () throws(DriverError) in try connection.script(Self.endless) }
        #expect(error.kind == .interrupted)
        #expect(ContinuousClock.now - begun < .seconds(2))
        #expect(try connection.scalar("SELECT 1") == .integer(1))
    }

    @Test(arguments: DriverUnderTest.allCases) func aStopAfterTheEndIsHarmless(_ driver: DriverUnderTest) throws {
        let bench = driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        let handle = connection.cancelHandle
        handle.cancel()
        #expect(try connection.scalar("SELECT 1") == .integer(1))
        try connection.close()
        handle.cancel()
        try connection.close()
    }

    @Test(arguments: DriverUnderTest.shared) func aStopReachesTheConnectionThatWasMadeAnew(_ driver: DriverUnderTest)
        throws
    {
        let bench = driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        let handle = connection.cancelHandle
        try connection.resetSession()
        inAThread(after: .milliseconds(150)) { handle.cancel() }
        #expect(try driverError { () throws(DriverError) in try connection.script(Self.endless) }.kind == .interrupted)
    }

    // MARK: The end

    @Test(arguments: DriverUnderTest.allCases) func aClosedConnectionRefusesEverything(_ driver: DriverUnderTest) throws
    {
        let bench = driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.begin()
        try connection.script("CREATE TABLE a (x)")
        try connection.close()
        try connection.close()
        #expect(!connection.isInTransaction)
        #expect(try driverError { () throws(DriverError) in try connection.query("SELECT 1") }.kind == .misuse)
        #expect(try driverError { () throws(DriverError) in try connection.script("SELECT 1") }.kind == .misuse)
        #expect(try driverError { () throws(DriverError) in try connection.begin() }.kind == .misuse)
        try connection.rollback()
    }

    @Test(arguments: DriverUnderTest.shared) func whatWasNotCommittedIsGoneWithTheConnection(_ driver: DriverUnderTest)
        throws
    {
        let bench = driver.makeBench()
        defer { bench.remove() }
        do {
            let connection = try bench.connect()
            try connection.begin()
            try connection.script("CREATE TABLE a (x)")
        }
        let second = try bench.connect(.write)
        try second.begin()
        #expect(try second.tableNames().isEmpty)
    }

    @Test(arguments: DriverUnderTest.shared) func resetTakesSettingsAndTemporaryObjectsAway(_ driver: DriverUnderTest)
        throws
    {
        let bench = driver.makeBench()
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

    @Test(arguments: DriverUnderTest.shared) func aReaderWritesNothingWhateverIsRun(_ driver: DriverUnderTest) throws {
        let bench = driver.makeBench()
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

    @Test(arguments: DriverUnderTest.shared, [ConnectOptions.Purpose.read, .write])
    func onlyAWishToCreateMakesADatabase(_ driver: DriverUnderTest, _ purpose: ConnectOptions.Purpose) throws {
        let bench = driver.makeBench()
        defer { bench.remove() }
        #expect(try bench.backend.presence(of: bench.url) == .absent)
        #expect(try driverError { () throws(DriverError) in try bench.connect(purpose) }.kind == .missing)
        #expect(bench.folder.names().isEmpty)
        try bench.connect(.create).close()
        #expect(try bench.backend.presence(of: bench.url) == .present)
    }
}
