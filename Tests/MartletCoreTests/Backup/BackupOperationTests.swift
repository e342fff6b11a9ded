import Glibc
import Synchronization
import TestSupport
import Testing

@testable import MartletCore

@Suite struct BackupOperationTests {
    // The clock of the workshop stands at 2027-01-15 08:00:00.
    static let name = "app_backup_20270115.db"

    @Test func isADatabaseFileWithAManifestBesideIt() throws {
        let workshop = try Workshop.withRows()
        let outcome = workshop.backUp()
        #expect(outcome.exitStatus == .done)
        #expect(outcome.databases[0].files == ["backups/" + Self.name])
        #expect(outcome.databases[0].current == MigrationVersion("001"))
        #expect(try workshop.names("backups") == [Self.name, Self.name + ".manifest.json"])
        #expect(
            workshop.sql("PRAGMA integrity_check; SELECT count(*) FROM item", file: "backups/" + Self.name) == [
                "ok", "500",
            ])
        let manifest = try BackupManifest(reading: workshop.bytes("backups/\(Self.name).manifest.json"))
        #expect(manifest.project == "workshop" && manifest.database == "app" && manifest.engine == "sqlite")
        #expect(manifest.createdAt == "2027-01-15T08:00:00.000Z" && manifest.createdBy == "tester@host")
        #expect(manifest.reason == "backup" && manifest.version == "001")
        let path = workshop.folder.path.appending("backups/" + Self.name)
        #expect(try FileDigests(of: path, Cancellation()) == manifest.content)
        for name in try workshop.names("backups") {
            #expect(try FileSystem.info(of: workshop.folder.path.appending("backups/" + name))?.permissions == 0o600)
        }
    }

    @Test(arguments: ["delete", "truncate", "persist", "wal"])
    func keepsTheJournalModeAndEveryByteOfTheSource(_ mode: String) throws {
        let workshop = try Workshop.withRows(journal: mode)
        let (before, names) = (try workshop.bytes("app.db"), try workshop.names())
        #expect(workshop.backUp("copy.db").exitStatus == .done)
        #expect(try workshop.bytes("app.db") == before)
        #expect(try workshop.names() == (names + ["copy.db", "copy.db.manifest.json"]).sorted())
        #expect(try workshop.bytes("copy.db") == before)
    }

    @Test func aSecondOneOfTheDayGetsTheTimeAndAThirdANumber() throws {
        let workshop = try Workshop.withRows(1)
        for _ in 0..<4 { #expect(workshop.backUp().exitStatus == .done) }
        #expect(
            try workshop.names("backups").filter { $0.hasSuffix(".db") } == [
                "app_backup_20270115-080000-2.db", "app_backup_20270115-080000-3.db", "app_backup_20270115-080000.db",
                Self.name,
            ])
    }

    @Test func theDayIsThatOfTheClockOnTheWall() throws {
        let workshop = try Workshop.withRows(1)
        var context = workshop.context()
        // The evening before in Hawaii; the manifest keeps to UTC.
        context.clock = WallClock(now: { Timestamp(seconds: 1_800_000_000) }, offset: { _ in -10 * 3600 })
        for _ in 0..<2 {
            #expect(BackupOperation(context, currentFolder: workshop.folder.path).run().exitStatus == .done)
        }
        #expect(
            try workshop.names("backups").filter { $0.hasSuffix(".db") } == [
                "app_backup_20270114-220000.db", "app_backup_20270114.db",
            ])
        let manifest = try BackupManifest(reading: workshop.bytes("backups/app_backup_20270114.db.manifest.json"))
        #expect(manifest.createdAt == "2027-01-15T08:00:00.000Z")
    }

    @Test func twoAtOnceGetTwoNames() throws {
        let workshop = try Workshop.withRows(1)
        let context = workshop.context()
        let hasBegun = Mutex(false)
        var first = context
        first.events = { event in
            guard case .working(_, "checking") = event, !hasBegun.withLock({ $0 }) else { return }
            hasBegun.withLock { $0 = true }
            #expect(BackupOperation(context, currentFolder: context.project.root).run().isOK)
        }
        let outcome = BackupOperation(first, currentFolder: context.project.root).run()
        #expect(outcome.databases[0].files == ["backups/app_backup_20270115-080000.db"])
        #expect(
            try workshop.names("backups").filter { $0.hasSuffix(".db") } == [
                "app_backup_20270115-080000.db", Self.name,
            ])
        for file in [Self.name, "app_backup_20270115-080000.db"] {
            #expect(workshop.restore("backups/\(file)", dryRun: true).isOK)
        }
    }

    @Test func whatAKilledOneLeftIsClearedAwayAndWhatIsBeingWrittenIsNot() throws {
        let workshop = try Workshop.withRows(1)
        for name in [
            ".martlet-dead.tmp", ".martlet-dead.tmp-wal", ".martlet-gone.tmp-shm", ".martlet-mine", "mine.tmp",
        ] {
            try workshop.folder.write("x", to: "backups/" + name)
        }
        let written = try AtomicFile(workshop.folder.path.appending("backups/other"), replacing: false)
        try workshop.folder.write("x", to: "backups/\(written.temporaryPath.name)-wal")
        #expect(workshop.backUp().isOK)
        #expect(
            try Set(workshop.names("backups")) == [
                ".martlet-mine", "mine.tmp", written.temporaryPath.name, written.temporaryPath.name + "-wal", Self.name,
                Self.name + ".manifest.json",
            ])
        try written.commit()
    }

    @Test func goesWhereItIsToldTo() throws {
        let workshop = try Workshop.withRows(1)
        try workshop.folder.makeFolder("there")
        #expect(workshop.backUp("one.db").databases[0].files == ["one.db"])
        #expect(workshop.backUp("there").databases[0].files == ["there/" + Self.name])
        #expect(workshop.backUp("new/folder/").databases[0].files == ["new/folder/" + Self.name])
        #expect(workshop.backUp("other/two.db").databases[0].files == ["other/two.db"])
    }

    @Test func neverReplacesAFileNorMakesAFolderOutsideTheProject() throws {
        let workshop = try Workshop.withRows(1)
        try workshop.folder.write("mine", to: "one.db")
        try workshop.folder.write("mine", to: "two.db.manifest.json")
        for name in ["one.db", "two.db", "app.db", "/tmp/martlet-no-such-folder/a.db"] {
            let outcome = workshop.backUp(name)
            #expect(outcome.exitStatus == .failed)
            #expect(outcome.codes == [.backupFailed] || outcome.codes == [.writeFailed])
        }
        #expect(try workshop.bytes("one.db") == Array("mine".utf8))
        #expect(try !workshop.names().contains("two.db"))
        #expect(!FileSystem.exists("/tmp/martlet-no-such-folder"))
    }

    @Test func severalDatabasesWantAFolder() throws {
        let workshop = try Workshop("trends", "metrics")
        for name in ["trends", "metrics"] { _ = workshop.sql("CREATE TABLE t (x)", in: name) }
        #expect(workshop.backUp("one.db").codes == [.usage])
        let outcome = workshop.backUp("all/")
        #expect(
            outcome.databases.map(\.files) == [["all/trends_backup_20270115.db"], ["all/metrics_backup_20270115.db"]])
    }

    @Test func aDryRunWritesNothing() throws {
        let workshop = try Workshop.withRows(1)
        let names = try workshop.names()
        let outcome = workshop.backUp(dryRun: true)
        #expect(outcome.databases[0].facts == ["would write backups/" + Self.name])
        #expect(workshop.backUp("app.db", dryRun: true).codes == [.writeFailed])
        #expect(try workshop.names() == names)
    }

    @Test func aDatabaseThatIsNotThereHasNone() throws {
        let workshop = try Workshop()
        #expect(workshop.backUp().codes == [.noDatabase])
        #expect(try !workshop.names().contains("backups"))
    }

    @Test func anEmptyDatabaseHasAnEmptyBackup() throws {
        let workshop = try Workshop()
        try workshop.folder.write("", to: "app.db")
        #expect(workshop.backUp("copy.db").exitStatus == .done)
        #expect(try workshop.bytes("copy.db").isEmpty)
        #expect(workshop.restore("copy.db", into: "sqlite:new.db").exitStatus == .done)
    }

    // MARK: Others at work

    @Test func aLogThatWasLeftBehindIsCopiedAndLeftAsItIs() throws {
        let workshop = try Workshop.withRows(10)
        workshop.leaveLog("INSERT INTO item VALUES (1000, 'in the log');")
        let (file, log) = (try workshop.bytes("app.db"), try workshop.bytes("app.db-wal"))
        #expect(!log.isEmpty)
        #expect(workshop.backUp("copy.db").exitStatus == .done)
        #expect(try workshop.bytes("app.db") == file && workshop.bytes("app.db-wal") == log)
        #expect(workshop.sql("SELECT count(*), max(id) FROM item", file: "copy.db") == ["11|1000"])
    }

    @Test(arguments: ["wal", "delete"])
    func isOneMomentOfADatabaseThatIsWrittenTo(_ mode: String) throws {
        let workshop = try Workshop.withRows(2000, journal: mode)
        _ = workshop.sql("CREATE TABLE a (n); CREATE TABLE b (n); INSERT INTO a VALUES (0); INSERT INTO b VALUES (0);")
        let change =
            "BEGIN IMMEDIATE; UPDATE a SET n = n + 1; UPDATE item SET name = hex(randomblob(40)) WHERE id % 97 = 0;"
            + " UPDATE b SET n = n + 1; COMMIT;"
        let script =
            "PRAGMA busy_timeout = 5000; PRAGMA synchronous = OFF;\n"
            + String(repeating: change + "\n", count: 20_000)
        let input = try workshop.folder.write(script, to: "writer.sql")
        let writer = try Holder(["sqlite3", "-batch", workshop.path(), ".read \(input)"]) {
            workshop.sql("SELECT n FROM a").first.flatMap { Int($0) } ?? 0 > 0
        }
        var seen: Set<String> = []
        for number in 0..<8 {
            #expect(workshop.backUp("copy\(number).db").exitStatus == .done)
            let counts = workshop.sql(
                "SELECT a.n = b.n, a.n FROM a, b; PRAGMA integrity_check;", file: "copy\(number).db")
            #expect(counts.first?.hasPrefix("1|") == true && counts.last == "ok")
            seen.insert(counts.first ?? "")
        }
        #expect(seen.count > 1, "the writer stood still")
        withExtendedLifetime(writer) {}
    }

    // MARK: Faults

    @Test func aDamagedDatabaseIsNotBackedUp() throws {
        let workshop = try Workshop.withRows()
        var bytes = try workshop.bytes("app.db")
        for index in 4096 * 6 + 8..<4096 * 7 { bytes[index] = 0xff }
        try workshop.folder.write(bytes, to: "app.db")
        let outcome = workshop.backUp()
        #expect(outcome.exitStatus == .damaged && outcome.codes == [.corrupt])
        #expect(outcome.firstError?.notes.contains("no backup was made; earlier ones and app are untouched") == true)
        #expect(try workshop.names("backups").isEmpty)
    }

    @Test func aDatabaseCutShortIsNotBackedUp() throws {
        let workshop = try Workshop.withRows()
        try workshop.folder.write(Array(try workshop.bytes("app.db").dropLast(5000)), to: "app.db")
        #expect(workshop.backUp().exitStatus == .damaged)
        #expect(try !workshop.names().contains("backups") || workshop.names("backups").isEmpty)
    }

    @Test func aStopLeavesNothing() throws {
        let workshop = try Workshop.withRows()
        workshop.cancellation.cancel(signal: 15)
        #expect(workshop.backUp().exitStatus == .terminated || workshop.backUp().exitStatus == .interrupted)
        #expect(try !workshop.names().contains("backups") || workshop.names("backups").isEmpty)
    }

    @Test(arguments: ["delete", "wal"], ["copying", "checking"])
    func aStopInTheMiddleLeavesNothing(_ mode: String, _ moment: String) throws {
        let workshop = try Workshop.withRows(20_000, journal: mode)
        if mode == "wal" { workshop.leaveLog("INSERT INTO item VALUES (100000, 'in the log');") }
        var context = workshop.context()
        let cancellation = workshop.cancellation
        context.events = { event in
            if case .working(_, moment) = event { cancellation.cancel(signal: 2) }
        }
        let outcome = BackupOperation(context, currentFolder: workshop.folder.path).run()
        #expect(outcome.exitStatus == .interrupted && outcome.codes == [.interrupted])
        #expect(try workshop.names("backups").isEmpty)
    }

    @Test(.enabled(if: SmallMount.isPossible), arguments: ["delete", "wal"])
    func aFullDiskLeavesNothing(_ mode: String) throws {
        let workshop = try Workshop.withRows(20_000, journal: mode)
        if mode == "wal" { workshop.leaveLog("INSERT INTO item VALUES (100000, 'in the log');") }
        let disk = try SmallMount(kilobytes: 300, at: workshop.folder.makeFolder("full"))
        try workshop.folder.write("earlier", to: "full/earlier.db")
        let outcome = workshop.backUp("full/copy.db")
        #expect(outcome.exitStatus == .failed && outcome.codes == [.diskFull])
        #expect(try workshop.names("full") == ["earlier.db"])
        #expect(workshop.sql("SELECT count(*) > 19999 FROM item") == ["1"])
        withExtendedLifetime(disk) {}
    }

    // MARK: Before a command

    @Test(arguments: ["delete", "wal"]) func commandsMakeOneBeforeTheyBeginWhereAskedTo(_ mode: String) throws {
        let workshop = try Workshop.withRows(journal: mode)
        workshop.configure { $0.backupBefore = [.migrate, .rollback, .reset] }
        try workshop.migration("002_more", "CREATE TABLE more (x);\n-- ROLLBACK:\n-- DROP TABLE more;")
        let outcome = workshop.migrate()
        #expect(outcome.exitStatus == .done)
        #expect(try workshop.names("backups").contains("app_before_migrate_20270115080000.db"))
        #expect(workshop.rollback(.steps(1)).exitStatus == .done)
        #expect(ResetOperation(workshop.context()).run().exitStatus == .done)
        #expect(workshop.sql("SELECT count(*) FROM item") == ["0"])
        #expect(workshop.restore("backups/app_before_reset_20270115080000.db").exitStatus == .done)
        #expect(workshop.sql("SELECT count(*) FROM item") == ["500"])
        let manifest = workshop.preview("backups/app_before_rollback_20270115080000.db")?.backup.manifest
        #expect(manifest?.reason == "before rollback" && manifest?.version == "002")
    }

    @Test func whereNothingCanBeLostNoneIsMade() throws {
        let workshop = try Workshop()
        workshop.configure { $0.backupBefore = [.migrate, .rollback, .reset] }
        try workshop.migration("001_items", "CREATE TABLE item (x);\n-- ROLLBACK:\n-- DROP TABLE item;")
        #expect(workshop.migrate().exitStatus == .done)
        #expect(!FileSystem.exists(workshop.folder.path.appending("backups")))
        #expect(workshop.rollback(.steps(1)).exitStatus == .done)
        #expect(workshop.migrate().exitStatus == .done)
        #expect(ResetOperation(workshop.context()).run().exitStatus == .done)
        let names = try workshop.names("backups").filter { $0.hasSuffix(".db") }
        #expect(names == ["app_before_reset_20270115080000.db", "app_before_rollback_20270115080000.db"])
    }

    @Test func aRunThatComesBackToADatabaseMakesOne() throws {
        let workshop = try Workshop("app", "other")
        try workshop.migration("001_items", "CREATE TABLE item (x);")
        try workshop.migration("001_others", "CREATE TABLE other (x);", in: "other")
        #expect(workshop.migrate().exitStatus == .done)
        workshop.configure { $0.backupBefore = [.migrate] }
        try workshop.migration("002_more", "CREATE TABLE more (x);")
        try workshop.migration("003_late", "-- Depends: other/002\nCREATE TABLE late (x);")
        try workshop.migration("002_others", "-- Depends: app/002\nCREATE TABLE others (x);", in: "other")
        let outcome = workshop.migrate()
        #expect(outcome.exitStatus == .done)
        #expect(workshop.applied() == ["001", "002", "003"])
        let names = try workshop.names("backups").filter { $0.hasSuffix(".db") }
        #expect(names == ["app_before_migrate_20270115080000.db", "other_before_migrate_20270115080000.db"])
        #expect(
            workshop.sql("SELECT count(*) FROM sqlite_schema WHERE name = 'more'", file: "backups/" + names[0]) == ["0"]
        )
    }

    @Test func aCommandStopsIfItsBackupFails() throws {
        let workshop = try Workshop.withRows()
        workshop.configure { $0.backupBefore = [.migrate] }
        try workshop.folder.write("in the way", to: "backups")
        try workshop.migration("002_more", "CREATE TABLE more (x);")
        let outcome = workshop.migrate()
        #expect(outcome.exitStatus == .failed)
        #expect(outcome.firstError?.notes.contains("migrate was not begun") == true)
        #expect(workshop.applied() == ["001"])
    }
}

/// A file system of a few kilobytes, where the tests may mount one.
final class SmallMount {
    let path: FilePath

    static let isPossible = geteuid() == 0 && Program.run(["unshare", "-m", "true"]).status == 0

    init(kilobytes: Int, at path: FilePath) throws {
        self.path = path
        let mounted = Program.run(["mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path.string])
        try #require(mounted.status == 0, "\(mounted.everything)")
    }

    deinit { _ = Program.run(["umount", path.string]) }
}
