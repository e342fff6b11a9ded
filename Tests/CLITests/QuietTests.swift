import TestSupport
import Testing

/// `--quiet`, as a job of cron needs it: what was asked for, failures, and nothing else.
@Suite struct QuietTests {
    @Test func whatGoesWellIsSilent() {
        let project = ScratchProject(ScratchProject.seeded, settings: ["snapshot: schema.sql"])
        for command in [
            "init", "migrate", "migrate", "seed", "seed --force", "setup", "backup", "dump", "rollback --yes",
            "redo --yes",
            "stamp 002", "repair --yes", "reset --seed --yes", "new another", "new --seed another",
        ] {
            let words = command.split(separator: " ").map(String.init)
            let result = MartletBinary.run(words + ["--quiet"], in: project.folder.path)
            expectStatus(result, 0)
            #expect(result.output == "", "\(command)")
            #expect(result.error == "", "\(command)")
        }
    }

    @Test func whatWasAskedForIsPrinted() {
        let project = ScratchProject(ScratchProject.seeded)
        for command in [
            "plan", "migrate --dry-run", "setup --dry-run", "status", "history", "dump", "rollback --dry-run", "check",
            "help", "version", "migrate --json",
        ] {
            if command == "status" { expectStatus(project.martlet("migrate", "-q"), 0) }
            let words = command.split(separator: " ").map(String.init)
            let result = MartletBinary.run(["-q"] + words, in: project.folder.path)
            expectStatus(result, 0)
            #expect(result.output == MartletBinary.run(words, in: project.folder.path).output, "\(command)")
            #expect(result.output != "", "\(command)")
            #expect(result.error == "", "\(command)")
        }
    }

    @Test func failuresAreTold() {
        let project = ScratchProject()
        project.replace("migrations/002_create_posts.sql", "(author)", by: "(autor)")
        let result = project.martlet("migrate", "--quiet")
        expectStatus(result, 1)
        #expect(result.output.hasPrefix("  ✗ 002  Create posts  failed\napp: at 001, 1 applied, 1 failed in"))
        expect(result.error, contains: "error[sql]")
        let wrong = project.martlet("-q", "migrate", "--to", "9")
        expectStatus(wrong, 2)
        expect(wrong.error, contains: "error[unknown-version]")
    }

    @Test func warningsAreNot() {
        let project = ScratchProject.migrated()
        project.replace("migrations/001_create_users.sql", "CREATE TABLE", by: "-- more\nCREATE TABLE")
        #expect(project.martlet("status", "--quiet").error == "")
        expect(project.martlet("status").error, contains: "warning[edited]")
    }
}
