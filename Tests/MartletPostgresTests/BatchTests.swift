import DriverTestSupport
import Glibc
import MartletCore
import TestSupport
import Testing

/// Many statements as one message.
@Suite struct BatchTests {
    let bench: DriverBench
    let connection: any ServerDriver

    init() throws {
        bench = try DriverUnderTest.postgres.makeBench()
        connection = try #require(try bench.connect() as? any ServerDriver)
    }

    /// Runs parts; a text is a script with its number of statements.
    @discardableResult
    private func run(
        before: [BatchPart] = [], _ script: String, _ statements: Int, after: [BatchPart] = []
    ) throws(DriverError) -> BatchResult {
        try Array(script.utf8).withUnsafeBufferPointer { (bytes) throws(DriverError) in
            try connection.runBatch(before + [.script(bytes, statements: statements)] + after, within: nil)
        }
    }

    @Test func aValueThatIsNotThereIsRefused() throws {
        defer { bench.remove() }
        let error = try driverError { () throws(DriverError) in
            try connection.runBatch([.own("SELECT $1, $2", [.integer(1)])], within: nil)
        }
        #expect(error.kind == .misuse && error.message == "1 values, but a parameter $2")
    }

    @Test func aWholeMigrationIsOneMessage() throws {
        defer { bench.remove() }
        try connection.execute("CREATE TABLE history (version text, note text, n bigint, r float8, b bytea, x text)")
        let values: [Value] = [.text("00'1"), .text("a\\b $1 é"), .integer(-5), .real(0.5), .blob([0, 255]), .null]
        let result = try run(
            before: [.own("BEGIN")],
            "CREATE TABLE a (x int); -- the first\nINSERT INTO a VALUES (1), (2); SELECT * FROM a -- end",
            3,
            after: [
                .own("INSERT INTO \"history\" VALUES ($1, $2, $3, $4, $5, $6)", values), .own("COMMIT"),
            ])
        #expect(result.statements == 3)
        #expect(result.rows == 2)
        #expect(!connection.isInTransaction)
        #expect(try connection.query("SELECT * FROM history").map(\.values) == [values])
    }

    @Test func rowsOfOwnStatementsComeBack() throws {
        defer { bench.remove() }
        let result = try run(
            before: [.own("SELECT $1 || 'b'", [.text("a")])], "SELECT 'not mine'", 1, after: [.own("SELECT 1, 2")])
        #expect(result.ownRows == [0: [Row([.text("ab")])], 2: [Row([.integer(1), .integer(2)])]])
    }

    @Test func nothingOfAFailedBatchStays() throws {
        defer { bench.remove() }
        let script = "CREATE TABLE é漢 (x int CHECK (x > 0)); INSERT INTO é漢 VALUES (1); INSERT INTO é漢 VALUES (0)"
        let error = try driverError { () throws(DriverError) in
            try run(before: [.own("BEGIN")], script, 3, after: [.own("COMMIT")])
        }
        #expect(error.batchPlace == BatchPlace(part: 1, statement: 2))
        #expect(error.serverCode == "23514")
        #expect(error.fields?.table == "é漢")
        try connection.rollback()
        #expect(try connection.tableNames().isEmpty)
    }

    @Test(arguments: [
        ("CREATE TABLE é漢 (x int); SELECT nothing FROM é漢; SELECT 1", 3, 35, 1),
        ("SELECT 'é漢'; SELECT 1; SELEC 2", 3, 26, 0), ("SELECT 1; SELECT 'é' + 1", 2, 17, 1),
    ]) func thePlaceOfAnErrorIsInBytesOfItsPart(_ script: String, _ count: Int, _ offset: Int, _ statement: Int) throws
    {
        defer { bench.remove() }
        let error = try driverError { () throws(DriverError) in
            try run(before: [.own("BEGIN"), .own("SELECT '漢字'")], script, count, after: [.own("COMMIT")])
        }
        #expect(error.offset == offset)
        #expect(error.batchPlace?.part == 2)
        if error.serverCode != "42601" { #expect(error.batchPlace?.statement == statement) }
        try connection.rollback()
    }

    @Test func aBatchOfOneTransactionWithoutBeginIsAllOrNothing() throws {
        defer { bench.remove() }
        #expect(throws: DriverError.self) { try run("CREATE TABLE a (x int); SELECT 1/0", 2) }
        #expect(try connection.tableNames().isEmpty)
        try run("CREATE TABLE a (x int); SELECT 1", 2)
        #expect(try connection.tableNames() == ["a"])
    }

    @Test func transactionControlThatSlippedThroughIsFound() throws {
        defer { bench.remove() }
        let error = try driverError { () throws(DriverError) in
            try run(
                before: [.own("BEGIN")], "CREATE TABLE a (x int); COMMIT; CREATE TABLE b (x int)", 3,
                after: [.own("SELECT 1")])
        }
        #expect(error.kind == .transactionControl)
        #expect(error.transactionLost)
        #expect(error.batchPlace == BatchPlace(part: 1, statement: 1))
    }

    @Test func statementsThatWereReadOtherwiseAreFound() throws {
        defer { bench.remove() }
        let error = try driverError { () throws(DriverError) in try run("SELECT 1; SELECT 2", 1) }
        #expect(error.kind == .misuse)
    }

    @Test func aTimeLimitHoldsForTheBatch() throws {
        defer { bench.remove() }
        let error = try driverError { () throws(DriverError) in
            try connection.runBatch([.own("SELECT pg_sleep(10)")], within: .milliseconds(100))
        }
        #expect(error.kind == .timedOut)
        #expect(try connection.runBatch([.own("SELECT 1")], within: nil).ownRows == [0: [Row([.integer(1)])]])
    }

    @Test func sessionsAreResetInTheSameMessage() throws {
        defer { bench.remove() }
        try connection.script("SET search_path = pg_catalog")
        try connection.script("SET lock_timeout = 0")
        try run(
            before: connection.resetStatements.map { .own($0) } + [.own("BEGIN")], "CREATE TABLE a (x int)", 1,
            after: [.own("COMMIT")])
        #expect(try connection.tableNames() == ["a"])
        #expect(try connection.scalar("SHOW lock_timeout") == .text("200ms"))
    }

    // MARK: COPY

    @Test func dataGoInAndOutInPieces() throws {
        defer { bench.remove() }
        try connection.execute("CREATE TABLE t (id int, name text)")
        try Array("COPY t FROM STDIN".utf8).withUnsafeBufferPointer { sql throws(DriverError) in
            try connection.startCopy(sql)
        }
        for piece in ["1\té", "漢\n2", "\t\\N\n", "", "3\tx\n"] {
            try Array(piece.utf8).withUnsafeBufferPointer { data throws(DriverError) in try connection.sendCopy(data) }
        }
        #expect(try connection.finishCopy() == 3)
        var out: [UInt8] = []
        #expect(try connection.copyOut("COPY t TO STDOUT") { out += $0 } == 3)
        #expect(String(decoding: out, as: UTF8.self) == "1\té漢\n2\t\\N\n3\tx\n")
    }

    /// A stop that the server had a moment before, when nothing ran, is told again.
    @Test func aStopIsHeardWhileDataAreTakenIn() throws {
        defer { bench.remove() }
        try connection.execute("CREATE TABLE t (id int)")
        try connection.execute(
            """
            CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN PERFORM pg_sleep(20); RETURN NEW; END'
            """)
        try connection.execute(
            "CREATE TRIGGER slow BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION slow()")
        connection.cancelHandle.cancel()
        usleep(200_000)
        let error = try driverError { () throws(DriverError) in
            try Array("COPY t FROM STDIN".utf8).withUnsafeBufferPointer { sql throws(DriverError) in
                try connection.startCopy(sql)
            }
            try Array("1\n".utf8).withUnsafeBufferPointer { data throws(DriverError) in try connection.sendCopy(data) }
            return try connection.finishCopy()
        }
        #expect(error.kind == .interrupted)
    }

    @Test func dataThatAreWrongAreRefused() throws {
        defer { bench.remove() }
        try connection.execute("CREATE TABLE t (id int)")
        try connection.begin()
        let sql = Array("COPY t FROM STDIN".utf8)
        try sql.withUnsafeBufferPointer { sql throws(DriverError) in try connection.startCopy(sql) }
        let error = try driverError { () throws(DriverError) in
            for _ in 0..<1000 {
                try Array("1\nnot a number\n".utf8).withUnsafeBufferPointer { data throws(DriverError) in
                    try connection.sendCopy(data)
                }
            }
            return try connection.finishCopy()
        }
        #expect(error.serverCode == "22P02")
        #expect(error.fields?.context?.contains("line 2") == true)
        try connection.rollback()
        try sql.withUnsafeBufferPointer { sql throws(DriverError) in try connection.startCopy(sql) }
        connection.abandonCopy("no more")
        #expect(try connection.scalar("SELECT count(*) FROM t") == .integer(0))
        let select = Array("SELECT 1".utf8)
        #expect(
            try driverError { () throws(DriverError) in
                try select.withUnsafeBufferPointer { sql throws(DriverError) in try connection.startCopy(sql) }
            }.kind == .misuse)
        #expect(try connection.scalar("SELECT 1") == .integer(1))
    }

    // MARK: Notices

    @Test func noticesAreCollectedUpToALimit() throws {
        defer { bench.remove() }
        _ = connection.takeNotices()
        try connection.script("DO $$ BEGIN RAISE NOTICE 'é %', 1; RAISE WARNING 'two'; END $$")
        let two = connection.takeNotices()
        #expect(two.notices == [.init(severity: "NOTICE", message: "é 1"), .init(severity: "WARNING", message: "two")])
        #expect(connection.takeNotices().count == 0)
        try connection.script(
            """
            DO $$ BEGIN RAISE NOTICE '%', repeat('x', 5000000);
              FOR i IN 1..1000 LOOP RAISE NOTICE 'n'; END LOOP; END $$
            """)
        let many = connection.takeNotices()
        #expect(many.count == 1001)
        #expect(many.notices.count == 100)
        #expect(many.notices[0].message.utf8.count == 2000)
    }
}
