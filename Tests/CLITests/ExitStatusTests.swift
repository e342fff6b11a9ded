import TestSupport
import Testing

/// The numbers that scripts rely on, each provoked.
///
/// What signals and storage do to them has suites of its own.
@Suite struct ExitStatusTests {
    @Test func zeroIsDoneOrNothingToDo() {
        let project = ScratchProject(ScratchProject.seeded)
        for command in ["migrate", "migrate", "seed", "seed", "setup", "status", "plan", "check", "history", "dump"] {
            expectStatus(project.martlet(command), 0)
        }
        expectStatus(project.martlet("status", "--check"), 0)
        expectStatus(project.martlet("history", "--verify"), 0)
        expectStatus(project.martlet("redo", "--yes"), 0)
        expectStatus(project.martlet("stamp", "002"), 0)
        expectStatus(project.martlet("repair", "--yes"), 0)
    }

    @Test func oneIsAFailureThatChangedNothing() {
        let project = ScratchProject()
        project.replace("migrations/002_create_posts.sql", "(author)", by: "(autor)")
        expectStatus(project.martlet("migrate"), 1)
        #expect(project.sql("SELECT count(*) FROM sqlite_schema WHERE name = 'posts'") == "0")
    }

    @Test(arguments: [
        ["statsu"], ["status", "--chek"], ["migrate", "--to"], ["migrate", "--to", "9"], ["rollback", "1", "--yes"],
        ["rollback", "--steps", "x"], ["rollback", "--steps", "0"], ["rollback", "001", "002"],
        ["rollback", "001", "--to", "002"], ["migrate", "--steps", "-1"],
        ["status", "-d", "ap"], ["status", "--project", "/nowhere"], ["status", "--format", "yaml"],
        ["status", "--url", "mysql://x/y"], ["help", "nothing"], ["completions"], ["completions", "tcsh"], ["new"],
        ["new", "!!"], ["stamp"], ["stamp", "9"], ["reset", "--seed", "--empty", "--yes"],
        ["migrate", "--wait", "soon"],
        ["migrate", "--placeholder", "x"], ["dump", "--check"], ["migrate", "extra"], ["status", "--check=maybe"],
        ["repair", "009", "--yes"], ["repair", "--done", "--undone"],
    ])
    func twoIsWrongUsage(_ arguments: [String]) {
        let project = ScratchProject.migrated()
        let before = project.files
        let result = MartletBinary.run(arguments, in: project.folder.path)
        expectStatus(result, 2)
        #expect(result.output == "")
        expect(result.error, contains: "error[")
        expect(result.error, contains: "= help: ")
        #expect(project.files == before)
    }

    @Test func threeIsANoThatWasAskedFor() {
        let pending = ScratchProject.migrated(to: "001")
        expectStatus(pending.martlet("status", "--check"), 3)
        expectStatus(pending.martlet("check"), 3)
        let snapshot = ScratchProject.migrated(settings: ["snapshot: schema.sql"])
        expectStatus(snapshot.martlet("dump", "--check"), 3)
        expectStatus(snapshot.martlet("dump"), 0)
        expectStatus(snapshot.martlet("dump", "--check"), 0)
        _ = snapshot.sql("CREATE INDEX extra ON users (name)")
        expectStatus(snapshot.martlet("dump", "--check"), 3)
        let seeds = ScratchProject.migrated(ScratchProject.seeded)
        expectStatus(seeds.martlet("status", "--check"), 3)
    }

    @Test func fourNeedsAPerson() {
        let edited = ScratchProject.migrated(to: "001")
        edited.replace("migrations/001_create_users.sql", "name TEXT NOT NULL", by: "name TEXT")
        for arguments in [["migrate"], ["plan"], ["status", "--check"], ["check"], ["migrate", "-n"]] {
            expectStatus(MartletBinary.run(arguments, in: edited.folder.path), 4)
        }
        expectStatus(edited.martlet("status"), 0)
        let irreversible = ScratchProject.migrated(["migrations/001_a.sql": "CREATE TABLE a (id INTEGER);\n"])
        expectStatus(irreversible.martlet("rollback", "--yes"), 4)
        expectStatus(ScratchProject.migrated(to: "001", ScratchProject.seeded).martlet("seed"), 4)
    }

    @Test func fiveIsOutOfReach() {
        let project = ScratchProject()
        for arguments in [
            ["check"], ["dump"], ["rollback", "--yes"], ["redo", "--yes"], ["repair", "--yes"], ["seed"],
        ] {
            let result = MartletBinary.run(arguments, in: project.folder.path)
            expectStatus(result, 5)
            expect(result.error, contains: "martlet migrate creates")
            #expect(!project.folder.has("app.db"))
        }
        let elsewhere = ScratchProject()
        expectStatus(elsewhere.martlet("migrate", "--url", "sqlite:/nowhere/at/all/app.db"), 5)
        #expect(!elsewhere.folder.has("app.db"))
    }

    @Test func sevenWantsAConfirmation() {
        let project = ScratchProject.setUp()
        let before = project.files
        for arguments in [["reset"], ["rollback"], ["redo"], ["rollback", "001"], ["reset", "--empty"]] {
            let result = MartletBinary.run(arguments, in: project.folder.path, input: "y\nyes\napp\n")
            expectStatus(result, 7)
            expect(result.error, contains: "run again with --yes")
        }
        #expect(project.files == before)
    }

    @Test func eightIsDamage() {
        let project = ScratchProject()
        for text in ["this is not a database at all, not even a small one", String(repeating: "x", count: 10_000)] {
            project.folder.write("app.db", text)
            for arguments in [["migrate"], ["status"], ["check"], ["reset", "--yes"], ["seed"]] {
                let result = MartletBinary.run(arguments, in: project.folder.path)
                expectStatus(result, 8)
                #expect(project.folder.read("app.db") == text)
            }
        }
    }

    /// Whatever a command ends with is in its help.
    @Test func theHelpOfACommandNamesTheWaysItEnds() {
        let damaged = ScratchProject()
        damaged.folder.write("app.db", "this is not a database at all, not even a small one")
        let stray = ScratchProject(["migrations/001_a.sql": "-- martlet: nonsense\n"])
        let linked = ScratchProject.migrated()
        _ = Program.run(["ln", linked.database, linked.folder.path("other.db")])
        let commands = [
            ["init"], ["status"], ["plan"], ["check"], ["history"], ["dump"], ["migrate"], ["rollback", "--yes"],
            ["redo", "--yes"], ["seed"], ["setup"], ["reset", "--yes"], ["stamp", "001"], ["repair", "--yes"],
            ["new", "x"],
        ]
        for project in [damaged, stray, linked] {
            for arguments in commands {
                let status = MartletBinary.run(arguments, in: project.folder.path).status
                let help = project.martlet("help", arguments[0]).output.split(separator: "\n")
                #expect(help.contains { $0.hasPrefix("  \(status) ") }, "\(arguments) ends with \(status)")
            }
        }
    }

    @Test func severalDatabasesEndWithTheFirstThatFailed() {
        let project = ScratchProject(
            configuration: """
                project: two
                databases:
                  one:
                    url: sqlite:one.db
                    migrations: one
                  two:
                    url: sqlite:two.db
                    migrations: two

                """,
            ["one/001_a.sql": "CREATE TABLE a (id INTEGER);\n", "two/001_b.sql": "CREATE TABLE b (id INTEGER;\n"])
        let result = project.martlet("migrate")
        expectStatus(result, 1)
        expect(result.output, contains: "one: at 001, 1 applied")
        expect(result.error, contains: "two/001_b.sql:1:")
        #expect(SQLiteClient.query(project.folder.path("one.db"), "SELECT count(*) FROM a") == "0\n")
        expectStatus(project.martlet("migrate", "-d", "one"), 0)
    }
}
