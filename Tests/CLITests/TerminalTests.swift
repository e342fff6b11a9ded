import TestSupport
import Testing

/// Questions, colours and progress, on a terminal of its own.
@Suite struct TerminalTests {
    static let red = "\u{1B}["

    @Test func aYesIsTakenForAYes() {
        for answer in ["y\\n", "YES\\n", " yes \\n"] {
            let project = ScratchProject.migrated()
            let result = PseudoTerminal.run(
                ["rollback"], in: project.folder.path, answers: [("[y/N]", answer)])
            expectStatus(result, 0)
            expect(result.output, contains: "002 Create posts will be undone, with its data")
            #expect(project.sql("SELECT group_concat(version) FROM martlet_migrations") == "001")
        }
    }

    @Test(arguments: ["n\\n", "\\n", "app\\n", "yess\\n", "\\x04", "\\x03"])
    func anythingElseIsANo(_ answer: String) {
        let project = ScratchProject.setUp()
        let before = project.files
        let result = PseudoTerminal.run(
            ["reset"], in: project.folder.path, answers: [("[y/N]", answer)])
        // Ctrl-C ends the question like the program it is.
        #expect(result.status == (answer == "\\x03" ? 130 : 7), "\(result.everything)")
        // The shell's prompt comes on a line of its own.
        if answer == "\\x03" { #expect(result.output.hasSuffix("\nnot confirmed, nothing was changed\n")) }
        #expect(project.files == before)
    }

    /// A restore listens for signals before it asks, as the proof comes first.
    @Test(arguments: [("n\\n", Int32(7)), ("\\x03", 130), ("y\\n", 0)])
    func aRestoreCanBeRefused(_ answer: String, _ status: Int32) {
        let project = ScratchProject.setUp()
        expectStatus(project.martlet("backup", "-o", "copy.db"), 0)
        expectStatus(project.martlet("rollback", "--yes"), 0)
        let before = project.files
        let result = PseudoTerminal.run(
            ["restore", "copy.db"], in: project.folder.path, answers: [("[y/N]", answer)])
        #expect(result.status == status, "\(result.everything)")
        if status == 130 { #expect(result.output.hasSuffix("\nnot confirmed, nothing was changed\n")) }
        #expect((project.files == before) == (status != 0))
    }

    @Test func aProtectedDatabaseWantsItsNameTyped() {
        for (answer, status) in [("app\\n", Int32(0)), ("y\\n", 7), ("yes\\n", 7), ("App\\n", 7), ("\\n", 7)] {
            let project = ScratchProject.setUp(settings: ["protected: true"])
            let before = project.dump
            let result = PseudoTerminal.run(
                ["reset", "--yes"], in: project.folder.path, answers: [("Type", answer)])
            expectStatus(result, status)
            expect(result.output, contains: "2 tables with 7 rows will be lost")
            #expect((project.dump == before) == (status != 0), "answer \(answer)")
        }
    }

    @Test func aResetAsksAlsoWhereThereIsNoDatabaseYet() {
        for (answer, status) in [("n\\n", Int32(7)), ("y\\n", 0)] {
            let project = ScratchProject()
            let result = PseudoTerminal.run(["reset"], in: project.folder.path, answers: [("[y/N]", answer)])
            expectStatus(result, status)
            expect(result.output, contains: "app does not exist yet")
            #expect(project.folder.has("app.db") == (status == 0))
        }
    }

    /// Quick ones before it are done in the same moment, and in the same transaction.
    @Test func theLiveLineNamesTheMigrationThatRuns() {
        let project = ScratchProject()
        project.folder.write(
            "migrations/003_slow.sql",
            """
            INSERT INTO users (name)
              WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 300000) SELECT 'u' || x FROM c;

            """)
        let result = PseudoTerminal.run(["migrate"], in: project.folder.path)
        expectStatus(result, 0)
        expect(result.output, contains: "app: 003 slow …")
    }

    @Test func confirmNamesTheDatabase() {
        let project = ScratchProject.setUp(settings: ["protected: true"])
        expectStatus(project.martlet("reset", "--yes"), 7)
        expectStatus(project.martlet("reset", "--confirm", "other"), 7)
        expectStatus(project.martlet("reset", "--confirm", "app"), 0)
        #expect(project.sql("SELECT count(*) FROM users") == "2")
    }

    @Test func aTerminalGetsColours() {
        let project = ScratchProject.migrated()
        let result = PseudoTerminal.run(["status"], in: project.folder.path)
        expectStatus(result, 0)
        expect(result.output, contains: Self.red)
    }

    @Test(arguments: [
        (["status"], ["NO_COLOR": "1"]), (["status"], ["TERM": "dumb"]), (["status", "--no-color"], [:]),
        (["--no-color", "status"], ["FORCE_COLOR": "1"]),
    ])
    func colourIsTurnedOff(_ arguments: [String], _ environment: [String: String]) {
        let project = ScratchProject.migrated()
        let result = PseudoTerminal.run(arguments, in: project.folder.path, environment: environment)
        expectStatus(result, 0)
        #expect(!result.output.contains(Self.red), "\(result.output)")
        expect(result.output, contains: "✓ applied")
    }

    @Test func aPipeGetsNoColourUnlessForced() {
        let project = ScratchProject.migrated()
        #expect(!project.martlet("status").output.contains("\u{1B}"))
        let forced = project.martlet("status", environment: ["FORCE_COLOR": "1"])
        expect(forced.output, contains: Self.red)
        let refused = project.martlet("status", environment: ["FORCE_COLOR": "1", "NO_COLOR": "1"])
        #expect(!refused.output.contains("\u{1B}"))
    }

    @Test func jsonIsNeverColoured() {
        let project = ScratchProject.migrated()
        #expect(!project.martlet("status", "--json", environment: ["FORCE_COLOR": "1"]).output.contains("\u{1B}"))
        #expect(!PseudoTerminal.run(["status", "--json"], in: project.folder.path).output.contains("\u{1B}"))
    }

    @Test func progressIsForTerminalsOnly() {
        var files = ScratchProject.twoMigrations
        // Two seconds of work, in many statements.
        let count =
            "SELECT count(*) FROM (WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 7000) SELECT x FROM c);\n"
        files["migrations/003_long.sql"] = String(repeating: count, count: 2000)
        let piped = ScratchProject(files).martlet("migrate")
        expectStatus(piped, 0)
        #expect(piped.error == "")
        #expect(!piped.output.contains("\r"))
        let project = ScratchProject(files)
        let shown = PseudoTerminal.run(["migrate"], in: project.folder.path)
        expectStatus(shown, 0)
        expect(shown.output, contains: "of 2000 statements")
        // The last that is seen is the result, the live line is gone.
        let last = shown.output.split(separator: "\n").last ?? ""
        #expect(last.contains("at 003"), "\(last)")
        let other = ScratchProject(files)
        let quiet = PseudoTerminal.run(["migrate", "--quiet"], in: other.folder.path)
        #expect(!quiet.output.contains("of 2000 statements"))
    }

    @Test func aNarrowTerminalGetsTheWholeErrorLine() {
        var files = ScratchProject.twoMigrations
        files["migrations/003_wide.sql"] = "SELECT " + (0..<60).map { "\($0)" }.joined(separator: ", ") + ", nothing;\n"
        let project = ScratchProject(files)
        let result = project.martlet("migrate", environment: ["COLUMNS": "60"])
        expectStatus(result, 1)
        let frame = result.error.split(separator: "\n").filter { $0.contains("|") }
        #expect(frame.allSatisfy { $0.count <= 60 }, "\(result.error)")
        expect(result.error, contains: "nothing")
        expect(result.error, contains: "^")
    }
}
