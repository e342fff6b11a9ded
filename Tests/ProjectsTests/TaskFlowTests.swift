import TestSupport
import Testing

/// TaskFlow, end to end, asked with `psql`.
@Suite struct TaskFlowTests {
    private func project() throws -> ServerProjectCopy {
        let project = try ServerProjectCopy("TaskFlow")
        project.createDatabase()
        return project
    }

    private func migrate(_ project: ServerProjectCopy, _ words: String...) -> ProgramResult {
        project.run(["scripts/db-migrate.sh"] + words)
    }

    /// Makes an installation from before the tracking: tables of the baseline, and rows in them.
    private func untracked(_ files: String...) throws -> ServerProjectCopy {
        let project = try project()
        for file in ["000_baseline_schema"] + files {
            expectStatus(
                project.run("psql", "-Xq", "--set=ON_ERROR_STOP=1", "-f", "migrations/\(file).sql"), 0)
        }
        _ = project.sql("INSERT INTO users (email, name) VALUES ('a@example.com', 'Ann')")
        return project
    }

    private func expectWhole(_ project: ServerProjectCopy, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(
            project.description == ServerProjectCopy.expectedDescription("taskflow"), sourceLocation: sourceLocation)
        expectStatus(migrate(project, "status", "--check"), 0)
    }

    private func applied(_ project: ServerProjectCopy) -> String {
        project.sql(
            """
            SELECT string_agg(version || ' ' || kind, ', ' ORDER BY id) FROM schema_migrations
            WHERE success AND version !~ '^legacy_'
            """)
    }

    // MARK: Installations

    @Test func theMigrationsMakeEverything() throws {
        let project = try project()
        expectStatus(migrate(project, "init"), 0)
        #expect(project.sql("SELECT count(*) FROM schema_migrations") == "0")
        expectStatus(migrate(project, "migrate"), 0)
        expectWhole(project)
        expect(project.file("taskflow.sql").everything, contains: "ok")
        #expect(applied(project) == "000 migration, 001 migration, 002 migration")
        expect(migrate(project, "migrate").output, contains: "up to date at 002")
    }

    @Test func theDatabaseIsMadeWhereTheRoleMay() throws {
        let project = try ServerProjectCopy("TaskFlow")
        expectStatus(project.cluster.psql("postgres", "CREATE ROLE \(project.name) LOGIN CREATEDB"), 0)
        expectStatus(migrate(project, "init"), 0)
        expectStatus(migrate(project, "migrate"), 0)
        expectWhole(project)
    }

    @Test func anInstallationWithoutTrackingIsTakenIn() throws {
        let project = try untracked()
        let before = project.sql("SELECT count(*), max(created_at) FROM users")
        expectStatus(migrate(project, "init"), 0)
        #expect(applied(project) == "000 stamp")
        expectStatus(migrate(project, "migrate"), 0)
        #expect(applied(project) == "000 stamp, 001 migration, 002 migration")
        #expect(project.sql("SELECT count(*), max(created_at) FROM users") == before)
        expectWhole(project)
        // First time only, but harmless later.
        expectStatus(migrate(project, "init"), 0)
        #expect(applied(project) == "000 stamp, 001 migration, 002 migration")
    }

    /// A dry run leaves no history behind.
    @Test func initMayBeTried() throws {
        let project = try untracked()
        expectStatus(migrate(project, "init", "--dry-run"), 0)
        #expect(project.sql("SELECT to_regclass('schema_migrations') IS NULL") == "t")
    }

    /// The table that `psql` made of 001 is the one that Martlet goes on with.
    @Test func filesThatWereRunByPsqlAreTakenIn() throws {
        let project = try untracked("001_create_migration_tracking", "002_record_existing_migrations")
        #expect(project.sql("SELECT count(*) FROM schema_migrations WHERE kind = 'recorded'") == "10")
        expectStatus(migrate(project, "init"), 0)
        expectStatus(migrate(project, "migrate"), 0)
        #expect(applied(project) == "000 stamp, 001 migration, 002 migration")
        #expect(project.sql("SELECT count(*) FROM schema_migrations WHERE version ~ '^legacy_'") == "10")
        expectWhole(project)
    }

    @Test func whatIsMissingOfTheBaselineIsMade() throws {
        let project = try untracked()
        _ = project.sql("DROP TABLE custom_instructions")
        expectStatus(migrate(project, "init"), 0)
        #expect(project.sql("SELECT count(*) FROM schema_migrations") == "0")
        expectStatus(migrate(project, "migrate"), 0)
        #expect(project.sql("SELECT email FROM users") == "a@example.com")
        expectWhole(project)
    }

    @Test(arguments: [["./migrate"], ["python3", "migrate.py"]]) func otherCommandsTakeTheSameWords(
        _ command: [String]
    ) throws {
        let project = try project()
        expectStatus(project.run(command + ["init"]), 0)
        expectStatus(project.run(command + ["migrate"]), 0)
        expectWhole(project)
        expect(project.run(command + ["status"]).output, contains: "up to date")
        expectStatus(project.run(command + ["rollback", "--yes"]), 0)
        #expect(applied(project) == "000 migration, 001 migration")
        expectStatus(project.run(command + ["nonsense"]), 2)
    }

    // MARK: Back

    @Test func rollbackUndoesTheLast() throws {
        let project = try project()
        expectStatus(migrate(project, "migrate"), 0)
        expectStatus(migrate(project, "rollback"), 7)
        expectStatus(migrate(project, "rollback", "--yes"), 0)
        #expect(applied(project) == "000 migration, 001 migration")
        #expect(project.sql("SELECT count(*) FROM schema_migrations WHERE version ~ '^legacy_'") == "0")
        expectStatus(migrate(project, "rollback", "--yes"), 0)
        // The table that 001 makes is the history itself: it stays while it is in use.
        #expect(applied(project) == "000 migration")
        expectStatus(migrate(project, "rollback", "000", "--yes"), 0)
        #expect(project.sql("SELECT to_regclass('users') IS NULL, count(*) FROM schema_migrations") == "t|0")
        expectStatus(migrate(project, "migrate"), 0)
        expectWhole(project)
        expectStatus(project.martlet("history", "--verify"), 0)
    }

    @Test(arguments: [["001"], ["--to", "000"], ["--steps", "2"]]) func rollbackUndoesSeveral(_ extent: [String]) throws
    {
        let project = try project()
        expectStatus(migrate(project, "migrate"), 0)
        expectStatus(project.run(["scripts/db-migrate.sh", "rollback", "--yes"] + extent), 0)
        #expect(applied(project) == "000 migration")
        #expect(project.sql("SELECT count(*) FROM schema_migrations WHERE version ~ '^legacy_'") == "0")
        expectStatus(migrate(project, "migrate"), 0)
        expectWhole(project)
        expectStatus(project.martlet("history", "--verify"), 0)
    }

    @Test(
        "in an application the folder is called database, and stands beside the scripts",
        arguments: [["./scripts/db-migrate.sh"], ["python3", "database/migrate.py"], ["database/migrate"]])
    func besideTheScripts(_ command: [String]) throws {
        let project = try project()
        let moved = project.run([
            "bash", "-c",
            "mkdir database && for f in *; do [ $f = database ] || [ $f = scripts ] || mv $f database/; done",
        ])
        expectStatus(moved, 0)
        expectStatus(project.run(command + ["migrate"]), 0)
        expectWhole(project)
    }

    /// Undone by psql, an empty history goes.
    @Test func theWayBackOfTheTrackingDropsAnEmptyTableOnly() throws {
        let project = try untracked("001_create_migration_tracking")
        let block = """
            sed -n '/^-- ROLLBACK:/,$p' migrations/001_create_migration_tracking.sql | tail -n +2 | sed 's/^-- //' | psql -Xq
            """
        let isThere = "SELECT to_regclass('schema_migrations') IS NOT NULL"
        _ = project.sql("INSERT INTO schema_migrations (version) VALUES ('x')")
        expectStatus(project.run("bash", "-c", block), 0)
        #expect(project.sql(isThere) == "t")
        _ = project.sql("DELETE FROM schema_migrations")
        expectStatus(project.run("bash", "-c", block), 0)
        #expect(project.sql(isThere) == "f")
    }

    // MARK: What the table says

    @Test func errorsAreReadInTheTable() throws {
        let project = try project()
        expectStatus(migrate(project, "migrate"), 0)
        project.folder.write(
            "project/migrations/003_bad.sql", "-- Bad\nCREATE TABLE a (x int);\nINSERT INTO nowhere VALUES (1);\n")
        let failed = migrate(project, "migrate")
        expectStatus(failed, 1)
        expect(failed.error, contains: "migrations/003_bad.sql:3:13")
        expect(
            project.sql("SELECT version, error FROM schema_migrations WHERE NOT success"),
            contains: "003|relation \"nowhere\" does not exist")
        expect(
            project.sql(
                """
                SELECT at IS NOT NULL, run_by LIKE '%@%', action, subject, detail FROM schema_migrations_log
                WHERE result = 'failed' ORDER BY id DESC LIMIT 10
                """), contains: "t|t|apply|003|relation \"nowhere\" does not exist")
        #expect(project.sql("SELECT to_regclass('a') IS NULL") == "t")
        project.folder.write("project/migrations/003_bad.sql", "-- Good\nCREATE TABLE a (x int);\n")
        expectStatus(migrate(project, "migrate"), 0)
        #expect(project.sql("SELECT version FROM schema_migrations WHERE NOT success") == "")
    }

    @Test func aChangedFileIsNoticed() throws {
        let project = try project()
        expectStatus(migrate(project, "migrate"), 0)
        let path = project.root + "/migrations/002_record_existing_migrations.sql"
        let text = TextFile.read(path) ?? ""
        TextFile.write(text.replacing("'Job queue'", with: "'Jobs'"), to: path)
        let result = migrate(project, "migrate")
        expectStatus(result, 4)
        expect(result.error, contains: "error[edited]: 002")
        TextFile.write(text, to: path)
        expectWhole(project)
    }

    @Test func everyMigrationIsRecordedWithItsChecksumAndTime() throws {
        let project = try project()
        expectStatus(migrate(project, "migrate"), 0)
        #expect(
            project.sql(
                """
                SELECT version, checksum ~ '^v1:sha256:', execution_ms >= 0, success, down_sql IS NOT NULL
                FROM schema_migrations WHERE kind = 'migration' ORDER BY id
                """) == "000|t|t|t|t\n001|t|t|t|t\n002|t|t|t|t")
        #expect(
            project.sql("SELECT subject, action, result FROM schema_migrations_log WHERE action <> 'seal' ORDER BY id")
                == "000|apply|done\n001|apply|done\n002|apply|done")
    }

    @Test func theDocumentsFirstMigrationRuns() throws {
        let project = try project()
        expectStatus(migrate(project, "migrate"), 0)
        project.folder.write(
            "project/migrations/003_add_new_feature.sql",
            """
            -- Add new feature table
            -- Author: Your Name
            -- Date: 2024-12-19

            CREATE TABLE new_feature (
                id SERIAL PRIMARY KEY,
                name VARCHAR(255) NOT NULL
            );

            -- ROLLBACK:
            -- DROP TABLE IF EXISTS new_feature;

            """)
        expectStatus(migrate(project, "migrate", "--dry-run"), 0)
        #expect(project.sql("SELECT to_regclass('new_feature') IS NULL") == "t")
        expectStatus(migrate(project, "migrate"), 0)
        #expect(
            project.sql("SELECT description FROM schema_migrations WHERE version = '003'") == "Add new feature table")
        expectStatus(migrate(project, "rollback", "003", "--yes"), 0)
        #expect(project.sql("SELECT to_regclass('new_feature') IS NULL") == "t")
    }

    @Test func theSampleDataFillADevelopmentDatabase() throws {
        let project = try project()
        expectStatus(migrate(project, "migrate"), 0)
        expectStatus(project.martlet("seed"), 0)
        #expect(project.sql("SELECT count(*) FROM users") == "0")
        for options in [[], ["--force"]] {
            expectStatus(project.run([MartletBinary.path, "seed", "--environment", "sample"] + options), 0)
            #expect(
                project.sql("SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM workflow_blocks)") == "2|4")
        }
    }
}
