import SQLText
import Testing

@testable import MartletCore

/// Small migrations share a commit, and each is applied and recorded, or neither.
@Suite struct GroupRunTests {
    let workshop: Workshop

    init() throws { workshop = try Workshop() }

    private func numbered(_ count: Int, in database: String = "app") throws {
        for number in 1...count {
            try workshop.migration("\(1000 + number)_t", "CREATE TABLE t\(number) (x);", in: database)
        }
    }

    /// Each table that is there is recorded, and each that is recorded is there.
    private func expectTablesAndHistoryAgree(_ count: Int) {
        #expect(workshop.tables().count == count)
        #expect(workshop.applied().count == count)
    }

    @Test func aThousandMigrationsTakeFewCommits() throws {
        try numbered(1_000)
        let backend = FaultyBackend()
        workshop.backend = backend
        let begun = ContinuousClock.now
        #expect(workshop.migrate().exitStatus == .done)
        let elapsed = ContinuousClock.now - begun
        expectTablesAndHistoryAgree(1_000)
        // One for Martlet's tables, one for each quarter of a second, one for the rest.
        #expect(backend.count("commit") <= 2 + Int(elapsed / .milliseconds(250)))
        #expect(backend.count("savepoint") == 1_000)
        #expect(workshop.chainIsWhole())
        #expect(workshop.events.finished.count == 1_000)
    }

    @Test func whatCameBeforeAFailureStaysAndTheRestWaits() throws {
        for (number, sql) in [
            "CREATE TABLE a (x);", "CREATE TABLE b (x); INSERT INTO b VALUES (1, 2);", "CREATE TABLE c (x);",
        ].enumerated() {
            try workshop.migration("00\(number + 1)_x", sql)
        }
        let outcome = workshop.migrate()
        #expect(outcome.exitStatus == .failed)
        #expect(outcome.endings == ["001 done", "002 failed", "003 not-run"])
        #expect(workshop.tables() == ["a"])
        #expect(workshop.applied() == ["001"])
        #expect(workshop.events.finished == ["001"])
        let error = try #require(outcome.firstError)
        #expect(error.code == .sql)
        #expect(error.location?.file == "migrations/app/002_x.sql")
        #expect(error.location?.position?.line == 1)
        #expect(error.notes.contains("statement 2 of 2"))
        #expect(error.notes.contains("the transaction was undone: 002 changed nothing"))
    }

    @Test(arguments: [
        ("CREATE TABLE there (x);", true), ("CREATE INDEX there_x ON there (x);", true),
        ("CREATE VIEW there AS SELECT 1;", true), ("ALTER TABLE there ADD COLUMN x;", true),
        ("CREATE TRIGGER there_t AFTER INSERT ON there BEGIN SELECT 1; END;", true),
        ("INSERT INTO there VALUES ('already exists');", false), ("CREATE TABLE u (x, x);", true),
        ("SELECT nothing;", false),
    ])
    func whatIsThereAlreadyMayBeRecordedInstead(_ sql: String, _ isThere: Bool) throws {
        _ = workshop.sql(
            "CREATE TABLE there (x UNIQUE); CREATE INDEX there_x ON there (x); INSERT INTO there VALUES ('already exists');"
                + "CREATE TRIGGER there_t AFTER INSERT ON there BEGIN SELECT 1; END;")
        try workshop.migration("001_x", sql)
        let error = try #require(workshop.migrate().firstError)
        #expect(error.code == .sql)
        #expect((error.help?.hasSuffix(": martlet stamp 001") == true) == isThere, "\(error)")
    }

    /// A commit whose folder cannot be brought to the disk has happened; more than that cannot be said.
    @Test func whatMayNotOutlastAPowerFailureIsDoneAndNoSuccess() throws {
        try workshop.migration("001_a", "CREATE TABLE a (x);")
        try workshop.migration("002_b", "PRAGMA user_version = 2;")
        workshop.migrate()
        try workshop.migration("003_c", "CREATE TABLE c (x);")
        try workshop.migration("004_d", "PRAGMA user_version = 4;")
        let backend = FaultyBackend()
        workshop.backend = backend
        backend.fail("durable", with: DriverError(.storage, "the disk fails"))
        let outcome = workshop.migrate()
        #expect(outcome.exitStatus == .outOfReach)
        #expect(outcome.endings == ["003 done", "004 not-run"])
        #expect(workshop.applied() == ["001", "002", "003"])
        #expect(
            outcome.firstError?.notes == [
                "003 is done, but may not outlast a power failure", "004 was not begun, and changed nothing",
            ])
        #expect(workshop.migrate().endings == ["004 done"])
    }

    /// Undone for sure is only what something else was committed over.
    @Test(arguments: [false, true]) func aCommitThatMayHaveHappenedIsNotCalledUndone(_ staysBroken: Bool) throws {
        try workshop.migration("001_a", "CREATE TABLE a (x);")
        workshop.migrate()
        try workshop.migration("002_b", "CREATE TABLE b (x);")
        let backend = FaultyBackend()
        workshop.backend = backend
        var error = DriverError(.storage, "the disk fails")
        error.isCommitUnknown = true
        let unknown = error
        backend.setFault { [unowned backend] call, _ in
            let isHit = staysBroken ? backend.count("commit") > 0 : call == "commit" && backend.count("commit") == 1
            return isHit ? unknown : nil
        }
        let notes = workshop.migrate().firstError?.notes ?? []
        #expect(notes.contains("the transaction was undone: 002 changed nothing") != staysBroken)
        #expect(notes.contains { $0.contains("what of 002 is done is not certain") } == staysBroken)
    }

    @Test func aFailedTryIsWrittenDownAndReplacedByTheNextSuccess() throws {
        try workshop.migration("001_x", "INSERT INTO nowhere VALUES (1);")
        workshop.migrate()
        #expect(
            workshop.sql("SELECT version, success, state, error FROM martlet_migrations") == [
                "001|0|failed|no such table: nowhere"
            ])
        #expect(
            workshop.sql("SELECT action, subject, result, detail FROM martlet_log WHERE action <> 'seal'") == [
                "apply|001|failed|no such table: nowhere"
            ])
        #expect(workshop.states() == ["001": .failed])
        try workshop.migration("001_x", "CREATE TABLE a (x);")
        #expect(workshop.migrate().endings == ["001 done"])
        #expect(
            workshop.sql("SELECT version, success, state, error IS NULL FROM martlet_migrations") == ["001|1|applied|1"]
        )
        #expect(
            workshop.sql("SELECT result FROM martlet_log WHERE action = 'apply' ORDER BY id") == ["failed", "done"])
    }

    @Test func aFileThatRecordsItselfIsCompletedAlsoAfterAFailedTry() throws {
        try workshop.migration(
            "001_x", "INSERT INTO martlet_migrations (version, description) VALUES ('001', 'own'); SELECT nothing;")
        workshop.migrate()
        #expect(workshop.applied().isEmpty)
        try workshop.migration("001_x", "INSERT INTO martlet_migrations (version, description) VALUES ('001', 'own');")
        #expect(workshop.migrate().endings == ["001 done"])
        #expect(
            workshop.sql("SELECT version, description, kind, success FROM martlet_migrations") == [
                "001|own|migration|1"
            ])
    }

    // MARK: The commit

    @Test(arguments: [DriverError.Kind.diskFull, .storage, .busy, .interrupted])
    func aCommitThatFailsLeavesNothing(_ kind: DriverError.Kind) throws {
        try numbered(3)
        let backend = FaultyBackend()
        workshop.backend = backend
        workshop.migrate(to: "1001")
        backend.setFault { call, _ in call == "commit" ? DriverError(kind, "no commit") : nil }
        let outcome = workshop.migrate()
        #expect(outcome.exitStatus != .done)
        #expect(outcome.endings.allSatisfy { !$0.hasSuffix(" done") })
        backend.setFault { _, _ in nil }
        expectTablesAndHistoryAgree(1)
        #expect(workshop.migrate().endings == ["1002 done", "1003 done"])
        expectTablesAndHistoryAgree(3)
    }

    @Test func aCommitThatFailsOnceIsMadeUpForOneByOne() throws {
        try numbered(5)
        let backend = FaultyBackend()
        workshop.backend = backend
        // The first commit is that of Martlet's tables.
        backend.fail("commit", number: 2, with: DriverError(.diskFull, "full for a moment"))
        #expect(workshop.migrate().exitStatus == .done)
        expectTablesAndHistoryAgree(5)
        #expect(workshop.events.finished == ["1001", "1002", "1003", "1004", "1005"])
    }

    @Test func theLockOfSomebodyElseIsToldAndLeavesNoFailedTry() throws {
        try numbered(2)
        workshop.migrate(to: "1001")
        let other = try workshop.backend.connect(to: workshop.project.databases[0].url, ConnectOptions(.write))
        try other.begin()
        let begun = ContinuousClock.now
        let outcome = workshop.migrate()
        #expect(ContinuousClock.now - begun < .seconds(3))
        try other.rollback()
        try other.close()
        #expect(outcome.exitStatus == .locked)
        #expect(outcome.endings == ["1002 not-run"])
        #expect(workshop.sql("SELECT version FROM martlet_migrations") == ["1001"])
        #expect(workshop.migrate().endings == ["1002 done"])
    }

    // MARK: The lost transaction

    @Test(
        arguments: [
            "INSERT OR ROLLBACK INTO k VALUES (1); INSERT OR ROLLBACK INTO k VALUES (1);",
            "INSERT INTO guarded VALUES (1);",
        ])
    func aTransactionThatAStatementGivesUpIsRunAgainOneByOne(_ sql: String) throws {
        try workshop.migration("001_a", "CREATE TABLE k (id INTEGER PRIMARY KEY); CREATE TABLE guarded (x);")
        try workshop.migration(
            "002_b", "CREATE TRIGGER g BEFORE INSERT ON guarded BEGIN SELECT RAISE(ROLLBACK, 'never'); END;")
        try workshop.migration("003_c", "CREATE TABLE c (x);")
        try workshop.migration("004_d", "CREATE TABLE d (x);\n" + sql)
        try workshop.migration("005_e", "CREATE TABLE e (x);")
        let outcome = workshop.migrate()
        #expect(outcome.endings == ["001 done", "002 done", "003 done", "004 failed", "005 not-run"])
        #expect(outcome.firstError?.location?.position?.line == 2)
        #expect(workshop.tables() == ["c", "guarded", "k"])
        #expect(workshop.applied() == ["001", "002", "003"])
        #expect(workshop.chainIsWhole())
    }

    @Test func aFullDiskUndoesOnlyWhatDidNotFit() throws {
        try workshop.migration("001_a", "CREATE TABLE a (x);")
        try workshop.migration("002_b", "CREATE TABLE b (x);")
        try workshop.migration(
            "003_c",
            "CREATE TABLE c (x); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO c SELECT zeroblob(4096) FROM n;"
        )
        let backend = SmallDiskBackend(pages: 60)
        workshop.backend = backend
        let outcome = workshop.migrate()
        #expect(outcome.endings == ["001 done", "002 done", "003 failed"])
        #expect(outcome.codes == [.diskFull])
        #expect(outcome.exitStatus == .failed)
        #expect(workshop.tables() == ["a", "b"])
        #expect(workshop.applied() == ["001", "002"])
    }

    // MARK: The history under our feet

    @Test func aVersionThatIsAppliedByNowIsLeftAlone() throws {
        try numbered(3)
        workshop.migrate(to: "1001")
        let backend = FaultyBackend()
        workshop.backend = backend
        let path = workshop.path()
        backend.setFault { call, number in
            // Between the plan and its first BEGIN.
            if call == "begin", number == 1 { _ = HistoryIntruder.insert(path, "1002") }
            return nil
        }
        let outcome = workshop.migrate()
        #expect(outcome.codes == [.changedSincePlan])
        #expect(outcome.exitStatus == .needsPerson)
        #expect(workshop.events.finished == ["1001"])
        #expect(
            workshop.sql("SELECT version, success, kind FROM martlet_migrations ORDER BY id") == [
                "1001|1|migration", "1002|1|recorded",
            ])
    }

    @Test func aVersionThatIsGoneByNowIsNotRolledBack() throws {
        try workshop.migration("001_a", "CREATE TABLE a (x);\n-- ROLLBACK:\n-- DROP TABLE a;")
        workshop.migrate()
        let backend = FaultyBackend()
        workshop.backend = backend
        let path = workshop.path()
        backend.setFault { call, number in
            if call == "begin", number == 1 { _ = HistoryIntruder.delete(path, "001") }
            return nil
        }
        #expect(workshop.rollback(.steps(1)).codes == [.changedSincePlan])
        #expect(workshop.tables() == ["a"])
    }
}
