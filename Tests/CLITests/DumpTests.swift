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
}
