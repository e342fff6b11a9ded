import Lint
import SQLText
import Testing

/// What statements touch, lose and name.
struct StatementEffectTests {
    private static func effects(_ text: String, _ dialect: Dialect) -> [String] {
        let script = LintedScript(SourceText(text, name: "a.sql", dialect: dialect))
        return StatementEffect.effects(of: script).map { effect in
            let touches = effect.touches.map { "\($0.name?.description ?? "everything") \($0.work)" }
            return (touches + effect.losses.map(\.sentence)).joined(separator: ", ")
        }
    }

    @Test(arguments: [
        ("CREATE TABLE t (a INT)", ""), ("CREATE TABLE t AS SELECT * FROM a JOIN b", "a copy, b copy"),
        ("CREATE INDEX i ON t (a)", "t index"), ("ALTER TABLE t ADD a INT", "t catalogue"),
        ("ALTER TABLE t ADD a INT CHECK (a > 0)", "t scan"),
        ("ALTER TABLE t ADD a INT AS (1) NOT NULL", "t scan"), ("ALTER TABLE t RENAME TO u", "t catalogue"),
        ("ALTER TABLE t DROP COLUMN a", "t rewrite, drops t.a with its values"),
        ("DROP TABLE t", "t scan, drops t with its rows"), ("INSERT INTO t VALUES (1)", ""),
        ("INSERT INTO t SELECT * FROM (SELECT * FROM u)", "u copy"), ("VACUUM", "everything rewrite"),
        ("UPDATE t SET a = 1", "t rows, overwrites values in t"), ("DELETE FROM t", "t rows, deletes all rows of t"),
        ("DELETE FROM t WHERE a", "t rows, deletes rows of t"), ("DROP VIEW v", ""), ("SELECT 1", ""),
        ("NONSENSE", ""),
    ])
    func statementsOfSQLite(_ text: String, _ effect: String) {
        #expect(Self.effects(text, .sqlite) == [effect])
    }

    @Test(arguments: [
        ("CREATE TABLE t AS SELECT * FROM ONLY a JOIN s.b ON true, c", "a copy, s.b copy, c copy"),
        ("CREATE TABLE t AS SELECT * FROM a WITH NO DATA", ""), ("SELECT * INTO t FROM a", "a copy"),
        ("CREATE TABLE t AS WITH a AS (SELECT 1) SELECT * FROM a", ""), ("CREATE TABLE t AS VALUES (1)", ""),
        ("CREATE MATERIALIZED VIEW v AS SELECT * FROM a", "a copy"),
        ("CREATE TABLE t (a INT REFERENCES u)", "u catalogue"), ("CREATE INDEX i ON t (a)", "t index"),
        ("ALTER TABLE t DROP COLUMN a, ALTER b TYPE int", "t rewrite, drops t.a with its values"),
        ("DROP TABLE t, s.u", "t catalogue, s.u catalogue, drops t with its rows, drops s.u with its rows"),
        ("DROP INDEX i", "i catalogue"), ("DROP SCHEMA s CASCADE", "drops schema s with all that is in it"),
        ("DROP TYPE e CASCADE", "drops type e with the columns of it"), ("DROP TYPE e", ""),
        ("TRUNCATE t", "t catalogue, deletes all rows of t"), ("VACUUM FULL", "everything rewrite"),
        (
            "WITH x AS (DELETE FROM t RETURNING *) INSERT INTO u SELECT * FROM x",
            "u rows, t rows, deletes all rows of t"
        ), ("MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE", "t rows, overwrites values in t"),
        ("NONSENSE", ""),
    ])
    func statementsOfPostgreSQL(_ text: String, _ effect: String) {
        #expect(Self.effects(text, .postgres) == [effect])
    }

    @Test func theRowsOfARebuiltTableAreNotLost() {
        let effects = Self.effects(
            """
            CREATE TABLE n (a INT); INSERT INTO n SELECT a FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t;
            """, .sqlite)
        #expect(effects == ["", "t copy", "t scan", "n catalogue"])
    }

    @Test func aTableThatOnlyComesBackIsLost() {
        let effects = Self.effects("DROP TABLE t; CREATE TABLE t (a INT);", .sqlite)
        #expect(effects == ["t scan, drops t with its rows", ""])
    }
}
