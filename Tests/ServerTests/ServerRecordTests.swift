import Glibc
import TestSupport
import Testing

/// What is recorded of versions that were not run, or not to their end, on PostgreSQL.
@Suite struct ServerRecordTests {
    @Test func nothingIsStampedWhereThereIsNoDatabase() throws {
        let project = try ServerProject()
        let name = FreshDatabase.newName()
        let url = project.database.url.replacing("/\(project.database.name)?", with: "/\(name)?")
        for arguments in [["stamp", "001", "--url", url], ["stamp", "001", "-n", "--url", url]] {
            let result = MartletBinary.run(arguments, in: project.folder.path)
            expectStatus(result, 5)
            expect(result.error, contains: "error[no-database]")
        }
        #expect(project.sql("SELECT count(*) FROM pg_database WHERE datname = '\(name)'") == "0")
    }

    @Test func whatWasStampedTooFarIsTakenBack() throws {
        let project = try ServerProject()
        _ = project.sql("CREATE TABLE users (id bigint PRIMARY KEY)")
        expectStatus(project.martlet("stamp", "002"), 0)
        expectStatus(project.martlet("repair", "001", "--undone", "--yes"), 2)
        expectStatus(project.martlet("repair", "002", "--undone", "--yes"), 0)
        #expect(project.applied == "001")
        expectStatus(project.martlet("history", "--verify"), 0)
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT to_regclass('posts') IS NOT NULL") == "t")
        expectStatus(project.martlet("repair", "002", "--undone", "--yes"), 2)
        #expect(project.applied == "001 002")
    }

    @Test func whatWasStoppedIsInTheLog() throws {
        let project = try ServerProject()
        project.folder.write("migrations/003_slow.sql", "CREATE TABLE slow (x int);\nSELECT pg_sleep(60);\n")
        let output = project.folder.path("output")
        let pid = MartletBinary.start(["migrate", "--format", "ndjson"], in: project.folder.path, output: output) ?? -1
        #expect(
            ChildProcess.waitUntil {
                project.sql(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"
                )
                    == "1"
            })
        ChildProcess.signal(pid, SIGINT)
        #expect(ChildProcess.wait(pid) == 130)
        #expect(
            project.sql("SELECT action, result, detail FROM martlet_log WHERE action <> 'seal' AND subject = '003'")
                == "apply|failed|stopped as asked")
        #expect(project.applied == "001 002")
        project.folder.write("migrations/003_slow.sql", "CREATE TABLE slow (x int);\n")
        expectStatus(project.martlet("migrate"), 0)
        expectStatus(project.martlet("history", "--verify"), 0)
    }

    @Test func whatAFunctionRecordsIsCompletedAndKeepsItsDescription() throws {
        let project = try ServerProject([
            "migrations/001_a.sql": """
            CREATE FUNCTION note(version text) RETURNS void LANGUAGE plpgsql AS $$
            BEGIN
              EXECUTE format('INSERT INTO martlet_%s (version, description) VALUES (%L, ''its own'')', 'migrations', version);
            END $$;
            """,
            "migrations/002_b.sql": "SELECT note('002');\nCREATE TABLE b (x int);\n",
            "migrations/003_c.sql": "CREATE TABLE c (x int);\n",
        ])
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.applied == "001 002 003")
        #expect(
            project.sql("SELECT description, kind, checksum IS NOT NULL FROM martlet_migrations WHERE version = '002'")
                == "its own|migration|t")
        expectStatus(project.martlet("history", "--verify"), 0)
    }

    @Test func whatAFunctionRecordsOfAnotherVersionTwiceIsRefused() throws {
        let project = try ServerProject([
            "migrations/001_a.sql": """
            CREATE FUNCTION note(version text) RETURNS void LANGUAGE plpgsql AS $$
            BEGIN EXECUTE format('INSERT INTO martlet_%s (version) VALUES (%L)', 'migrations', version); END $$;
            """,
            "migrations/002_b.sql": "SELECT note('001');\n",
        ])
        let result = project.martlet("migrate")
        expectStatus(result, 1)
        expect(result.error, contains: "migrations/002_b.sql:1:1")
        #expect(project.applied == "001")
    }
}
