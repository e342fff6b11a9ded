import Glibc
import TestSupport
import Testing

@testable import MartletCore

@Suite struct RestoreOperationTests {
    private func damage(_ workshop: Workshop, _ change: (inout [UInt8]) -> Void) throws {
        var bytes = try workshop.bytes("copy.db")
        change(&bytes)
        try workshop.folder.write(bytes, to: "copy.db")
    }

    @Test(arguments: ["delete", "wal"])
    func bringsBackWhatWasThere(_ mode: String) throws {
        let workshop = try Workshop.withRows(journal: mode)
        workshop.backUp("copy.db")
        _ = workshop.sql("DELETE FROM item; CREATE TABLE later (x)")
        let outcome = workshop.restore("copy.db")
        #expect(outcome.exitStatus == .done && outcome.allDiagnostics.isEmpty)
        #expect(outcome.databases[0].files == ["app.db"])
        #expect(outcome.databases[0].current == MigrationVersion("001"))
        #expect(
            workshop.sql("PRAGMA integrity_check; SELECT count(*) FROM item; PRAGMA journal_mode") == [
                "ok", "500", mode,
            ])
        #expect(workshop.tables() == ["item"])
        #expect(workshop.states() == ["001": .applied])
        #expect(
            workshop.sql("SELECT action, subject, result, run_by, detail FROM martlet_log ORDER BY id DESC LIMIT 1")
                == [
                    "restore|app|done|tester@host|copy.db of 2027-01-15T08:00:00.000Z"
                ])
        #expect(try workshop.names() == ["app.db", "copy.db", "copy.db.manifest.json", "migrations", "seeds"])
    }

    @Test func theManifestStandsForTheBackup() throws {
        let workshop = try Workshop.withRows(1)
        workshop.backUp("copy.db")
        #expect(workshop.restore("copy.db.manifest.json").exitStatus == .done)
    }

    @Test func makesADatabaseThatIsNotThere() throws {
        let workshop = try Workshop.withRows(7)
        workshop.backUp("copy.db")
        try FileSystem.remove(workshop.folder.path.appending("app.db"))
        #expect(workshop.restore("copy.db").exitStatus == .done)
        #expect(workshop.sql("SELECT count(*) FROM item") == ["7"])
        #expect(workshop.restore("copy.db", into: "sqlite:new/folder/other.db").exitStatus == .done)
        #expect(workshop.sql("SELECT count(*) FROM item", file: "new/folder/other.db") == ["7"])
        #expect(workshop.restore("copy.db", into: "sqlite:/tmp/martlet-no-such-folder/a.db").codes == [.noDatabase])
    }

    @Test func theNewFileHasTheRightsOfTheOldOne() throws {
        let workshop = try Workshop.withRows(1)
        workshop.backUp("copy.db")
        chmod(workshop.path(), 0o640)
        workshop.restore("copy.db")
        #expect(try FileSystem.info(of: workshop.folder.path.appending("app.db"))?.permissions == 0o640)
    }

    @Test func aLinkStaysALink() throws {
        let workshop = try Workshop.withRows(3)
        workshop.backUp("copy.db")
        try workshop.folder.makeFolder("volume")
        rename(workshop.path(), workshop.folder.path.appending("volume/real.db").string)
        try workshop.folder.link("app.db", to: "volume/real.db")
        _ = workshop.sql("DELETE FROM item")
        #expect(workshop.restore("copy.db").exitStatus == .done)
        #expect(workshop.sql("SELECT count(*) FROM item", file: "volume/real.db") == ["3"])
        #expect(
            try FileSystem.info(of: workshop.folder.path.appending("app.db"), followingLinks: false)?.kind
                == .symbolicLink)
        #expect(try workshop.names("volume") == ["real.db"])
    }

    @Test func aDryRunChangesNothing() throws {
        let workshop = try Workshop.withRows(12)
        workshop.backUp("copy.db")
        _ = workshop.sql("DELETE FROM item")
        let (bytes, names) = (try workshop.bytes("app.db"), try workshop.names())
        let outcome = workshop.restore("copy.db", dryRun: true)
        #expect(outcome.exitStatus == .done)
        #expect(outcome.databases[0].facts.first == "would be restored from copy.db")
        #expect(try workshop.bytes("app.db") == bytes && workshop.names() == names)
        try damage(workshop) { $0[5000] ^= 1 }
        #expect(workshop.restore("copy.db", dryRun: true).codes == [.backupDamaged])
    }

    @Test func ofSeveralDatabasesTheOneItIsOfIsChosen() throws {
        let workshop = try Workshop("trends", "metrics")
        for name in ["trends", "metrics"] { _ = workshop.sql("CREATE TABLE \(name)_table (x)", in: name) }
        workshop.backUp("all/")
        _ = workshop.sql("DROP TABLE metrics_table", in: "metrics")
        #expect(workshop.restore("all/metrics_backup_20270115.db").exitStatus == .done)
        #expect(workshop.tables("metrics") == ["metrics_table"] && workshop.tables("trends") == ["trends_table"])
        try FileSystem.remove(workshop.folder.path.appending("all/metrics_backup_20270115.db.manifest.json"))
        let unknown = workshop.restore("all/metrics_backup_20270115.db")
        #expect(unknown.codes == [.usage])
        // Its name is no proof, but good for advice.
        #expect(unknown.firstError?.help == "add --database metrics")
        let trends = workshop.project.databases[0]
        workshop.project.databases.removeFirst()
        var context = workshop.context()
        context.otherDatabase = { name in name == "trends" ? trends : nil }
        let wrong = RestoreOperation(
            context, path: "all/trends_backup_20270115.db", currentFolder: workshop.folder.path
        ).run()
        #expect(wrong.exitStatus == .refused && workshop.tables("metrics") == ["metrics_table"])
    }

    // MARK: Damage

    @Test func fiveHundredFlippedBitsAreAllNoticed() throws {
        let workshop = try Workshop.withRows(100)
        workshop.backUp("copy.db")
        let (database, backup, names) = (
            try workshop.bytes("app.db"), try workshop.bytes("copy.db"), try workshop.names()
        )
        for _ in 0..<500 {
            let bit = Int.random(in: 0..<backup.count * 8)
            try damage(workshop) { $0[bit / 8] ^= 1 << (bit % 8) }
            let outcome = workshop.restore("copy.db")
            #expect(outcome.exitStatus == .damaged && outcome.codes == [.backupDamaged], "bit \(bit)")
            try damage(workshop) { $0[bit / 8] ^= 1 << (bit % 8) }
        }
        #expect(try workshop.bytes("app.db") == database && workshop.names() == names)
        #expect(workshop.restore("copy.db").exitStatus == .done)
    }

    @Test func everyLostEndIsNoticed() throws {
        let workshop = try Workshop.withRows(1000)
        workshop.backUp("copy.db")
        let (database, backup) = (try workshop.bytes("app.db"), try workshop.bytes("copy.db"))
        for size in stride(from: 0, to: backup.count, by: 4096) {
            try damage(workshop) { $0 = Array(backup[..<size]) }
            #expect(workshop.restore("copy.db").codes == [.backupDamaged], "\(size) bytes")
        }
        try damage(workshop) { $0 = backup + [0] }
        #expect(workshop.restore("copy.db").codes == [.backupDamaged])
        #expect(try workshop.bytes("app.db") == database)
    }

    @Test func damageIsLocated() throws {
        let workshop = try Workshop.withRows(30_000)
        workshop.backUp("copy.db")
        try damage(workshop) { $0[(1 << 20) + 99] ^= 0x80 }
        let error = try #require(workshop.restore("copy.db").firstError)
        #expect(error.message.contains("copy.db is damaged"))
        #expect(error.notes.first?.hasPrefix("the first damage is in chunk 2 of ") == true)
        #expect(error.notes.first?.hasSuffix("bytes 1048576 to 2097151") == true)
    }

    @Test func aDamagedManifestIsNoticed() throws {
        let workshop = try Workshop.withRows(1)
        workshop.backUp("copy.db")
        var bytes = try workshop.bytes("copy.db.manifest.json")
        bytes[40] ^= 1
        try workshop.folder.write(bytes, to: "copy.db.manifest.json")
        let outcome = workshop.restore("copy.db")
        #expect(outcome.exitStatus == .damaged && outcome.codes == [.backupDamaged])
        #expect(outcome.firstError?.message.contains("copy.db.manifest.json is damaged") == true)
    }

    // MARK: Without a manifest

    @Test func aPlainCopyIsTakenWithAWarning() throws {
        let workshop = try Workshop.withRows(20)
        #expect(Program.run(["sqlite3", workshop.path(), ".backup '\(workshop.folder.path)/copy.db'"]).status == 0)
        _ = workshop.sql("DELETE FROM item")
        let outcome = workshop.restore("copy.db")
        #expect(outcome.exitStatus == .done && outcome.codes == [.unproven])
        #expect(outcome.allDiagnostics[0].severity == .warning)
        #expect(workshop.sql("SELECT count(*) FROM item") == ["20"])
    }

    @Test func whatIsNoWholeDatabaseIsRefused() throws {
        let workshop = try Workshop.withRows(200)
        let database = try workshop.bytes("app.db")
        let noise = (0..<8192).map { _ in UInt8.random(in: 0...255) }
        var scratched = database
        for index in 4096 * 7 + 8..<4096 * 8 { scratched[index] = 0xff }
        let cases: [([UInt8], ErrorCode)] = [
            (Array("not a database at all\n".utf8), .notADatabase), (noise, .encrypted),
            (Array(database.dropLast(4096)), .corrupt), (Array(database.dropLast(1)), .corrupt),
            (database + Array(repeating: 0, count: 4096), .corrupt), (scratched, .corrupt),
            (Array(database.prefix(50)), .corrupt),
        ]
        for (bytes, code) in cases {
            try workshop.folder.write(bytes, to: "copy.db")
            let outcome = workshop.restore("copy.db")
            #expect(
                outcome.exitStatus == .damaged && outcome.codes == [code],
                "\(bytes.count) bytes: \(outcome.allDiagnostics)")
            #expect(outcome.firstError?.message.contains("copy.db") == true)
            #expect(outcome.firstError?.notes.contains("nothing was restored") == true)
        }
        #expect(try workshop.bytes("app.db") == database)
        #expect(workshop.restore("no-such.db").codes == [.usage])
        #expect(workshop.restore("migrations").codes == [.usage])
        #expect(workshop.restore("app.db").codes == [.usage])
    }

    @Test func aCopyWhoseLogLiesBesideItIsRefused() throws {
        let workshop = try Workshop.withRows(2)
        let copy = workshop.folder.path.appending("copy.db").string
        _ = Program.run(["cp", workshop.path(), copy])
        workshop.leaveLog("INSERT INTO item VALUES (50, 'x');", database: "copy.db")
        let outcome = workshop.restore("copy.db")
        #expect(outcome.exitStatus == .refused)
        #expect(outcome.firstError?.message.contains("copy.db-wal") == true)
    }

    // MARK: What the old database left

    @Test func aForeignLogIsNotReplayedIntoTheRestoredDatabase() throws {
        let workshop = try Workshop.withRows(100)
        workshop.backUp("copy.db")
        workshop.leaveLog("DELETE FROM item; INSERT INTO item VALUES (1, 'from the log'); CREATE TABLE later (x);")
        #expect(try !workshop.bytes("app.db-wal").isEmpty)
        #expect(workshop.restore("copy.db").exitStatus == .done)
        #expect(try workshop.names().filter { $0.hasPrefix("app.db") } == ["app.db"])
        #expect(workshop.sql("SELECT count(*) FROM item; PRAGMA integrity_check") == ["100", "ok"])
        #expect(workshop.tables() == ["item"])
    }

    @Test func aForeignJournalIsNotPlayedBackIntoTheRestoredDatabase() throws {
        let workshop = try Workshop.withRows(3000)
        workshop.backUp("copy.db")
        workshop.leaveJournal("UPDATE item SET name = hex(randomblob(40));", as: "crashed.db")
        #expect(try workshop.bytes("crashed.db-journal").first != 0)
        #expect(workshop.restore("copy.db", into: "sqlite:crashed.db").exitStatus == .done)
        #expect(workshop.sql("PRAGMA integrity_check", file: "crashed.db") == ["ok"])
        #expect(
            workshop.sql("SELECT sum(length(name)), min(name) FROM item", file: "crashed.db")
                == workshop.sql("SELECT sum(length(name)), min(name) FROM item", file: "copy.db"))
        #expect(try workshop.names().filter { $0.hasPrefix("crashed") } == ["crashed.db"])
    }

    @Test func aDamagedDatabaseIsReplacedAndKept() throws {
        let workshop = try Workshop.withRows(9)
        workshop.backUp("copy.db")
        workshop.leaveLog("INSERT INTO item VALUES (50, 'x');")
        let log = try workshop.bytes("app.db-wal")
        try workshop.folder.write("rubbish that was a database", to: "app.db")
        let outcome = workshop.restore("copy.db")
        #expect(outcome.exitStatus == .done)
        #expect(workshop.sql("SELECT count(*) FROM item") == ["9"])
        let aside = "app.db.before-restore-20270115080000"
        #expect(try workshop.bytes(aside) == Array("rubbish that was a database".utf8))
        #expect(try workshop.bytes(aside + "-wal") == log)
        #expect(outcome.databases[0].facts.contains { $0.contains("kept as \(aside)") })
        #expect(try FileSystem.info(of: workshop.folder.path.appending("app.db"))?.linkCount == 1)
    }

    @Test func aLogWithoutItsDatabaseIsMovedAside() throws {
        let workshop = try Workshop.withRows(9)
        workshop.backUp("copy.db")
        workshop.leaveLog("INSERT INTO item VALUES (50, 'x');")
        try FileSystem.remove(workshop.folder.path.appending("app.db"))
        #expect(workshop.restore("copy.db").exitStatus == .done)
        #expect(workshop.sql("SELECT count(*) FROM item") == ["9"])
        #expect(try workshop.names().contains("app.db.before-restore-20270115080000-wal"))
    }

    // MARK: In use

    @Test(arguments: ["delete", "wal"])
    func aDatabaseThatAProcessHasOpenIsRefusedAndTheProcessNamed(_ mode: String) throws {
        let workshop = try Workshop.withRows(9, journal: mode)
        workshop.backUp("copy.db")
        let bytes = try workshop.bytes("app.db")
        let holder = try Holder(["tail", "-f", workshop.path()]) {
            usleep(100_000)
            return true
        }
        for dryRun in [true, false] {
            let outcome = workshop.restore("copy.db", dryRun: dryRun)
            #expect(outcome.exitStatus == .refused && outcome.codes == [.inUse])
            #expect(outcome.firstError?.message.contains("process \(holder.process) (tail -f") == true)
        }
        #expect(try workshop.bytes("app.db") == bytes)
        #expect(try workshop.names() == ["app.db", "copy.db", "copy.db.manifest.json", "migrations", "seeds"])
    }

    @Test(arguments: ["delete", "wal"])
    func aDatabaseThatThisProcessReadsIsRefused(_ mode: String) throws {
        let workshop = try Workshop.withRows(9, journal: mode)
        workshop.backUp("copy.db")
        let reader = try workshop.backend.connect(to: workshop.project.databases[0].url, ConnectOptions(.read))
        try reader.execute("BEGIN")
        #expect(try reader.scalar("SELECT count(*) FROM item") == .integer(9))
        #expect(workshop.restore("copy.db").codes == [.inUse])
        #expect(try reader.scalar("SELECT count(*) FROM item") == .integer(9))
        try reader.execute("ROLLBACK")
        try reader.close()
        #expect(workshop.restore("copy.db").exitStatus == .done)
    }

    @Test func anotherMartletAtWorkIsWaitedForAndNamed() throws {
        let workshop = try Workshop.withRows(9)
        workshop.backUp("copy.db")
        workshop.wait = .zero
        let holder = LockHolder(process: 77, host: "host", command: "migrate", since: "now")
        let url = workshop.project.databases[0].url
        guard case .held(let lock) = try workshop.backend.tryLock(url, as: holder, wait: .zero, Cancellation()) else {
            return
        }
        #expect(workshop.restore("copy.db").exitStatus == .locked)
        lock.release()
        #expect(workshop.restore("copy.db").exitStatus == .done)
    }

    // MARK: Storage

    @Test(.enabled(if: SmallMount.isPossible)) func aFullDiskLeavesTheOldDatabase() throws {
        let workshop = try Workshop.withRows(20_000)
        workshop.backUp("copy.db")
        let disk = try SmallMount(kilobytes: 300, at: workshop.folder.makeFolder("full"))
        _ = workshop.sql("CREATE TABLE old (x)", file: "full/app.db")
        let outcome = workshop.restore("copy.db", into: "sqlite:full/app.db")
        #expect(outcome.exitStatus == .failed && outcome.codes == [.diskFull])
        #expect(try workshop.names("full") == ["app.db"])
        #expect(workshop.sql("SELECT count(*) FROM old", file: "full/app.db") == ["0"])
        withExtendedLifetime(disk) {}
    }

    @Test func aStopLeavesTheOldDatabase() throws {
        let workshop = try Workshop.withRows(5)
        workshop.backUp("copy.db")
        let (bytes, names) = (try workshop.bytes("app.db"), try workshop.names())
        workshop.cancellation.cancel(signal: 2)
        #expect(workshop.restore("copy.db").exitStatus == .interrupted)
        #expect(try workshop.bytes("app.db") == bytes && workshop.names() == names)
    }
}
