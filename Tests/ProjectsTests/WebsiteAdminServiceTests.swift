import Glibc
import TestSupport
import Testing

/// The service of KokoroWebsiteAdmin: really started, asked over HTTP, its database asked with `psql`.
@Suite struct WebsiteAdminServiceTests {
    private func project() throws -> ServerProjectCopy {
        let project = try ServerProjectCopy("KokoroWebsiteAdmin")
        project.createDatabase()
        return project
    }

    @Test func itCreatesTablesAndTemplatesAndAnswers() throws {
        let project = try project()
        let service = WebsiteAdminService(project)
        expect(try service.ask("/health"), contains: "200\napplication/json\n{\"status\": \"ok\"}")
        #expect(project.description == ServerProjectCopy.expectedDescription("kokoro_website_admin"))
        expectStatus(project.martlet("status", "--check"), 0)

        let listed = try service.ask("/templates")
        expect(listed, contains: "200\napplication/json\n")
        for name in KokoroWebsiteAdminTests.templates.split(separator: "\n") { expect(listed, contains: "\"\(name)\"") }
        expect(listed, contains: "\"execution_duration\":7")
        #expect(service.end(SIGTERM) == 0, "\(service.said)")
        expect(service.said, contains: "stopped")
    }

    @Test func itListsWhatIsActive() throws {
        let project = try project()
        let service = WebsiteAdminService(project)
        _ = try service.address()
        _ = project.sql("UPDATE task_templates SET is_active = false WHERE name LIKE 'image%'")
        _ = project.sql("UPDATE task_templates SET is_active = false WHERE name = 'text_lora_new_default'")
        let listed = try service.ask("/templates")
        expect(listed, contains: "text_lora_incremental_default")
        #expect(!listed.contains("image_lora_new_default") && !listed.contains("text_lora_new_default"), "\(listed)")
        _ = project.sql("UPDATE task_templates SET is_active = false")
        expect(try service.ask("/templates"), contains: "200\napplication/json\n[]")
        #expect(service.end(SIGINT) == 0, "\(service.said)")
    }

    @Test func startedAgainItLeavesWhatAUserMade() throws {
        let project = try project()
        let first = WebsiteAdminService(project)
        _ = try first.address()
        #expect(first.end(SIGTERM) == 0)
        _ = project.sql("UPDATE task_templates SET execution_duration = 10 WHERE name = 'text_lora_new_default'")
        _ = project.sql("UPDATE task_templates SET is_active = false WHERE name = 'image_lora_new_default'")
        _ = project.sql("INSERT INTO operation_logs (operation_type, operator, status) VALUES ('x', 'ava', 'success')")
        let everything = "SELECT t::text FROM task_templates AS t ORDER BY id; SELECT l::text FROM operation_logs AS l"
        let before = project.sql(everything)

        let second = WebsiteAdminService(project, log: "second.log")
        _ = try second.address()
        #expect(second.end(SIGTERM) == 0)
        #expect(project.sql(everything) == before)
        #expect(before.contains("10") && project.sql("SELECT count(*) FROM task_templates") == "4")
    }

    @Test func aTemplateThatWasDeletedComesBackAtTheNextStart() throws {
        let project = try project()
        let first = WebsiteAdminService(project)
        _ = try first.address()
        #expect(first.end(SIGTERM) == 0)
        _ = project.sql("DELETE FROM task_templates WHERE name = 'image_lora_new_default'")
        let second = WebsiteAdminService(project, log: "second.log")
        expect(try second.ask("/templates"), contains: "image_lora_new_default")
    }

    @Test func severalThatStartAtOnceDoItOnce() throws {
        let project = try project()
        let services = (1...3).map { WebsiteAdminService(project, log: "service\($0).log") }
        for service in services { expect(try service.ask("/health"), contains: "200\n") }
        #expect(project.sql("SELECT string_agg(version, ',' ORDER BY version) FROM martlet_migrations") == "001,002")
        #expect(project.sql("SELECT count(*), min(id), max(id) FROM task_templates") == "4|1|4")
        for service in services { #expect(service.end(SIGTERM) == 0, "\(service.said)") }
    }

    @Test func whatItDoesNotKnowIsRefused() throws {
        let service = WebsiteAdminService(try project())
        expect(try service.ask("/nowhere"), contains: "404\napplication/json\n{\"error\": \"not found\"}")
        expect(try service.ask("/templates", "DELETE"), contains: "405\n")
        expect(try service.ask("/templates", "POST", bodySize: 200_000), contains: "405\n")
        expect(try service.ask("/health"), contains: "200\n")
    }

    @Test func withoutItsDatabaseItSaysSoAndGoesOn() throws {
        let project = try project()
        let service = WebsiteAdminService(project)
        expect(try service.ask("/health"), contains: "200\n")
        _ = project.cluster.psql("postgres", "ALTER DATABASE \(project.name) RENAME TO \(project.name)_away")
        let refused = try service.ask("/health")
        expect(refused, contains: "503\napplication/json\n{\"error\": \"the database does not answer\"}")
        #expect(!refused.contains(project.name), "the reason is not for everybody")
        expect(service.said, contains: "database \"\(project.name)\" does not exist")
        _ = project.cluster.psql("postgres", "ALTER DATABASE \(project.name)_away RENAME TO \(project.name)")
        expect(try service.ask("/templates"), contains: "200\n")
    }

    @Test func aServerOutOfReachIsMartletsErrorAndStatus() throws {
        let project = try project()
        let nowhere = ["PGHOST": project.folder.path("nowhere")]
        let result = project.run([WebsiteAdminService.path, "--port", "0"], environment: nowhere)
        expectStatus(result, 5)
        expect(result.error, contains: "error[out-of-reach]")
        #expect(!result.error.contains("listening"))
    }

    @Test func whileItWaitsForItsTurnASignalEndsIt() throws {
        let project = try project()
        expectStatus(project.martlet("migrate", "--to", "001"), 0)
        // Until this ends, no other migration has its turn.
        let holder = try #require(
            Program.start(
                [
                    project.cluster.programs + "/psql", "-Xq", "-c", "LOCK TABLE task_templates", "-c",
                    "SELECT pg_sleep(60)", "-1",
                ],
                in: project.root, environment: project.environment))
        defer { ChildProcess.end(holder) }
        let held = "SELECT count(*) FROM pg_locks WHERE relation = 'task_templates'::regclass AND granted"
        #expect(ChildProcess.waitUntil { project.sql(held) == "1" })
        let service = WebsiteAdminService(project)
        let waits = "SELECT count(*) FROM pg_locks WHERE relation = 'task_templates'::regclass AND NOT granted"
        #expect(ChildProcess.waitUntil { project.sql(waits) == "1" })
        #expect(service.end(SIGTERM) == 130, "\(service.said)")
        expect(service.said, contains: "error[interrupted]")
        #expect(!service.said.contains("listening"))
    }

    @Test func itsOptionsAreRead() throws {
        let project = try ServerProjectCopy("KokoroWebsiteAdmin")
        let help = project.run(WebsiteAdminService.path, "--help")
        expectStatus(help, 0)
        expect(help.output, contains: "--host ADDRESS   where to listen (0.0.0.0)")
        for wrong in [["--port", "eight"], ["--port"], ["--porter", "1"], ["--port=70000"]] {
            expectStatus(project.run([WebsiteAdminService.path] + wrong), 2)
        }
        expectStatus(project.run([WebsiteAdminService.path], environment: ["PORT": "http"]), 2)
        expectStatus(project.run([WebsiteAdminService.path, "--project", "/nowhere"]), 2)
    }

    @Test func aPortThatIsTakenIsSaid() throws {
        let project = try project()
        let service = WebsiteAdminService(project)
        let port = String(try service.address().split(separator: ":").last ?? "")
        let second = project.run(
            [WebsiteAdminService.path, "--host", "127.0.0.1"], environment: ["PORT": port])
        expectStatus(second, 1)
        expect(second.error, contains: "cannot listen on 127.0.0.1:\(port): Address already in use")
    }
}
