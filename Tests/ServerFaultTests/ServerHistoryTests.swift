import TestSupport
import Testing

/// The history on a server: in another schema, newer or older than the files, not to be written.
///
/// What is altered behind Martlet's back is the same on both engines: `HistoryFaultTests`.
@Suite struct ServerHistoryTests {
    /// A history of three, the last of which may not be run twice.
    private static func project() throws -> ServerProject {
        let project = try ServerProject.migrated()
        project.folder.write(
            "migrations/003_shout.sql", "UPDATE users SET name = name || '!';\n-- ROLLBACK:\n-- SELECT 1;\n")
        expectStatus(project.martlet("migrate"), 0)
        return project
    }

    @Test("D2: a history in another schema is found, and not begun anew") func elsewhere() throws {
        let project = try Self.project()
        _ = project.sql("CREATE SCHEMA app; ALTER DATABASE \(project.database.name) SET search_path = app")
        for command in [["migrate"], ["status"], ["setup"]] {
            let result = MartletBinary.run(command, in: project.folder.path)
            expectStatus(result, 4)
            expect(
                result.error, contains: "error[history-elsewhere]: the history is in the schema public, and the table ")
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

    @Test(
        "D1: a version that somebody else applied since the plan was made is left alone",
        arguments: ["CREATE TABLE b (x int)", "SELECT 1"], ["", "-- the text says martlet_migrations\n"])
    func appliedMeanwhile(_ theirs: String, _ remark: String) throws {
        let project = try Self.project()
        // It writes what nothing in the text of a migration tells of.
        _ = project.sql(
            """
            CREATE FUNCTION meddle() RETURNS void LANGUAGE sql AS $$ \(theirs);
              INSERT INTO martlet_migrations (version, success) VALUES ('005', true); $$
            """)
        project.folder.write("migrations/004_a.sql", "SELECT meddle();\n")
        project.folder.write("migrations/005_b.sql", "\(remark)CREATE TABLE b (x int);\n")
        let result = project.martlet("migrate")
        expectStatus(result, 4)
        expect(result.error, contains: "error[changed-since-plan]: the history changed while this ran: 005 is applied")
        #expect(project.sql("SELECT kind FROM martlet_migrations WHERE version = '005'") == "recorded")
        #expect(project.sql("SELECT count(*) FROM pg_class WHERE relname = 'b'") == (theirs == "SELECT 1" ? "0" : "1"))
        #expect(project.sql("SELECT count(*) FROM martlet_log WHERE subject = '005'") == "0")
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
