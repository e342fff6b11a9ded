import TestSupport
import Testing

/// A plan that is written down is carried out as it is, or refused with what has changed.
@Suite struct ApprovedPlanTests {
    private static let files = [
        "migrations/001_one.sql": "CREATE TABLE one (x int);\n-- ROLLBACK:\n-- DROP TABLE one;\n",
        "migrations/002_two.sql": "CREATE TABLE two (x int);\n-- ROLLBACK:\n-- DROP TABLE two;\n",
        "migrations/R__both.sql": "DROP VIEW IF EXISTS both_rows;\nCREATE VIEW both_rows AS SELECT x FROM two;\n",
    ]

    /// A project of which 001 is applied, and the rest is planned in `plan.json`.
    private func planned(_ engine: TestedEngine) throws -> any ProjectUnderTest {
        let project = try engine.project(Self.files)
        expectStatus(project.run("migrate", "--to", "001"), 0)
        let planned = project.run("plan", "--out", "plan.json")
        expectStatus(planned, 0)
        expect(planned.output, contains: "wrote plan.json")
        expect(planned.error, contains: "martlet migrate --plan plan.json applies this")
        return project
    }

    @Test(arguments: TestedEngine.allCases)
    func itIsCarriedOut(_ engine: TestedEngine) throws {
        let project = try planned(engine)
        let text = try #require(project.folder.read("plan.json"))
        expectStatus(project.run("migrate", "--plan", "plan.json", "--dry-run"), 0)
        expectStatus(project.run("migrate", "--plan", "plan.json"), 0)
        expectStatus(project.run("status", "--check"), 0)
        let identity = project.sql("SELECT plan_id FROM martlet_migrations WHERE version = '002'")
        #expect(identity.hasPrefix("p2:"))
        expect(text, contains: "\"identity\": \"\(identity)\"")
        let again = project.run("migrate", "--plan", "plan.json")
        expectStatus(again, 4)
        expect(again.error, contains: "then 1 applied, the newest 001, now 2 applied, the newest 002")
    }

    /// What may happen between the plan and the run, and what is said of it.
    private static let changes: [(name: String, file: String, text: String, said: String)] = [
        ("a text", "migrations/002_two.sql", "CREATE TABLE two (x int, y int);\n", "002 has another text"),
        ("a repeatable", "migrations/R__both.sql", "CREATE VIEW both_rows AS SELECT 1 AS x;\n", "has another text"),
        ("a new file", "migrations/003_three.sql", "CREATE TABLE three (x int);\n", "003 was not in it"),
        ("the plan", "plan.json", "", "plan.json is no plan"),
    ]

    @Test(arguments: TestedEngine.allCases, changes.map(\.name))
    func whatHasChangedIsSaid(_ engine: TestedEngine, _ change: String) throws {
        let project = try planned(engine)
        let (_, file, text, said) = try #require(Self.changes.first { $0.name == change })
        project.folder.write(file, text)
        let refused = project.run("migrate", "--plan", "plan.json")
        expectStatus(refused, 4)
        expect(refused.error, contains: said)
        #expect(project.sql("SELECT count(*) FROM martlet_migrations") == "1")
    }

    @Test(arguments: TestedEngine.allCases)
    func theHistoryMayNotHaveChanged(_ engine: TestedEngine) throws {
        let project = try planned(engine)
        expectStatus(project.run("rollback", "--yes"), 0)
        expectStatus(project.run("stamp", "001"), 0)
        let refused = project.run("migrate", "--plan", "plan.json")
        expectStatus(refused, 4)
        expect(refused.error, contains: "the history is another one, though 1 applied, the newest 001 as it was then")
    }

    @Test func aPlanIsForOneDatabase() throws {
        let project = try planned(.sqlite)
        project.folder.write(
            "martlet.yaml", "project: demo\ndatabases:\n  app:\n    url: sqlite:other.db\n    migrations: migrations\n")
        let refused = project.run("migrate", "--plan", "plan.json")
        expectStatus(refused, 4)
        expect(refused.error, contains: "it was made for sqlite:app.db, and this is sqlite:other.db")
        #expect(!project.folder.has("other.db"))
    }

    @Test func aPlanThatSomebodyHasEditedIsNone() throws {
        let project = try planned(.sqlite)
        let text = try #require(project.folder.read("plan.json"))
        project.folder.write("plan.json", text.replacing("CREATE TABLE two", with: "CREATE TABLE twe"))
        let refused = project.run("migrate", "--plan", "plan.json")
        expectStatus(refused, 4)
        expect(refused.error, contains: "plan.json is not as it was written")
    }

    @Test func valuesOfPlaceholdersBelongToIt() throws {
        let project = ScratchProject(["migrations/001_a.sql": "CREATE TABLE a AS SELECT '${WORD}' AS x;\n"])
        expectStatus(project.martlet("plan", "--out", "plan.json", "--placeholder", "WORD=secret"), 0)
        #expect(project.folder.read("plan.json")?.contains("secret") == false)
        let refused = project.martlet("migrate", "--plan", "plan.json", "--placeholder", "WORD=other")
        expectStatus(refused, 4)
        expect(refused.error, contains: "001 has other values for its placeholders")
        expectStatus(project.martlet("migrate", "--plan", "plan.json", "--placeholder", "WORD=secret"), 0)
        #expect(project.sql("SELECT x FROM a") == "secret")
    }

    /// `app` waits for `metrics` and goes on behind it; nothing is done in one where the other has changed.
    @Test func itIsForAllDatabasesTogether() throws {
        let project = ScratchProject(
            configuration: "project: two\ndatabases:\n"
                + ["app", "metrics"].map { "  \($0):\n    url: sqlite:\($0).db\n    migrations: \($0)\n" }.joined(),
            [
                "app/001_a.sql": "CREATE TABLE a (x);\n",
                "app/002_b.sql": "-- Depends: metrics/001\nCREATE TABLE b (x);\n",
                "metrics/001_m.sql": "CREATE TABLE m (x);\n",
            ])
        expectStatus(project.martlet("plan", "--out", "plan.json"), 0)
        let text = try #require(project.folder.read("metrics/001_m.sql"))
        project.folder.write("metrics/001_m.sql", "CREATE TABLE n (x);\n")
        expectStatus(project.martlet("migrate", "--plan", "plan.json"), 4)
        #expect(!project.folder.has("app.db"))
        project.folder.write("metrics/001_m.sql", text)
        expectStatus(project.martlet("migrate", "--plan", "plan.json"), 0)
        expectStatus(project.martlet("status", "--check"), 0)
        expectStatus(project.martlet("plan", "--out", "plan.json", "--database", "app"), 0)
        let refused = project.martlet("migrate", "--plan", "plan.json")
        expectStatus(refused, 4)
        expect(refused.error, contains: "it was made for app")
    }

    @Test func noDatabaseIsWrittenOver() throws {
        let project = try planned(.sqlite)
        let refused = project.run("plan", "--out", "app.db")
        expectStatus(refused, 1)
        expect(refused.error, contains: "error[write-failed]")
        expectStatus(project.run("status"), 0)
    }

    @Test func whatSelectsIsInTheFile() throws {
        let project = ScratchProject()
        expectStatus(project.martlet("plan", "--to", "001", "--out", "plan.json"), 0)
        expectStatus(project.martlet("migrate", "--plan", "plan.json", "--to", "002"), 2)
        expectStatus(project.martlet("migrate", "--plan", "plan.json"), 0)
        #expect(project.sql("SELECT version FROM martlet_migrations") == "001")
    }
}
