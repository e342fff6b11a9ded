import SQLText
import Testing

@testable import MartletCore

/// `statement_timeout`: a statement that runs longer fails its migration like any other error.
@Suite struct StatementTimeoutTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        workshop.configure { $0.statementTimeout = .milliseconds(200) }
        try workshop.migration("001_base", "CREATE TABLE t (x);")
    }

    private static let endless =
        "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"

    /// Long enough to be stopped in 200 ms or less, short enough to be waited for.
    private static let long = Self.endless + " LIMIT 200000"

    private func expectTimeout(_ outcome: Outcome, line: Int, sourceLocation: Testing.SourceLocation = #_sourceLocation)
    {
        let error = outcome.firstError
        #expect(outcome.codes == [.statementTimeout], sourceLocation: sourceLocation)
        #expect(outcome.exitStatus == .failed, sourceLocation: sourceLocation)
        #expect(error?.message.contains("more than 200ms") == true, sourceLocation: sourceLocation)
        #expect(error?.location?.position?.line == line, sourceLocation: sourceLocation)
        #expect(error?.help?.contains("statement_timeout") == true, sourceLocation: sourceLocation)
    }

    /// Those before it share its transaction, which SQLite gives up; they are applied all the same.
    @Test func aMigrationIsUndoneAndThoseBeforeItStay() throws {
        try workshop.migration("002_slow", "CREATE TABLE u (x);\n\n\(Self.endless);\nSELECT 1;")
        try workshop.migration("003_next", "CREATE TABLE v (x);")
        let outcome = workshop.migrate()
        expectTimeout(outcome, line: 3)
        #expect(outcome.endings == ["001 done", "002 failed", "003 not-run"])
        #expect(
            outcome.firstError?.notes == [
                "statement 2 of 3", "the transaction was undone: 002 changed nothing",
            ])
        #expect(workshop.tables() == ["t"])
        #expect(workshop.applied() == ["001"])
        #expect(
            workshop.sql("SELECT state, error FROM martlet_migrations WHERE version = '002'").first?
                .hasPrefix("failed|the statement was stopped") == true)
        #expect(workshop.chainIsWhole())
    }

    @Test func aWayBackAndASeedAreLimitedToo() throws {
        try workshop.migration("002_back", "CREATE TABLE u (x);\n-- ROLLBACK:\n-- DROP TABLE u;\n-- \(Self.endless);")
        #expect(workshop.migrate().exitStatus == .done)
        expectTimeout(workshop.rollback(.steps(1)), line: 4)
        #expect(workshop.tables() == ["t", "u"])
        #expect(workshop.applied() == ["001", "002"])
        try workshop.seed("001_s", "INSERT INTO u VALUES (1);\n\(Self.endless);")
        expectTimeout(SeedOperation(workshop.context()).run(), line: 2)
        #expect(workshop.sql("SELECT count(*) FROM u") == ["0"])
        #expect(workshop.sql("SELECT count(*) FROM martlet_seeds") == ["0"])
    }

    @Test func withoutATransactionTheStatementAloneIsUndone() throws {
        try workshop.migration(
            "002_steps", "-- martlet: transaction=none\nINSERT INTO t VALUES (0);\n\(Self.endless);")
        expectTimeout(workshop.migrate(), line: 3)
        #expect(workshop.sql("SELECT x FROM t") == ["0"])
        #expect(workshop.states()["002"] == .halfRun)
    }

    @Test func aFileSaysOtherwise() throws {
        workshop.configure { $0.statementTimeout = .milliseconds(1) }
        try workshop.migration("002_slow", "\(Self.long);")
        #expect(workshop.migrate().codes == [.statementTimeout])
        for limit in ["1h", "0s"] {
            try workshop.migration("002_slow", "-- martlet: statement_timeout=\(limit)\n\(Self.long);")
            #expect(workshop.migrate().exitStatus == .done)
            _ = workshop.repair()
            _ = workshop.sql("DELETE FROM martlet_migrations WHERE version = '002'; DELETE FROM martlet_log")
        }
        #expect(workshop.sql("SELECT count(*) FROM t") == ["400000"])
    }

    @Test func aFileMayLimitItself() throws {
        workshop.configure { $0.statementTimeout = nil }
        try workshop.migration("002_slow", "-- martlet: statement_timeout=200ms\n\(Self.endless);")
        expectTimeout(workshop.migrate(), line: 2)
    }

    @Test(arguments: ["statement_timeout", "statement_timeout=soon", "statement_timeout=1.5s"])
    func aLimitThatIsNoneIsShown(_ option: String) throws {
        try workshop.migration("002_x", "SELECT 1;\n-- martlet: \(option)")
        let outcome = workshop.migrate()
        #expect(outcome.codes == [.directive])
        #expect(outcome.firstError?.message.hasPrefix("statement_timeout is a whole number and") == true)
        #expect(outcome.firstError?.location?.position?.line == 2)
    }
}
