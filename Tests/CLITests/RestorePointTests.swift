import TestSupport
import Testing

/// What was there before a version was applied can be had back by naming that version.
@Suite struct RestorePointTests {
    private static let files = [
        "migrations/001_one.sql": "CREATE TABLE one (x int);\nINSERT INTO one VALUES (1);\n",
        "migrations/002_two.sql": "UPDATE one SET x = 2;\n", "migrations/003_three.sql": "DELETE FROM one;\n",
    ]
    private static let settings = ["backup: {before: [migrate]}", "backups: backups"]

    private func project(_ engine: TestedEngine) throws -> any ProjectUnderTest {
        switch engine {
        case .sqlite: ScratchProject(Self.files, settings: Self.settings)
        case .postgres: try ServerProject(Self.files, settings: Self.settings)
        }
    }

    @Test(arguments: TestedEngine.allCases)
    func theStateBeforeAVersionComesBack(_ engine: TestedEngine) throws {
        let project = try project(engine)
        expectStatus(project.run("migrate", "--to", "001"), 0)
        let first = project.run("restore", "--before", "001", "--yes")
        expectStatus(first, 2)
        expect(first.error, contains: "no backup in backups was made before 001 was applied to app")
        _ = project.sql("INSERT INTO one VALUES (7)")
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM one") == "0")
        let log = project.sql("SELECT detail FROM martlet_log WHERE action = 'backup'")
        #expect(log.hasPrefix("before 002, 003"))
        #expect(log.contains("; write-ahead log ") == (engine == .postgres))

        let unknown = project.run("restore", "--before", "009", "--yes")
        expectStatus(unknown, 2)
        expect(unknown.error, contains: "there are backups from before 002, 003")
        expectStatus(project.run("restore", "--before", "003", "--dry-run"), 0)
        #expect(project.sql("SELECT count(*) FROM one") == "0")
        expectStatus(project.run("restore", "--before", "003", "--yes"), 0)
        #expect(project.sql("SELECT x FROM one ORDER BY x") == "1\n7")
        expectStatus(project.run("status", "--check"), 3)
        expectStatus(project.run("migrate"), 0)
        expectStatus(project.run("history", "--verify"), 0)
    }

    @Test func theNewestBackupCounts() throws {
        let project = try project(.sqlite)
        expectStatus(project.run("migrate", "--to", "001"), 0)
        expectStatus(project.run("migrate"), 0)
        expectStatus(project.run("restore", "--before", "002", "--yes"), 0)
        _ = project.sql("INSERT INTO one VALUES (8)")
        expectStatus(project.run("migrate", "--to", "002"), 0)
        expectStatus(project.run("restore", "--before", "002", "--yes"), 0)
        #expect(project.sql("SELECT x FROM one ORDER BY x") == "1\n8")
    }

    @Test func aDatabaseThatIsGoneComesBack() throws {
        let project = try project(.sqlite)
        expectStatus(project.run("migrate", "--to", "002"), 0)
        expectStatus(project.run("migrate"), 0)
        project.folder.write("app.db", "nothing of a database\n")
        expectStatus(project.run("restore", "--before", "003", "--yes"), 0)
        #expect(project.sql("SELECT x FROM one") == "2")
    }

    @Test func aBackupOfAnotherFileIsNotTaken() throws {
        let project = try project(.sqlite)
        expectStatus(project.run("migrate", "--to", "001"), 0)
        expectStatus(project.run("migrate", "--to", "002"), 0)
        let text = project.folder.read("martlet.yaml") ?? ""
        project.folder.write("martlet.yaml", text.replacing("app.db", with: "other.db"))
        expectStatus(project.run("migrate", "--to", "001"), 0)
        let refused = project.run("restore", "--before", "002", "--yes")
        expectStatus(refused, 2)
        expect(
            refused.error,
            contains: "there is one from before 002 that was made of app.db, and this is other.db")
        expectStatus(project.run("migrate"), 0)
        expectStatus(project.run("restore", "--before", "002", "--yes"), 0)
    }

    @Test func itIsAVersionOrAPath() throws {
        let project = try project(.sqlite)
        expectStatus(project.run("restore", "--yes"), 2)
        expectStatus(project.run("restore", "copy.db", "--before", "001", "--yes"), 2)
    }
}
