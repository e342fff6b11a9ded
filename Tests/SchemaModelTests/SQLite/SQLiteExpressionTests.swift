import SQLText
import SchemaModel
import Testing

/// Expressions, queries and bodies: one text for the same tokens.
@Suite struct SQLiteExpressionTests {
    private func check(_ expression: String) throws -> String? {
        try SQLiteDefinition.table("CREATE TABLE t (a, \"b\", \"c d\", \"Cap\", \"end\", CHECK (\(expression)))").checks
            .first?
            .expression
    }

    @Test(
        "an expression has one form",
        arguments: [
            ("a>0", "a > 0"), ("a   >\n\t0", "a > 0"), ("a /* x */ > -- y\n 0", "a > 0"), ("((a > 0))", "a > 0"),
            ("a IN(1,2 , 3)", "a IN (1, 2, 3)"), ("length( a )<=10", "length(a) <= 10"),
            ("a||b", "a || b"), ("a=-1", "a = -1"), ("a - 1", "a - 1"), ("a-1", "a - 1"), ("(a)-1", "(a) - 1"),
            ("- - a < 0", "- -a < 0"), ("-(a) < 0", "-(a) < 0"), ("~a", "~a"),
            ("a IS NOT NULL AND(b)", "a IS NOT NULL AND (b)"),
            ("CASE a WHEN 1 THEN -1 ELSE +2 END - 1", "CASE a WHEN 1 THEN -1 ELSE +2 END - 1"),
            ("a ->> '$.x' = 1", "a ->> '$.x' = 1"), ("json_valid(a)", "json_valid(a)"),
            ("cast(a as int) = a", "cast(a as int) = a"), ("a LIKE 'x%'", "a LIKE 'x%'"), ("like(a, b)", "like(a, b)"),
            ("a GLOB '*[^0-9]*'", "a GLOB '*[^0-9]*'"), ("x'00' <> a", "x'00' <> a"), ("a . b = 1", "a.b = 1"),
            ("a BETWEEN 1 AND 2", "a BETWEEN 1 AND 2"),
            ("'it''s /* no */  comment' = a", "'it''s /* no */  comment' = a"),
            ("count(*) = 1", "count(*) = 1"),
            // Names without quotation marks only where they are certainly names.
            ("\"a\" > 0", "a > 0"), ("\"A\" > 0", "a > 0"), ("[CAP] > 0", "\"Cap\" > 0"), ("\"x\" > 0", "\"x\" > 0"),
            ("[b] > `a`", "b > a"), ("\"c d\" > 0", "\"c d\" > 0"),
            ("a IN (\"x\", \"b\")", "a IN (\"x\", b)"), ("[c d] > 0", "\"c d\" > 0"), ("t.[x y] > 0", "t.[x y] > 0"),
            ("\"Cap\" > 0", "\"Cap\" > 0"),
            ("\"end\" > 0", "\"end\" > 0"), ("\"t\".\"a\" > 0", "t.a > 0"),
        ])
    func expressions(_ sql: String, _ expected: String) throws {
        #expect(try check(sql) == expected)
        #expect(try check(expected) == expected)
    }

    @Test(
        "a view's query has one form",
        arguments: [
            ("select a,b from t", "select a, b\nfrom t"),
            ("SELECT * FROM t WHERE a=1 ORDER BY a LIMIT 1", "SELECT *\nFROM t\nWHERE a = 1\nORDER BY a\nLIMIT 1"),
            (
                "SELECT a FROM t LEFT OUTER JOIN u ON t.id=u.id NATURAL JOIN v UNION ALL SELECT 1",
                "SELECT a\nFROM t\nLEFT OUTER JOIN u ON t.id = u.id\nNATURAL JOIN v\nUNION ALL\nSELECT 1"
            ),
            ("SELECT (SELECT max(a) FROM t) FROM u", "SELECT (SELECT max(a) FROM t)\nFROM u"),
            ("WITH x(n) AS (VALUES (1)) SELECT n FROM x", "WITH x(n) AS (VALUES (1))\nSELECT n\nFROM x"),
            ("SELECT a -- the first\n, b /* and\n two */ FROM t", "SELECT a -- the first\n, b /* and\n two */\nFROM t"),
            ("SELECT 1 -- the end", "SELECT 1"),
            ("SELECT \"t\".\"a\" AS \"x\", \"b\" FROM \"t\" JOIN [u]", "SELECT t.a AS x, \"b\"\nFROM t\nJOIN u"),
            ("SELECT a IS DISTINCT FROM b FROM t", "SELECT a IS DISTINCT FROM b\nFROM t"),
            ("SELECT a IS NOT DISTINCT FROM \"b\" FROM \"t\"", "SELECT a IS NOT DISTINCT FROM \"b\"\nFROM t"),
            ("DELETE FROM \"t\"", "DELETE FROM t"), ("SELECT 1 FROM \"order\"", "SELECT 1\nFROM \"order\""),
        ])
    func queries(_ sql: String, _ expected: String) throws {
        #expect(try SQLiteDefinition.view("CREATE VIEW v AS \(sql)").query == expected)
        let view = try SQLiteDefinition.view("CREATE VIEW v AS\n\(expected)")
        #expect(view.query == expected)
        #expect(SQLiteSchemaWriter().createView(view).sql == "CREATE VIEW v AS\n\(expected)")
    }

    @Test func aViewNamesItsColumnsOnlyIfTheStatementDoes() throws {
        let view = try SQLiteDefinition.view("CREATE VIEW IF NOT EXISTS main.\"a view\"(x, [y z]) AS VALUES(1,2)")
        #expect(view.name == ObjectName("a view"))
        #expect(view.columns == [Column("x", ""), Column("y z", "")])
        #expect(view.namesColumns)
        #expect(SQLiteSchemaWriter().createView(view).sql == "CREATE VIEW \"a view\" (x, \"y z\") AS\nVALUES (1, 2)")
    }

    @Test(
        "an index is told with its parts",
        arguments: [
            ("CREATE INDEX i ON t(a)", "CREATE INDEX i ON t (a)"),
            (
                "create unique index if not exists main.\"i i\" on T ( A desc , 'b' asc )",
                "CREATE UNIQUE INDEX \"i i\" ON t (a DESC, b)"
            ),
            ("CREATE INDEX i ON t((a))", "CREATE INDEX i ON t (a)"),
            ("CREATE INDEX i ON t(a COLLATE nocase)", "CREATE INDEX i ON t (a COLLATE NOCASE)"),
            ("CREATE INDEX i ON t(a COLLATE BINARY DESC)", "CREATE INDEX i ON t (a DESC)"),
            ("CREATE INDEX i ON t(n COLLATE nocase)", "CREATE INDEX i ON t (n)"),
            ("CREATE INDEX i ON t(n COLLATE binary)", "CREATE INDEX i ON t (n COLLATE BINARY)"),
            ("CREATE INDEX i ON t(lower(a), a+b DESC)", "CREATE INDEX i ON t (lower(a), a + b DESC)"),
            ("CREATE INDEX i ON t((a+b))", "CREATE INDEX i ON t (a + b)"),
            ("CREATE INDEX i ON t(lower(a) COLLATE nocase)", "CREATE INDEX i ON t (lower(a) COLLATE nocase)"),
            ("CREATE INDEX i ON t(a) WHERE \"b\" IS NOT NULL", "CREATE INDEX i ON t (a) WHERE b IS NOT NULL"),
            ("CREATE INDEX i ON t(a) WHERE (b>1)", "CREATE INDEX i ON t (a) WHERE b > 1"),
            ("CREATE INDEX i ON t(\"no column\")", "CREATE INDEX i ON t (\"no column\")"),
        ])
    func indexes(_ sql: String, _ expected: String) throws {
        let table = try SQLiteDefinition.table("CREATE TABLE t (a, b, n COLLATE NOCASE)")
        let index = try SQLiteDefinition.index(sql, of: table)
        #expect(SQLiteSchemaWriter().createIndex(index, on: table.name).sql == expected)
        #expect(try SQLiteDefinition.index(expected, of: table) == index)
    }

    @Test(
        "a trigger is told with its parts",
        arguments: [
            ("CREATE TRIGGER r INSERT ON t BEGIN SELECT 1; END", "BEFORE", "INSERT", "t", "SELECT 1;"),
            (
                "create trigger if not exists main.r after update of A, \"b c\" on \"T t\" for each row "
                    + "when new.begin>1 begin delete from x where a=old.a; select 2 ; end;",
                "AFTER", "UPDATE OF \"A\", \"b c\"", "T t", "delete from x\nwhere a = old.a;\nselect 2;"
            ),
            (
                "CREATE TRIGGER r INSTEAD OF DELETE ON v BEGIN -- so\nSELECT CASE WHEN 1 THEN raise ( ABORT,'no' ) END; END",
                "INSTEAD OF", "DELETE", "v", "-- so\nSELECT CASE WHEN 1 THEN raise(ABORT, 'no') END;"
            ),
            (
                "CREATE TRIGGER r BEFORE UPDATE ON t BEGIN UPDATE \"t\" SET \"x\"=1; /* end */ END", "BEFORE", "UPDATE",
                "t",
                "UPDATE t SET \"x\" = 1;\n/* end */"
            ),
        ])
    func triggers(_ sql: String, _ timing: String, _ event: String, _ on: String, _ action: String) throws {
        let (trigger, table) = try SQLiteDefinition.trigger(sql)
        #expect(trigger.name == "r")
        #expect(trigger.timing == timing)
        #expect(trigger.events == [event])
        #expect(table == on)
        #expect(trigger.action == action)
        #expect(try SQLiteDefinition.trigger(trigger.definition).trigger == trigger)
    }

    @Test func aTriggersStatementIsLaidOut() throws {
        let sql =
            "CREATE TRIGGER r AFTER INSERT ON t WHEN(new.a>0) BEGIN UPDATE t SET a='x\ny' WHERE a=1; SELECT 1; END"
        #expect(
            try SQLiteDefinition.trigger(sql).trigger.definition == """
                CREATE TRIGGER r AFTER INSERT
                ON t
                WHEN new.a > 0
                BEGIN
                    UPDATE t SET a = 'x
                y'
                    WHERE a = 1;
                    SELECT 1;
                END
                """)
    }

    @Test(
        "what is no trigger, index or view is told with its place",
        arguments: [
            (
                "CREATE TRIGGER r AFTER ON t BEGIN SELECT 1; END",
                "line 1, column 24: expected INSERT, UPDATE or DELETE, found ON"
            ),
            (
                "CREATE TRIGGER r INSERT ON t WHEN 1",
                "line 1, column 36: expected a condition, and BEGIN, found the end"
            ),
            (
                "CREATE TRIGGER r INSERT ON t BEGIN END",
                "line 1, column 36: expected statements, each with its semicolon, and END, found END"
            ),
            (
                "CREATE TRIGGER r INSERT ON t BEGIN SELECT 1; END x",
                "line 1, column 50: expected statements, each with its semicolon, and END, found x"
            ),
            ("CREATE INDEX i ON t(a) x", "line 1, column 24: expected the end, found x"),
            ("CREATE INDEX i ON t(a) WHERE", "line 1, column 29: expected a condition, found the end"),
            ("CREATE INDEX i ON t()", "line 1, column 21: expected a column, found )"),
            ("CREATE VIEW v", "line 1, column 14: expected AS, found the end"),
            ("CREATE VIEW v AS", "line 1, column 17: expected a query, found the end"),
        ])
    func errors(_ sql: String, _ message: String) {
        do throws(SQLiteSyntaxError) {
            if sql.contains("VIEW") { _ = try SQLiteDefinition.view(sql) }
            if sql.contains("INDEX") {
                _ = try SQLiteDefinition.index(sql, of: Table(ObjectName("t"), columns: [Column("a", "")]))
            }
            if sql.contains("TRIGGER") { _ = try SQLiteDefinition.trigger(sql) }
            Issue.record("\(sql) was read")
        } catch {
            #expect(error.description(in: sql) == message)
        }
    }
}
