import DriverTestSupport
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

    @Test(arguments: DriverUnderTest.sqlite) func theSameSchemaGivesTheSameStatements(_ driver: DriverUnderTest)
        throws
    {
        let (bench, other) = (try driver.makeBench(), try driver.makeBench())
        defer {
            bench.remove()
            other.remove()
        }
        let first = try connection(bench).schemaScript(excluding: []).statements
        let second = try connection(other, [9, 2, 1, 0, 6, 5, 8, 7, 4, 3]).schemaScript(excluding: []).statements
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

    @Test(arguments: DriverUnderTest.sqlite) func theStatementsLoadIntoAnEmptyDatabase(_ driver: DriverUnderTest)
        throws
    {
        let (bench, other) = (try driver.makeBench(), try driver.makeBench())
        defer {
            bench.remove()
            other.remove()
        }
        let statements = try connection(bench).schemaScript(excluding: []).statements
        let empty = try other.connect()
        for statement in statements { try empty.script(statement.sql) }
        #expect(try empty.schemaScript(excluding: []).statements == statements)
    }

    @Test(arguments: DriverUnderTest.sqlite) func excludedTablesTakeTheirIndexesWithThem(_ driver: DriverUnderTest)
        throws
    {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let names = try connection(bench).schemaScript(excluding: ["zebra"]).statements.map(\.name)
        #expect(names == ["apple", "docs", "odd \" name;", "first", "second", "on_view"])
    }

    @Test(arguments: DriverUnderTest.sqlite) func tablesAreThosePeopleMade(_ driver: DriverUnderTest) throws {
        let bench = try driver.makeBench()
        defer { bench.remove() }
        let connection = try connection(bench)
        #expect(try connection.tableNames() == ["apple", "docs", "odd \" name;", "zebra"])
        #expect(try connection.columnNames(of: "odd \" name;") == ["x y", "z"])
        #expect(try connection.columnNames(of: "first") == ["id", "name"])
        #expect(try connection.columnNames(of: "nowhere").isEmpty)
    }
}
