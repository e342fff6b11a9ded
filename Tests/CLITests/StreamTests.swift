import TestSupport
import Testing

/// What happens to the output when nobody takes it; the database's fate never depends on that.
@Suite struct StreamTests {
    /// Runs a line of shell with `$MARTLET` in the project's folder; `pipefail` is set.
    private func shell(_ project: ScratchProject, _ line: String) -> ProgramResult {
        Program.run(
            ["bash", "-c", "set -o pipefail; " + line], in: project.folder.path,
            environment: MartletBinary.quietEnvironment.merging(["MARTLET": MartletBinary.path]) { $1 })
    }

    @Test func aReaderMayLeaveEarly() {
        var files: [String: String] = [:]
        for number in 100..<400 { files["migrations/\(number)_table.sql"] = "CREATE TABLE t\(number) (x TEXT);\n" }
        let project = ScratchProject(files)
        let plan = shell(project, "$MARTLET plan | head -1")
        expectStatus(plan, 0)
        #expect(plan.output.split(separator: "\n").count == 1)
        let migrate = shell(project, "$MARTLET migrate | head -1")
        expectStatus(migrate, 0)
        #expect(migrate.error == "")
        #expect(project.sql("SELECT count(*) FROM martlet_migrations") == "300")
        for line in ["status | head -1", "status --json | head -c 10", "history | true", "dump | true", "help | true"] {
            let result = shell(project, "$MARTLET \(line)")
            expectStatus(result, 0)
            #expect(result.error == "", "\(line)")
        }
    }

    @Test func aFullDeviceFailsWhatOnlyPrints() {
        let project = ScratchProject.migrated()
        for command in ["status", "history", "dump", "plan", "help", "version", "status --json"] {
            let result = shell(project, "$MARTLET \(command) >/dev/full")
            expectStatus(result, 1)
            expect(result.error, contains: "standard output was lost")
        }
    }

    @Test func aFullDeviceDoesNotFailWhatWasDone() {
        for option in ["", "--json", "--format ndjson"] {
            let project = ScratchProject()
            let result = shell(project, "$MARTLET migrate \(option) >/dev/full")
            expectStatus(result, 0)
            expect(result.error, contains: "standard output was lost")
            #expect(project.sql("SELECT count(*) FROM martlet_migrations") == "2")
        }
    }

    @Test func closedStreamsDoNotHurtTheDatabase() {
        // A closed descriptor is given out again by the next open: the database must not become somebody's stdout.
        for redirection in [">&-", "2>&-", ">&- 2>&-", "<&-", "<&- >&- 2>&-"] {
            let project = ScratchProject(ScratchProject.seeded)
            expectStatus(shell(project, "$MARTLET setup \(redirection)"), 0)
            #expect(project.sql("PRAGMA integrity_check") == "ok", "\(redirection)")
            #expect(project.sql("SELECT count(*) FROM users") == "4", "\(redirection)")
            project.replace("migrations/002_create_posts.sql", "(author)", by: "(autor)")
            expectStatus(shell(project, "$MARTLET migrate \(redirection)"), 4)
        }
    }

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
