import SQLText
import Testing

/// Statements with one more condition, and those that cannot have one.
@Suite struct RangedStatementTests {
    private func ranged(_ sql: String, _ dialect: Dialect) throws -> String {
        var bytes = Array(sql.utf8)
        return try bytes.withUnsafeMutableBufferPointer { buffer in
            let buffer = UnsafeBufferPointer(buffer)
            let statement = try RangedStatement(buffer, dialect: dialect)
            let text = statement.text(buffer, where: "\(statement.alias).k < 9")
            for (index, byte) in buffer.enumerated() {
                let place = text.bytes.indices.filter { text.original(of: $0) == index && text.bytes[$0] == byte }
                #expect(!place.isEmpty, "byte \(index) of \(sql)")
            }
            return "\(statement.source)|\(String(decoding: text.bytes, as: UTF8.self))"
        }
    }

    @Test(arguments: [
        ("UPDATE t SET a = 1;", "t|UPDATE t SET a = 1 WHERE t.k < 9;"),
        ("UPDATE t SET a = 1 WHERE b OR c;", "t|UPDATE t SET a = 1 WHERE (t.k < 9) AND ( b OR c);"),
        (
            "update \"T x\" as u set a = (select 1 from v where w = 2) where b -- where\n;",
            "\"T x\"|update \"T x\" as u set a = (select 1 from v where w = 2) where (u.k < 9) AND ( b) -- where\n;"
        ),
        (
            "UPDATE s.t SET a = 'no WHERE', b = x.b /* WHERE */ FROM x WHERE x.i = t.i RETURNING *",
            "s.t|UPDATE s.t SET a = 'no WHERE', b = x.b /* WHERE */ FROM x WHERE (t.k < 9) AND ( x.i = t.i) RETURNING *"
        ),
        ("DELETE FROM t", "t|DELETE FROM t WHERE t.k < 9"),
        (
            "DELETE FROM t WHERE a IN (SELECT 1 ORDER BY 1 LIMIT 2)",
            "t|DELETE FROM t WHERE (t.k < 9) AND ( a IN (SELECT 1 ORDER BY 1 LIMIT 2))"
        ),
        (
            "WITH w AS (SELECT 1 AS i) UPDATE t SET a = 1 WHERE i IN (SELECT i FROM w);",
            "t|WITH w AS (SELECT 1 AS i) UPDATE t SET a = 1 WHERE (t.k < 9) AND ( i IN (SELECT i FROM w));"
        ),
        (
            "INSERT INTO u (a, b) SELECT s.a, count FROM s LEFT JOIN w ON w.i = s.i WHERE s.a > 1;",
            "s|INSERT INTO u (a, b) SELECT s.a, count FROM s LEFT JOIN w ON w.i = s.i WHERE (s.k < 9) AND ( s.a > 1);"
        ),
        (
            "INSERT INTO u SELECT a, (SELECT max(b) FROM w) FROM s AS x ON CONFLICT (a) WHERE b DO NOTHING",
            "s|INSERT INTO u SELECT a, (SELECT max(b) FROM w) FROM s AS x WHERE x.k < 9 ON CONFLICT (a) WHERE b DO NOTHING"
        ),
        (
            "UPDATE t SET a = b IS DISTINCT FROM c WHERE d",
            "t|UPDATE t SET a = b IS DISTINCT FROM c WHERE (t.k < 9) AND ( d)"
        ),
    ])
    func conditionIsAdded(_ sql: String, _ expected: String) throws {
        #expect(try ranged(sql, .sqlite) == expected)
        #expect(try ranged(sql, .postgres) == expected)
    }

    @Test(arguments: [
        (
            "UPDATE ONLY t * SET a = E'\\' WHERE' WHERE b",
            "ONLY t|UPDATE ONLY t * SET a = E'\\' WHERE' WHERE (t.k < 9) AND ( b)"
        ),
        ("UPDATE t u SET a = $x$ WHERE $x$", "t|UPDATE t u SET a = $x$ WHERE $x$ WHERE u.k < 9"),
        (
            "DELETE FROM t USING w WHERE w.i = t.i RETURNING t.i",
            "t|DELETE FROM t USING w WHERE (t.k < 9) AND ( w.i = t.i) RETURNING t.i"
        ),
        ("UPDATE t SET a[1] = 2, b = ARRAY[1, 2]", "t|UPDATE t SET a[1] = 2, b = ARRAY[1, 2] WHERE t.k < 9"),
        (
            "INSERT INTO u OVERRIDING SYSTEM VALUE SELECT a IS DISTINCT FROM b FROM s FOR SHARE",
            "s|INSERT INTO u OVERRIDING SYSTEM VALUE SELECT a IS DISTINCT FROM b FROM s WHERE s.k < 9 FOR SHARE"
        ),
    ])
    func conditionIsAddedForPostgres(_ sql: String, _ expected: String) throws {
        #expect(try ranged(sql, .postgres) == expected)
    }

    @Test(arguments: [
        ("UPDATE OR IGNORE [t] SET a = 1", "[t]|UPDATE OR IGNORE [t] SET a = 1 WHERE [t].k < 9"),
        ("UPDATE t INDEXED BY i SET a = 1 WHERE b", "t|UPDATE t INDEXED BY i SET a = 1 WHERE (t.k < 9) AND ( b)"),
        (
            "REPLACE INTO u SELECT max(a, b) FROM main.s",
            "main.s|REPLACE INTO u SELECT max(a, b) FROM main.s WHERE s.k < 9"
        ),
    ])
    func conditionIsAddedForSQLite(_ sql: String, _ expected: String) throws {
        #expect(try ranged(sql, .sqlite) == expected)
    }

    @Test(arguments: [
        "CREATE TABLE t (a)", "SELECT 1", "INSERT INTO t VALUES (1)", "INSERT INTO t DEFAULT VALUES",
        "INSERT INTO u SELECT \"count\"(*) FROM s", "INSERT INTO u SELECT mode() WITHIN GROUP (ORDER BY a) FROM s",
        "INSERT INTO u SELECT pg_catalog.corr(a, b) FROM s", "INSERT INTO u SELECT mine(a) FILTER (WHERE a > 1) FROM s",
        "INSERT INTO u SELECT a FROM s WHERE a NOT IN (SELECT b FROM \"u\")",
        "INSERT INTO u SELECT a FROM s JOIN public.u ON true", "INSERT INTO u SELECT (SELECT max(b) FROM w, u) FROM s",
        "WITH c AS (SELECT count(*) AS n FROM u) INSERT INTO u SELECT n FROM s JOIN c ON true",
        "INSERT INTO u SELECT count(*) FROM s", "INSERT INTO u SELECT coalesce(sum(a), 0) FROM s",
        "INSERT INTO u SELECT DISTINCT a FROM s", "INSERT INTO u SELECT a FROM s GROUP BY a",
        "INSERT INTO u SELECT a FROM s ORDER BY a", "INSERT INTO u SELECT a FROM s LIMIT 3",
        "INSERT INTO u SELECT a FROM s UNION SELECT a FROM w", "INSERT INTO s SELECT a FROM s",
        "INSERT INTO u SELECT a FROM (SELECT 1 AS a) AS x", "INSERT INTO u SELECT 1", "INSERT INTO u (SELECT a FROM s)",
        "INSERT INTO u SELECT a FROM s RIGHT JOIN w ON true", "INSERT INTO u SELECT a FROM s FULL OUTER JOIN w ON true",
        "INSERT INTO u SELECT rank() OVER (ORDER BY a) FROM s", "INSERT INTO u SELECT a FROM f(1)",
        "WITH w AS (DELETE FROM s RETURNING a) INSERT INTO u SELECT a FROM w",
    ])
    func whatSpansRowsIsRefused(_ sql: String) {
        for dialect in [Dialect.sqlite, .postgres] {
            #expect(throws: RangedStatement.Objection.self, "\(dialect): \(sql)") { try ranged(sql, dialect) }
        }
    }

    @Test(arguments: [
        ("UPDATE t SET a = 1 ORDER BY a LIMIT 3", 19), ("DELETE FROM t LIMIT 3", 14),
        ("INSERT INTO u SELECT a FROM s ORDER BY a", 30),
    ])
    func objectionSaysWhere(_ sql: String, _ offset: Int) throws {
        let objection = try #require(throws: RangedStatement.Objection.self) { try ranged(sql, .sqlite) }
        #expect(objection.offset == offset)
    }

    @Test func columnsThatAreSetAreKnown() throws {
        var bytes = Array("UPDATE t SET a = (1 + 2), (\"B\", c) = (SELECT 1, 2), d = f(x, y) WHERE e = 1".utf8)
        let statement = try bytes.withUnsafeMutableBufferPointer {
            try RangedStatement(UnsafeBufferPointer($0), dialect: .postgres)
        }
        #expect(statement.assigned == ["a", "b", "c", "d"])
    }
}
