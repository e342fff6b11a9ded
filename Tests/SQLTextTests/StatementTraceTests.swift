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
            let column = effect.part.map { ".\($0)" } ?? ""
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
        ("ALTER TABLE a RENAME TO b", "+ table b|b"),
        ("CREATE TEMP TABLE a (x int)", nil), ("INSERT INTO a VALUES (1)", nil),
        ("ALTER TABLE a RENAME x TO y", "+ column a|a.y"),
        ("ALTER TABLE a RENAME COLUMN x TO y", "+ column a|a.y"), ("ALTER TABLE a DROP COLUMN y", "- column a|a.y"),
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
        ("ALTER TABLE a ADD CONSTRAINT c CHECK (true)", "+ constraint a|a.c"),
        ("ALTER TABLE a DROP CONSTRAINT IF EXISTS c", "-? constraint a|a.c"),
        ("ALTER TABLE a RENAME CONSTRAINT c TO d", nil), ("DROP TABLE a, b", nil),
        ("CREATE SCHEMA AUTHORIZATION joe", nil), ("CREATE TYPE t AS ENUM ('a')", "+ type t|t"),
        ("CREATE MATERIALIZED VIEW v AS SELECT 1", "+ view v|v"), ("CREATE SCHEMA s", "+ schema s|s"),
    ])
    func ofPostgres(_ sql: String, _ expected: String?) { #expect(effect(sql, .postgres) == expected) }

    @Test(arguments: [
        ("CREATE TABLE a (x int, y int)", "TABLE"), ("CREATE TABLE IF NOT EXISTS a (x int)", nil),
        ("CREATE DOMAIN d AS int", "DOMAIN"), ("CREATE MATERIALIZED VIEW v AS SELECT 1, 2", "MATERIALIZED VIEW"),
        ("ALTER TABLE a ADD COLUMN y numeric(3, 2)", ""), ("ALTER TABLE a ADD COLUMN y int, ADD COLUMN z int", nil),
        ("ALTER TABLE a ADD CONSTRAINT c UNIQUE (x, y)", ""), ("ALTER TABLE a RENAME TO b", nil), ("DROP TABLE a", nil),
    ])
    func whatIsMadeCanBeDropped(_ sql: String, _ noun: String?) {
        var bytes = Array(sql.utf8)
        let trace = bytes.withUnsafeMutableBufferPointer { StatementTrace(UnsafeBufferPointer($0), dialect: .postgres) }
        #expect(trace.flatMap { $0.isMade ? $0.noun : nil } == noun)
    }

    @Test(arguments: [
        ("INSERT INTO s.a VALUES (1)", "s.a"), ("INSERT OR IGNORE INTO a SELECT 1", "a"),
        ("UPDATE ONLY a SET x = 1", "a"),
        ("WITH w AS (SELECT 1) DELETE FROM \"A b\"", "A b"), ("CREATE UNIQUE INDEX i ON a (x)", "a"),
        ("ALTER TABLE ONLY a OWNER TO b", "a"), ("CREATE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f()", "a"),
        ("CREATE TABLE a (x int)", nil), ("VACUUM a", nil),
    ])
    func changedTable(_ sql: String, _ name: String?) {
        var bytes = Array(sql.utf8)
        let table = bytes.withUnsafeMutableBufferPointer { ChangedTable(UnsafeBufferPointer($0), dialect: .postgres) }
        #expect(table?.name.description == name)
    }
}
