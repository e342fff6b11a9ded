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
}
