import TestSupport
import Testing

/// The history on a server, altered behind Martlet's back, elsewhere, newer or older than the files, not to be written.
@Suite struct ServerHistoryTests {
    /// A history of three, the last of which may not be run twice.
    private static func project() throws -> ServerProject {
        let project = try ServerProject.migrated()
        project.folder.write(
            "migrations/003_shout.sql", "UPDATE users SET name = name || '!';\n-- ROLLBACK:\n-- SELECT 1;\n")
        expectStatus(project.martlet("migrate"), 0)
        return project
    }

    @Test(
        "D1: rows that were changed or removed are found, and nothing is run twice",
        arguments: [
            ("DELETE FROM martlet_migrations WHERE version = '001'", "the history has lost the rows before 002"),
            (
                "DELETE FROM martlet_migrations WHERE version = '002'",
                "the history was altered at or before 001, which 003"
            ),
            ("DELETE FROM martlet_migrations WHERE version = '003'", "the history has lost the row of 003"),
            ("DELETE FROM martlet_migrations", "the history has lost the row of 001, and 2 after it"),
            ("DROP TABLE martlet_migrations", "the history has lost the row of 001, and 2 after it"),
            (
                "UPDATE martlet_migrations SET checksum = 'v1:sha256:00' WHERE version = '002'",
                "at or before 002, which 003"
            ),
            (
                "UPDATE martlet_migrations SET applied_at = '2999-01-01' WHERE version = '001'",
                "at or before 001, which 002"
            ),
            (
                "UPDATE martlet_migrations SET success = false, state = 'failed' WHERE version = '003'",
                "lost the row of 003"
            ),
            ("UPDATE martlet_migrations SET id = 40 WHERE version = '001'", "the history has lost the rows before 002"),
        ])
    func altered(_ change: String, _ finding: String) throws {
        let project = try Self.project()
        _ = project.sql(change)
        for command in [["history", "--verify"], ["check"]] {
            let result = MartletBinary.run(command, in: project.folder.path)
            expectStatus(result, 4)
            expect(result.error, contains: "error[history-damaged]")
            expect(result.error, contains: finding)
        }
        let rows = project.sql("SELECT name FROM users ORDER BY id")
        let result = project.martlet("migrate")
        #expect(result.status == 0 || result.status == 4, "\(result.everything)")
        #expect(project.sql("SELECT name FROM users ORDER BY id") == rows, "run twice: \(result.everything)")
    }

    @Test(
        "D1: a history that is no table of Martlet's is refused",
        arguments: [
            ("ALTER TABLE martlet_migrations DROP COLUMN error", "it has no error"),
            (
                "ALTER TABLE martlet_migrations RENAME TO x; CREATE VIEW martlet_migrations AS SELECT * FROM x",
                "is a view"
            ),
            ("DROP TABLE martlet_migrations; CREATE TABLE martlet_migrations (id int, name text)", "it has no"),
            ("DROP TABLE martlet_log; CREATE TABLE martlet_log (x int)", "martlet_log is not Martlet's table"),
        ])
    func notTheTable(_ change: String, _ fact: String) throws {
        let project = try Self.project()
        _ = project.sql(change)
        for command in [["migrate"], ["status"], ["history"], ["rollback", "--yes"], ["seed"]] {
            let result = MartletBinary.run(command, in: project.folder.path)
            expectStatus(result, 4)
            expect(result.error, contains: "error[history-damaged]")
            expect(result.error, contains: fact)
        }
    }

    @Test(
        "D1: whatever its rows hold, nothing crashes and nothing is run twice",
        arguments: [
            "ALTER TABLE martlet_migrations DROP CONSTRAINT martlet_migrations_version_key; INSERT INTO martlet_migrations (version) VALUES ('002')",
            "ALTER TABLE martlet_migrations ALTER version DROP NOT NULL; UPDATE martlet_migrations SET version = NULL WHERE version = '002'",
            "ALTER TABLE martlet_migrations ALTER success DROP NOT NULL; UPDATE martlet_migrations SET success = NULL",
            "UPDATE martlet_migrations SET applied_at = 'infinity', execution_ms = 9223372036854775807, statements_applied = -9223372036854775808",
            "ALTER TABLE martlet_migrations ALTER success TYPE text; UPDATE martlet_migrations SET success = 'maybe'",
            "ALTER TABLE martlet_migrations ALTER applied_at TYPE text; UPDATE martlet_migrations SET applied_at = 'x'",
            "UPDATE martlet_migrations SET version = chr(27) || '[2J' || chr(10) WHERE version = '002'",
        ])
    func strangeRows(_ change: String) throws {
        let project = try Self.project()
        let made = project.database.psql(change)
        #expect(made.status == 0, "\(made.everything)")
        let rows = project.sql("SELECT name FROM users ORDER BY id")
        for command in [["status"], ["history"], ["history", "--verify"], ["check"], ["migrate"]] {
            let result = MartletBinary.run(command, in: project.folder.path)
            #expect(result.status < 128 && result.status != 70, "\(command): \(result.everything)")
            #expect(!result.everything.contains("\u{1b}[2J"))
        }
        #expect(project.sql("SELECT name FROM users ORDER BY id") == rows)
    }

    @Test("D2: a history in another schema is found, and not begun anew") func elsewhere() throws {
        let project = try Self.project()
        _ = project.sql("CREATE SCHEMA app; ALTER DATABASE \(project.database.name) SET search_path = app")
        for command in [["migrate"], ["status"], ["setup"]] {
            let result = MartletBinary.run(command, in: project.folder.path)
            expectStatus(result, 4)
            expect(result.error, contains: "error[history-elsewhere]: the history is in the schema public, and not in ")
            expect(result.error, contains: "public.martlet_migrations tells of 3 applied versions")
        }
        #expect(project.sql("SELECT count(*) FROM pg_class WHERE relnamespace = 'app'::regnamespace") == "0")
        // On purpose.
        expectStatus(project.martlet("init"), 0)
        #expect(project.sql("SELECT to_regclass('app.martlet_migrations') IS NOT NULL") == "t")
    }

    @Test("D3: a history of a newer Martlet is read, and not changed") func newer() throws {
        let project = try Self.project()
        _ = project.sql("ALTER TABLE martlet_migrations ADD COLUMN mood text")
        project.folder.write("migrations/004_d.sql", "CREATE TABLE d (x int);\n")
        let result = project.martlet("migrate")
        expectStatus(result, 4)
        expect(result.error, contains: "error[history-newer]")
        expect(project.martlet("status").output, contains: "004")
        #expect(project.sql("SELECT to_regclass('d') IS NULL") == "t")
    }

    @Test("D4: a role that may not write is found out before anything is run", arguments: [true, false])
    func forbidden(_ hasHistory: Bool) throws {
        let project = try hasHistory ? Self.project() : ServerProject()
        let role = project.database.name + "_reader"
        _ = project.sql("CREATE ROLE \(role) LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(role)")
        defer { _ = project.sql("DROP OWNED BY \(role); DROP ROLE \(role)") }
        project.folder.write("migrations/004_d.sql", "DO $$ BEGIN RAISE EXCEPTION 'it was run'; END $$;\n")
        let result = project.martlet("migrate", "--url", project.database.url(as: role))
        expectStatus(result, 1)
        expect(result.error, contains: "error[access-denied]: permission denied for ")
        #expect(!result.everything.contains("it was run"))
        #expect(project.sql("SELECT to_regclass('d') IS NULL") == "t")
    }

    @Test("D5: a database that is older than the files is brought forward") func restored() throws {
        let project = try ServerProject()
        expectStatus(project.martlet("migrate", "--to", "001"), 0)
        let backup = try FreshDatabase(copyOf: project.database)
        expectStatus(project.martlet("migrate"), 0)
        let restored = try ServerProject(database: backup)
        let status = restored.martlet("status", "--check")
        expectStatus(status, 3)
        expect(status.output, contains: "002")
        expectStatus(restored.martlet("migrate"), 0)
        #expect(restored.applied == "001 002")
        expectStatus(restored.martlet("history", "--verify"), 0)
    }
}
