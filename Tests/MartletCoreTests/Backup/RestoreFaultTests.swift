import Glibc
import Synchronization
import TestSupport
import Testing

@testable import MartletCore

/// What could make a restore lose something: other users, earlier restores that were killed, copies that are none.
@Suite struct RestoreFaultTests {
    private static let aside = "app.db.before-restore-20270115080000"

    @Test(arguments: ["delete", "wal"]) func aDryRunLeavesNoFileBehind(_ mode: String) throws {
        let workshop = try Workshop.withRows(5, journal: mode)
        workshop.backUp("copy.db")
        let (bytes, names) = (try workshop.bytes("app.db"), try workshop.names())
        #expect(workshop.restore("copy.db", dryRun: true).isOK)
        #expect(try workshop.bytes("app.db") == bytes && workshop.names() == names)
    }

    @Test func aDryRunLeavesAnEmptyFileEmpty() throws {
        let workshop = try Workshop.withRows(5)
        workshop.backUp("copy.db")
        try workshop.folder.write("", to: "app.db")
        #expect(workshop.restore("copy.db", dryRun: true).isOK)
        #expect(try workshop.bytes("app.db").isEmpty)
    }

    @Test(arguments: ["delete", "wal"]) func whoeverOpensItWhileTheCopyIsMadeIsInTheWay(_ mode: String) throws {
        let workshop = try Workshop.withRows(5, journal: mode)
        workshop.backUp("copy.db")
        _ = workshop.sql("DELETE FROM item WHERE id > 2")
        let (names, path) = (try workshop.names(), workshop.path())
        let process = Mutex<pid_t>(0)
        var context = workshop.context()
        context.events = { event in
            guard case .working(_, "building beside the database") = event else { return }
            process.withLock { $0 = Program.start(["tail", "-f", path]) ?? 0 }
            usleep(200_000)
        }
        let outcome = RestoreOperation(context, path: "copy.db", currentFolder: workshop.folder.path).run()
        #expect(outcome.exitStatus == .refused && outcome.codes == [.inUse])
        #expect(outcome.firstError?.message.contains("(tail -f") == true)
        #expect(outcome.firstError?.notes.contains("\(path) is unchanged") == true)
        let tail = process.withLock { $0 }
        kill(tail, SIGKILL)
        waitpid(tail, nil, 0)
        #expect(try workshop.names() == names)
        #expect(workshop.sql("SELECT count(*) FROM item") == ["2"])
        #expect(workshop.restore("copy.db").isOK)
        #expect(workshop.sql("SELECT count(*) FROM item") == ["5"])
    }

    @Test(arguments: ["proving the backup", "building beside the database", "putting it in place"], [true, false])
    func aStopIsHeardUntilTheSwap(_ moment: String, _ hasManifest: Bool) throws {
        let workshop = try Workshop.withRows(5000)
        workshop.backUp("copy.db")
        if !hasManifest { try FileSystem.remove(workshop.folder.path.appending("copy.db.manifest.json")) }
        _ = workshop.sql("DELETE FROM item")
        let (bytes, names) = (try workshop.bytes("app.db"), try workshop.names())
        var context = workshop.context()
        let cancellation = workshop.cancellation
        context.events = { event in
            if case .working(_, moment) = event { cancellation.cancel(signal: 2) }
        }
        let outcome = RestoreOperation(context, path: "copy.db", currentFolder: workshop.folder.path).run()
        #expect(try workshop.names() == names)
        if moment == "putting it in place" {
            #expect(outcome.isOK && workshop.sql("SELECT count(*) FROM item") == ["5000"])
        } else {
            #expect(outcome.exitStatus == .interrupted)
            #expect(try workshop.bytes("app.db") == bytes)
        }
    }

    @Test func aRestoreThatWasKilledWhileItKeptTheOldDatabaseIsFinished() throws {
        let workshop = try Workshop.withRows(9)
        workshop.backUp("copy.db")
        workshop.leaveLog("INSERT INTO item VALUES (50, 'x');")
        let log = try workshop.bytes("app.db-wal")
        try workshop.folder.write("rubbish that was a database", to: "app.db")
        let earlier = workshop.path() + ".before-restore-20270101000000"
        #expect(link(workshop.path(), earlier) == 0)
        #expect(rename(workshop.path() + "-wal", earlier + "-wal") == 0)
        #expect(workshop.restore("copy.db").isOK)
        #expect(workshop.sql("SELECT count(*) FROM item") == ["9"])
        #expect(try workshop.bytes(Self.aside) == Array("rubbish that was a database".utf8))
        #expect(try workshop.bytes(Self.aside + "-wal") == log)
        #expect(try !workshop.names().contains { $0.contains("20270101000000") })
        #expect(try FileSystem.info(of: workshop.folder.path.appending("app.db"))?.linkCount == 1)
    }

    @Test func whatWasKeptBeforeIsNotOverwritten() throws {
        let workshop = try Workshop.withRows(9)
        workshop.backUp("copy.db")
        for text in ["first rubbish", "second rubbish"] {
            try workshop.folder.write(text, to: "app.db")
            #expect(workshop.restore("copy.db").isOK)
        }
        #expect(try workshop.bytes(Self.aside) == Array("first rubbish".utf8))
        #expect(try workshop.bytes(Self.aside + "-2") == Array("second rubbish".utf8))
    }

    @Test func anEmptyFileIsTakenForABackupOnlyWithAManifest() throws {
        let workshop = try Workshop.withRows(9)
        try workshop.folder.write("", to: "copy.db")
        let outcome = workshop.restore("copy.db")
        #expect(outcome.exitStatus == .damaged && outcome.codes == [.backupDamaged])
        #expect(outcome.firstError?.message.contains("copy.db is empty") == true)
        #expect(workshop.sql("SELECT count(*) FROM item") == ["9"])
    }

    @Test func aLinkToNothingIsNotReplacedByAFile() throws {
        let workshop = try Workshop.withRows(9)
        workshop.backUp("copy.db")
        try FileSystem.remove(workshop.folder.path.appending("app.db"))
        try workshop.folder.link("app.db", to: "volume/real.db")
        #expect(workshop.restore("copy.db").codes == [.noDatabase])
        #expect(
            try FileSystem.info(of: workshop.folder.path.appending("app.db"), followingLinks: false)?.kind
                == .symbolicLink)
    }

    @Test func whatAKilledOneLeftIsClearedAway() throws {
        let workshop = try Workshop.withRows(9)
        workshop.backUp("copy.db")
        let names = try workshop.names()
        for suffix in ["", "-wal", "-shm", "-journal"] {
            try workshop.folder.write("x", to: ".martlet-dead.tmp" + suffix)
        }
        #expect(workshop.restore("copy.db").isOK)
        #expect(try workshop.names() == names)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a file away"))
    func theNewFileBelongsToWhomTheOldOneBelonged() throws {
        let workshop = try Workshop.withRows(1)
        workshop.backUp("copy.db")
        #expect(chown(workshop.path(), 65534, 65533) == 0 && chmod(workshop.path(), 0o660) == 0)
        #expect(workshop.restore("copy.db").isOK)
        var status = stat()
        #expect(stat(workshop.path(), &status) == 0)
        #expect(status.st_uid == 65534 && status.st_gid == 65533 && status.st_mode & 0o7777 == 0o660)
    }
}
