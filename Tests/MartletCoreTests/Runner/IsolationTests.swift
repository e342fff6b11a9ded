import TestSupport
import Testing

@testable import MartletCore

/// What one file does to the connection never meets the next one.
@Suite struct IsolationTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    @Test(
        arguments: [
            ("PRAGMA case_sensitive_like = ON;", "CREATE TABLE r AS SELECT 'A' LIKE 'a' AS ok;"),
            (
                "PRAGMA recursive_triggers = ON;",
                "CREATE TABLE r AS SELECT recursive_triggers = 0 AS ok FROM pragma_recursive_triggers;"
            ),
            (
                "PRAGMA ignore_check_constraints = ON;",
                "CREATE TABLE r AS SELECT ignore_check_constraints = 0 AS ok FROM pragma_ignore_check_constraints;"
            ),
            ("CREATE TEMP TABLE t (x);", "CREATE TABLE r AS SELECT count(*) = 0 AS ok FROM sqlite_temp_schema;"),
            ("CREATE TEMP TABLE martlet_log AS SELECT 1 AS x;", "CREATE TABLE r AS SELECT 1 AS ok;"),
            (
                "ATTACH ':memory:' AS other; CREATE TABLE other.t (x);",
                "CREATE TABLE r AS SELECT count(*) = 1 AS ok FROM pragma_database_list;"
            ),
        ])
    func theNextFileFindsAFreshConnection(_ first: String, _ second: String) throws {
        try workshop.migration("001_first", first)
        try workshop.migration("002_second", second)
        try workshop.migration("003_third", "CREATE TABLE third (x);")
        let outcome = workshop.migrate()
        #expect(outcome.endings == ["001 done", "002 done", "003 done"], "\(outcome.firstError?.message ?? "")")
        #expect(workshop.sql("SELECT ok FROM r") == ["1"])
        #expect(workshop.applied() == ["001", "002", "003"])
    }

    @Test func aFileThatClosesTheDatabaseToWritingFailsAlone() throws {
        try workshop.migration("001_lock", "CREATE TABLE a (x); PRAGMA query_only = ON;")
        let outcome = workshop.migrate()
        #expect(outcome.endings == ["001 failed"])
        #expect(workshop.tables().isEmpty)
        #expect(workshop.sql("SELECT version, success FROM martlet_migrations") == ["001|0"])
    }

    @Test(arguments: ["PRAGMA user_version = 7;", "PRAGMA application_id = 7;"])
    func whatBelongsToTheFileStays(_ pragma: String) throws {
        try workshop.migration("001_pragma", pragma)
        workshop.migrate()
        #expect(
            workshop.sql("SELECT user_version + application_id FROM pragma_user_version, pragma_application_id") == [
                "7"
            ])
    }

    // MARK: Transaction control

    @Test(arguments: [
        "BEGIN", "/*x*/ end", "COMMIT", "rollback", "SAVEPOINT a", "RELEASE martlet", "ROLLBACK TO martlet",
        "-- c\n begin exclusive",
    ])
    func transactionControlIsRefusedBeforeAnythingRuns(_ statement: String) throws {
        try workshop.migration("001_fine", "CREATE TABLE a (x);")
        try workshop.migration("002_control", "CREATE TABLE b (x);\n\(statement);\nCREATE TABLE c (x);")
        let outcome = workshop.migrate()
        #expect(outcome.codes == [.transactionControl])
        #expect(outcome.exitStatus == .needsPerson)
        #expect(workshop.tables().isEmpty)
    }

    /// The rules read a recorded script no more; the driver's guard has the last word.
    @Test(arguments: ["COMMIT;", "/*x*/ end;", "SAVEPOINT a;", "RELEASE martlet;"])
    func transactionControlInARecordedWayBackIsStopped(_ statement: String) throws {
        try workshop.migration("001_a", "CREATE TABLE a (x);\n-- ROLLBACK:\n-- DROP TABLE a;")
        workshop.migrate()
        try workshop.removeMigration("001_a")
        _ = workshop.sql("UPDATE martlet_migrations SET down_sql = 'DROP TABLE a; \(statement)'")
        let outcome = workshop.rollback(.steps(1))
        #expect(outcome.codes == [.transactionControl])
        #expect(workshop.tables() == ["a"])
        #expect(workshop.applied() == ["001"])
    }

    // MARK: Stopping

    @Test func aStopBeforeTheRunChangesNothing() throws {
        try workshop.migration("001_a", "CREATE TABLE a (x);")
        workshop.cancellation.cancel(signal: 15)
        let outcome = workshop.migrate()
        #expect(outcome.codes == [.interrupted])
        #expect(outcome.exitStatus == .terminated)
        #expect(workshop.tables().isEmpty)
    }

    @Test(arguments: [false, true]) func aStopInTheMiddleUndoesWhatIsNotCommitted(_ writes: Bool) throws {
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        try workshop.migration("001_a", "CREATE TABLE a (x);")
        try workshop.migration(
            "002_b",
            writes
                ? "CREATE TABLE b (x); \(endless) INSERT INTO b SELECT i FROM n;" : "\(endless) SELECT count(*) FROM n;"
        )
        try workshop.migration("003_c", "CREATE TABLE c (x);")
        let cancellation = workshop.cancellation
        inAThread(after: .milliseconds(400)) { cancellation.cancel(signal: 2) }
        let begun = ContinuousClock.now
        let outcome = workshop.migrate()
        #expect(ContinuousClock.now - begun < .seconds(3))
        #expect(outcome.codes == [.interrupted])
        #expect(outcome.exitStatus == .interrupted)
        #expect(!workshop.tables().contains("b"))
        #expect(workshop.tables().count == workshop.applied().count)
        #expect(workshop.events.finished == workshop.applied())
        let lost = workshop.applied().isEmpty
        #expect(
            outcome.endings
                == (lost ? ["001 undone", "002 failed", "003 not-run"] : ["001 done", "002 failed", "003 not-run"]))
        #expect(workshop.states()["002"] == .pending)
        #expect(
            workshop.sql("SELECT action, result, detail FROM martlet_log WHERE subject = '002'") == [
                "apply|failed|stopped as asked"
            ])
        #expect(workshop.chainIsWhole())
    }

    /// What was stopped is not held against it.
    @Test func afterAStopTheNextRunGoesOn() throws {
        try workshop.migration("001_a", "CREATE TABLE a (x);")
        let backend = FaultyBackend()
        workshop.backend = backend
        backend.setFault { call, _ in
            call.hasPrefix("statement CREATE TABLE a") ? DriverError(.interrupted, "interrupted") : nil
        }
        #expect(workshop.migrate().endings == ["001 failed"])
        backend.setFault { _, _ in nil }
        #expect(workshop.states() == ["001": .pending])
        #expect(workshop.migrate().endings == ["001 done"])
        #expect(
            workshop.sql("SELECT result FROM martlet_log WHERE action = 'apply' ORDER BY id") == ["failed", "done"])
        #expect(workshop.chainIsWhole())
    }
}
