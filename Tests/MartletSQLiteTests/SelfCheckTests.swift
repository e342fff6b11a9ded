import DriverTestSupport
import MartletCore
import TestSupport
import Testing

@testable import MartletSQLite

/// What a database finds wrong with itself, and what it would like to be told.
@Suite struct SelfCheckTests {
    private func findings(_ statements: [String], _ driver: DriverUnderTest = .sqliteFile) throws -> [CheckFinding] {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect(foreignKeys: false)
        for sql in statements { try connection.script(sql) }
        return try connection.selfCheck { _ in }
    }

    /// A key that no row can be looked up by, and the remedy.
    static let mismatches: [(sql: [String], message: String, help: String)] = [
        (
            ["CREATE TABLE b (x)", "CREATE TABLE c (y REFERENCES b (x))"],
            "c (y) refers to b (x), which is no primary key and has no unique index",
            "CREATE UNIQUE INDEX \"b_x\" ON \"b\" (\"x\");"
        ),
        (
            ["CREATE TABLE b (x, z)", "CREATE UNIQUE INDEX u ON b (x) WHERE z", "CREATE TABLE c (y REFERENCES B (X))"],
            "c (y) refers to B (X), which is no primary key and has no unique index",
            "CREATE UNIQUE INDEX \"B_X\" ON \"B\" (\"X\");"
        ),
        (
            ["CREATE TABLE b (x)", "CREATE TABLE c (y REFERENCES b)"],
            "c (y) refers to b, whose primary key has 0 columns",
            "name the columns it means: REFERENCES b (…); rebuild the table to change that"
        ),
        (
            ["CREATE TABLE b (x)", "CREATE TABLE c (y REFERENCES b (z))"],
            "c (y) refers to b (z), which has no column z", "rebuild the table without that key"
        ),
    ]

    @Test(arguments: mismatches.indices) func aKeyWithoutItsMatchIsNamed(_ index: Int) throws {
        let (sql, message, help) = Self.mismatches[index]
        let broken = try findings(
            sql + [
                "CREATE INDEX i ON c (y)", "CREATE TABLE p (id INTEGER PRIMARY KEY)",
                "CREATE TABLE q (p_id REFERENCES p)", "CREATE INDEX j ON q (p_id)", "INSERT INTO q VALUES (9)",
            ])
        #expect(
            broken.map(\.message) == [message, "q row 1 (p_id = 9) refers to no row of p"]
                && broken.allSatisfy { $0.weight == .violation })
        #expect(broken.first?.help == help)
    }

    @Test func aKeyWithAnotherSortingIsToldInTheWordsOfSQLite() throws {
        let broken = try findings([
            "CREATE TABLE b (x)", "CREATE UNIQUE INDEX u ON b (x COLLATE NOCASE)",
            "CREATE TABLE c (y REFERENCES b (x))",
            "CREATE INDEX i ON c (y)",
        ])
        #expect(broken.map(\.weight) == [.violation])
        #expect(broken.first?.message.hasPrefix("c has a foreign key without its match: foreign key mismatch") == true)
    }

    static let advice: [(sql: [String], messages: [String])] = [
        ([], []), (["CREATE TABLE p (id INTEGER PRIMARY KEY)"], []),
        (
            ["CREATE TABLE p (id INTEGER PRIMARY KEY)", "CREATE TABLE c (p_id REFERENCES p)"],
            ["no index on c (p_id), which refers to p"]
        ),
        (
            [
                "CREATE TABLE p (id INTEGER PRIMARY KEY)", "CREATE TABLE c (p_id REFERENCES p)",
                "CREATE INDEX i ON c (p_id)",
            ], []
        ),
        (
            [
                "CREATE TABLE p (id INTEGER PRIMARY KEY)",
                "CREATE TABLE c (p_id PRIMARY KEY REFERENCES p) WITHOUT ROWID",
            ], []
        ),
        (["CREATE TABLE p (id INTEGER PRIMARY KEY)", "CREATE TABLE c (id INTEGER PRIMARY KEY REFERENCES p)"], []),
        (
            [
                "CREATE TABLE p (a, b, PRIMARY KEY (a, b))",
                "CREATE TABLE c (x, y, z, FOREIGN KEY (x, y) REFERENCES p)", "CREATE INDEX i ON c (x)",
            ],
            ["no index on c (x, y), which refers to p"]
        ),
        (
            [
                "CREATE TABLE p (a, b, PRIMARY KEY (a, b))",
                "CREATE TABLE c (x, y, z, FOREIGN KEY (x, y) REFERENCES p)", "CREATE INDEX i ON c (y, x, z)",
            ], []
        ),
        (
            [
                "CREATE TABLE p (a, b, PRIMARY KEY (a, b))",
                "CREATE TABLE c (x, y, z, FOREIGN KEY (x, y) REFERENCES p)", "CREATE INDEX i ON c (z, x, y)",
            ],
            ["no index on c (x, y), which refers to p"]
        ),
        // An index on an expression or on some rows only is of no help.
        (
            [
                "CREATE TABLE p (id INTEGER PRIMARY KEY)", "CREATE TABLE c (p_id REFERENCES p, n)",
                "CREATE INDEX i ON c (lower(n), p_id)",
            ],
            ["no index on c (p_id), which refers to p"]
        ),
        (
            [
                "CREATE TABLE p (id INTEGER PRIMARY KEY)", "CREATE TABLE c (p_id REFERENCES p)",
                "CREATE INDEX i ON c (p_id) WHERE p_id > 5",
            ],
            ["no index on c (p_id), which refers to p"]
        ),
        (
            [
                "CREATE TABLE p (id INTEGER PRIMARY KEY)", "CREATE TABLE c (a REFERENCES p, b REFERENCES p)",
                "CREATE UNIQUE INDEX i ON c (b)",
            ],
            ["no index on c (a), which refers to p"]
        ),
    ]

    @Test(arguments: advice.indices) func foreignKeysWithoutAnIndexAreToldOf(_ index: Int) throws {
        let found = try findings(Self.advice[index].sql)
        #expect(found.map(\.message).sorted() == Self.advice[index].messages)
        #expect(found.allSatisfy { $0.weight == .advice })
    }

    @Test func theIndexItAdvisesIsTheCure() throws {
        let bench = try DriverUnderTest.sqliteFile.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.script("CREATE TABLE p (id INTEGER PRIMARY KEY)")
        try connection.script("CREATE TABLE \"my order\" (\"select\" REFERENCES p, \"a b\" REFERENCES p)")
        let found = try connection.selfCheck { _ in }
        #expect(found.count == 2)
        for finding in found { try connection.script(try #require(finding.help)) }
        #expect(try connection.selfCheck { _ in }.isEmpty)
    }

    @Test func rowsThatReferToNothingAreViolations() throws {
        let found = try findings([
            "CREATE TABLE p (id INTEGER PRIMARY KEY)", "CREATE TABLE c (id INTEGER PRIMARY KEY, p_id REFERENCES p)",
            "CREATE INDEX i ON c (p_id)", "INSERT INTO c VALUES (5, 9)",
        ])
        #expect(found.map(\.weight) == [.violation])
        #expect(found.map(\.message) == ["c row 5 (p_id = 9) refers to no row of p"])
        #expect(found.first?.help?.contains("PRAGMA foreign_keys = ON") == true)
    }

    @Test(arguments: [(20, 20, false), (21, 21, true), (500, 21, true)])
    func ofManyViolationsTheFirstAreToldOf(_ rows: Int, _ count: Int, _ isCut: Bool) throws {
        let found = try findings([
            "CREATE TABLE p (id INTEGER PRIMARY KEY)", "CREATE TABLE c (id INTEGER PRIMARY KEY, p_id REFERENCES p)",
            "CREATE INDEX i ON c (p_id)",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows)) INSERT INTO c SELECT i, i FROM n",
        ])
        #expect(found.count == count)
        #expect(found.allSatisfy { $0.weight == .violation })
        #expect((found.last?.help?.contains("'PRAGMA foreign_key_check'") == true) == isCut)
    }

    // MARK: Statistics

    private static func filling(_ table: String, _ rows: Int) -> String {
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows)) INSERT INTO \(table) (a, b) SELECT i % 7, i FROM n"
    }
    private static let twoIndexes = [
        "CREATE TABLE t (a, b)", "CREATE INDEX i ON t (a)", "CREATE INDEX j ON t (b)",
    ]

    static let statistics: [(sql: [String], messages: [String])] = [
        (twoIndexes + [filling("t", 9_999)], []),
        (twoIndexes + [filling("t", 10_000)], ["no statistics on t (10000 rows): SQLite guesses which index to use"]),
        (twoIndexes + [filling("t", 10_000), "ANALYZE"], []),
        (twoIndexes + [filling("t", 10_000), "ANALYZE", filling("t", 89_999)], []),
        (
            twoIndexes + [filling("t", 10_000), "ANALYZE", filling("t", 90_000)],
            ["the statistics on t are old: it had 10000 rows then, and 100000 now"]
        ),
        (
            twoIndexes + [filling("t", 20_000), "ANALYZE", "DELETE FROM t WHERE b > 2000"],
            ["the statistics on t are old: it had 20000 rows then, and 2000 now"]
        ),
        (twoIndexes + [filling("t", 900), "ANALYZE", "DELETE FROM t WHERE b > 2"], []),
        // With one index there is nothing to choose.
        (["CREATE TABLE t (a, b)", "CREATE INDEX i ON t (a)", filling("t", 20_000)], []),
        // Statistics of another table are none of this one.
        (
            twoIndexes + ["CREATE TABLE u (a)", "INSERT INTO u VALUES (1)", "ANALYZE", filling("t", 20_000)],
            ["no statistics on t (20000 rows): SQLite guesses which index to use"]
        ),
        // An index of few rows does not stand for the table.
        (
            ["CREATE TABLE t (a, b)", "CREATE INDEX i ON t (a) WHERE b < 9", "CREATE INDEX j ON t (b) WHERE b < 9"]
                + [filling("t", 20_000), "ANALYZE"], []
        ),
    ]

    @Test(arguments: statistics.indices) func tablesWithoutStatisticsAreToldOf(_ index: Int) throws {
        let found = try findings(Self.statistics[index].sql).filter { !$0.message.contains("free pages") }
        #expect(found.map(\.message) == Self.statistics[index].messages)
        #expect(found.allSatisfy { $0.weight == .advice })
    }

    @Test func theCommandsItAdvisesAreTheCure() throws {
        let bench = try DriverUnderTest.sqliteFile.makeBench()
        defer { bench.remove() }
        let table = "\"it's a \"\"table\"\"\""
        let connection = try bench.connect()
        for sql in ["CREATE TABLE \(table) (a UNIQUE, b UNIQUE, c)"] { try connection.script(sql) }
        try connection.script(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) INSERT INTO \(table) SELECT i, i, zeroblob(200) FROM n"
        )
        try connection.script("DELETE FROM \(table) WHERE a > 15000")
        let found = try connection.selfCheck { _ in }
        #expect(found.count == 2)
        try connection.close()
        for finding in found {
            let help = try #require(finding.help)
            let command = help.replacing(" gives them back, while nobody uses the database", with: "")
                .replacing("; or PRAGMA optimize in the application, now and then", with: "")
            #expect(Program.run(["sh", "-c", command]).status == 0, "\(command)")
        }
        #expect(try bench.connect().selfCheck { _ in }.isEmpty)
    }

    @Test func freePagesAreToldOf() throws {
        let found = try findings([
            "CREATE TABLE big (x)",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600) INSERT INTO big SELECT zeroblob(4000) FROM n",
            "DELETE FROM big",
        ])
        #expect(found.map(\.weight) == [.advice])
        #expect(found.first?.message == "99 % of the file (2 MiB) is free pages")
    }

    @Test func aBrokenIndexIsDamage() throws {
        let bench = try DriverUnderTest.sqliteFile.makeBench()
        defer { bench.remove() }
        let path = bench.folder.path("test.db")
        // The same index, but on another column: its entries are in the wrong places.
        _ = SQLiteClient.query(
            path,
            ".dbconfig defensive off\nCREATE TABLE t (a, b); INSERT INTO t VALUES (1, 9), (2, 8), (3, 7); CREATE INDEX i ON t (a); PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE INDEX i ON t (b)' WHERE name = 'i';"
        )
        let found = try bench.connect(.read).selfCheck { _ in }
        #expect(found.contains { $0.weight == .damage && $0.message.contains("index i") })
    }

    @Test func damagedPagesAreDamage() throws {
        let bench = try DriverUnderTest.sqliteFile.makeBench()
        defer { bench.remove() }
        let writer = try bench.connect()
        for sql in [
            "CREATE TABLE t (a)", "CREATE TABLE p (id INTEGER PRIMARY KEY)", "CREATE TABLE c (p_id REFERENCES p)",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO t SELECT hex(randomblob(50)) FROM n",
        ] { try writer.script(sql) }
        try writer.close()
        var bytes = try FileSystem.read(try #require(bench.url.file))
        for index in (5 * 4096)..<(9 * 4096) { bytes[index] = 0xA5 }
        bench.folder.write("test.db", bytes)
        let found = try bench.connect(.read).selfCheck { _ in }
        #expect(found.contains { $0.weight == .damage })
        #expect(!found.contains { $0.message == "ok" })
    }

    @Test func progressNamesWhatIsDone() throws {
        let bench = try DriverUnderTest.sqliteMemory.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        var told: [String] = []
        _ = try connection.selfCheck { told.append($0) }
        #expect(told == ["integrity_check", "foreign_key_check", "advice"])
    }

    /// Whoever asks to stop cannot know whether a long check has begun by then.
    @Test func aStopAMomentBeforeTheCheckReachesIt() throws {
        let bench = try DriverUnderTest.sqliteFile.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        try connection.script("CREATE TABLE big (id INTEGER PRIMARY KEY, a INTEGER UNIQUE)")
        try connection.script(
            """
            INSERT INTO big WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 1000000)
              SELECT x, x * 7919 % 2000003 FROM c
            """)
        let file = try #require(bench.url.file)
        let cancellation = Cancellation()
        cancellation.cancel()
        let proof = try driverError { () throws(DriverError) in
            try SQLiteBackups().prove(file, .everything, cancellation)
        }
        #expect(proof.kind == .interrupted)
        connection.cancelHandle.cancel()
        let check = try driverError { () throws(DriverError) in try connection.selfCheck { _ in } }
        #expect(check.kind == .interrupted)
    }
}
