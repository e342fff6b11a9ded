import DriverTestSupport
import MartletCore
import TestSupport
import Testing

/// The same for what is in a database.
@Suite struct ContentContractTests {
    static let values: [Value] = [
        .null, .integer(0), .integer(Int64.max), .integer(Int64.min), .integer(-1), .real(0.1), .real(-0.0),
        .real(1e308), .real(2.2250738585072014e-308), .real(1), .text(""), .text("a"), .text("é漢🐦"),
        .text("'\"; DROP TABLE x; --"), .text("back\\slash"), .text(String(repeating: "x", count: 100_000)), .blob([]),
        .blob([0]), .blob(Array(0...255)),
    ]

    @Test(arguments: DriverUnderTest.allCases) func valuesComeBackAsTheyWent(_ driver: DriverUnderTest) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        for value in Self.values {
            // A value alone has no type on every engine: it takes that of the place where it stands.
            let type: String? =
                switch value {
                case .null, .blob: nil
                case .integer: "BIGINT"
                case .real: "DOUBLE PRECISION"
                case .text: "TEXT"
                }
            let sql = type.map { "SELECT CAST($1 AS \($0))" } ?? "SELECT $1"
            #expect(try connection.scalar(sql, [value]) == value)
        }
    }

    @Test(arguments: DriverUnderTest.allCases) func rowsComeInTheirOrderOneByOne(_ driver: DriverUnderTest) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        var sum = 0
        var last = 0
        try connection.query(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) SELECT i, 'x' FROM n", []
        ) { row in
            #expect(row.integer(0) == last + 1)
            last = row.integer(0) ?? 0
            sum += last
        }
        #expect(sum == 50_005_000)
    }

    @Test(arguments: DriverUnderTest.allCases) func errorsSayWhere(_ driver: DriverUnderTest) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
        for (sql, offset) in [
            ("SELEC 1", 0), ("SELECT 'é漢', nothing FROM t", 16), ("SELECT nothing FROM t", 7),
            ("SELECT 'unfinished", 7),
        ] {
            let error = try driverError { () throws(DriverError) in try connection.script(sql) }
            #expect(error.kind == .sql, "\(sql)")
            #expect(error.offset == offset, "\(sql)")
            #expect(!error.message.isEmpty)
        }
    }

    @Test(
        arguments: DriverUnderTest.allCases,
        [
            "BEGIN", "commit", "/*x*/ end", "-- a\n ROLLBACK", "SAVEPOINT a", "RELEASE a", "ROLLBACK TO a",
        ])
    func transactionsAreNotForScripts(_ driver: DriverUnderTest, _ sql: String) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
        try connection.begin()
        try connection.script("INSERT INTO t VALUES (1)")
        let error = try driverError { () throws(DriverError) in try connection.script(sql) }
        #expect(error.kind == .transactionControl)
        #expect(!error.transactionLost)
        #expect(connection.isInTransaction)
        try connection.commit()
        #expect(try connection.text("SELECT id FROM t") == ["1"])
    }

    @Test(arguments: DriverUnderTest.allCases) func aFailedStatementIsUndoneByItsSavepoint(_ driver: DriverUnderTest)
        throws
    {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
        try connection.begin()
        try connection.script("INSERT INTO t VALUES (1)")
        try connection.savepoint()
        let error = try driverError { () throws(DriverError) in try connection.script("INSERT INTO t VALUES (2), (1)") }
        #expect(error.kind == .sql && !error.transactionLost)
        #expect(connection.isInTransaction)
        try connection.rollbackToSavepoint()
        try connection.script("INSERT INTO t VALUES (3)")
        try connection.commit()
        #expect(try connection.text("SELECT id FROM t ORDER BY id") == ["1", "3"])
    }

    @Test(arguments: DriverUnderTest.allCases) func brokenForeignKeysAreSo(_ driver: DriverUnderTest) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.execute("CREATE TABLE p (id INTEGER PRIMARY KEY)")
        try connection.execute("CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p (id))")
        try connection.execute(
            "CREATE TABLE late (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p (id) DEFERRABLE INITIALLY DEFERRED)")
        #expect(
            try driverError { () throws(DriverError) in try connection.script("INSERT INTO c VALUES (1, 9)") }.kind
                == .foreignKey)
        try connection.begin()
        #expect(try !connection.hasBrokenDeferredKeys())
        try connection.script("INSERT INTO late VALUES (7, 1)")
        #expect(try connection.hasBrokenDeferredKeys())
        #expect(try connection.hasBrokenDeferredKeys())
        let broken = try connection.brokenForeignKeys(limit: 5)
        #expect(broken.map(\.table) == ["late"] && broken.map(\.parent) == ["p"] && broken.map(\.key) == ["p = 1"])
        try connection.script("INSERT INTO p VALUES (1)")
        #expect(try !connection.hasBrokenDeferredKeys())
        try connection.commit()
        #expect(try connection.rowCountsOfReferrers(to: "p") == ["c": 0, "late": 1])
        #expect(try connection.rowCountsOfReferrers(to: "c").isEmpty)
    }

    @Test(arguments: DriverUnderTest.allCases) func tablesAndColumnsAreNamed(_ driver: DriverUnderTest) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        for sql in [
            "CREATE TABLE b (y INTEGER, \"a\"\"b\" TEXT)", "CREATE TABLE \"é'; --\" (x INTEGER)",
            "CREATE TABLE \"a,\\{}\"\"\" (z INTEGER)", "CREATE VIEW v AS SELECT y FROM b",
            "CREATE TEMP TABLE hidden (x INTEGER)",
        ] {
            try connection.script(sql)
        }
        let odd = "a,\\{}\""
        #expect(try connection.tableNames() == [odd, "b", "é'; --"])
        let found = try connection.relations(named: ["v", "none", odd, "b", "hidden"])
        #expect(
            found == [
                "b": Relation(columns: ["y", "a\"b"], isTable: true), odd: Relation(columns: ["z"], isTable: true),
                "v": Relation(columns: ["y"], isTable: false),
            ])
        #expect(try connection.relations(named: []).isEmpty)
        #expect(try connection.columnNames(of: "b") == ["y", "a\"b"])
        #expect(try connection.columnNames(of: "v") == ["y"])
        #expect(try connection.columnNames(of: "é'; --") == ["x"])
        #expect(try connection.columnNames(of: "none").isEmpty)
        #expect(try connection.query("SELECT * FROM \(connection.qualified("é'; --"))").isEmpty)
    }

    @Test(arguments: DriverUnderTest.shared) func aReaderWritesNothingWhateverIsRun(_ driver: DriverUnderTest) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let writer = try bench.connect()
        try writer.script("CREATE TABLE a (x INTEGER)")
        let reader = try bench.connect(.read)
        for sql in [
            "CREATE TABLE b (x INTEGER)", "INSERT INTO a VALUES (1)", "DROP TABLE a", "SET TRANSACTION READ WRITE",
            "SET default_transaction_read_only = off", "COMMIT", "INSERT INTO a VALUES (2)", "VACUUM",
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE", "INSERT INTO a VALUES (3)",
        ] {
            _ = try? reader.script(sql)
        }
        #expect(try driverError { () throws(DriverError) in try reader.begin() }.kind == .readOnly)
        #expect(throws: DriverError.self) { try reader.execute("INSERT INTO a VALUES (4)") }
        #expect(try writer.tableNames() == ["a"])
        #expect(try writer.text("SELECT x FROM a").isEmpty)
    }

    @Test(arguments: DriverUnderTest.shared) func whatAScriptSetsIsGoneAfterAReset(_ driver: DriverUnderTest) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.script("CREATE TABLE kept (x INTEGER)")
        try connection.script("CREATE TEMP TABLE t (x INTEGER)")
        try connection.resetSession()
        #expect(throws: DriverError.self) { try connection.script("SELECT * FROM t") }
        try connection.script("INSERT INTO kept VALUES (1)")
        #expect(try connection.text("SELECT x FROM kept") == ["1"])
    }

    @Test(arguments: DriverUnderTest.allCases) func whatIsCommittedIsMadeDurable(_ driver: DriverUnderTest) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.begin()
        try connection.script("CREATE TABLE a (x INTEGER)")
        try connection.commit()
        try connection.makeDurable()
        #expect(!connection.isInTransaction)
        #expect(try connection.tableNames() == ["a"])
    }

    @Test(arguments: DriverUnderTest.allCases) func aStatementIsStoppedAfterItsTime(_ driver: DriverUnderTest) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        let begun = ContinuousClock.now
        let error = try driverError { () throws(DriverError) in
            try connection.script(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
                within: .milliseconds(100))
        }
        #expect(error.kind == .timedOut)
        #expect(error.message == "the statement was stopped: it ran for more than 100ms")
        #expect(ContinuousClock.now - begun < .seconds(5))
        #expect(try connection.script("CREATE TABLE a (x INTEGER)") == 0)
    }
}
