import TestSupport
import Testing

/// What `dump` says of the history, and what a database that is made from it says.
@Suite struct DumpTests {
    @Test func rowsThatNoFileStandsForStayRecorded() {
        let project = ScratchProject([
            "migrations/001_first.sql": """
            -- Description: First
            CREATE TABLE first (id INTEGER);
            INSERT INTO martlet_migrations (version, description) VALUES ('legacy_01', 'Before everything');

            """
        ])
        expectStatus(project.martlet("migrate"), 0)
        expectStatus(project.martlet("status", "--check"), 0)
        expectStatus(project.martlet("dump", "--output", "schema.sql"), 0)
        let copy = project.folder.path("copy.db")
        expectStatus(SQLiteClient.load(copy, project.folder.read("schema.sql") ?? ""), 0)
        #expect(
            SQLiteClient.query(copy, "SELECT version, kind FROM martlet_migrations ORDER BY version")
                == "001|snapshot\nlegacy_01|recorded\n")
        expectStatus(project.martlet("status", "--check", "--url", "sqlite:copy.db"), 0)
        expectStatus(project.martlet("dump", "--output", "schema.sql", "--check", "--url", "sqlite:copy.db"), 0)
    }

    @Test func noScriptOfTheProjectIsWrittenOver() {
        let project = ScratchProject.migrated()
        for file in ["migrations/001_create_users.sql", "migrations/003_new.sql"] {
            project.folder.write("migrations/003_new.sql", "CREATE TABLE mine (x);\n")
            let before = project.folder.read(file)
            let result = project.martlet("dump", "--output", file)
            expectStatus(result, 1)
            expect(result.error, contains: "\(file) is there already, among the project's own scripts")
            #expect(project.folder.read(file) == before)
        }
        expectStatus(project.martlet("dump", "--output", "migrations/000_baseline.sql"), 0)
    }

    /// What a database is called, or the folder that it is in, is no part of its schema.
    @Test func aFileIsCheckedAgainstADatabaseOfAnyName() {
        for files in [["migrations/001_a.sql": "CREATE TABLE a (id INTEGER);\n"], [:]] {
            let project = ScratchProject(files)
            expectStatus(project.martlet("migrate"), 0)
            expectStatus(project.martlet("dump", "--output", "schema.sql"), 0)
            expectStatus(Program.run(["cp", project.database, project.folder.path("other.db")]), 0)
            let other = ["--url", "sqlite:other.db", "dump", "--output", project.folder.path("schema.sql"), "--check"]
            let elsewhere = ScratchFolder()
            expectStatus(Program.run(["mv", project.folder.path("other.db"), elsewhere.path("other.db")]), 0)
            expectStatus(MartletBinary.run(other, in: elsewhere.path), 0)
        }
    }

    @Test("a dump into the folder of migrations is one", arguments: TestedEngine.allCases)
    func baseline(_ engine: TestedEngine) throws {
        let project = try engine.project([
            "migrations/001_a.sql": "CREATE TABLE a (id INTEGER);\n",
            "migrations/002_b.sql": "CREATE TABLE b (id INTEGER);\n",
        ])
        expectStatus(project.run("migrate"), 0)
        _ = project.sql("CREATE TABLE alembic_version (version_num varchar(32) NOT NULL)")
        expectStatus(project.run("dump", "--output", "migrations/003_baseline.sql"), 0)
        let text = project.folder.read("migrations/003_baseline.sql") ?? ""
        expect(text, contains: "-- Baseline")
        #expect(!text.contains("martlet_") && !text.contains("alembic_version"), "\(text)")
        expectStatus(project.run("dump", "--output", "migrations/003_baseline.sql", "--check"), 0)
        // Elsewhere it is the schema with its history.
        expect(project.run("dump", "--output", "-").output, contains: "INSERT INTO")

        // It stands for those before it.
        _ = project.sql("DROP TABLE alembic_version")
        expectStatus(project.run("stamp", "003"), 0)
        for name in ["001_a.sql", "002_b.sql"] { project.folder.remove("migrations/" + name) }
        expectStatus(project.run("repair", "--yes"), 0)
        expectStatus(project.run("check"), 0)
        expect(project.run("migrate").output, contains: "up to date at 003")
        #expect(project.sql("SELECT version FROM martlet_migrations") == "003")
    }
}
