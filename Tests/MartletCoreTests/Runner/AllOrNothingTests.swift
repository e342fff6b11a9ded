import SQLText
import Testing

@testable import MartletCore

/// `transaction: all`: every migration of a run is applied, or none.
@Suite struct AllOrNothingTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        workshop.configure { $0.transaction = .all }
    }

    @Test func aRunIsOneCommit() throws {
        for number in 1...50 { try workshop.migration("\(100 + number)_t", "CREATE TABLE t\(number) (x);") }
        let backend = FaultyBackend()
        workshop.backend = backend
        workshop.migrate(to: "101")
        backend.setFault { _, _ in nil }
        #expect(workshop.migrate().exitStatus == .done)
        #expect(backend.count("commit") == 1)
        #expect(workshop.tables().count == 50)
        #expect(workshop.applied().count == 50)
        #expect(workshop.events.finished.count == 50)
        #expect(workshop.chainIsWhole())
    }

    @Test func aFailureUndoesThemAll() throws {
        try workshop.migration("001_a", "CREATE TABLE a (x);")
        try workshop.migration("002_b", "PRAGMA user_version = 3; CREATE TABLE b (x);")
        try workshop.migration("003_c", "CREATE TABLE c (x); INSERT INTO nowhere VALUES (1);")
        try workshop.migration("004_d", "CREATE TABLE d (x);")
        let outcome = workshop.migrate()
        #expect(outcome.exitStatus == .failed)
        #expect(outcome.endings == ["001 undone", "002 undone", "003 failed", "004 not-run"])
        #expect(outcome.firstError?.location?.file == "migrations/app/003_c.sql")
        #expect(outcome.firstError?.notes.last == "the transaction was undone: this run changed nothing")
        #expect(workshop.tables().isEmpty)
        #expect(workshop.applied().isEmpty)
        #expect(workshop.events.finished.isEmpty)
        #expect(workshop.sql("PRAGMA user_version") == ["0"])
        #expect(workshop.sql("SELECT version, state FROM martlet_migrations") == ["003|failed"])
        try workshop.migration("003_c", "CREATE TABLE c (x);")
        #expect(workshop.migrate().endings == ["001 done", "002 done", "003 done", "004 done"])
        #expect(workshop.chainIsWhole())
    }

    @Test(arguments: ["INSERT OR ROLLBACK INTO k VALUES (1), (1);", "INSERT INTO k VALUES (1), (1);"])
    func aLostTransactionIsNotRunAgain(_ sql: String) throws {
        try workshop.migration("001_a", "CREATE TABLE k (id INTEGER PRIMARY KEY);")
        try workshop.migration("002_b", sql)
        #expect(workshop.migrate().endings == ["001 undone", "002 failed"])
        #expect(workshop.tables().isEmpty)
    }

    @Test func aCommitThatFailsUndoesThemAll() throws {
        try workshop.migration("001_a", "CREATE TABLE a (x);")
        try workshop.migration("002_b", "CREATE TABLE b (x);")
        let backend = FaultyBackend()
        workshop.backend = backend
        backend.fail("commit", number: 2, with: DriverError(.diskFull, "full"))
        let outcome = workshop.migrate()
        #expect(outcome.codes == [.diskFull])
        #expect(outcome.endings == ["001 undone", "002 failed"])
        #expect(workshop.tables().isEmpty)
        #expect(workshop.applied().isEmpty)
    }

    @Test func aStopUndoesThemAll() throws {
        try workshop.migration("001_a", "CREATE TABLE a (x);")
        try workshop.migration("002_b", "CREATE TABLE b (x);")
        let backend = FaultyBackend()
        workshop.backend = backend
        let cancellation = workshop.cancellation
        backend.setFault { call, _ in
            if call.hasPrefix("statement CREATE TABLE a") { cancellation.cancel(signal: 2) }
            return nil
        }
        let outcome = workshop.migrate()
        #expect(outcome.exitStatus == .interrupted)
        #expect(outcome.endings == ["001 undone", "002 not-run"])
        #expect(workshop.tables().isEmpty)
    }

    @Test func aFileThatCannotShareIsRefusedBeforeAnythingRuns() throws {
        try workshop.migration("001_a", "CREATE TABLE a (x);")
        try workshop.migration("002_b", "-- martlet: transaction=none\nVACUUM;")
        let outcome = workshop.migrate()
        #expect(outcome.codes == [.notInTransaction])
        #expect(outcome.exitStatus == .needsPerson)
        #expect(outcome.endings.isEmpty)
        #expect(outcome.firstError?.location?.file == "migrations/app/002_b.sql")
        #expect(outcome.firstError?.help?.isEmpty == false)
        #expect(workshop.migrate(dryRun: true).codes == [.notInTransaction])
        #expect(workshop.tables().isEmpty)
        #expect(workshop.sql("SELECT name FROM sqlite_schema").isEmpty)
    }

    @Test func theLastFailureUndoesThemAllToo() throws {
        try workshop.migration("001_a", "CREATE TABLE a (x);")
        try workshop.migration("002_b", "INSERT INTO nowhere VALUES (1);")
        #expect(workshop.migrate().endings == ["001 undone", "002 failed"])
        #expect(workshop.tables().isEmpty)
        #expect(workshop.applied().isEmpty)
    }

    @Test func aPlanSaysThatTheyShareATransaction() throws {
        try workshop.migration("001_a", "CREATE TABLE a (x);")
        try workshop.migration("002_b", "PRAGMA user_version = 3;")
        let steps = workshop.migrate(dryRun: true).databases[0].plan?.steps ?? []
        #expect(steps.map(\.transaction) == ["shared", "shared"])
    }

    @Test func aWayBackThatCannotShareIsRefusedBeforeAnythingRuns() throws {
        workshop.configure { $0.transaction = .each }
        try workshop.migration(
            "001_a", "-- martlet: transaction=none\nCREATE TABLE a (x);\n-- ROLLBACK:\n-- DROP TABLE a;\n-- VACUUM;")
        try workshop.migration("002_b", "CREATE TABLE b (x);\n-- ROLLBACK:\n-- DROP TABLE b;")
        workshop.migrate()
        workshop.configure { $0.transaction = .all }
        #expect(workshop.rollback(.steps(2)).codes == [.notInTransaction])
        #expect(workshop.tables() == ["a", "b"])
        #expect(workshop.rollback(.steps(1)).endings == ["002 done"])
    }

    /// What is undone has to be applied again: that is looked at before it is undone.
    @Test func aRedoThatCannotComeBackIsNotBegun() throws {
        workshop.configure { $0.transaction = .each }
        try workshop.migration(
            "001_a", "-- martlet: transaction=none\nCREATE TABLE a (x);\nVACUUM;\n-- ROLLBACK:\n-- DROP TABLE a;")
        workshop.migrate()
        workshop.configure { $0.transaction = .all }
        let redo = RollbackOperation(workshop.context(), .steps(1), andBack: true)
        #expect(redo.run().codes == [.notInTransaction])
        #expect(workshop.applied() == ["001"])
        #expect(workshop.rollback(.steps(1)).endings == ["001 done"])
    }

    @Test func rebuildsKeepTheirChildrenAndAreChecked() throws {
        try workshop.migration(
            "001_base",
            "CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE child (p REFERENCES parent ON DELETE CASCADE); INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1);"
        )
        try workshop.migration(
            "002_rebuild",
            "CREATE TABLE n (id INTEGER PRIMARY KEY, x); INSERT INTO n (id) SELECT id FROM parent; DROP TABLE parent; ALTER TABLE n RENAME TO parent;"
        )
        #expect(workshop.migrate().endings == ["001 done", "002 done"])
        #expect(workshop.sql("SELECT count(*) FROM child") == ["1"])
        try workshop.migration("003_fine", "CREATE TABLE a (x);")
        try workshop.migration("004_broken", "INSERT INTO child VALUES (9);")
        try workshop.migration("005_rebuild", "DROP TABLE a;")
        let outcome = workshop.migrate()
        #expect(outcome.endings == ["003 undone", "004 failed", "005 not-run"])
        #expect(outcome.codes == [.foreignKeys])
        #expect(workshop.applied() == ["001", "002"])
    }

    @Test func foreignKeysAreOnOrOffForTheWholeRun() throws {
        try workshop.migration("001_a", "CREATE TABLE a (x);")
        try workshop.migration("002_on", "-- martlet: foreign_keys=on\nDELETE FROM a;")
        try workshop.migration("003_drop", "DROP TABLE a;")
        let outcome = workshop.migrate()
        #expect(outcome.codes == [.notInTransaction])
        #expect(outcome.firstError?.location?.file == "migrations/app/002_on.sql")
        #expect(workshop.tables().isEmpty)
        #expect(workshop.migrate(to: "002").endings == ["001 done", "002 done"])
        #expect(workshop.migrate().endings == ["003 done"])
    }

    @Test func aRollbackOfSeveralIsAllOrNothingToo() throws {
        try workshop.migration("001_a", "CREATE TABLE a (x);\n-- ROLLBACK:\n-- DROP TABLE nowhere;")
        try workshop.migration("002_b", "CREATE TABLE b (x);\n-- ROLLBACK:\n-- DROP TABLE b;")
        workshop.migrate()
        #expect(workshop.rollback(.steps(2)).endings == ["002 undone", "001 failed"])
        #expect(workshop.tables() == ["a", "b"])
        #expect(workshop.applied() == ["001", "002"])
    }

    @Test func theConnectionIsFreshForTheNextRun() throws {
        try workshop.migration("001_a", "PRAGMA case_sensitive_like = ON; CREATE TEMP TABLE t (x);")
        try workshop.seed(
            "001_s", "CREATE TABLE r AS SELECT count(*) = 0 AND 'A' LIKE 'a' AS ok FROM sqlite_temp_schema;")
        #expect(SetupOperation(workshop.context()).run().exitStatus == .done)
        #expect(workshop.sql("SELECT ok FROM r") == ["1"])
    }
}
