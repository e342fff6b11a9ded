import SQLText
import Testing

@testable import MartletCore

/// What the statements of a migration tell of it.
@Suite struct MigrationSummaryTests {
    private func summary(_ sql: String, _ dialect: Dialect) throws -> MigrationSummary {
        try MigrationSummary(Script(SourceText(sql, name: "x.sql", dialect: dialect), options: ScriptOptions()))
    }

    @Test(arguments: [
        ("CREATE TABLE a (x int); CREATE TABLE b (x int);", "Created tables `a`, `b`"),
        (
            "CREATE INDEX i ON a (x); CREATE TABLE a (x int); CREATE INDEX j ON a (x);",
            "Added indexes `i`, `j`|Created table `a`"
        ),
        ("CREATE VIEW v AS SELECT 1;", "Created view `v`"),
        ("ALTER TABLE a ADD COLUMN x int; ALTER TABLE a ADD COLUMN y int;", "Added columns to table `a`"),
        ("ALTER TABLE a RENAME TO b;", "Renamed table `a` to `b`"),
        ("ALTER TABLE a RENAME COLUMN x TO y;", "Renamed a column of table `a`"),
        ("DROP TABLE a; DROP INDEX i;", "Dropped table `a`|Dropped other objects"),
        ("SELECT 1;", ""),
    ]) func changesAreSentencesByKind(_ sql: String, _ expected: String) throws {
        for dialect in [Dialect.sqlite, .postgres] {
            #expect(try summary(sql, dialect).changes.joined(separator: "|") == expected, "\(dialect)")
        }
    }

    @Test(arguments: [
        (
            "INSERT INTO a VALUES (1); UPDATE a SET x = 2; DELETE FROM b;",
            "inserted rows; updated rows of `a`; deleted rows of `b`"
        ),
        ("CREATE TABLE a (x int);", nil),
    ]) func rowsAreOneSentence(_ sql: String, _ expected: String?) throws {
        for dialect in [Dialect.sqlite, .postgres] {
            #expect(try summary(sql, dialect).rowChange == expected, "\(dialect)")
        }
    }

    @Test(arguments: [
        ("DROP TABLE a;", "Drops table `a`, with its rows"),
        ("ALTER TABLE a DROP COLUMN x;", "Drops columns of `a`, with their values"),
        ("DELETE FROM a;", "Deletes rows of `a`"),
        // Its own table had none before.
        ("CREATE TABLE a (x int); DELETE FROM a;", ""),
        ("CREATE TABLE a (x int);", ""),
    ]) func whatIsLostIsSaid(_ sql: String, _ expected: String) throws {
        for dialect in [Dialect.sqlite, .postgres] {
            #expect(try summary(sql, dialect).losses.joined(separator: "|") == expected, "\(dialect)")
        }
    }

    @Test func headersAreReadOfAnyScript() {
        let notes = ScriptNotes(
            Array(
                """
                -- Description: Prompts
                -- Created: 2024-12-19
                -- Changes:
                --   - One
                --   - Two
                -- Data Migration: Yes - fills them in
                -- Safety:
                --   - Nothing is lost

                --   - no longer a part of the list
                CREATE TABLE a (x int);
                -- Date: too late

                """.utf8), in: "x.sql")
        #expect(notes.date == "2024-12-19" && notes.changes == ["One", "Two"] && notes.safety == ["Nothing is lost"])
        #expect(notes.dataMigration == "Yes - fills them in")
    }
}
