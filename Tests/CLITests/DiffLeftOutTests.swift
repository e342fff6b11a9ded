import TestSupport
import Testing

/// What `diff` leaves out of SQL that it runs in a database for a while, and what it says of that.
@Suite struct DiffLeftOutTests {
    /// A project whose database has what another server's dump brings, but for its roles.
    private static func project() throws -> ServerProject {
        let project = try ServerProject.migrated()
        _ = project.sql("CREATE SCHEMA inside; CREATE TABLE inside.t (a int, owner text)")
        return project
    }

    private static func warnings(_ result: ProgramResult) -> [Substring] {
        result.error.split(separator: "\n").filter { $0.hasPrefix("warning[") }
    }

    @Test func rolesThatTheServerDoesNotHaveAreLeftOutAndNamed() throws {
        let project = try Self.project()
        expectStatus(project.martlet("dump", "--output", "app.sql"), 0)
        let foreign = """
            ALTER TABLE inside.t OWNER TO gone_owner;
            SET SESSION AUTHORIZATION gone_owner;
            CREATE SCHEMA AUTHORIZATION gone_owner;
            DROP SCHEMA gone_owner;
            SET default_tablespace = gone_space;
            GRANT SELECT ON inside.t TO gone_reader, pg_monitor;
            ALTER DEFAULT PRIVILEGES FOR ROLE gone_owner GRANT SELECT ON TABLES TO gone_reader;
            CREATE POLICY p ON inside.t TO gone_reader USING (true);

            """
        project.folder.write("foreign.sql", (project.folder.read("app.sql") ?? "") + foreign)
        let result = project.martlet("diff", "foreign.sql", "app", "--check")
        expectStatus(result, 0)
        let lines = (project.folder.read("app.sql") ?? "").split(separator: "\n", omittingEmptySubsequences: false)
            .count
        expect(
            result.error,
            contains:
                "7 statements were left out, as the server has no role gone_owner, gone_reader and no tablespace "
                + "gone_space: this is the first\n   --> foreign.sql:\(lines):1")
        #expect(Self.warnings(result).count == 1)
        expect(result.error, contains: "help: to have them compared: CREATE ROLE \"gone_owner\";")
    }

    @Test(arguments: ["custom", "tar", "directory"])
    func archivesOfAServerWithOtherRolesAreCompared(_ format: String) throws {
        let role = "owner_of_a_\(format)_dump"
        let project = try Self.project()
        _ = project.sql(
            """
            CREATE ROLE \(role); ALTER TABLE inside.t OWNER TO \(role); CREATE POLICY p ON inside.t TO \(role);
            CREATE MATERIALIZED VIEW v AS SELECT 1 AS a;
            GRANT SELECT ON inside.t TO pg_monitor; GRANT SELECT ON v TO \(role)
            """)
        expectStatus(project.archive("app.dump", format: format), 0)
        let same = project.martlet("diff", "app.dump", "app", "--check")
        expectStatus(same, 0)
        #expect(Self.warnings(same).isEmpty)
        _ = project.sql("REASSIGN OWNED BY \(role) TO CURRENT_USER; DROP OWNED BY \(role); DROP ROLE \(role)")
        let result = project.martlet("diff", "app.dump", "app")
        expectStatus(result, 0)
        expect(result.error, contains: "3 statements were left out, as the server has no role \(role)")
        expect(result.error, contains: "--> app.dump (as SQL):")
        // Rights of roles that are there are those of the archive.
        expect(result.output, contains: "have the same schema")
    }

    @Test func whatActsOnTheServerIsToldOnce() throws {
        let project = try Self.project()
        let sql = """
            CREATE ROLE left_out PASSWORD 'secret';
            DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'left_out') THEN CREATE ROLE left_out; END IF; END $$;
            CREATE TABLE t (a int);
            GRANT SELECT ON t TO left_out;
            COMMENT ON DATABASE \(project.database.name) IS 'from a schema';
            GRANT pg_monitor TO CURRENT_USER;
            CREATE SUBSCRIPTION s CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, slot_name = 's');

            """
        project.folder.write("a.sql", sql)
        project.folder.write("other/001_a.sql", sql)
        let file = project.martlet("diff", "a.sql", "other", "--json")
        expectStatus(file, 0)
        let result = project.martlet("diff", "a.sql", "a.sql")
        expectStatus(result, 0)
        expect(
            result.error,
            contains:
                "5 statements were left out, as they act beyond their database: this is the first\n  --> a.sql:1:1\n"
        )
        expect(
            result.error, contains: "a statement was left out, as the server has no role left_out\n  --> a.sql:4:1\n")
        #expect(Self.warnings(result).count == 2)
        #expect(!result.error.contains("secret"))
        expect(file.output, contains: "10 statements were left out")
        #expect(project.sql("SELECT count(*) FROM pg_roles WHERE rolname = 'left_out'") == "0")
        let comment = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        #expect(project.sql(comment).isEmpty)
        // A subscription would have kept the database for a while from being removed.
        let session = "SELECT count(*) FROM pg_subscription WHERE subname = 's'"
        #expect(project.sql(session) == "0")
    }

    @Test func codeThatActsOnServerAndDatabaseIsRefused() throws {
        let project = try Self.project()
        project.folder.write(
            "a.sql", "CREATE TABLE t (a int);\nDO $$ BEGIN CREATE ROLE refused; CREATE TABLE u (a int); END $$;\n")
        let result = project.martlet("diff", "a.sql", "app")
        expectStatus(result, 2)
        expect(result.error, contains: "this statement acts beyond it\n  --> a.sql:2:1")
        #expect(project.sql("SELECT count(*) FROM pg_roles WHERE rolname = 'refused'") == "0")
    }

    @Test func aDraftTellsWhatWasLeftOutOfTheMigrations() throws {
        let project = try Self.project()
        project.folder.write("migrations/000_role.sql", "CREATE ROLE left_out_of_a_draft;\n")
        let result = project.martlet("new", "catch up", "--from-diff", "app")
        expectStatus(result, 0)
        expect(result.error, contains: "a statement was left out, as it acts beyond its database")
    }
}
