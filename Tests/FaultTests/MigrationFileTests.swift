import Glibc
import TestSupport
import Testing

/// What is in a folder of migrations, and what becomes of it while it is read.
@Suite struct MigrationFileTests {
    @Test("C7: an applied file that is gone stops and is named; one of another description is the same")
    func missingFile() {
        let project = ScratchProject.withPending("CREATE TABLE third (id INTEGER);\n")
        let names = ["002_create_posts.sql", "002_make_posts.sql", "004_make_posts.sql"]
        func rename(_ old: String, _ new: String) {
            _ = Program.run(["mv", old, new], in: project.folder.path("migrations"))
        }
        rename(names[0], names[1])
        expectStatus(project.martlet("migrate"), 0)
        rename(names[1], names[2])
        project.expectRefused(code: "missing", "002 Create posts is applied, but its file is gone")
        project.folder.remove("migrations/" + names[2])
        project.expectRefused(code: "missing", "002 Create posts is applied, but its file is gone")
        // A person may say of this one version that it be forgotten.
        expectStatus(project.martlet("repair", "002", "--yes"), 0)
        expectStatus(project.martlet("migrate"), 0)
    }

    @Test(
        "C8: two files of one version are both named",
        arguments: [
            "002_other.sql", "0002_other.sql", "2_other.sql", "002_Create_Posts.sql", "002_créate_posts.sql",
            "002_cre\u{301}ate_posts.sql",
        ])
    func duplicates(_ name: String) {
        let project = ScratchProject.withPending("CREATE TABLE third (id INTEGER);\n", name: name)
        project.expectRefused([["migrate"], ["setup"], ["plan"]], code: "duplicate-version", "002_create_posts.sql")
        expect(project.martlet("migrate").error, contains: "/\(name)")
    }

    @Test("C8: names that look alike and have versions of their own are two migrations") func lookalikeNames() {
        let project = ScratchProject.withPending("CREATE TABLE a (x);\n", name: "003_café.sql")
        project.folder.write("migrations/004_cafe\u{301}.sql", "CREATE TABLE b (x);\n")
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM a, b; SELECT count(*) FROM martlet_migrations") == "0\n4")
    }

    @Test("C9: a late version stops, and is applied late only if that is asked for") func outOfOrder() {
        let project = ScratchProject.withPending(
            "CREATE TABLE fifth (x);\n-- ROLLBACK:\n-- DROP TABLE fifth;\n", name: "005_fifth.sql")
        expectStatus(project.martlet("migrate"), 0)
        project.folder.write(
            "migrations/003_third.sql", "CREATE TABLE third (x);\n-- ROLLBACK:\n-- DROP TABLE third;\n")
        project.expectRefused(
            [["migrate"], ["plan"], ["setup"]], code: "out-of-order", "003 third is older than 005, which is applied")
        expectStatus(project.martlet("migrate", "--allow-out-of-order"), 0)
        #expect(
            project.sql("SELECT group_concat(version) FROM (SELECT version FROM martlet_migrations ORDER BY id)")
                == "001,002,005,003")
        expectStatus(project.martlet("history", "--verify"), 0)
        // What was applied last is undone first.
        expectStatus(project.martlet("rollback", "--yes"), 0)
        #expect(
            project.sql("SELECT count(*) FROM fifth; SELECT count(*) FROM sqlite_schema WHERE name = 'third'") == "0\n0"
        )
    }

    // MARK: Change

    /// A project whose third migration runs until the file `go` can be seen by nobody any more: about a second.
    private static func slowProject(_ fourth: String) -> ScratchProject {
        let project = ScratchProject.withPending(
            "CREATE TABLE slow (x);\nINSERT INTO slow WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE "
                + "x < 3000000) SELECT max(x) FROM c;\n")
        project.folder.write("migrations/004_fourth.sql", fourth)
        return project
    }

    /// Starts a run, changes the fourth file while the third runs, and waits for the end.
    private static func migrate(_ project: ScratchProject, changing text: String) -> Int32 {
        let pid = ChildProcess.start(["migrate"], in: project)
        #expect(ChildProcess.waitUntil { project.folder.has("app.db-journal") })
        project.folder.write("migrations/004_fourth.sql", text)
        return ChildProcess.wait(pid)
    }

    @Test("C15: what was read and checked is what runs, whatever becomes of the file meanwhile") func changedMeanwhile()
    {
        let text = "CREATE TABLE fourth (x);\n"
        let project = Self.slowProject(text)
        #expect(Self.migrate(project, changing: "DROP TABLE users;\nCOMMIT;\n") == 0)
        #expect(project.sql("SELECT count(*) FROM users; SELECT count(*) FROM fourth") == "2\n0")
        #expect(project.sql("SELECT up_sql FROM martlet_migrations WHERE version = '004'") + "\n" == text)
        project.folder.write("migrations/004_fourth.sql", text)
        expectStatus(project.martlet("status", "--check"), 0)
    }

    @Test("C15: a file too large to hold, changed while it waits for its turn, is undone")
    func largeFileChangedMeanwhile() {
        let lines = String(
            repeating: "INSERT INTO fourth VALUES ('\(String(repeating: "x", count: 4000))');\n", count: 2200)
        let text = "CREATE TABLE fourth (x);\n" + lines
        let project = Self.slowProject(text)
        #expect(Self.migrate(project, changing: text + "DELETE FROM users;\n") == 4)
        #expect(project.sql("SELECT count(*) FROM users; SELECT count(*) FROM slow") == "2\n1")
        #expect(
            project.sql("SELECT count(*) FROM sqlite_schema WHERE name = 'fourth'; PRAGMA integrity_check") == "0\nok")
        expect(
            project.sql("SELECT error FROM martlet_migrations WHERE version = '004'"), contains: "changed while it ran")
        project.folder.write("migrations/004_fourth.sql", text)
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM users; SELECT count(*) FROM fourth") == "2\n2200")
    }

    // MARK: Size

    /// Runs a command; how it ended, and the most memory that it held, in MiB; of which a sanitizer takes a multiple.
    private static func measured(_ project: ScratchProject, _ arguments: [String]) -> (ProgramResult, memory: Int) {
        let script = """
            import resource, subprocess, sys
            status = subprocess.call(sys.argv[2:])
            open(sys.argv[1], 'w').write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024))
            sys.exit(status)
            """
        let note = project.folder.path("memory.txt")
        let result = project.martlet(under: ["python3", "-c", script, note], arguments)
        return (result, Int(TextFile.read(note) ?? "").map { $0 / StressNumber.memoryFactor } ?? .max)
    }

    /// `MARTLET_FILES=100000` makes that many.
    @Test("C16: a folder of very many files is read in little memory") func manyFiles() {
        let count = getenv("MARTLET_FILES").flatMap { Int(String(cString: $0)) } ?? 10_000
        let project = ScratchProject([:])
        for number in 1...count {
            let name = "migrations/\(1_000_000 + number)_a_table_with_a_name.sql"
            TextFile.write("CREATE TABLE t\(number) (x);\n", to: project.folder.path(name))
        }
        expectStatus(project.martlet("init", "-q"), 0)
        for arguments in [["status", "-q"], ["stamp", "\(1_000_000 + count)", "-q"], ["status", "--check", "-q"]] {
            let (result, memory) = Self.measured(project, arguments)
            expectStatus(result, 0)
            #expect(memory < 200, "\(arguments): \(memory) MiB")
        }
    }

    @Test("C16: a large file is streamed, and a large statement is run") func largeFileAndStatement() {
        let line = "INSERT INTO a VALUES ('\(String(repeating: "x", count: 1000))');\n"
        let project = ScratchProject([
            "migrations/001_a.sql": "CREATE TABLE a (x);\n" + String(repeating: line, count: 64 << 10)
        ])
        let (streamed, little) = Self.measured(project, ["migrate"])
        expectStatus(streamed, 0)
        #expect(little < 64, "\(little) MiB for a file of 64 MiB")
        #expect(project.sql("SELECT count(*) FROM a") == "65536")
        project.folder.write(
            "migrations/002_b.sql",
            "CREATE TABLE b (x);\nINSERT INTO b VALUES ('\(String(repeating: "y", count: 10_000_000))');\n")
        let (single, more) = Self.measured(project, ["migrate"])
        expectStatus(single, 0)
        #expect(more < 256, "\(more) MiB for a statement of 10 MB")
        #expect(project.sql("SELECT length(x) FROM b") == "10000000")
    }
}
