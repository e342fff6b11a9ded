import SQLText
import Testing

/// What can be looked for behind a statement.
@Suite struct StatementTraceTests {
    private func effect(_ sql: String, _ dialect: Dialect) -> String? {
        var bytes = Array(sql.utf8)
        let effect = bytes.withUnsafeMutableBufferPointer {
            StatementTrace(UnsafeBufferPointer($0), dialect: dialect)
        }
        return effect.map { effect in
            let column = effect.column.map { ".\($0)" } ?? ""
            return "\(effect.isThere ? "+" : "-")\(effect.toleratesAnother ? "?" : "") \(effect.kind) "
                + "\(effect.written)|\(effect.name)\(column)"
        }
    }

    @Test(arguments: [
        ("CREATE TABLE a (x int)", "+ table a|a"),
        ("create table if not exists \"A b\" (x int)", "+? table \"A b\"|A b"),
        ("CREATE UNIQUE INDEX i ON a (x)", "+ index i|i"), ("CREATE VIEW v AS SELECT 1", "+ view v|v"),
        ("DROP TABLE a;", "- table a|a"), ("DROP INDEX IF EXISTS i", "-? index i|i"),
        ("ALTER TABLE a ADD COLUMN y int", "+ column a|a.y"), ("ALTER TABLE a ADD y int", "+ column a|a.y"),
        ("ALTER TABLE a DROP COLUMN y", "- column a|a.y"), ("ALTER TABLE a RENAME TO b", "+ table b|b"),
        ("CREATE TEMP TABLE a (x int)", nil), ("INSERT INTO a VALUES (1)", nil), ("ALTER TABLE a RENAME x TO y", nil),
        ("VACUUM", nil),
    ])
    func ofBoth(_ sql: String, _ expected: String?) {
        #expect(effect(sql, .sqlite) == expected)
        #expect(effect(sql, .postgres) == expected)
    }

    @Test(arguments: [
        ("CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON a (x)", "+? index i|i"), ("CREATE INDEX ON a (x)", nil),
        ("DROP INDEX CONCURRENTLY s.i", "- index s.i|s.i"), ("CREATE OR REPLACE VIEW v AS SELECT 1", "+? view v|v"),
        ("ALTER TABLE ONLY s.a ADD COLUMN IF NOT EXISTS y int", "+? column s.a|s.a.y"),
        ("ALTER TABLE a ADD CONSTRAINT c CHECK (true)", nil), ("CREATE TYPE t AS ENUM ('a')", "+ type t|t"),
        ("CREATE MATERIALIZED VIEW v AS SELECT 1", "+ view v|v"), ("CREATE SCHEMA s", "+ schema s|s"),
    ])
    func ofPostgres(_ sql: String, _ expected: String?) { #expect(effect(sql, .postgres) == expected) }
}
