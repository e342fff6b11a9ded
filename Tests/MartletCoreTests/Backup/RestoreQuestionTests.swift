import TestSupport
import Testing

@testable import MartletCore

/// What a restore asks, and what it finds out before.
@Suite struct RestoreQuestionTests {
    @Test func thePreviewTellsWhatWillBeLost() throws {
        let workshop = try Workshop.withRows(12)
        workshop.backUp("copy.db")
        _ = workshop.sql("DELETE FROM item WHERE id > 5")
        let preview = try #require(workshop.preview("copy.db"))
        #expect(preview.database == "app" && preview.loss?.rows == ["item": 5])
        #expect(preview.loss?.version == MigrationVersion("001"))
        #expect(preview.backup.path == "copy.db" && preview.backup.manifest?.version == "001")
        #expect(workshop.preview("copy.db", into: "sqlite:other.db").map { $0.loss == nil } == true)
        try workshop.folder.write("rubbish", to: "app.db")
        let damaged = try #require(workshop.preview("copy.db")?.loss)
        #expect(damaged.rows == nil && damaged.size == 7)
    }

    @Test(arguments: ["copy.db", "copy.db.manifest.json", "no-such.db", "seeds", "text.db", "bare.db"])
    func aBackupThatIsNoneIsRefusedWithoutAQuestion(_ damaged: String) throws {
        let workshop = try Workshop.withRows(12)
        workshop.backUp("copy.db")
        try workshop.folder.write("Remember the milk.", to: "text.db")
        try workshop.folder.write(Array(workshop.bytes("copy.db").dropLast()), to: "bare.db")
        if damaged.hasPrefix("copy.db") {
            var bytes = try workshop.bytes(damaged)
            bytes[99] ^= 1
            try workshop.folder.write(bytes, to: damaged)
        }
        #expect(workshop.preview(damaged) == nil)
        #expect(!workshop.restore(damaged, dryRun: true).isOK)
    }

    @Test func aNoLeavesEverythingAsItWas() throws {
        let workshop = try Workshop.withRows(12)
        workshop.backUp("copy.db")
        let (bytes, names) = (try workshop.bytes("app.db"), try workshop.names())
        #expect(workshop.preview("copy.db") != nil)
        #expect(try workshop.bytes("app.db") == bytes && workshop.names() == names)
    }

    /// What was proved is what is restored, though the question may stand for hours.
    @Test func aBackupThatChangesDuringTheQuestionIsRefused() throws {
        let workshop = try Workshop.withRows(12)
        workshop.backUp("copy.db")
        let bytes = try workshop.bytes("app.db")
        let path = workshop.folder.path.appending("copy.db")
        let outcome = workshop.restoring("copy.db").run { (_) throws(MartletError) in
            var bytes = try FileSystem.read(path)
            bytes[5000] ^= 1
            try FileSystem.write(bytes, to: path, replacing: true)
        }
        #expect(outcome.codes == [.backupDamaged])
        #expect(try workshop.bytes("app.db") == bytes)
    }

    @Test func elsewhereIsNeverTheProjectsDatabase() throws {
        let workshop = try Workshop.withRows(12)
        workshop.backUp("copy.db")
        workshop.configure { $0.isProtected = true }
        _ = workshop.sql("CREATE TABLE old (x)", file: "other.db")
        let preview = try #require(workshop.preview("copy.db", into: "sqlite:other.db"))
        #expect(preview.database == "sqlite:other.db" && !preview.isProtected && preview.loss?.rows == ["old": 0])
        let outcome = workshop.restore("copy.db", into: "sqlite:other.db")
        #expect(outcome.databases.map(\.name) == ["sqlite:other.db"])
        for into in ["sqlite:app.db", "sqlite:./seeds/../app.db", "sqlite:link.db"] {
            if into.contains("link") { try workshop.folder.link("link.db", to: "app.db") }
            let own = try #require(workshop.preview("copy.db", into: into))
            #expect(own.database == "app" && own.isProtected, "\(into)")
        }
    }

    @Test func aBackupOfAnotherProjectIsSpokenOf() throws {
        let workshop = try Workshop.withRows(12)
        workshop.backUp("copy.db")
        #expect(workshop.preview("copy.db")?.backup.differences == [])
        let name = workshop.project.name
        workshop.project.name = "other"
        let own = try #require(workshop.preview("copy.db")?.backup)
        #expect(own.differences == ["the backup is of app of project \(name), not of app of project other"])
        #expect(own.isOfAnotherProject)
        // What is none of the project's may become anybody's.
        _ = workshop.sql("CREATE TABLE old (x)", file: "other.db")
        let elsewhere = try #require(workshop.preview("copy.db", into: "sqlite:other.db")?.backup)
        #expect(elsewhere.differences.count == 1 && !elsewhere.isOfAnotherProject)
        workshop.project.name = name
        let moved = workshop.folder.path.appending("moved.db")
        _ = workshop.sql("CREATE TABLE old (x)", file: "moved.db")
        workshop.configure { $0.url = .sqlite(moved) }
        let place = try #require(workshop.preview("copy.db")?.backup)
        #expect(place.differences == ["the backup was made of app.db, and this is moved.db"])
    }

    @Test func anotherDatabaseOfTheProjectKeepsItsProtection() throws {
        let workshop = try Workshop("trends", "metrics")
        for name in ["trends", "metrics"] { _ = workshop.sql("CREATE TABLE \(name)_table (x)", in: name) }
        workshop.backUp("all/")
        var metrics = workshop.project.databases.removeLast()
        metrics.isProtected = true
        workshop.project.unselected = ["metrics", "unconfigured"]
        var context = workshop.context()
        context.otherDatabase = { [metrics] (name) throws(MartletError) in
            if name == "metrics" { return metrics }
            throw MartletError(.environment, "no variables for \(name)")
        }
        var asked: RestorePreview?
        _ = RestoreOperation(
            context, path: "all/trends_backup_20270115.db", into: "sqlite:metrics.db",
            currentFolder: workshop.folder.path
        ).run { (preview) throws(MartletError) in
            asked = preview
            throw MartletError(.confirmationNeeded, "no")
        }
        #expect(asked?.database == "metrics" && asked?.isProtected == true)
    }
}
