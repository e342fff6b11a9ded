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

    @Test func controlCharactersDoNotReachTheTerminal() {
        let project = ScratchProject([
            "migrations/001_a.sql": "-- Description: a\u{1B}[31mred\u{7}\nCREATE TABLE a (id INTEGER);\n"
        ])
        for arguments in [["status"], ["plan"], ["migrate"], ["history"], ["status"]] {
            let result = PseudoTerminal.run(arguments, in: project.folder.path, environment: ["NO_COLOR": "1"])
            #expect(!result.output.contains("\u{1B}[31m"), "\(arguments)")
            #expect(!result.output.contains("\u{7}"), "\(arguments)")
        }
    }
}
