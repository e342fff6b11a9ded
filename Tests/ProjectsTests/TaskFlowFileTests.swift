import TestSupport
import Testing

/// TaskFlow's generated files: the complete schema, the patch behind it, and the audit.
@Suite struct TaskFlowFileTests {
    private func project() throws -> ServerProjectCopy {
        let project = try ServerProjectCopy("TaskFlow")
        project.createDatabase()
        return project
    }

    private func load(_ file: String, into project: ServerProjectCopy) -> ProgramResult {
        project.run("psql", "-Xq", "--set=ON_ERROR_STOP=1", "--file=\(file)")
    }

    /// What PostgreSQL's own program says of the schema, or of one table; its key against a fooled `psql` is new each time.
    private func schema(_ project: ServerProjectCopy, _ arguments: String...) -> String {
        let result = Program.run(
            [
                project.cluster.programs + "/pg_dump", "--schema-only", "--no-owner", "-h",
                project.cluster.socketFolder,
                "-p", project.cluster.port, "-U", project.name, project.name,
            ] + arguments)
        expectStatus(result, 0)
        return result.output.split(separator: "\n").filter { !$0.contains("restrict ") }.joined(separator: "\n")
    }

    private static let newFeature = """
        -- Add new feature table
        -- Author: Your Name
        -- Date: 2024-12-19

        CREATE TABLE new_feature (
            id SERIAL PRIMARY KEY,
            name VARCHAR(255) NOT NULL
        );

        -- ROLLBACK:
        -- DROP TABLE IF EXISTS new_feature;

        """

    @Test func theCompleteFileIsWhatTheMigrationsMake() throws {
        let project = try project()
        expectStatus(project.martlet("setup"), 0)
        expectStatus(project.martlet("dump", "--check"), 0)
        project.folder.write("project/migrations/003_add_new_feature.sql", Self.newFeature)
        expectStatus(project.martlet("migrate"), 0)
        expectStatus(project.martlet("dump", "--check"), 3)
    }

    @Test func aNewInstallationIsTheSameAndUpToDate() throws {
        let (made, loaded) = (try project(), try project())
        expectStatus(made.martlet("setup"), 0)
        let result = load("postgresql/init-complete.sql", into: loaded)
        expectStatus(result, 0)
        #expect(result.output + result.error == "")
        #expect(schema(loaded) == schema(made))
        expectStatus(loaded.martlet("status", "--check"), 0)
        expect(loaded.martlet("migrate").output, contains: "up to date")
        expectStatus(loaded.martlet("check"), 0)
        expectStatus(loaded.martlet("dump", "--check"), 0)
        #expect(loaded.sql("SELECT count(*) FROM schema_migrations WHERE kind = 'recorded'") == "10")
        // What has no file has no way back either, and does not stand in the way of what has.
        for project in [made, loaded] {
            expectStatus(project.run("scripts/db-migrate.sh", "rollback", "--yes"), 0)
            expectStatus(project.martlet("status", "--check"), 3)
            expectStatus(project.martlet("migrate"), 0)
        }
        #expect(schema(loaded) == schema(made))
    }

    @Test func theTrackingTableIsMartletsOwn() throws {
        let (script, martlet) = (try project(), try project())
        expectStatus(load("migrations/001_create_migration_tracking.sql", into: script), 0)
        expectStatus(martlet.martlet("init"), 0)
        let table = schema(martlet, "--table=schema_migrations")
        expect(table, contains: "CREATE TABLE public.schema_migrations")
        #expect(schema(script, "--table=schema_migrations") == table)
    }

    @Test func thePatchHasWhatIsNewerThanTheCompleteFile() throws {
        let project = try project()
        expectStatus(load("postgresql/init-complete.sql", into: project), 0)
        // The one that is committed has nothing, as the complete file has everything.
        let committed = project.folder.read("project/postgresql/init-complete-patch.sql") ?? ""
        expectStatus(project.run("scripts/db-migrate.sh", "patch"), 0)
        #expect(project.folder.read("project/postgresql/init-complete-patch.sql") == committed)
        project.folder.write("project/migrations/003_add_new_feature.sql", Self.newFeature)
        expectStatus(project.run("scripts/db-migrate.sh", "patch"), 0)
        // A second time it changes nothing.
        for _ in 0..<2 { expectStatus(load("postgresql/init-complete-patch.sql", into: project), 0) }
        expectStatus(project.martlet("status", "--check"), 0)
        #expect(project.sql("SELECT count(*) FROM new_feature") == "0")
        // The words are those that martlet would have recorded.
        #expect(
            project.sql("SELECT description FROM schema_migrations WHERE version = '003'") == "Add new feature table")
        expectStatus(project.run("scripts/db-migrate.sh", "complete"), 0)
        expectStatus(project.martlet("dump", "--check"), 0)
        #expect(project.folder.read("project/postgresql/init-complete-patch.sql") == committed)
        expect(
            project.folder.read("project/postgresql/init-complete.sql") ?? "",
            contains: "\n('003', 'Add new feature table',")
    }

    /// As in the guide's first migration, in one with headers only, and in one that says nothing.
    @Test(arguments: [
        ("-- Author: Ann\n-- Description: Said so\n", "Said so"),
        ("-- Author: Ann\n\n-- See https://a.example\n", "See https://a.example"),
        ("-- Author: Ann\n", "what it is"), ("", "what it is"),
    ]) func thePatchDescribesAsMartletDoes(_ comments: String, _ description: String) throws {
        let project = try project()
        expectStatus(load("postgresql/init-complete.sql", into: project), 0)
        project.folder.write(
            "project/migrations/003_what_it_is.sql",
            comments + "CREATE TABLE a (x INTEGER);\n-- Of the rows\nINSERT INTO a VALUES (1);\n")
        expectStatus(project.run("scripts/db-migrate.sh", "patch"), 0)
        let patch = project.folder.read("project/postgresql/init-complete-patch.sql") ?? ""
        expect(patch, contains: "VALUES ('003', '\(description)')")
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT description FROM schema_migrations WHERE version = '003'") == description)
    }

    @Test func theAuditReportsThatAllIsWell() throws {
        let project = try project()
        expectStatus(load("postgresql/init-complete.sql", into: project), 0)
        expectStatus(project.run("scripts/db-migrate.sh", "audit"), 0)
        let report = project.folder.read("project/migration-audit-report.md") ?? ""
        expect(report, contains: "# Migration audit report")
        #expect(report.split(separator: "\n").filter { $0.contains("exit status") }.count == 5)
        #expect(report.split(separator: "\n").filter { $0.contains("exit status 0") }.count == 5)
        expect(report, contains: "init-complete.sql is up to date")
    }

    @Test func aBackupComesBeforeAMigration() throws {
        let project = try project()
        expectStatus(project.martlet("migrate"), 0)
        // There was nothing to lose.
        #expect(Folder.names(project.root + "/data/backups") == [])
        project.folder.write("project/migrations/003_add_new_feature.sql", Self.newFeature)
        expectStatus(project.martlet("migrate"), 0)
        expectStatus(project.martlet("migrate"), 0)
        let names = Folder.names(project.root + "/data/backups")
        #expect(names.count == 2 && names.allSatisfy { $0.hasPrefix("taskflow_db_before_migrate_") })
        expectStatus(project.martlet("rollback", "--yes"), 0)
        #expect(Folder.names(project.root + "/data/backups").count == 4)
    }
}
