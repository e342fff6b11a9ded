import TestSupport
import Testing

@testable import SQLText

/// What is read of a text for PostgreSQL besides its statements.
@Suite struct PostgresTextTests {
    private func text(_ script: String) -> SourceText { SourceText(script, name: "a.sql", dialect: .postgres) }

    @Test(
        arguments: [
            ("-- a\n/* /* */\n-- no\n*/\n-- b", ["a", "b"]), ("SELECT $$\n-- no\n$$;\n-- a", ["a"]),
            ("COPY t FROM stdin;\n-- no\n\\.\n-- a", ["a"]), ("SELECT '\n-- no\n', E'\\'\n-- no\n';\n  -- a", ["a"]),
            ("SELECT 1 +-- no\n-- a\n;", ["a"]), ("SELECT 'a'\n-- within the string\n'b';\n-- a", ["a"]),
            ("\\restrict x\n-- a\n\\unrestrict x", ["a"]), ("COPY t FROM stdin; -- no\n-- no\n\\.", []),
            ("CREATE FUNCTION f() BEGIN ATOMIC\n-- a\nSELECT 1; END;\n-- b", ["a", "b"]),
        ])
    func commentsOnTheirOwnLinesAreFound(_ script: String, _ contents: [String]) throws {
        let text = text(script)
        let lines = CommentLines.all(in: text)
        #expect(lines.map { text.text(in: $0.content) } == contents)
        for window in 3...20 {
            var streamed: [CommentLine] = []
            try CommentLineReader(windowBytes: window, dialect: .postgres).run(
                read: PiecewiseSource(text.utf8).read(into:)
            ) { streamed.append($1) }
            #expect(streamed == lines)
        }
    }

    @Test(
        arguments: [
            ("SELECT 1 /* a", 9), ("/* /* */", 0), ("SELECT /* a */ 1 /*/", 17), ("/* a */ SELECT '/*'", nil),
            ("/* /* */ */", nil), ("SELECT 1", nil), ("SELECT 1 /* a */ ", nil), ("SELECT 'a", 7), ("SELECT 'a''", 7),
            ("SELECT 'a' -- it's", nil), ("SELECT E'a\\'", 7), ("SELECT $a$ $b$", 7), ("SELECT \"a", 7),
            ("SELECT $a$ '$a$", nil), ("", nil),
        ])
    func whatHasNoEndIsFound(_ script: String, _ offset: Int?) {
        #expect(text(script).unclosed?.offset.utf8 == offset)
    }

    @Test(
        arguments: [
            ("SELECT 1 /* /* */ */ ; -- end", "SELECT 1"), ("SELECT N 'a'", "SELECT N 'a'"),
            ("SELECT N'a',E'\\''", "SELECT N'a' , E'\\''"), ("SELECT a::text", "SELECT a :: text"),
            ("\\restrict a\nSELECT 1;\n\\unrestrict a", "SELECT 1"),
            ("COPY t FROM stdin; -- c\n a;\n\\.\n\nSELECT  1;", "COPY t FROM stdin ;\n a;\n\\.\n SELECT 1"),
            ("COPY t FROM stdin;\n\\.\n", "COPY t FROM stdin ;\n\\.\n"), ("SELECT $a$ ; $a$", "SELECT $a$ ; $a$"),
        ])
    func tokenFormHoldsTheSignificantTokens(_ script: String, _ form: String) {
        #expect(TokenForm.of(text(script)) == form)
    }

    @Test func tokenFormIsItsOwnFormAndDoesNotDependOnTheWindow() throws {
        for seed in Scale.seed..<Scale.seed + UInt64(Scale.postgresScripts / 4) {
            var generator = PostgresScriptGenerator(seed: seed)
            let bytes = generator.psqlScript()
            let script = try SourceText(bytes: bytes, name: "random", dialect: .postgres)
            let form = TokenForm.of(script)
            var streamed: [UInt8] = []
            var windows = TokenNormalForm(.postgres)
            let size = 1 + generator.random.upTo(40)
            try TextWindows(windowBytes: size).run(read: PiecewiseSource(bytes).read(into:)) { window in
                windows.take(UnsafeBufferPointer(window.bytes), isFinal: window.isFinal) { streamed += $0 }
            }
            #expect(String(decoding: streamed, as: UTF8.self) == form, "seed \(seed)")
            // An unterminated quotation may hold anything.
            var isWhole = true
            script.forEachToken { token, _ in isWhole = isWhole && token.kind != .unterminated }
            let again = SourceText(normalized: Array(form.utf8), name: "form", dialect: .postgres)
            if isWhole { #expect(TokenForm.of(again) == form, "seed \(seed): \(script.string)") }
        }
    }

    @Test func sectionsAndFillingsKeepTheDialect() {
        let script = text("SELECT $$;$$; SELECT 2;")
        #expect(script.keeping(only: 13..<23).dialect == .postgres)
        #expect(script.filling([(range: 7..<12, value: Array("1".utf8))]).dialect == .postgres)
    }

    @Test(arguments: [
        ("CREATE TABLE t (a int DEFAULT f(), CHECK (f(a)))", true), ("CREATE UNLOGGED TABLE s.t (a int);", true),
        ("CREATE INDEX i ON t (f(a))", true), ("DROP TABLE t CASCADE", true), ("DROP FUNCTION f", true),
        ("CREATE TABLE t AS SELECT f()", false), ("CREATE TABLE t (a) AS SELECT f()", false),
        ("CREATE TABLE t PARTITION OF p FOR VALUES FROM (f()) TO (g())", false), ("CREATE TABLE t OF y", false),
        ("CREATE TEMP TABLE t (a int)", false), ("CREATE TABLE pg_temp.t (a int)", false),
        ("CREATE TABLE t (a int", false), ("CREATE MATERIALIZED VIEW v AS SELECT f()", false),
        ("ALTER TABLE t ADD COLUMN a int DEFAULT f()", false), ("INSERT INTO t VALUES (1)", false),
        ("SELECT set_config('a.b', 'c', false)", false), ("SET a.b = c", false), ("RESET ALL", false),
        ("PREPARE p AS SELECT 1", false), ("LISTEN a", false), ("DO 'BEGIN END'", false), ("CALL p()", false),
        ("CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f()", false), ("CREATE EXTENSION e", false),
        ("DISCARD ALL", false), ("DROP ROLE a", false), ("nonsense", false),
    ])
    func fewStatementsLeaveASessionAsItWas(_ sql: String, _ leavesNone: Bool) {
        let found = Array(sql.utf8).withUnsafeBufferPointer { StatementKind.leavesNoTraces($0) }
        #expect(found == leavesNone)
    }

    static let kinds: [(String, StatementKind)] = [
        ("BEGIN", .begin), ("start transaction isolation level serializable", .begin), ("COMMIT AND CHAIN", .commit),
        ("END", .commit), ("ROLLBACK", .rollback), ("ABORT WORK", .rollback),
        ("ROLLBACK WORK TO SAVEPOINT a", .rollbackTo),
        ("SAVEPOINT a", .savepoint), ("RELEASE a", .release), ("PREPARE TRANSACTION 'x'", .twoPhase),
        ("COMMIT PREPARED 'x'", .twoPhase), ("rollback prepared 'x'", .twoPhase), ("PREPARE p AS SELECT 1", .other),
        ("SET search_path = a", .set(name: "search_path", isLocal: false)),
        ("SET LOCAL Lock_Timeout TO 5", .set(name: "lock_timeout", isLocal: true)),
        ("SET SESSION my.setting = 1", .set(name: "my.setting", isLocal: false)),
        ("SET SESSION AUTHORIZATION x", .set(name: "session_authorization", isLocal: false)),
        ("SET ROLE x", .set(name: "role", isLocal: false)),
        ("SET TIME ZONE 'UTC'", .set(name: "timezone", isLocal: false)),
        ("SET CONSTRAINTS ALL DEFERRED", .other), ("RESET ALL", .reset(name: "all")), ("RESET x", .reset(name: "x")),
        ("VACUUM FULL t", .vacuum), ("CREATE DATABASE x", .outsideTransaction("CREATE DATABASE")),
        ("DROP DATABASE IF EXISTS x", .outsideTransaction("DROP DATABASE")),
        ("CREATE TABLESPACE x LOCATION 'y'", .outsideTransaction("CREATE TABLESPACE")),
        ("DROP TABLESPACE x", .outsideTransaction("DROP TABLESPACE")),
        ("CREATE ROLE a LOGIN", .role), ("DROP USER IF EXISTS a", .role), ("ALTER GROUP a ADD USER b", .role),
        ("CREATE USER MAPPING FOR a SERVER s", .other), ("ALTER USER MAPPING FOR a SERVER s OPTIONS (x 'y')", .other),
        ("ALTER SYSTEM SET x = 1", .outsideTransaction("ALTER SYSTEM")), ("ALTER TYPE e ADD VALUE 'x'", .other),
        ("ALTER DATABASE a SET TABLESPACE b", .outsideTransaction("ALTER DATABASE SET TABLESPACE")),
        ("ALTER DATABASE a SET x = 1", .alterDatabase), ("DISCARD ALL", .outsideTransaction("DISCARD ALL")),
        ("DISCARD TEMP", .other), ("CLUSTER;", .outsideTransaction("CLUSTER without a table")), ("CLUSTER t", .other),
        ("REINDEX TABLE CONCURRENTLY t", .outsideTransaction("REINDEX CONCURRENTLY")),
        ("REINDEX (VERBOSE, CONCURRENTLY) INDEX i", .outsideTransaction("REINDEX CONCURRENTLY")),
        ("REINDEX (VERBOSE) SCHEMA s", .outsideTransaction("REINDEX SCHEMA")), ("REINDEX TABLE t", .reindex),
        ("REINDEX DATABASE d", .outsideTransaction("REINDEX DATABASE")),
        ("CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p", .outsideTransaction("CREATE SUBSCRIPTION with a slot")),
        (
            "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (enabled = false, create_slot = false)",
            .sharedObject
        ),
        ("ALTER SUBSCRIPTION s DISABLE", .sharedObject), ("DROP SUBSCRIPTION s", .sharedObject),
        ("GRANT a TO b", .sharedObject), ("REVOKE ADMIN OPTION FOR a FROM b", .sharedObject),
        ("GRANT CONNECT ON DATABASE d TO a", .sharedObject), ("GRANT SELECT (a), UPDATE ON t TO b", .other),
        ("COMMENT ON ROLE a IS 'x'", .sharedObject), ("COMMENT ON TABLE database IS 'x'", .other),
        ("SECURITY LABEL FOR p ON DATABASE d IS 'x'", .sharedObject), ("REASSIGN OWNED BY a TO b", .sharedObject),
        ("DROP OWNED BY a", .sharedObject), ("ALTER TABLESPACE a OWNER TO b", .sharedObject),
        ("DO $$ BEGIN CREATE TABLE t (a int); END $$", .other), ("DO LANGUAGE plpgsql 'BEGIN END'", .other),
        ("DO $$ BEGIN IF x THEN CREATE ROLE a; END IF; END $$", .serverCode(isMixed: false)),
        ("DO $a$ BEGIN EXECUTE 'ALTER SYSTEM SET x = 1'; END $a$ LANGUAGE plpgsql", .serverCode(isMixed: false)),
        ("DO 'BEGIN EXECUTE format(''CREATE USER %I'', x); END'", .serverCode(isMixed: false)),
        ("DO $$ BEGIN /* CREATE ROLE a; */ RAISE NOTICE 'no'; END $$", .other),
        ("DO $$ BEGIN COPY t TO PROGRAM 'cat'; END $$", .serverCode(isMixed: false)),
        ("DO $$ BEGIN COPY t FROM '/a'; END $$", .serverCode(isMixed: false)),
        ("DO $$ DECLARE copy int; BEGIN copy := 1; END $$", .other),
        ("DO $$ BEGIN PERFORM dblink_exec('x', 'DELETE FROM t'); END $$", .serverCode(isMixed: false)),
        ("DO $$ BEGIN PERFORM f(dblink_exec); END $$", .other),
        ("DO $$ BEGIN CREATE ROLE a; GRANT SELECT ON t TO a; END $$", .serverCode(isMixed: false)),
        ("DO $$ BEGIN CREATE ROLE a; CREATE TABLE t (a int); END $$", .serverCode(isMixed: true)),
        ("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)", .createIndexConcurrently(ObjectName("i"))),
        ("CREATE INDEX CONCURRENTLY ON t (a)", .createIndexConcurrently(nil)),
        ("DROP INDEX CONCURRENTLY IF EXISTS s.i", .dropIndexConcurrently(ObjectName(schema: "s", "i"))),
        ("DROP INDEX i", .dropOther), ("REFRESH MATERIALIZED VIEW CONCURRENTLY v", .other),
        (
            "ALTER TABLE t DETACH PARTITION p CONCURRENTLY",
            .outsideTransaction("ALTER TABLE DETACH PARTITION CONCURRENTLY")
        ),
        ("ALTER TABLE t DETACH PARTITION p", .alterTable(ObjectName("t"), .other)),
        ("COPY t FROM stdin", .copy(.fromScript)), ("COPY t (\"from\") FROM STDIN", .copy(.fromScript)),
        ("COPY (SELECT a FROM b) TO STDOUT", .copy(.toClient)), ("COPY t FROM 'f'", .copy(.file)),
        ("COPY t TO PROGRAM 'x'", .copy(.program)),
        ("CREATE TABLE IF NOT EXISTS s.t (a int)", .createTable(ObjectName(schema: "s", "t"))),
        ("CREATE UNLOGGED TABLE t (a int)", .createTable(ObjectName("t"))),
        ("CREATE TEMP TABLE t (a int)", .createTemporary),
        ("CREATE LOCAL TEMPORARY TABLE t (a int)", .createTemporary),
        ("CREATE TABLE pg_temp.t (a int)", .createTemporary),
        ("CREATE OR REPLACE VIEW v AS SELECT 1", .createView(ObjectName("v"))),
        ("CREATE MATERIALIZED VIEW v AS SELECT 1", .createView(ObjectName("v"))),
        ("CREATE INDEX i ON t (a)", .createIndex(ObjectName("i"))),
        ("CREATE INDEX ON t (a)", .other),
        ("CREATE CONSTRAINT TRIGGER g AFTER INSERT ON t", .createTrigger(ObjectName("g"))),
        ("CREATE FUNCTION f() RETURNS int", .other), ("DROP TABLE IF EXISTS a, b", .dropTable(ObjectName("a"))),
        ("ALTER TABLE IF EXISTS ONLY \"T;\" RENAME TO u", .alterTable(ObjectName("T;"), .renameTo("u"))),
        ("ALTER TABLE t ADD a int", .alterTable(ObjectName("t"), .addColumn)),
        ("ALTER TABLE t ADD CONSTRAINT c CHECK (a > 1)", .alterTable(ObjectName("t"), .other)),
        ("ALTER TABLE t DROP COLUMN a", .alterTable(ObjectName("t"), .dropColumn)),
        ("ALTER TABLE t RENAME CONSTRAINT a TO b", .alterTable(ObjectName("t"), .other)),
        ("ALTER TABLE U&\"t\" RENAME a TO b", .alterTable(ObjectName("t"), .renameColumn)),
        ("INSERT INTO t VALUES (1)", .insert), ("WITH a AS (SELECT 1) DELETE FROM ONLY t", .delete(ObjectName("t"))),
        ("UPDATE ONLY t SET a = 1", .update(ObjectName("t"))), ("(SELECT 1) UNION SELECT 2", .select),
        ("TABLE t", .select),
        ("EXPLAIN ANALYZE SELECT 1", .explain), ("ANALYZE t", .analyze), ("/* a /* b */ */ -- c\nVACUUM", .vacuum),
        ("DO $$ BEGIN COMMIT; END $$", .other), ("CALL p()", .other), ("", .other),
    ]

    @Test(arguments: kinds)
    func statementIsOfThisKind(_ statement: String, _ kind: StatementKind) {
        #expect(Array(statement.utf8).withUnsafeBufferPointer { StatementKind($0, dialect: .postgres) } == kind)
    }
}
