import TestSupport
import Testing

/// KokoroWebsiteAdmin, end to end, asked with `psql`.
@Suite struct KokoroWebsiteAdminTests {
    private func project() throws -> ServerProjectCopy { try ServerProjectCopy("KokoroWebsiteAdmin") }

    static let templates = """
        image_lora_incremental_default
        image_lora_new_default
        text_lora_incremental_default
        text_lora_new_default
        """

    private func templates(_ project: ServerProjectCopy) -> String {
        project.sql("SELECT name FROM task_templates ORDER BY name COLLATE \"C\"")
    }

    @Test func initDatabaseMakesEverythingFromNothing() throws {
        let project = try project()
        expectStatus(project.run("scripts/init_database"), 0)
        #expect(project.description == ServerProjectCopy.expectedDescription("kokoro_website_admin"))
        #expect(templates(project) == Self.templates)
        expect(project.file("kokoro_website_admin.sql").everything, contains: "ok")
        expectStatus(project.martlet("status", "--check"), 0)
    }

    @Test func initDatabaseAgainLeavesWhatAUserChanged() throws {
        let project = try project()
        expectStatus(project.run("scripts/init_database"), 0)
        _ = project.sql("UPDATE task_templates SET is_active = false WHERE name = 'text_lora_new_default'")
        _ = project.sql("DELETE FROM task_templates WHERE name = 'image_lora_new_default'")
        let changed = "SELECT * FROM task_templates WHERE name = 'text_lora_new_default'"
        let before = project.sql(changed)
        expectStatus(project.run("scripts/init_database"), 0)
        #expect(project.sql(changed) == before)
        #expect(templates(project) == Self.templates)
    }

    @Test func filesThatWereRunByPsqlAreTakenOver() throws {
        let project = try project()
        project.createDatabase()
        for file in ["001_initial_schema.sql", "002_default_templates.sql"] {
            expectStatus(
                project.run("psql", "-Xq", "--set=ON_ERROR_STOP=1", "-f", "database/migrations/\(file)"), 0)
        }
        let before = project.description
        expectStatus(project.martlet("stamp", "002"), 0)
        expectStatus(project.martlet("seed"), 0)
        expectStatus(project.martlet("status", "--check"), 0)
        expect(project.martlet("migrate").output, contains: "up to date at 002")
        #expect(project.description == before)
        #expect(project.description == ServerProjectCopy.expectedDescription("kokoro_website_admin"))
    }

    @Test func aRollbackTakesAwayTheTemplatesAndThenTheTables() throws {
        let project = try project()
        expectStatus(project.run("scripts/init_database"), 0)
        expectStatus(project.martlet("rollback", "--yes"), 0)
        #expect(project.sql("SELECT count(*) FROM task_templates") == "0")
        expectStatus(project.martlet("rollback", "--yes"), 0)
        #expect(project.description == "")
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.description == ServerProjectCopy.expectedDescription("kokoro_website_admin"))
    }

    /// What is printed is what has to be run, as it stands there.
    @Test func withoutTheRightsItIsToldWhatAnAdministratorHasToRun() throws {
        let project = try project()
        let result = project.run("scripts/init_database", environment: ["KOKORO_ADMIN": "nobody_known"])
        expectStatus(result, 1)
        expect(result.error, contains: "error[access-denied]")
        expect(result.error, contains: "role \"nobody_known\" does not exist")
        let advice = try #require(
            result.error.split(separator: "\n").first { $0.contains("create_database.sql") }.map(String.init))
        expect(advice, contains: " -v role=\(project.name) -v database=\(project.name) ")
        expectStatus(project.run("bash", "-c", advice), 0)
        expectStatus(project.run("scripts/init_database", environment: ["KOKORO_ADMIN": "nobody_known"]), 0)
        #expect(templates(project) == Self.templates)
    }

    @Test func withoutAServerItIsToldThatNobodyAnswers() throws {
        let project = try project()
        let result = project.run("scripts/init_database", environment: ["PGHOST": project.folder.path])
        expectStatus(result, 5)
        expect(result.error, contains: "error[out-of-reach]")
        expect(result.error, contains: "= help: ")
        #expect(!result.error.contains("create_database.sql"), "\(result.error)")
    }

    @Test func aRoleThatMayMakesTheDatabaseWithoutAnAdministrator() throws {
        let project = try project()
        expectStatus(project.cluster.psql("postgres", "CREATE ROLE \(project.name) LOGIN CREATEDB"), 0)
        expectStatus(project.run("scripts/init_database", environment: ["KOKORO_ADMIN": "nobody_known"]), 0)
        #expect(templates(project) == Self.templates)
    }

    // MARK: For programs

    /// What `init_database --json` prints, in short.
    private func document(_ project: ServerProjectCopy, _ more: [String: String] = [:]) throws -> String {
        let answer = project.run("scripts/init_database", "--json", environment: more)
        let script = """
            import json, sys
            document = json.load(sys.stdin)
            steps = [step["subject"] for database in document["databases"] for step in database.get("steps", [])]
            print(document["command"], document["exit_code"], *steps)
            """
        let facts = Program.run(["python3", "-c", script], input: answer.output)
        #expect(facts.status == 0, "\(answer.everything)\(facts.error)")
        return "\(answer.status): \(facts.output.droppingLastLineEnd)"
    }

    @Test func asJSONItIsOneDocument() throws {
        let project = try project()
        #expect(try document(project) == "0: setup 0 001 002 001_default_templates")
        _ = project.sql("DELETE FROM task_templates WHERE name = 'image_lora_new_default'")
        #expect(try document(project) == "0: setup 0")
        #expect(templates(project) == Self.templates)
        // Also where one of the two steps fails.
        project.folder.write("project/database/seeds/001_default_templates.sql", "SELECT * FROM no_table;\n")
        #expect(try document(project) == "1: setup 1 001_default_templates")
        #expect(try document(project, ["PGHOST": project.folder.path]) == "5: setup 5")
    }
}
