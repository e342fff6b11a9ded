import Glibc
import TestSupport
import Testing

@testable import MartletCore

/// A reset is done as a whole, or the database is what it was.
@Suite struct ResetOperationTests {
    /// A database that migrations alone cannot make again: `mine` is in none of them.
    private func workshop(journal: String = "delete") throws -> Workshop {
        let workshop = try Workshop()
        try workshop.migration("001_a", "CREATE TABLE a (x); INSERT INTO a VALUES (1);")
        workshop.migrate()
        _ = workshop.sql("PRAGMA journal_mode = \(journal); CREATE TABLE mine (x); INSERT INTO mine VALUES (7), (8)")
        return workshop
    }

    private let nothing = "a reset starts from nothing: what no migration makes is not there"

    private func reset(_ workshop: Workshop, seeds: Bool = false, empty: Bool = false, dryRun: Bool = false) -> Outcome
    {
        ResetOperation(workshop.context(dryRun: dryRun), seeds: seeds, leavesEmpty: empty).run()
    }

    /// Expects a failed reset that left every byte and name as it was.
    private func expectUntouched(
        _ workshop: Workshop, _ code: ErrorCode, _ reset: () throws -> Outcome,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let (bytes, names) = (try workshop.bytes("app.db"), try workshop.names())
        let outcome = try reset()
        #expect(!outcome.isOK && outcome.codes == [code], "\(outcome.allDiagnostics)", sourceLocation: sourceLocation)
        #expect(
            outcome.firstError?.notes.last == "app is as it was", "\(outcome.firstError?.notes ?? [])",
            sourceLocation: sourceLocation)
        #expect(!outcome.endings.contains { $0.hasSuffix(" done") }, sourceLocation: sourceLocation)
        #expect(outcome.databases.first?.facts.contains("emptied") == false, sourceLocation: sourceLocation)
        #expect(try workshop.bytes("app.db") == bytes, sourceLocation: sourceLocation)
        #expect(try workshop.names() == names, sourceLocation: sourceLocation)
    }

    // MARK: Failures

    @Test(arguments: ["delete", "wal"], [TransactionRule.each, .all])
    func aMigrationThatFailsLosesNothing(_ mode: String, _ rule: TransactionRule) throws {
        let workshop = try workshop(journal: mode)
        workshop.configure { $0.transaction = rule }
        try workshop.migration("002_b", "ALTER TABLE mine ADD COLUMN y;")
        workshop.migrate()
        try expectUntouched(workshop, .sql) { reset(workshop) }
        let outcome = reset(workshop)
        #expect(outcome.databases[0].current == MigrationVersion("002"))
        #expect(outcome.databases[0].url == workshop.project.databases[0].url.description)
        #expect(outcome.firstError?.notes == ["statement 1 of 1", nothing, "app is as it was"])
        #expect(outcome.firstError?.help == "mend the file, then run the same command again")
    }

    @Test func aMigrationWithoutATransactionThatFailsLosesNothing() throws {
        let workshop = try workshop()
        try workshop.migration(
            "002_b", "-- martlet: transaction=none\nCREATE TABLE b (x); INSERT INTO mine VALUES (1);")
        workshop.migrate()
        try expectUntouched(workshop, .sql) { reset(workshop) }
        let error = try #require(reset(workshop).firstError)
        #expect(error.notes == ["statement 2 of 2", nothing, "app is as it was"])
        #expect(error.help == "mend the file, then run the same command again")
    }

    @Test func seedsOfOtherEnvironmentsAreCounted() throws {
        let workshop = try workshop()
        try workshop.seed("001_s", "-- martlet: environment=dev\nINSERT INTO a VALUES (2);")
        let fact = "1 seed is for another environment (dev)"
        #expect(reset(workshop, seeds: true, dryRun: true).databases[0].facts.contains(fact))
        #expect(reset(workshop, seeds: true).databases[0].facts.contains(fact))
        #expect(!reset(workshop).databases[0].facts.contains(fact))
    }

    @Test func aSeedThatFailsLosesNothing() throws {
        let workshop = try workshop()
        try workshop.seed("001_s", "INSERT INTO a VALUES (2);")
        try workshop.seed("002_s", "INSERT INTO mine VALUES (9);")
        try expectUntouched(workshop, .sql) { reset(workshop, seeds: true) }
    }

    @Test func aFolderThatCannotBeReadLosesNothing() throws {
        let workshop = try workshop()
        try workshop.migration("notes", "Remember the milk.")
        try expectUntouched(workshop, .strayFile) { reset(workshop) }
    }

    @Test func aStopLosesNothing() throws {
        let workshop = try workshop()
        try workshop.migration("002_b", "CREATE TABLE b (x);")
        var context = workshop.context()
        let cancellation = workshop.cancellation
        context.events = { event in
            if case .started(_, _, "002", _) = event { cancellation.cancel(signal: 15) }
        }
        try expectUntouched(workshop, .interrupted) { ResetOperation(context).run() }
    }

    @Test func aStopBeforeAnythingLosesNothing() throws {
        let workshop = try workshop()
        workshop.cancellation.cancel(signal: 2)
        for empty in [false, true] { try expectUntouched(workshop, .interrupted) { reset(workshop, empty: empty) } }
    }

    @Test func aDatabaseThatCannotGrowIsWhatItWas() throws {
        let workshop = try workshop()
        try workshop.migration(
            "002_b",
            "CREATE TABLE b AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 9999) SELECT x FROM c;"
        )
        workshop.migrate()
        workshop.backend = SmallDiskBackend(pages: 20)
        try expectUntouched(workshop, .diskFull) { reset(workshop) }
    }

    /// Every call to the database fails once.
    @Test func whateverCallFailsNothingIsLost() throws {
        for call in ["begin", "commit", "savepoint", "release", "query INSERT", "statement"] {
            for number in 1...3 {
                let workshop = try workshop()
                try workshop.seed("001_s", "INSERT INTO a VALUES (2);")
                let backend = FaultyBackend()
                workshop.backend = backend
                let (bytes, names) = (try workshop.bytes("app.db"), try workshop.names())
                backend.fail(call, number: number, with: DriverError(.storage, "disk I/O error"))
                let outcome = reset(workshop, seeds: true)
                guard !outcome.isOK else { continue }
                #expect(try workshop.bytes("app.db") == bytes, "\(call) \(number)")
                #expect(try workshop.names() == names, "\(call) \(number)")
                #expect(outcome.firstError?.notes.last == "app is as it was", "\(call) \(number)")
            }
        }
    }

    @Test func severalDatabasesAreResetTogetherOrNotAtAll() throws {
        let workshop = try Workshop("aa", "bb")
        try workshop.migration("001_x", "-- Depends: bb/001\nCREATE TABLE x (y);", in: "aa")
        try workshop.migration("001_y", "CREATE TABLE y (x);", in: "bb")
        #expect(workshop.migrate().isOK)
        for name in ["aa", "bb"] { _ = workshop.sql("CREATE TABLE mine (x)", in: name) }
        try workshop.migration("002_z", "ALTER TABLE mine ADD COLUMN z;", in: "aa")
        #expect(workshop.migrate().isOK)
        let outcome = reset(workshop)
        #expect(outcome.codes == [.sql])
        #expect(outcome.firstError?.notes.last == "every database is as it was")
        #expect(workshop.tables("aa") == ["mine", "x"] && workshop.tables("bb") == ["mine", "y"])
        #expect(outcome.databases.map(\.current) == [MigrationVersion("002"), MigrationVersion("001")])
        try workshop.migration("002_z", "CREATE TABLE z (x);", in: "aa")
        let second = reset(workshop)
        #expect(second.isOK && second.databases.map(\.name) == ["aa", "bb"])
        #expect(second.databases.allSatisfy { $0.facts == ["emptied"] })
        #expect(workshop.tables("aa") == ["x", "z"] && workshop.tables("bb") == ["y"])
    }

    // MARK: Success

    @Test(arguments: ["delete", "wal"]) func aResetStartsFromNothing(_ mode: String) throws {
        let workshop = try workshop(journal: mode)
        if mode == "wal" { workshop.leaveLog("INSERT INTO mine VALUES (9);") }
        chmod(workshop.path(), 0o640)
        let outcome = reset(workshop)
        #expect(outcome.isOK && outcome.endings == ["001 done"], "\(outcome.allDiagnostics)")
        #expect(workshop.tables() == ["a"])
        #expect(
            workshop.sql("SELECT action, result FROM martlet_log ORDER BY id") == [
                "reset|done", "apply|done", "seal|done",
            ])
        #expect(try workshop.names() == ["app.db", "migrations", "seeds"])
        #expect(try FileSystem.info(of: workshop.folder.path.appending("app.db"))?.permissions == 0o640)
        #expect(reset(workshop, empty: true).isOK)
        #expect(workshop.sql("SELECT count(*) FROM sqlite_schema") == ["0"])
    }

    @Test(arguments: [false, true]) func theFileKeepsItsSettings(_ empty: Bool) throws {
        let workshop = try Workshop()
        try workshop.migration("001_a", "CREATE TABLE a (x);")
        let names = ["page_size", "auto_vacuum", "encoding", "application_id", "journal_mode"]
        let settings = names.map { "PRAGMA \($0)" }.joined(separator: "; ")
        _ = workshop.sql(
            """
            PRAGMA encoding = 'UTF-16le'; PRAGMA page_size = 1024; PRAGMA auto_vacuum = FULL;
            PRAGMA application_id = 77; PRAGMA user_version = 5; PRAGMA journal_mode = wal; CREATE TABLE mine (x)
            """)
        #expect(reset(workshop, empty: empty).isOK)
        #expect(workshop.sql(settings) == ["1024", "1", "UTF-16le", "77", "wal"])
        #expect(workshop.sql("PRAGMA user_version") == ["0"])
    }

    @Test func aDatabaseThatIsNotThereIsMade() throws {
        let workshop = try Workshop()
        try workshop.migration("001_a", "CREATE TABLE a (x);")
        let outcome = reset(workshop)
        #expect(outcome.isOK && outcome.databases[0].facts == ["created"])
        #expect(workshop.applied() == ["001"])
        #expect(try workshop.names() == ["app.db", "migrations", "seeds"])
    }

    @Test func aDatabaseInMemoryIsMigrated() throws {
        let workshop = try Workshop()
        try workshop.migration("001_a", "CREATE TABLE a (x);")
        workshop.configure { $0.url = ConnectionURL(.sqlite(.memory)) }
        #expect(reset(workshop).endings == ["001 done"])
        #expect(reset(workshop, empty: true).isOK)
    }

    // MARK: Before it begins

    @Test(arguments: ["delete", "wal"]) func aDatabaseInUseIsRefusedAndItsUserNamed(_ mode: String) throws {
        let workshop = try workshop(journal: mode)
        let (bytes, names) = (try workshop.bytes("app.db"), try workshop.names())
        let holder = try Holder(["tail", "-f", workshop.path()]) {
            usleep(100_000)
            return true
        }
        for dryRun in [true, false] {
            let outcome = reset(workshop, dryRun: dryRun)
            #expect(outcome.exitStatus == .refused && outcome.codes == [.inUse])
            #expect(outcome.firstError?.message.contains("process \(holder.process) (tail -f") == true)
            #expect(outcome.firstError?.help == "stop what uses it, then run the command again")
        }
        #expect(try workshop.bytes("app.db") == bytes && workshop.names() == names)
    }

    @Test func whoeverOpensItMeanwhileIsInTheWay() throws {
        let workshop = try workshop()
        let (bytes, names, path) = (try workshop.bytes("app.db"), try workshop.names(), workshop.path())
        var context = workshop.context()
        let script = "while [ ! -e \(path).go ]; do sleep 0.01; done; exec tail -f \(path)"
        let holder = try Holder(["sh", "-c", script]) { true }
        let marker = try FilePath(validating: path + ".go")
        context.events = { event in
            guard case .started = event else { return }
            try? FileSystem.write("", to: marker, replacing: true)
            usleep(300_000)
        }
        let outcome = ResetOperation(context).run()
        #expect(outcome.codes == [.inUse], "\(outcome.allDiagnostics)")
        try FileSystem.remove(marker)
        #expect(try workshop.bytes("app.db") == bytes && workshop.names() == names)
        withExtendedLifetime(holder) {}
    }

    @Test func aDryRunShowsTheWholeWayAndChangesNothing() throws {
        let workshop = try workshop()
        try workshop.migration("002_b", "CREATE TABLE b (x);")
        let (bytes, names) = (try workshop.bytes("app.db"), try workshop.names())
        let outcome = reset(workshop, dryRun: true)
        #expect(outcome.isOK && outcome.databases[0].plan?.steps.map(\.subject) == ["001", "002"])
        #expect(outcome.databases[0].facts.first == "would be emptied and migrated again")
        #expect(reset(workshop, empty: true, dryRun: true).databases[0].plan == nil)
        try workshop.migration("003_c", "-- Depends: 009\nCREATE TABLE c (x);")
        #expect(reset(workshop, dryRun: true).codes == [.dependency])
        #expect(try workshop.bytes("app.db") == bytes && workshop.names() == names)
    }

    @Test func theBackupBeforeComesFirst() throws {
        let workshop = try workshop()
        workshop.configure { $0.backupBefore = [.reset, .migrate] }
        let outcome = reset(workshop)
        #expect(outcome.isOK && outcome.databases[0].files == ["backups/app_before_reset_20270115080000.db"])
        #expect(
            SQLiteClient.query(
                workshop.folder.path.appending(outcome.databases[0].files[0]).string, "SELECT count(*) FROM mine")
                == "2\n")
    }
}
