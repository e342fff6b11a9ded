import DriverTestSupport
import MartletCore
import MartletSQLite
import SQLText
import SchemaModel
import TestSupport
import Testing

/// What is written of a schema does what the schema did: the same rows come out.
@Suite struct MeaningTests {
    private static let rows = [
        "INSERT INTO t (a, \"b c\", \"Cap\", \"end\") VALUES (1, 'x', 'A', 3), (-2, 'b c', NULL, 'it''s'), (NULL, 'Cap', 'a', x'00')",
        "INSERT INTO u VALUES (1, 'one'), (3, 'three'), (NULL, 'none')",
    ]

    private func database(_ statements: [String]) throws -> SQLiteConnection {
        let connection = try SQLiteBackend().connect(
            to: ConnectionURL(.sqlite(.memory)), ConnectOptions(.create, foreignKeys: false))
        for statement in statements { try connection.script(statement) }
        return try #require(connection as? SQLiteConnection)
    }

    /// What a query gives in a database of these objects, and in one of what is written of them.
    private func compare(_ objects: [String], _ query: String) throws {
        let original = try database(objects)
        let schema = try original.schema(excluding: [])
        #expect(schema.omissions.isEmpty)
        let copy = try database(SQLiteSchemaWriter().statements(schema).map(\.sql))
        for statement in Self.rows {
            try original.script(statement)
            try copy.script(statement)
        }
        let rows = try original.query(query)
        #expect(!rows.isEmpty)
        #expect(try copy.query(query) == rows)
    }

    private static let tables = ["CREATE TABLE t (a INT, \"b c\" TEXT, \"Cap\", \"end\")", "CREATE TABLE u (a, name)"]

    @Test(
        "a view gives the same rows",
        arguments: [
            "SELECT * FROM t", "select \"a\", [b c] as \"x\", `Cap` from \"t\" order by 1",
            "SELECT \"none\" AS a, \"b c\" FROM t",
            "SELECT a FROM t WHERE \"b c\" = \"b c\"", "SELECT a FROM t WHERE \"b c\" = \"x\"",
            "SELECT \"t\".\"a\" FROM t",
            "SELECT a, - a, - - a, a - -a, ~ a, -(a), +a, 1-a FROM t", "SELECT a IS NOT DISTINCT FROM \"x\" FROM t",
            "SELECT CASE a WHEN 1 THEN -1 WHEN - 2 THEN \"end\" ELSE 'q' END AS \"end\" FROM t",
            "SELECT t.a, u.name FROM t LEFT JOIN u ON t.a=u.a", "SELECT * FROM t NATURAL JOIN u",
            "SELECT * FROM t CROSS JOIN u",
            "SELECT * FROM \"t\" AS \"left\", u \"b\" WHERE \"b\".a IS \"left\".a",
            "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM n WHERE i<5) SELECT i FROM n",
            "SELECT a, row_number() OVER (PARTITION BY a ORDER BY \"b c\" DESC) AS n FROM t",
            "SELECT sum(a) OVER w AS s FROM t WINDOW w AS (ORDER BY a ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)",
            "SELECT count(*) FILTER (WHERE a > 0) AS c, group_concat(DISTINCT \"Cap\") AS g FROM t GROUP BY a HAVING count(*)>0",
            "SELECT (SELECT max(a) FROM u) AS m, EXISTS (SELECT 1 FROM u WHERE u.a=t.a) AS e FROM t",
            "VALUES (1,2),(3, - 4)", "SELECT 1 UNION SELECT 2 EXCEPT SELECT 1 INTERSECT SELECT 1 UNION ALL SELECT 9",
            "SELECT 'a -- b', 'c /* d */', \"e\" /* f */ -- g\n , 'h\n  i' FROM t",
            "SELECT x'0A' AS b, 1e3, .5, 0x1F, 1. FROM t",
            "SELECT cast(a AS TEXT) || '.' || \"b c\" AS s, a BETWEEN 0 AND 1, a IN (1,2), a NOT IN (SELECT a FROM u) FROM t",
            "SELECT json_extract('{\"a\":1}', '$.a') AS j, '{\"a\":[1,2]}' -> '$.a' ->> 0 AS k FROM t",
            "SELECT \"b c\" LIKE '%c' ESCAPE '!' AS l, \"b c\" GLOB '*p' AS g, a ISNULL, a NOTNULL, a <> 1, a != 1, a == 1 FROM t",
            "SELECT a % 2, a & 1, a | 4, a << 1, a >> 1, NOT a, a * -a, a / -1 FROM t",
            "SELECT value FROM json_each('[1,2]')",
            "SELECT \"a\" \"b\", 'z' 'y' FROM t",
            "SELECT replace(\"b c\", 'c', \"Cap\") AS r, like('%', \"b c\") AS l FROM t",
            "SELECT max(a,0) AS \"max\", \"max\"(a) AS m FROM t GROUP BY \"a\"",
            "SELECT rowid, \"rowid\" AS r, oid FROM t",
        ])
    func views(_ query: String) throws { try compare(Self.tables + ["CREATE VIEW v AS \(query)"], "SELECT * FROM v") }

    @Test(
        "a generated column has the same values",
        arguments: [
            "a+1", "a - -1", "- a", "-(-a)", "\"b c\" || 'x  y'", "[Cap]", "\"CAP\" || \"none\"", "\"end\"",
            "CASE WHEN a THEN 1 END - 1",
            "CASE \"end\" WHEN 3 THEN \"a\" ELSE \"b c\" END", "(a, 1) < (2, 2)", "((a)) * ((2))", "a IN (1, \"x\")",
            "lower ( \"Cap\" )", "cast(a as text) || \"end\"", "iif(a>0,'p','n')", "a IS \"b c\"", "coalesce(`a`,-1)",
            "'/* no */ -- comment'",
            "\"b c\" COLLATE nocase = 'X'", "NOT a", "a BETWEEN -3 AND - 1", "\"b c\" LIKE 'X'", "length(\"end\")||''",
        ])
    func expressions(_ expression: String) throws {
        let table = "CREATE TABLE t (a INT, \"b c\" TEXT, \"Cap\", \"end\", g AS (\(expression)) STORED)"
        try compare([table, Self.tables[1]], "SELECT g, typeof(g) FROM t")
    }

    @Test(
        "a default gives the same value",
        arguments: [
            "1", "-1", "+ 2", "(1 - -1)", "foo", "\"Foo bar\"", "[x y]", "'it''s'", "x'00ff'", "NULL", "true",
            "\"true\"", "(true)",
            "-1.5e-3", "(lower('ABC'))", "('a' || 'b')", "((((7))))", "(- (3))", "0x10", "'\"'", "''", "\"\"",
        ])
    func defaults(_ value: String) throws {
        let table = "CREATE TABLE t (a INT, \"b c\" TEXT, \"Cap\", \"end\", d DEFAULT \(value))"
        try compare([table, Self.tables[1]], "SELECT d, typeof(d) FROM t")
    }

    @Test(
        "a trigger fires for the same rows",
        arguments: [
            "new.a > 0", "(SELECT 1)", "((SELECT count(*) FROM u)) = 0", "((select 0))", "(VALUES (1))",
            "(WITH x AS (SELECT 1) SELECT * FROM x)",
            "EXISTS (SELECT 1)", "new.\"Cap\" = \"A\"", "NOT (new.a)", "CASE WHEN new.a THEN 0 ELSE 1 END",
            "(new.a, 1) = (1, 1)", "((new.a))",
        ])
    func conditions(_ condition: String) throws {
        let trigger =
            "CREATE TRIGGER r AFTER INSERT ON t WHEN \(condition) BEGIN INSERT INTO u VALUES (new.a, 'fired'); END"
        try compare(Self.tables + [trigger], "SELECT * FROM u ORDER BY 1, 2")
    }

    @Test func aTriggerDoesTheSame() throws {
        let trigger = """
            CREATE TRIGGER r AFTER INSERT ON t WHEN new."a" IS NOT NULL AND new.[Cap] IS NOT "none" BEGIN
                INSERT INTO "u" ("a", name) VALUES (new."a" - -1, "why; END"); -- begin
                UPDATE u SET name = name || '; END' WHERE "a" = new.a /* end; */ ;
                DELETE FROM u WHERE CASE WHEN a = 9 THEN 1 ELSE 0 END;
            END
            """
        try compare(Self.tables + [trigger], "SELECT * FROM u ORDER BY 1, 2")
    }
}
