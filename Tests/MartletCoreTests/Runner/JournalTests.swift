import SQLText
import Testing

@testable import MartletCore

/// Files without a transaction: what was done stays, and the next run goes on behind it.
@Suite struct JournalTests {
    let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        try workshop.migration("001_base", "CREATE TABLE done (step TEXT);")
        workshop.migrate()
    }

    private static let header = "-- martlet: transaction=none\n"

    private func write(_ sql: String) throws { try workshop.migration("002_steps", Self.header + sql) }

    private func row(_ columns: String = "state, success, statements_applied, statements_total") -> [String] {
        workshop.sql("SELECT \(columns) FROM martlet_migrations WHERE version = '002'")
    }

    private func steps() -> [String] { workshop.sql("SELECT step FROM done ORDER BY rowid") }

    @Test func statementsOutsideATransactionRun() throws {
        try write("INSERT INTO done VALUES ('1');\nVACUUM;\nPRAGMA journal_mode = WAL;\nINSERT INTO done VALUES ('2');")
        #expect(workshop.migrate().endings == ["002 done"])
        #expect(row() == ["applied|1|4|4"])
        #expect(workshop.sql("PRAGMA journal_mode") == ["wal"])
        #expect(
            workshop.sql("SELECT action, subject, result FROM martlet_log WHERE subject = '002' AND action = 'apply'")
                == [
                    "apply|002|started", "apply|002|done",
                ])
        #expect(workshop.chainIsWhole())
    }

    @Test func aFailureKeepsWhatWasDoneAndGoesOnBehindIt() throws {
        try write(
            "INSERT INTO done VALUES ('1');\nINSERT INTO done VALUES ('2');\nINSERT INTO later VALUES ('3');\nINSERT INTO done VALUES ('4');"
        )
        let failed = workshop.migrate()
        #expect(failed.endings == ["002 failed"])
        #expect(failed.firstError?.location?.position?.line == 4)
        #expect(row() == ["running|0|2|4"])
        #expect(row("error") == ["no such table: later"])
        #expect(steps() == ["1", "2"])
        #expect(workshop.states()["002"] == .halfRun)
        #expect(workshop.status().exitStatus == .needsPerson)
        _ = workshop.sql("CREATE TABLE later (step)")
        #expect(workshop.migrate().endings == ["002 done"])
        #expect(steps() == ["1", "2", "4"])
        #expect(workshop.sql("SELECT step FROM later") == ["3"])
        #expect(row() == ["applied|1|4|4"])
        #expect(workshop.chainIsWhole())
    }

    @Test func aFileThatFailsAtOnceCountsAsNotBegun() throws {
        try write("INSERT INTO nowhere VALUES (1);\nINSERT INTO done VALUES ('2');")
        workshop.migrate()
        #expect(row() == ["failed|0|0|2"])
        #expect(workshop.states()["002"] == .failed)
        try write("INSERT INTO done VALUES ('x');")
        #expect(workshop.migrate().endings == ["002 done"])
        #expect(row() == ["applied|1|1|1"])
        #expect(workshop.chainIsWhole())
    }

    @Test func anEditedHalfRunFileStopsAndSaysWhy() throws {
        try write("INSERT INTO done VALUES ('1');\nINSERT INTO later VALUES ('2');")
        workshop.migrate()
        try write("INSERT INTO done VALUES ('1');\nINSERT INTO done VALUES ('2');")
        let outcome = workshop.migrate()
        #expect(outcome.codes == [.halfRun])
        #expect(outcome.exitStatus == .needsPerson)
        #expect(outcome.firstError?.message.contains("after statement 1 of 2") == true)
        #expect(steps() == ["1"])
    }

    @Test func aPersonLetsTheEditedFileGoOn() throws {
        try write("INSERT INTO done VALUES ('1');\nINSERT INTO later VALUES ('2');")
        let failure = workshop.migrate().firstError
        #expect(failure?.notes.contains("it runs without a transaction: statement 1 is done, and stays") == true)
        #expect(failure?.help?.contains("martlet repair 002 --continue") == true)
        try write("INSERT INTO done VALUES ('1');\nINSERT INTO done VALUES ('2');\nINSERT INTO done VALUES ('3');")
        #expect(workshop.repair("002").codes == [.halfRun])
        #expect(workshop.repair("002", .goOn).exitStatus == .done)
        #expect(workshop.migrate().endings == ["002 done"])
        #expect(steps() == ["1", "2", "3"])
        #expect(row() == ["applied|1|3|3"])
        #expect(workshop.states()["002"] == .applied)
        #expect(workshop.chainIsWhole())
    }

    @Test func aPersonSaysThatItIsDone() throws {
        try write("INSERT INTO done VALUES ('1');\nINSERT INTO later VALUES ('2');")
        workshop.migrate()
        #expect(workshop.repair("002", .done).exitStatus == .done)
        #expect(row() == ["applied|1|2|2"])
        #expect(row("error IS NULL") == ["1"])
        #expect(workshop.migrate().endings == [])
        #expect(workshop.chainIsWhole())
    }

    @Test func aPersonSaysThatItIsUndone() throws {
        try write("INSERT INTO done VALUES ('1');\nINSERT INTO later VALUES ('2');")
        workshop.migrate()
        #expect(workshop.repair("002", .undone).exitStatus == .done)
        #expect(row().isEmpty)
        #expect(workshop.states()["002"] == .pending)
        #expect(workshop.chainIsWhole())
    }

    @Test func aVersionThatIsFinishedLateComesLastInTheChain() throws {
        try workshop.migration(
            "005_steps", Self.header + "INSERT INTO done VALUES ('1');\nINSERT INTO later VALUES ('2');")
        workshop.migrate()
        try workshop.migration("004_before", "CREATE TABLE later (step);")
        #expect(workshop.migrate().endings == ["004 done", "005 done"])
        #expect(workshop.applied() == ["001", "004", "005"])
        #expect(workshop.chainIsWhole())
    }

    /// The statements are done then, and what is said has to be so.
    @Test(arguments: ["commit", "begin"])
    func aRecordThatFailsBehindTheLastStatementLeavesThemDone(_ call: String) throws {
        try write("INSERT INTO done VALUES ('1');\nINSERT INTO done VALUES ('2');")
        let backend = FaultyBackend()
        workshop.backend = backend
        // The row at the start, one for each statement, and the one that fails.
        backend.fail(call, number: 4, with: DriverError(.storage, "the disk fails"))
        let outcome = workshop.migrate()
        #expect(outcome.endings == ["002 failed"])
        #expect(
            outcome.firstError?.notes.contains("it runs without a transaction: statements 1 to 2 are done, and stay")
                == true)
        #expect(row() == ["running|0|2|2"])
        #expect(workshop.migrate().endings == ["002 done"])
        #expect(steps() == ["1", "2"])
    }

    // MARK: The connection

    /// What a run that was cut off had set on its connection is set again before it goes on.
    @Test func settingsOfFinishedStatementsHoldWhenItGoesOn() throws {
        _ = workshop.sql(
            "CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE child (p REFERENCES parent ON DELETE CASCADE); INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1);"
        )
        try write(
            "PRAGMA foreign_keys = OFF;\nATTACH ':memory:' AS side;\nINSERT INTO done SELECT count(*) FROM side.sqlite_schema;\nINSERT INTO later VALUES (1);\nDELETE FROM parent;\nINSERT INTO done SELECT 'side ' || count(*) FROM side.sqlite_schema;"
        )
        workshop.migrate()
        #expect(row() == ["running|0|3|6"])
        _ = workshop.sql("CREATE TABLE later (x)")
        #expect(workshop.migrate().endings == ["002 done"])
        #expect(workshop.sql("SELECT count(*) FROM child") == ["1"])
        #expect(steps() == ["0", "side 0"])
    }

    @Test func aFileWithTemporaryObjectsDoesNotGoOnWithoutThem() throws {
        try write(
            "CREATE TEMP TABLE t AS SELECT 'kept' AS x;\nINSERT INTO done VALUES ('1');\nINSERT INTO later VALUES (1);\nINSERT INTO done SELECT x FROM t;"
        )
        workshop.migrate()
        #expect(row() == ["running|0|2|4"])
        _ = workshop.sql("CREATE TABLE later (x)")
        let outcome = workshop.migrate()
        #expect(outcome.codes == [.halfRun])
        #expect(outcome.firstError?.message.contains("temporary") == true)
        #expect(row() == ["running|0|2|4"])
        #expect(workshop.sql("SELECT count(*) FROM later") == ["0"])
    }

    @Test func nothingOfItStaysForTheNextFile() throws {
        try write("PRAGMA foreign_keys = OFF;\nCREATE TEMP TABLE t (x);")
        try workshop.migration(
            "003_next",
            "CREATE TABLE r AS SELECT foreign_keys AS ok FROM pragma_foreign_keys; CREATE TABLE t2 AS SELECT count(*) AS n FROM sqlite_temp_schema;"
        )
        #expect(workshop.migrate().endings == ["002 done", "003 done"])
        #expect(workshop.sql("SELECT ok, n FROM r, t2") == ["1|0"])
    }

    @Test func theFirstErrorIsToldAlsoWhenTheConnectionIsSpoilt() throws {
        try write("INSERT INTO done VALUES ('1');\nPRAGMA query_only = ON;\nINSERT INTO done VALUES ('2');")
        let outcome = workshop.migrate()
        #expect(outcome.firstError?.code == .readOnly)
        #expect(outcome.firstError?.location?.position?.line == 3)
        #expect(row("state, success") == ["running|0"])
    }

    // MARK: Rollback

    @Test func aWayBackWithoutATransactionThatFailsHalfWayNeedsAPerson() throws {
        try write(
            "INSERT INTO done VALUES ('1');\n-- ROLLBACK:\n-- DELETE FROM done;\n-- VACUUM;\n-- DELETE FROM later;")
        workshop.migrate()
        #expect(workshop.rollback(.steps(1)).endings == ["002 failed"])
        #expect(steps().isEmpty)
        #expect(row("state, success") == ["undoing|0"])
        #expect(workshop.rollback(.steps(1)).codes == [.halfRun])
        #expect(workshop.repair("002", .undone).exitStatus == .done)
        #expect(workshop.states()["002"] == .pending)
    }

    @Test func aWayBackThatFailsAtOnceLeavesTheVersionApplied() throws {
        try write("INSERT INTO done VALUES ('1');\n-- ROLLBACK:\n-- DELETE FROM later;\n-- VACUUM;")
        workshop.migrate()
        #expect(workshop.rollback(.steps(1)).endings == ["002 failed"])
        #expect(row("state, success, error IS NULL") == ["applied|1|1"])
        #expect(workshop.chainIsWhole())
    }

    @Test func aWayBackWhoseRecordFailsIsNotCalledNothing() throws {
        try write("INSERT INTO done VALUES ('1');\n-- ROLLBACK:\n-- DELETE FROM done;\n-- VACUUM;")
        workshop.migrate()
        let backend = FaultyBackend()
        workshop.backend = backend
        backend.fail("commit", number: 2, with: DriverError(.storage, "the disk fails"))
        let outcome = workshop.rollback(.steps(1))
        #expect(outcome.endings == ["002 failed"])
        #expect(
            outcome.firstError?.notes.contains("it runs without a transaction: statements 1 to 2 are done, and stay")
                == true)
        #expect(steps().isEmpty)
        #expect(row("state, success") == ["undoing|0"])
    }

    /// Nobody is there to write down how far it came: the row says so from the start.
    @Test func aWayBackThatIsCutOffNeedsAPerson() throws {
        try write("INSERT INTO done VALUES ('1');\n-- ROLLBACK:\n-- DELETE FROM done;\n-- VACUUM;")
        workshop.migrate()
        let backend = FaultyBackend()
        workshop.backend = backend
        // The one transaction that gets through is that of the start.
        backend.setFault { call, number in
            call.hasPrefix("begin") && number > 1 || call.hasPrefix("statement VACUUM")
                ? DriverError(.storage, "gone") : nil
        }
        workshop.rollback(.steps(1))
        backend.setFault { _, _ in nil }
        #expect(row("state, success") == ["undoing|0"])
        #expect(workshop.states()["002"] == .halfRun)
    }

    @Test func aWayBackThatCanHaveATransactionHasOne() throws {
        try write("INSERT INTO done VALUES ('1');\n-- ROLLBACK:\n-- DELETE FROM done;\n-- DELETE FROM later;")
        workshop.migrate()
        #expect(workshop.rollback(.steps(1)).endings == ["002 failed"])
        #expect(steps() == ["1"])
        #expect(row("state, success") == ["applied|1"])
    }

    /// What a version left half undone is no start for applying it again.
    @Test func aHalfUndoneVersionIsNotAppliedByItself() throws {
        try write(
            "INSERT INTO done VALUES ('1');\nINSERT INTO done VALUES ('2');\n-- ROLLBACK:\n-- DELETE FROM done;\n-- VACUUM;\n-- DELETE FROM later;"
        )
        workshop.migrate()
        workshop.rollback(.steps(1))
        let outcome = workshop.migrate()
        #expect(outcome.codes == [.halfRun])
        #expect(workshop.applied() == ["001"])
    }

    @Test func aWayBackWithoutATransactionWorks() throws {
        try write("INSERT INTO done VALUES ('1');\n-- ROLLBACK:\n-- DELETE FROM done;\n-- VACUUM;")
        workshop.migrate()
        #expect(workshop.rollback(.steps(1)).endings == ["002 done"])
        #expect(steps().isEmpty)
        #expect(row().isEmpty)
    }

    // MARK: The history under our feet

    @Test func aVersionThatIsAppliedByNowIsLeftAlone() throws {
        try write("INSERT INTO done VALUES ('1');")
        let backend = FaultyBackend()
        workshop.backend = backend
        let path = workshop.path()
        backend.setFault { call, number in
            if call == "begin", number == 1 { _ = HistoryIntruder.insert(path, "002") }
            return nil
        }
        #expect(workshop.migrate().codes == [.changedSincePlan])
        #expect(steps().isEmpty)
        #expect(row("success, kind") == ["1|recorded"])
    }
}
