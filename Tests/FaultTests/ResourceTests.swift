import Glibc
import TestSupport
import Testing

/// Things that are not to be had: answers, readers of the output, memory, descriptors, room.
@Suite struct ResourceTests {
    // MARK: Answers

    /// There is no network between Martlet and SQLite; a name that never answers is a pipe without a writer.
    @Test(
        "A9: whatever file is a pipe that nobody writes to, nothing waits for it",
        arguments: [
            "app.db", "martlet.yaml", "migrations/003_pipe.sql", "seeds/003_pipe.sql", "copy.db",
            "copy.db.manifest.json",
            "app.db.martlet-lock",
        ])
    func pipeWithoutWriter(_ name: String) {
        let project = ScratchProject.migrated()
        expectStatus(project.martlet("backup", "-o", "copy.db"), 0)
        project.folder.remove(name)
        expectStatus(Program.run(["mkfifo", project.folder.path(name)]), 0)
        let commands = [
            ["status"], ["migrate"], ["seed"], ["check"], ["backup"], ["rollback", "--yes"],
            ["restore", "copy.db", "--yes"],
        ]
        for command in commands {
            let result = project.martlet(under: ["timeout", "20"], command)
            // 124 is what `timeout` answers for one that it had to end.
            #expect(result.status < 100 && result.status != 70, "\(command): \(result.everything)")
        }
        #expect(["app.db", "copy.db"].contains(name) || project.sql("PRAGMA integrity_check") == "ok")
    }

    // MARK: Output

    /// Runs a line of shell with `$MARTLET` in the project's folder; `pipefail` is set.
    private func shell(_ project: ScratchProject, _ line: String) -> ProgramResult {
        Program.run(
            ["bash", "-c", "set -o pipefail; " + line], in: project.folder.path,
            environment: MartletBinary.quietEnvironment.merging(["MARTLET": MartletBinary.path]) { $1 })
    }

    @Test("A10: a reader of the output may leave early") func readerThatLeaves() {
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

    @Test("A10: a full device fails what only prints") func fullDevice() {
        let project = ScratchProject.migrated()
        for command in ["status", "history", "dump", "plan", "help", "version", "status --json"] {
            let result = shell(project, "$MARTLET \(command) >/dev/full")
            expectStatus(result, 1)
            expect(result.error, contains: "standard output was lost")
        }
    }

    @Test("A10: a full device does not fail what was done") func fullDeviceAfterWork() {
        for option in ["", "--json", "--format ndjson"] {
            let project = ScratchProject()
            let result = shell(project, "$MARTLET migrate \(option) >/dev/full")
            expectStatus(result, 0)
            expect(result.error, contains: "standard output was lost")
            #expect(project.sql("SELECT count(*) FROM martlet_migrations") == "2")
        }
    }

    @Test("A10: closed streams do not hurt the database") func closedStreams() {
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

    // MARK: Memory, descriptors, room

    /// A migrated project whose third migration needs about 2 MB of memory and of disk.
    private static func project() -> ScratchProject {
        ScratchProject.withPending(
            "CREATE TABLE large (x TEXT);\n"
                + String(
                    repeating: "INSERT INTO large VALUES ('\(String(repeating: "x", count: 990))');\n", count: 2000),
            name: "003_large.sql")
    }

    /// Expects each migration to be done and recorded, or neither, and nothing half-made under a name of its own.
    private func expectWhole(_ project: ScratchProject, _ place: Comment) {
        let look = """
            PRAGMA integrity_check;
            SELECT (SELECT count(*) FROM martlet_migrations WHERE version = '003' AND success)
              = (SELECT count(*) FROM sqlite_schema WHERE name = 'large')
            """
        #expect(project.sql(look) == "ok\n1", place)
        for name in project.folder.names(in: "backups") where name.hasSuffix(".db") {
            let proof = project.martlet("restore", "backups/" + name, "--dry-run")
            #expect(proof.status == 0, "\(place): \(proof.everything)")
            #expect(project.folder.has("backups/\(name).manifest.json"), place)
        }
    }

    /// Where Swift gets no memory it ends the process: that is then as good as killed.
    @Test("A11: without memory each migration is done or not begun") func noMemory() {
        var ends: Set<Int32> = []
        for megabytes in stride(from: 12, through: 60, by: 6) {
            let project = Self.project()
            for command in ["migrate", "backup"] {
                ends.insert(project.martlet(under: ["prlimit", "--as=\(megabytes << 20)"], [command]).status)
                expectWhole(project, "\(command) with \(megabytes) MiB")
            }
            expectStatus(project.martlet("migrate", "--wait", "0s"), 0)
        }
        #expect(ends.contains(0) && ends.count > 1, "the limits were too low or too high: \(ends)")
        #expect(!ends.contains(70))
    }

    @Test("A11: few descriptors are enough, or are missed cleanly") func fewDescriptors() {
        var ends: Set<Int32> = []
        for count in 3...12 {
            let project = Self.project()
            for command in ["migrate", "backup"] {
                let result = project.martlet(under: ["prlimit", "--nofile=\(count)"], [command])
                #expect(result.status < 128 && result.status != 70, "\(count): \(result.everything)")
                ends.insert(result.status)
                expectWhole(project, "\(command) with \(count) descriptors: \(result.everything)")
            }
        }
        #expect(ends.contains(0) && ends.count > 1, "the limits were too low or too high: \(ends)")
    }

    @Test(
        "A11: a file that may not grow undoes the migration, and the backup is not there",
        arguments: [
            1_000, 30_000, 409_600, 1_500_000,
        ])
    func fileThatMayNotGrow(_ size: Int) {
        let project = Self.project()
        let result = project.martlet(under: ["prlimit", "--fsize=\(size)"], ["migrate"])
        #expect([1, 5].contains(result.status), "\(result.everything)")
        expect(result.error, contains: "error[")
        expectWhole(project, "\(result.everything)")
        #expect(project.sql("SELECT count(*) FROM sqlite_schema WHERE name = 'large'") == "0")
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM large") == "2000")
        let backup = project.martlet(under: ["prlimit", "--fsize=\(size)"], ["backup"])
        expectStatus(backup, 1)
        expect(backup.error, contains: "no backup was made; earlier ones and app are untouched")
        #expect(project.folder.names(in: "backups").isEmpty)
    }
}
