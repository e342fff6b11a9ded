import TestSupport
import Testing

/// `reset` of PostgreSQL databases: built beside, and swapped.
@Suite struct ServerResetTests {
    @Test func aResetMakesTheDatabaseAnew() throws {
        let project = try OwnedProject.migrated(settings: ["backup: {before: [reset]}"])
        project.folder.write("seeds/001_more.sql", "INSERT INTO users (name) VALUES ('Cy');\n")
        _ = project.sql("INSERT INTO users (name) VALUES ('Eve'); CREATE TABLE stray (x int)")
        let number = project.server("SELECT oid FROM pg_database WHERE datname = '\(project.database.name)'")
        let result = project.martlet("reset", "--yes", "--seed")
        expectStatus(result, 0)
        #expect(project.sql("SELECT string_agg(name, ' ' ORDER BY id) FROM users") == "Ava Ben Cy")
        #expect(project.sql("SELECT to_regclass('stray') IS NULL") == "t")
        #expect(project.server("SELECT oid FROM pg_database WHERE datname = '\(project.database.name)'") != number)
        #expect(project.sql("SELECT action FROM martlet_log ORDER BY id LIMIT 1") == "reset")
        #expect(project.leftovers == "")
        expectStatus(project.martlet("status", "--check"), 0)
        // What was there before is in the backup.
        let backup = try #require(project.backups.first)
        #expect(backup.hasPrefix("app_before_reset_"))
        expectStatus(project.martlet("restore", "backups/" + backup, "--yes"), 0)
        #expect(project.sql("SELECT count(*) FROM users WHERE name = 'Eve'") == "1")
    }

    @Test func aResetKeepsTheSchemaThatTheSearchPathBeginsWith() throws {
        let project = try OwnedProject()
        _ = project.sql("CREATE SCHEMA app")
        let setting = "ALTER DATABASE \(project.database.name) SET search_path = app"
        expectStatus(project.database.cluster.psql("postgres", setting), 0)
        expectStatus(project.martlet("migrate"), 0)
        expectStatus(project.martlet("reset", "--yes"), 0)
        #expect(
            project.sql("SELECT schemaname FROM pg_tables WHERE tablename IN ('users', 'martlet_log')") == "app\napp")
        expectStatus(project.martlet("status", "--check"), 0)
    }

    @Test func aMigrationThatFailsLeavesTheOldDatabase() throws {
        let project = try OwnedProject.migrated()
        _ = project.sql("INSERT INTO users (name) VALUES ('Eve')")
        project.folder.write("migrations/003_bad.sql", "CREATE TABLE x (y int);\nSELECT 1 / 0;\n")
        let result = project.martlet("reset", "--yes")
        expectStatus(result, 1)
        expect(result.error, contains: "division by zero")
        expect(result.error, contains: "app is as it was")
        #expect(!result.everything.contains(".martlet-"))
        #expect(project.sql("SELECT count(*) FROM users") == "3")
        #expect(project.leftovers == "")
    }

    @Test func aDryRunShowsTheWholeWayAndChangesNothing() throws {
        let project = try OwnedProject.migrated()
        _ = project.sql("INSERT INTO users (name) VALUES ('Eve')")
        let result = project.martlet("reset", "--dry-run")
        expectStatus(result, 0)
        expect(result.output, contains: "app: would be emptied and migrated again")
        expect(result.output, contains: "002")
        #expect(project.sql("SELECT count(*) FROM users") == "3")
        #expect(project.leftovers == "")
    }

    @Test func nothingIsDoneWithoutAWord() throws {
        let project = try OwnedProject.migrated(settings: ["protected: true"])
        expectStatus(project.martlet("reset"), 7)
        expectStatus(project.martlet("reset", "--yes"), 7)
        #expect(project.sql("SELECT count(*) FROM users") == "2")
        expectStatus(project.martlet("reset", "--confirm", "app", "--empty"), 0)
        #expect(project.sql("SELECT to_regclass('users') IS NULL") == "t")
    }

    @Test func aDatabaseThatIsNotThereIsMade() throws {
        let project = try OwnedProject()
        project.database.remove()
        expectStatus(project.martlet("reset", "--yes"), 0)
        #expect(project.sql("SELECT count(*) FROM users") == "2")
        #expect(project.leftovers == "")
    }
}
