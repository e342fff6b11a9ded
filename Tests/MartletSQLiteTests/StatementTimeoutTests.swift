import DriverTestSupport
import MartletCore
import TestSupport
import Testing

/// A script's statement that runs longer than it may.
@Suite struct StatementTimeoutTests {
    private static let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    private static let reading = numbers + "SELECT count(*) FROM n"
    private static let writing = "INSERT INTO t " + numbers + "SELECT i FROM n"

    @Test(arguments: DriverUnderTest.sqlite) func itIsStoppedAndNothingElse(_ driver: DriverUnderTest) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        let begun = ContinuousClock.now
        let error = try driverError { () throws(DriverError) in
            try connection.script(Self.reading, within: .milliseconds(100))
        }
        #expect(error.kind == .timedOut)
        #expect(error.message == "the statement was stopped: it ran for more than 100ms")
        #expect(ContinuousClock.now - begun < .seconds(5))
        // The next one has its whole time, its own errors, and no limit where none is given.
        #expect(try connection.script("CREATE TABLE t (x)", within: .seconds(60)) == 0)
        #expect(try driverError { () throws(DriverError) in try connection.script("SELEC") }.kind == .sql)
        let long = Self.numbers + "SELECT count(*) FROM (SELECT i FROM n LIMIT 300000)"
        #expect(try connection.script(long) == 0)
        #expect(try connection.scalar(long) == .integer(300_000))
    }

    @Test(arguments: DriverUnderTest.sqlite) func theEnginesOwnStatementsHaveNoLimit(
        _ driver: DriverUnderTest
    ) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.script("CREATE TABLE t (x)", within: .milliseconds(1))
        let long = Self.numbers + "SELECT count(*) FROM (SELECT i FROM n LIMIT 300000)"
        #expect(try connection.scalar(long) == .integer(300_000))
    }

    /// SQLite gives the whole transaction up when a statement that writes is interrupted.
    @Test(arguments: DriverUnderTest.sqlite) func whatItWroteIsGone(_ driver: DriverUnderTest) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.execute("CREATE TABLE t (x)")
        try connection.begin()
        let error = try driverError { () throws(DriverError) in
            try connection.script(Self.writing, within: .milliseconds(100))
        }
        #expect(error.kind == .timedOut)
        #expect(error.transactionLost == !connection.isInTransaction)
        try connection.rollback()
        #expect(try connection.scalar("SELECT count(*) FROM t") == .integer(0))
    }

    @Test(arguments: DriverUnderTest.sqlite) func aStopThatWasAskedForIsNone(_ driver: DriverUnderTest) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        let handle = connection.cancelHandle
        inAThread(after: .milliseconds(150)) { handle.cancel() }
        let error = try driverError { () throws(DriverError) in
            try connection.script(Self.reading, within: .seconds(60))
        }
        #expect(error.kind == .interrupted)
    }
}
