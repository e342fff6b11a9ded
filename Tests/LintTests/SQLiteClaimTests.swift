import TestSupport
import Testing

@testable import Lint

/// What the rules say that SQLite refuses, it does refuse.
struct SQLiteClaimTests {
    /// A statement that a rule finds, what has to be there before it, and what SQLite says.
    struct Claim: Sendable, CustomTestStringConvertible {
        let code: String
        var before = "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1);"
        let sql: String
        var after = ""
        let answer: String

        var testDescription: String { sql }
    }

    @Test(arguments: [
        Claim(code: "add-column-unique", sql: "ALTER TABLE a ADD y UNIQUE;", answer: "Cannot add a UNIQUE column"),
        Claim(
            code: "add-column-not-null", sql: "ALTER TABLE a ADD y NOT NULL;", answer: "Cannot add a NOT NULL column"),
        Claim(
            code: "add-column-default-not-constant", sql: "ALTER TABLE a ADD y DEFAULT CURRENT_TIMESTAMP;",
            answer: "Cannot add a column with non-constant default"),
        Claim(
            code: "add-column-default-not-constant", sql: "ALTER TABLE a ADD y DEFAULT (1 + 1);",
            answer: "Cannot add a column with non-constant default"),
        Claim(
            code: "add-column-stored", sql: "ALTER TABLE a ADD y AS (x) STORED;", answer: "cannot add a STORED column"),
        Claim(
            code: "add-column-reference-default",
            before: "PRAGMA foreign_keys = ON; CREATE TABLE a (x); INSERT INTO a VALUES (1);",
            sql: "ALTER TABLE a ADD y DEFAULT 1 REFERENCES a (x);",
            answer: "Cannot add a REFERENCES column with non-NULL default value"),
        Claim(code: "alter-table-unsupported", sql: "ALTER TABLE a ALTER COLUMN x TYPE TEXT;", answer: "syntax error"),
        Claim(code: "alter-table-unsupported", sql: "ALTER TABLE a ADD y TEXT, ADD z TEXT;", answer: "syntax error"),
        Claim(
            code: "autoincrement-not-allowed", sql: "CREATE TABLE b (id INT PRIMARY KEY AUTOINCREMENT);",
            answer: "AUTOINCREMENT is only allowed on an INTEGER PRIMARY KEY"),
        Claim(
            code: "check-with-subquery", sql: "CREATE TABLE b (y CHECK (y IN (SELECT x FROM a)));",
            answer: "subqueries prohibited in CHECK constraints"),
        Claim(
            code: "now-in-constraint", sql: "CREATE TABLE b (y CHECK (y <= date('now')));",
            after: "INSERT INTO b VALUES ('2020-01-01');", answer: "non-deterministic use of date()"),
        Claim(
            code: "foreign-key-mismatch", before: "PRAGMA foreign_keys = ON;",
            sql: "CREATE TABLE p (id INTEGER); CREATE TABLE c (p REFERENCES p (id));",
            after: "INSERT INTO c VALUES (1);", answer: "foreign key mismatch"),
        Claim(code: "vacuum-in-transaction", before: "BEGIN;", sql: "VACUUM;", answer: "cannot VACUUM"),
        Claim(
            code: "reserved-name", sql: "CREATE TABLE sqlite_b (y);", answer: "object name reserved for internal use"),
        Claim(code: "strict-type-unknown", sql: "CREATE TABLE b (y VARCHAR(9)) STRICT;", answer: "unknown datatype"),
        Claim(
            code: "without-rowid-without-key", sql: "CREATE TABLE b (y) WITHOUT ROWID;",
            answer: "PRIMARY KEY missing on table b"),
    ])
    func sqliteRefusesWhatTheRuleFinds(_ claim: Claim) {
        #expect(RuleCase(claim.code, claim.sql).found.count == 1)
        let answer = Program.run(["sqlite3", "-bail", ":memory:", claim.before + claim.sql + claim.after])
        #expect(answer.everything.contains(claim.answer), "\(answer.everything)")
    }

    /// What a rule calls a surprise, with what SQLite answers.
    @Test(arguments: [
        ("type-affinity-surprise", "CREATE TABLE a (x STRING);", "INSERT INTO a VALUES ('007'); SELECT x FROM a", "7"),
        (
            "default-bare-word", "CREATE TABLE a (x, y DEFAULT now);", "INSERT INTO a (x) VALUES (1); SELECT y FROM a",
            "now"
        ),
        (
            "primary-key-nullable", "CREATE TABLE a (x TEXT PRIMARY KEY);",
            "INSERT INTO a VALUES (NULL), (NULL); SELECT count(*) FROM a", "2"
        ),
        (
            "primary-key-not-rowid", "CREATE TABLE a (x INT PRIMARY KEY);",
            "INSERT INTO a VALUES (NULL); SELECT x IS NULL FROM a", "1"
        ),
        (
            "type-length-ignored", "CREATE TABLE a (x VARCHAR(2));", "INSERT INTO a VALUES ('abc'); SELECT x FROM a",
            "abc"
        ),
        (
            "decimal-stored-as-real", "CREATE TABLE a (x DECIMAL(20, 2));",
            "INSERT INTO a VALUES ('12345678901234567.89'); SELECT x FROM a", "12345678901234568"
        ),
        (
            "create-if-not-exists", "CREATE TABLE IF NOT EXISTS a (x);",
            "CREATE TABLE IF NOT EXISTS a (y); SELECT name FROM pragma_table_info('a')", "x"
        ),
    ])
    func sqliteSurprisesWhereTheRuleSaysSo(_ code: String, _ sql: String, _ question: String, _ answer: String) {
        #expect(RuleCase(code, sql).found.count == 1)
        #expect(Program.run(["sqlite3", ":memory:", sql + question]).output == answer + "\n")
    }
}
