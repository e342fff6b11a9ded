import TestSupport
import Testing

/// What the commands say of repeatables.
@Suite struct RepeatableGoldenTests {
    /// Two views, applied; then one has another text, one is new, and the file of one is gone.
    private func project() -> ScratchProject {
        let project = ScratchProject(
            ScratchProject.twoMigrations.merging([
                "migrations/R__authors.sql":
                    "-- Description: Who writes\nDROP VIEW IF EXISTS authors;\nCREATE VIEW authors AS SELECT name FROM users;\n",
                "migrations/R__old.sql": "CREATE VIEW old AS SELECT 1 AS x;\n",
            ]) { first, _ in first })
        expectStatus(project.martlet("migrate"), 0)
        project.replace("migrations/R__authors.sql", "SELECT name", by: "SELECT id, name")
        project.folder.write("migrations/R__a_count.sql", "CREATE VIEW a_count AS SELECT count(*) AS n FROM authors;\n")
        project.folder.remove("migrations/R__old.sql")
        return project
    }

    @Test func changed() {
        expectGolden(
            "repeatables/changed", "status", "plan", "migrate", "history --log 4", "check", "rollback --yes",
            from: project)
    }

    @Test func status() { expectGolden("repeatables/status", "status --check", from: project) }

    @Test func failing() {
        expectGolden("repeatables/failing", "migrate", "status") {
            let project = project()
            project.folder.write("migrations/R__a_count.sql", "CREATE VIEW a_count AS SELECT n FROM nothing.t;\n")
            return project
        }
    }
}
