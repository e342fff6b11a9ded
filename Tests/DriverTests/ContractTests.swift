import DriverTestSupport
import MartletCore
import TestSupport
import Testing

/// What the engine expects of every driver: values, transactions, stops, the end of a connection.
@Suite struct ContractTests {
    @Test(arguments: DriverUnderTest.allCases) func parametersGoByTheirNumber(_ driver: DriverUnderTest) throws {
        let bench = try driver.makeBench()
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
            try connection.scalar(
                "SELECT CAST($11 AS BIGINT) - $1 + $2 + $3 + $4 + $5 + $6 + $7 + $8 + $9 + $10 - $10", ten)
                == .integer(10 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9))
    }

    @Test(arguments: DriverUnderTest.allCases) func aWrongNumberOfValuesIsMisuse(_ driver: DriverUnderTest) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        #expect(try driverError { () throws(DriverError) in try connection.query("SELECT $1", []) }.kind == .misuse)
        #expect(try driverError { () throws(DriverError) in try connection.query("SELECT 1", [.null]) }.kind == .misuse)
        #expect(
            try driverError { () throws(DriverError) in try connection.query("SELECT $2", [.null]) }.kind == .misuse)
    }

    @Test(arguments: DriverUnderTest.allCases) func aStatementForgetsItsValues(_ driver: DriverUnderTest) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.execute("CREATE TABLE v (id INTEGER PRIMARY KEY, x TEXT NOT NULL)")
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
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        #expect(try connection.script("CREATE TABLE v (x INTEGER);") == 0)
        #expect(try connection.script("INSERT INTO v VALUES (1), (2), (3);") == 3)
        #expect(try connection.script("SELECT * FROM v;") == 0)
        #expect(try connection.script("UPDATE v SET x = 0 WHERE x > 1") == 2)
        #expect(try connection.script("-- nothing") == 0)
    }

    @Test(arguments: DriverUnderTest.allCases) func twoStatementsInOneAreRefused(_ driver: DriverUnderTest) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        let error = try driverError { () throws(DriverError) in
            try connection.script("CREATE TABLE a (x INTEGER); CREATE TABLE b (x INTEGER);")
        }
        #expect(error.kind == .misuse)
        #expect(try connection.tableNames().isEmpty)
        #expect(try connection.script("CREATE TABLE a (x INTEGER);  \n -- the end\n") == 0)
    }

    @Test(arguments: DriverUnderTest.allCases) func theEnginesOwnStatementsMayControlTransactions(
        _ driver: DriverUnderTest
    ) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        #expect(
            try driverError { () throws(DriverError) in try connection.script("BEGIN") }.kind == .transactionControl)
        try connection.begin()
        try connection.commit()
        #expect(try driverError { () throws(DriverError) in try connection.script("SELECT nothing") }.kind == .sql)
    }

    @Test(arguments: DriverUnderTest.allCases) func transactionsLastOrAreUndone(_ driver: DriverUnderTest) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        #expect(!connection.isInTransaction)
        try connection.begin()
        #expect(connection.isInTransaction)
        try connection.script("CREATE TABLE a (x INTEGER)")
        try connection.commit()
        #expect(!connection.isInTransaction)
        try connection.begin()
        try connection.script("CREATE TABLE b (x INTEGER)")
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
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.execute("CREATE TABLE a (x INTEGER)")
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

    @Test(arguments: DriverUnderTest.allCases) func aRunningStatementIsStoppedFromAnotherThread(
        _ driver: DriverUnderTest
    ) throws {
        let bench = try driver.makeBench()
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

    /// Whoever asks to stop cannot know whether the statement has begun by then.
    @Test(arguments: DriverUnderTest.allCases) func aStopAMomentBeforeTheStatementReachesIt(
        _ driver: DriverUnderTest
    ) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        connection.cancelHandle.cancel()
        let error = try driverError { () throws(DriverError) in
            try connection.script(Self.endless, within: .seconds(20))
        }
        #expect(error.kind == .interrupted)
        #expect(try connection.scalar("SELECT 1") == .integer(1))
    }

    @Test(arguments: DriverUnderTest.allCases) func aStopAfterTheEndIsHarmless(_ driver: DriverUnderTest) throws {
        let bench = try driver.makeBench()
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
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        let handle = connection.cancelHandle
        try connection.resetSession()
        inAThread(after: .milliseconds(150)) { handle.cancel() }
        #expect(try driverError { () throws(DriverError) in try connection.script(Self.endless) }.kind == .interrupted)
    }

    @Test(arguments: DriverUnderTest.allCases) func aClosedConnectionRefusesEverything(_ driver: DriverUnderTest) throws
    {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.begin()
        try connection.script("CREATE TABLE a (x INTEGER)")
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
        let bench = try driver.makeBench()
        defer { bench.remove() }
        do {
            let connection = try bench.connect()
            try connection.begin()
            try connection.script("CREATE TABLE a (x INTEGER)")
        }
        let second = try bench.connect(.write)
        try second.begin()
        #expect(try second.tableNames().isEmpty)
    }

    private static let endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
}
