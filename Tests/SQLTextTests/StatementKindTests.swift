import Testing

@testable import SQLText

@Suite struct StatementKindTests {
    static let kinds: [(String, StatementKind)] = [
        ("BEGIN", .begin), ("begin immediate transaction", .begin), ("/* x */ BEGIN;", .begin),
        ("COMMIT", .commit), ("END TRANSACTION", .commit), ("end;", .commit),
        ("ROLLBACK", .rollback), ("ROLLBACK TRANSACTION;", .rollback),
        ("ROLLBACK TO a", .rollbackTo), ("rollback transaction to savepoint a", .rollbackTo),
        ("SAVEPOINT a", .savepoint), ("RELEASE SAVEPOINT a", .release),
        ("PRAGMA foreign_keys", .pragma(name: "foreign_keys", writes: false)),
        ("PRAGMA Foreign_Keys = ON", .pragma(name: "foreign_keys", writes: true)),
        ("PRAGMA main.user_version(3)", .pragma(name: "user_version", writes: true)),
        ("PRAGMA table_info('t')", .pragma(name: "table_info", writes: false)),
        ("PRAGMA wal_checkpoint", .pragma(name: "wal_checkpoint", writes: true)),
        ("ATTACH 'a.db' AS a", .attach), ("DETACH a", .detach), ("VACUUM", .vacuum), ("VACUUM INTO 'x'", .vacuumInto),
        ("CREATE TABLE t (a)", .createTable(ObjectName("t"))),
        ("CREATE TABLE IF NOT EXISTS main.\"a\"\"b\" (a)", .createTable(ObjectName(schema: "main", "a\"b"))),
        ("create table [a b] as select 1", .createTable(ObjectName("a b"))),
        ("CREATE TABLE `a``b` (a)", .createTable(ObjectName("a`b"))),
        ("CREATE TABLE 'it''s' (a)", .createTable(ObjectName("it's"))),
        ("CREATE TABLE /* ; */ 漢\n(a)", .createTable(ObjectName("漢"))),
        ("CREATE TABLE \"\" (a)", .createTable(ObjectName(""))),
        ("CREATE VIRTUAL TABLE f USING fts5(a)", .createVirtualTable(ObjectName("f"))),
        ("CREATE TEMP TABLE t (a)", .createTemporary), ("CREATE TEMPORARY VIEW v AS SELECT 1", .createTemporary),
        ("CREATE TABLE Temp.t (a)", .createTemporary), ("CREATE TABLE [temp].t (a)", .createTemporary),
        ("CREATE TABLE temp (a)", .createTable(ObjectName("temp"))),
        ("CREATE INDEX i ON t(a)", .createIndex(ObjectName("i"))),
        ("CREATE UNIQUE INDEX IF NOT EXISTS i ON t(a)", .createIndex(ObjectName("i"))),
        ("CREATE VIEW v AS SELECT 1", .createView(ObjectName("v"))),
        ("CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END", .createTrigger(ObjectName("r"))),
        ("DROP TABLE IF EXISTS main.t", .dropTable(ObjectName(schema: "main", "t"))),
        ("DROP TABLE t;", .dropTable(ObjectName("t"))),
        ("DROP VIEW v", .dropOther), ("DROP INDEX IF EXISTS i", .dropOther),
        ("ALTER TABLE t RENAME TO 'u'", .alterTable(ObjectName("t"), .renameTo("u"))),
        ("ALTER TABLE t RENAME COLUMN a TO b", .alterTable(ObjectName("t"), .renameColumn)),
        ("ALTER TABLE t RENAME a TO b", .alterTable(ObjectName("t"), .renameColumn)),
        ("ALTER TABLE t ADD b", .alterTable(ObjectName("t"), .addColumn)),
        ("ALTER TABLE main.t DROP COLUMN b", .alterTable(ObjectName(schema: "main", "t"), .dropColumn)),
        ("ALTER TABLE t FIX b", .alterTable(ObjectName("t"), .other)),
        ("INSERT INTO t VALUES (1)", .insert), ("insert or replace into t values (1)", .insert),
        ("REPLACE INTO t VALUES (1)", .insert),
        ("UPDATE t SET a = 1", .update(ObjectName("t"))),
        ("UPDATE OR IGNORE main.t SET a = 1", .update(ObjectName(schema: "main", "t"))),
        ("DELETE FROM \"t\"", .delete(ObjectName("t"))),
        ("SELECT 1", .select), ("VALUES (1)", .select),
        ("WITH a AS (SELECT 1) SELECT * FROM a", .select),
        (
            "WITH RECURSIVE a(b, c) AS (SELECT 1 UNION SELECT (2)), replace AS NOT MATERIALIZED (VALUES (1)) INSERT INTO t VALUES",
            .insert
        ),
        ("WITH a AS (DELETE) UPDATE t SET a = 1", .update(ObjectName("t"))),
        ("EXPLAIN SELECT 1", .explain), ("EXPLAIN QUERY PLAN DELETE FROM t", .explain),
        ("REINDEX t", .reindex), ("ANALYZE", .analyze),
        ("", .other), ("SELCT 1", .other), ("CREATE", .other), ("CREATE TABLE", .other), ("CREATE THING x", .other),
        ("UPDATE", .other),
        ("DELETE t", .other), ("ALTER VIEW v", .other), ("DROP TABLE", .other), ("WITH", .other), ("'BEGIN'", .other),
        ("PRAGMA", .other),
        ("\"SELECT\" 1", .other), ("UPDATE main. SET", .update(ObjectName(schema: "main", "SET"))),
        ("ALTER TABLE t RENAME TO", .alterTable(ObjectName("t"), .other)),
    ]

    @Test(arguments: kinds)
    func statementIsOfThisKind(_ statement: String, _ kind: StatementKind) {
        #expect(Array(statement.utf8).withUnsafeBufferPointer { StatementKind($0) } == kind)
    }

    @Test func kindsAreReadFromTheirPlaceInAScript() {
        let text = SourceText("-- first\nBEGIN; DROP TABLE t; COMMIT", name: "a.sql")
        let kinds = SQLScript.statements(in: text).map { $0.kind(in: text) }
        #expect(kinds == [.begin, .dropTable(ObjectName("t")), .commit])
        #expect(kinds.map(\.controlsTransaction) == [true, false, true])
    }
}
