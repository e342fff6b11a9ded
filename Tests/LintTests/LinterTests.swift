import SQLText
import TestSupport
import Testing

@testable import Lint

/// What a linter makes of what the rules say.
struct LinterTests {
    private func report(_ sql: String, _ dialect: Dialect = .sqlite, chosen: Set<String> = []) -> Linter.Report {
        Linter(chosen: chosen).report(on: LintedFile(SourceText(sql, name: "a.sql", dialect: dialect)))
    }

    @Test func findingsStandInTheOrderOfTheirPlaces() {
        let sql = "DROP TABLE b;\nDELETE FROM a;\nCREATE TABLE c (d VARCHAR(9), e INT PRIMARY KEY);\n"
        let places = report(sql).findings.compactMap { $0.location.position.map { "\($0.line):\($0.column)" } }
        #expect(places == ["1:12", "2:1", "3:14", "3:19", "3:33"])
    }

    @Test(arguments: [
        ("-- martlet:allow delete-without-where because it is empty\nDELETE FROM a;\nDELETE FROM b;\n", [3]),
        ("-- martlet:allow delete-without-where because it is empty\n\nDELETE FROM a;\nDELETE FROM b;\n", []),
        ("-- About it.\n-- martlet:allow delete-without-where because\n\nDELETE FROM a;\n", [2, 4]),
        ("DELETE\n-- martlet:allow delete-without-where because it is empty\nFROM a;\nDELETE FROM b;\n", [4]),
        ("-- martlet:allow table-dropped, delete-without-where because new\nDELETE FROM a;\n", [1]),
        ("DELETE FROM a;\n-- martlet:allow delete-without-where because it is empty\n", [1, 2]),
    ])
    func anAllowanceIsForItsStatementOrForTheFile(_ sql: String, _ lines: [Int]) {
        #expect(report(sql).findings.compactMap { $0.location.position?.line } == lines)
    }

    @Test func aMisspeltAllowanceIsNoComment() {
        let text = SourceText("-- martlet:allow a because b\n-- martlet:allo a\n", name: "a.sql")
        #expect(
            Directive.all(in: text).map(\.kind) == [
                .allowance("a because b"), .unknown("martlet:allo", suggestion: "martlet:allow"),
            ])
    }

    @Test func anAllowanceOfARuleThatIsNotAskedIsNotCalledUnused() {
        let sql = "-- martlet:allow delete-without-where because it is empty\nDELETE FROM a;\n"
        let linter = Linter(ignored: ["delete-without-where"])
        #expect(linter.report(on: LintedFile(SourceText(sql, name: "a.sql"))).findings.isEmpty)
    }

    @Test func aFingerprintMindsNeitherLinesNorComments() throws {
        let first = try #require(report("DELETE FROM a;").findings.first)
        let second = try #require(report("\n-- All of it.\nDELETE  FROM\na;").findings.first)
        let other = try #require(report("DELETE FROM b;").findings.first)
        #expect(first.fingerprint == second.fingerprint)
        #expect(first.fingerprint != other.fingerprint)
    }

    /// A dump has a statement for each row: the time may not grow with the square of their number.
    @Test(.timeLimit(.minutes(1)), arguments: [Dialect.sqlite, .postgres])
    func manyFindingsTakeTheirTimeOnce(_ dialect: Dialect) {
        let sql = "CREATE TABLE b (c);\n" + String(repeating: "UPDATE a SET b = 1;\n", count: 20_000)
        #expect(report(sql, dialect, chosen: ["update-without-where"]).findings.count == 20_000)
    }

    @Test(arguments: [
        "", ";", "CREATE", "CREATE TABLE", "CREATE TABLE (", "CREATE TABLE a", "CREATE TABLE a (", "CREATE TABLE a ()",
        "CREATE TABLE a (b, CHECK", "CREATE TABLE a AS SELECT 1", "CREATE INDEX", "CREATE INDEX i",
        "CREATE INDEX i ON a",
        "CREATE INDEX i ON a (", "ALTER", "ALTER TABLE", "ALTER TABLE a", "ALTER TABLE a ADD",
        "ALTER TABLE a ADD COLUMN",
        "ALTER TABLE a DROP", "ALTER TABLE a DROP COLUMN", "ALTER TABLE a RENAME", "ALTER TABLE a RENAME COLUMN",
        "ALTER TABLE a RENAME TO", "DROP TABLE", "DROP TABLE IF EXISTS", "INSERT", "INSERT INTO", "INSERT INTO a",
        "INSERT INTO a VALUES", "INSERT INTO a SELECT", "REPLACE", "UPDATE", "UPDATE a", "UPDATE a SET", "DELETE",
        "DELETE FROM", "PRAGMA", "PRAGMA a =", "PRAGMA writable_schema =", "CREATE VIEW", "CREATE VIEW a AS",
        "CREATE VIEW a AS SELECT", "CREATE TRIGGER", "CREATE TABLE a (b DEFAULT", "CREATE TABLE a (b REFERENCES",
        "ALTER TABLE a ADD b REFERENCES", "ALTER TABLE a ADD b DEFAULT", "ALTER TABLE a ADD b CHECK (", "WITH", "x'",
        "CREATE TABLE a (b CHECK (date(", "CREATE TABLE a.b.c (d)", "a = NULL", "= NULL", "SELECT 1 = NULL",
        "SET = NULL",
        "CREATE UNIQUE INDEX", "CREATE TABLE \"", "-- martlet:allow", "-- martlet:allow because", "\u{FEFF}",
    ])
    func nothingThatIsNoStatementStopsIt(_ sql: String) {
        for dialect in [Dialect.sqlite, .postgres] { _ = report(sql, dialect) }
    }
}
