import TestSupport
import Testing

/// Where options stand, and what reaches the streams; what becomes of lost output is in `ResourceTests`.
@Suite struct StreamTests {
    @Test func verboseTellsMore() {
        let project = ScratchProject()
        let result = project.martlet("migrate", "--verbose")
        expectStatus(result, 0)
        #expect(result.error.count > 0)
        expect(result.error, contains: "migrations")
    }

    @Test func optionsStandBeforeOrAfterTheCommand() {
        let project = ScratchProject.migrated()
        let expected = project.martlet("status", "--json")
        expectStatus(expected, 0)
        #expect(project.martlet("--json", "status") == expected)
        #expect(project.martlet("--format=json", "status") == expected)
        #expect(project.martlet("status", "--format", "json") == expected)
        #expect(project.martlet("--database", "app", "status", "--json") == expected)
        #expect(project.martlet("-d", "app", "--json", "status") == expected)
        #expect(project.martlet("-dapp", "--json", "status") == expected)
        #expect(project.martlet("--project", project.folder.path, "status", "--json") == expected)
        #expect(project.martlet("status", "--json", "--project", project.folder.path("martlet.yaml")) == expected)
        #expect(project.martlet("status", "--json", environment: ["MARTLET_PROJECT": project.folder.path]) == expected)
        #expect(MartletBinary.run(["status", "--json"], in: project.folder.path("migrations")) == expected)
    }
}
