import TestSupport
import Testing

/// Commands that only look, or are told to change nothing, leave every byte as it was.
@Suite struct UntouchedTests {
    static let readers = [
        ["status"], ["status", "--check"], ["status", "--json"], ["plan"], ["history"], ["history", "--log", "5"],
        ["history", "--verify"], ["check"], ["lint"], ["verify"], ["dump"], ["dump", "--output", "-"],
    ]
    static let dryRuns = [
        ["migrate", "-n"], ["migrate", "--dry-run", "--to", "001"], ["rollback", "-n"], ["rollback", "001", "-n"],
        ["redo", "-n"], ["seed", "-n"], ["seed", "--force", "-n"], ["setup", "-n"], ["reset", "-n"],
        ["reset", "--seed", "-n", "--yes"], ["stamp", "002", "-n"], ["repair", "-n"], ["repair", "001", "-n", "--yes"],
        ["new", "something", "-n"], ["new", "--seed", "something", "-n"], ["init", "-n"],
    ]

    @Test(arguments: readers + dryRuns)
    func nothingIsMadeWhereNothingIs(_ arguments: [String]) {
        let project = ScratchProject(ScratchProject.seeded)
        let before = project.files
        let result = MartletBinary.run(arguments, in: project.folder.path)
        #expect([0, 2, 3, 4, 5].contains(result.status), "\(result.everything)")
        #expect(project.files == before, "\(result.everything)")
        #expect(project.folder.names() == ["martlet.yaml", "migrations", "seeds"])
    }

    @Test(arguments: readers + dryRuns)
    func anEmptyFileStaysEmpty(_ arguments: [String]) {
        let project = ScratchProject(ScratchProject.seeded)
        project.folder.write("app.db", "")
        let before = project.files
        _ = MartletBinary.run(arguments, in: project.folder.path)
        #expect(project.files == before)
    }

    @Test(arguments: readers + dryRuns)
    func aDatabaseKeepsEveryByte(_ arguments: [String]) {
        for mode in ["delete", "wal"] {
            let project = ScratchProject.setUp()
            _ = project.sql("PRAGMA journal_mode = \(mode)")
            project.folder.write("seeds/003_more.sql", "INSERT INTO users VALUES (50, 'Gil');\n")
            project.folder.write(
                "migrations/003_tags.sql", "CREATE TABLE tags (id INTEGER);\n-- ROLLBACK:\n-- DROP TABLE tags;\n")
            if arguments.contains("repair") {
                project.replace("migrations/001_create_users.sql", "name TEXT NOT NULL", by: "name TEXT")
            }
            let before = project.files
            let result = MartletBinary.run(arguments, in: project.folder.path)
            #expect([0, 2, 3, 4].contains(result.status), "\(result.everything)")
            #expect(project.files == before, "\(mode): \(result.everything)")
            if arguments.contains("-n") || arguments.contains("--dry-run") {
                #expect(!result.output.contains("wrote"), "\(result.output)")
            }
        }
    }

    @Test(
        "a refused run leaves no history where there is none", arguments: TestedEngine.allCases,
        [
            (["migrate"], "CREATE TABLE x (;\n-- martlet: nothing\n"), (["migrate"], "COMMIT;\n"),
            (["migrate", "--to", "009"], "SELECT 1;\n"),
            (["export", "--as", "sqlx", "--table", "taken"], "SELECT 1;\n"),
        ])
    func noEmptyHistory(_ engine: TestedEngine, _ run: (arguments: [String], text: String)) throws {
        let project = try engine.project(["migrations/001_a.sql": run.text])
        _ = project.sql("CREATE TABLE taken (x int)")
        let result = MartletBinary.run(run.arguments, in: project.folder.path)
        #expect([2, 4].contains(result.status), "\(result.everything)")
        #expect(project.sql(engine.tables) == "taken")
    }

    @Test func aDryRunNeedsNoConfirmation() {
        let project = ScratchProject.setUp(settings: ["protected: true"])
        for arguments in [["rollback", "-n"], ["reset", "-n"], ["redo", "-n"]] {
            expectStatus(MartletBinary.run(arguments, in: project.folder.path), 0)
        }
    }

    @Test func aDryRunSaysWhatTheRunThenDoes() {
        let project = ScratchProject(ScratchProject.seeded)
        let plan = project.martlet("migrate", "-n").output
        for version in ["001", "002"] { expect(plan, contains: "apply \(version)") }
        expectStatus(project.martlet("migrate"), 0)
        expect(project.martlet("seed", "-n").output, contains: "seed 001_users")
        expect(project.martlet("reset", "-n").output, contains: "2 tables with 2 rows will be lost")
    }
}

extension TestedEngine {
    /// Asks for the names of all tables.
    fileprivate var tables: String {
        switch self {
        case .sqlite: "SELECT name FROM sqlite_schema WHERE type = 'table'"
        case .postgres: "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        }
    }
}
