import MartletCore
import TestSupport
import Testing

/// What a driver tells of a schema, and how it takes one away.
@Suite struct SchemaTests {
    private static let objects = [
        "CREATE TABLE zebra (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT DEFAULT 'a;b')",
        "CREATE TABLE \"odd \"\" name;\" (\"x y\" TEXT, z GENERATED ALWAYS AS (\"x y\" || ';'))",
        "CREATE TABLE apple (zebra_id INTEGER REFERENCES zebra ON DELETE CASCADE, PRIMARY KEY (zebra_id)) WITHOUT ROWID",
        "CREATE INDEX i_late ON zebra (name) WHERE name IS NOT NULL",
        "CREATE UNIQUE INDEX a_early ON zebra (lower(name), id)",
        "CREATE VIEW first AS SELECT * FROM second", "CREATE VIEW second AS SELECT * FROM zebra",
        "CREATE TRIGGER t AFTER INSERT ON zebra BEGIN UPDATE zebra SET name = name || ';' WHERE id = new.id; END",
        "CREATE TRIGGER on_view INSTEAD OF INSERT ON second BEGIN SELECT 1; END",
        "CREATE VIRTUAL TABLE docs USING fts5(title, body)",
    ]

    /// A database with these objects and some rows, made in one order or in another.
    private func connection(_ bench: DriverBench, _ order: [Int] = Array(objects.indices)) throws -> any Driver {
        let connection = try bench.connect()
        for index in order { try connection.script(Self.objects[index]) }
        try connection.script("INSERT INTO zebra (name) VALUES ('one'), ('two')")
        try connection.script("INSERT INTO docs VALUES ('title', 'body')")
        return connection
    }

    @Test(arguments: DriverUnderTest.allCases) func theSameSchemaGivesTheSameStatements(_ driver: DriverUnderTest)
        throws
    {
        let (bench, other) = (driver.makeBench(), driver.makeBench())
        defer {
            bench.remove()
            other.remove()
        }
        let first = try connection(bench).schemaStatements(excluding: [])
        let second = try connection(other, [9, 2, 1, 0, 6, 5, 8, 7, 4, 3]).schemaStatements(excluding: [])
        #expect(first == second)
        #expect(
            first.map(\.name) == [
                "apple", "docs", "odd \" name;", "zebra", "a_early", "i_late", "first", "second", "on_view", "t",
            ])
        #expect(
            first.map(\.kind) == [
                "table", "table", "table", "table", "index", "index", "view", "view", "trigger", "trigger",
            ])
    }

    @Test(arguments: DriverUnderTest.allCases) func theStatementsLoadIntoAnEmptyDatabase(_ driver: DriverUnderTest)
        throws
    {
        let (bench, other) = (driver.makeBench(), driver.makeBench())
        defer {
            bench.remove()
            other.remove()
        }
        let statements = try connection(bench).schemaStatements(excluding: [])
        let empty = try other.connect()
        for statement in statements { try empty.script(statement.sql) }
        #expect(try empty.schemaStatements(excluding: []) == statements)
    }

    @Test(arguments: DriverUnderTest.allCases) func excludedTablesTakeTheirIndexesWithThem(_ driver: DriverUnderTest)
        throws
    {
        let bench = driver.makeBench()
        defer { bench.remove() }
        let names = try connection(bench).schemaStatements(excluding: ["zebra"]).map(\.name)
        #expect(names == ["apple", "docs", "odd \" name;", "first", "second", "on_view"])
    }

    @Test(arguments: DriverUnderTest.allCases) func tablesAreThosePeopleMade(_ driver: DriverUnderTest) throws {
        let bench = driver.makeBench()
        defer { bench.remove() }
        let connection = try connection(bench)
        #expect(try connection.tableNames() == ["apple", "docs", "odd \" name;", "zebra"])
        #expect(try connection.columnNames(of: "odd \" name;") == ["x y", "z"])
        #expect(try connection.columnNames(of: "first") == ["id", "name"])
        #expect(try connection.columnNames(of: "nowhere").isEmpty)
    }
}

@Suite struct SelfCheckTests {
    private func findings(_ statements: [String], _ driver: DriverUnderTest = .sqliteFile) throws -> [CheckFinding] {
        let bench = driver.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect(foreignKeys: false)
        for sql in statements { try connection.script(sql) }
        return try connection.selfCheck { _ in }
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
        let bench = DriverUnderTest.sqliteFile.makeBench()
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
        #expect(found.map(\.message) == ["c row 5 refers to no row of p"])
    }

    @Test func freePagesAreToldOf() throws {
        let found = try findings([
            "CREATE TABLE big (x)",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600) INSERT INTO big SELECT zeroblob(4000) FROM n",
            "DELETE FROM big",
        ])
        #expect(found.map(\.weight) == [.advice])
        #expect(found.first?.message.contains("free pages") == true)
    }

    @Test func aBrokenIndexIsDamage() throws {
        let bench = DriverUnderTest.sqliteFile.makeBench()
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
        let bench = DriverUnderTest.sqliteFile.makeBench()
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
        let bench = DriverUnderTest.sqliteMemory.makeBench()
        defer { bench.remove() }
        let connection = try bench.connect()
        var told: [String] = []
        _ = try connection.selfCheck { told.append($0) }
        #expect(told == ["integrity_check", "foreign_key_check", "advice"])
    }
}
