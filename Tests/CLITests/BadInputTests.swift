import TestSupport
import Testing

/// Bad input: a clear error, and nothing lost.
///
/// Each case starts from a database with rows in it.
@Suite struct BadInputTests {
    /// Expects that commands fail with a code and a text, and that the database is what it was, byte for byte.
    private func expectRefused(
        _ project: ScratchProject, _ commands: [[String]] = [["migrate"], ["setup"]], code: String, _ text: String,
        status: Int32 = 4, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let before = project.files
        for arguments in commands {
            let result = MartletBinary.run(arguments, in: project.folder.path)
            expectStatus(result, status, sourceLocation: sourceLocation)
            expect(result.error, contains: "error[\(code)]", sourceLocation: sourceLocation)
            expect(result.error, contains: text, sourceLocation: sourceLocation)
            #expect(project.files == before, sourceLocation: sourceLocation)
        }
    }

    private func withPending(_ text: String, name: String = "003_third.sql") -> ScratchProject {
        let project = ScratchProject.migrated()
        project.folder.write("migrations/\(name)", text)
        return project
    }

    @Test func unreadableFile() {
        let project = ScratchProject.migrated()
        _ = Program.run(["ln", "-s", "/nowhere/at/all", project.folder.path("migrations/003_link.sql")])
        expectRefused(project, code: "file-unreadable", "migrations/003_link.sql")
        project.folder.remove("migrations/003_link.sql")
        _ = Program.run(["mkfifo", project.folder.path("migrations/003_fifo.sql")])
        expectRefused(project, code: "file-unreadable", "migrations/003_fifo.sql")
    }

    @Test func notUTF8() {
        for bytes: [UInt8] in [[0x2D, 0x2D, 0x20, 0xE9, 0x0A], [0xFF, 0xFE, 0x43, 0x00], [0x53, 0x00, 0x4C]] {
            let project = ScratchProject.migrated()
            project.folder.write("migrations/003_third.sql", bytes)
            expectRefused(project, code: "not-utf8", "migrations/003_third.sql")
        }
    }

    @Test func strayFile() {
        for name in ["notes.sql", "third.SQL", "003-third.txt", "create_third_003.sql"] {
            expectRefused(withPending("CREATE TABLE third (id INTEGER);\n", name: name), code: "stray-file", name)
        }
    }

    @Test func duplicateVersion() {
        for name in ["002_other.sql", "0002_other.sql", "2_other.sql"] {
            expectRefused(
                withPending("CREATE TABLE third (id INTEGER);\n", name: name), code: "duplicate-version", name)
        }
    }

    @Test func editedFile() {
        let project = withPending("CREATE TABLE third (id INTEGER);\n")
        project.replace("migrations/001_create_users.sql", "name TEXT NOT NULL", by: "name TEXT")
        expectRefused(project, code: "edited", "martlet repair 001")
    }

    @Test func aStatementHiddenInACommentIsAnEdit() {
        let files = ["migrations/001_a.sql": "CREATE TABLE a (id INTEGER);\n-- now\nINSERT INTO a VALUES (1);\n"]
        let project = ScratchProject.migrated(files)
        project.folder.write("migrations/001_a.sql", "CREATE TABLE a (id INTEGER);\n-- nowINSERT INTO a VALUES (1);\n")
        expectRefused(project, code: "edited", "001")
    }

    @Test func lineEndsAndMarksAreNoEdit() {
        let project = ScratchProject.migrated()
        let text = project.folder.read("migrations/001_create_users.sql") ?? ""
        project.folder.write("migrations/001_create_users.sql", "\u{FEFF}" + text.replacing("\n", with: "\r\n"))
        let result = project.martlet("status", "--check")
        expectStatus(result, 0)
        #expect(result.error == "")
    }

    @Test func missingFile() {
        let project = withPending("CREATE TABLE third (id INTEGER);\n")
        project.folder.remove("migrations/002_create_posts.sql")
        expectRefused(project, code: "missing", "002 Create posts is applied, but its file is gone")
    }

    @Test func dependencyCycle() {
        let project = withPending("-- Depends: 004\nCREATE TABLE third (id INTEGER);\n")
        project.folder.write("migrations/004_fourth.sql", "-- Depends: 003\nCREATE TABLE fourth (id INTEGER);\n")
        expectRefused(project, code: "dependency-cycle", "003 → 004")
        expectRefused(
            withPending("-- Depends: 099\nCREATE TABLE third (id INTEGER);\n"), code: "dependency", "099")
    }

    @Test func transactionControl() {
        for statement in [
            "COMMIT", "BEGIN", "ROLLBACK", "END TRANSACTION", "SAVEPOINT a", "COMMIT; BEGIN", "/* x */ end",
        ] {
            expectRefused(
                withPending("CREATE TABLE third (id INTEGER);\n\(statement);\nCREATE TABLE fourth (id INTEGER);\n"),
                code: "transaction-control", "migrations/003_third.sql:2:")
        }
    }

    @Test func whatCannotRunInATransaction() {
        for statement in ["VACUUM", "PRAGMA journal_mode = wal", "PRAGMA foreign_keys = off"] {
            expectRefused(
                withPending("CREATE TABLE third (id INTEGER);\n\(statement);\n"), code: "not-in-transaction",
                "migrations/003_third.sql:2:1")
        }
    }

    @Test func unknownDirective() {
        expectRefused(
            withPending("-- martlet: transactoin=none\nSELECT 1;\n"), code: "directive", "did you mean transaction?")
        expectRefused(
            withPending("-- martlet:upp\nSELECT 1;\n"), code: "directive", "migrations/003_third.sql:1:1")
        expectRefused(
            withPending("SELECT 1;\n-- ROLLBACK:\nDROP TABLE users;\n"), code: "directive",
            "migrations/003_third.sql:3:1")
    }

    @Test func emptyFile() {
        for text in ["", "-- only words\n", "\n\n  \n", "-- ROLLBACK:\n-- DROP TABLE users;\n"] {
            expectRefused(withPending(text), code: "empty-migration", "martlet: empty")
        }
    }

    @Test func anErrorInTheMiddleUndoesTheFile() {
        let project = withPending(
            "UPDATE users SET name = 'nobody';\nDELETE FROM posts;\nINSERT INTO users (name) VALUES (nam);\nDROP TABLE posts;\n"
        )
        let rows = project.sql("SELECT * FROM users; SELECT sql FROM sqlite_schema")
        for _ in 1...2 {
            let result = project.martlet("migrate")
            expectStatus(result, 1)
            expect(result.error, contains: "migrations/003_third.sql:3:34")
            expect(result.error, contains: "003 changed nothing")
            #expect(project.sql("SELECT * FROM users; SELECT sql FROM sqlite_schema") == rows)
        }
        let row = project.sql("SELECT success, error FROM martlet_migrations WHERE version = '003'")
        #expect(row == "0|no such column: nam")
        project.replace("migrations/003_third.sql", "VALUES (nam)", by: "VALUES ('x')")
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT success, error IS NULL FROM martlet_migrations WHERE version = '003'") == "1|1")
    }

    @Test func everythingIsCheckedBeforeAnythingRuns() {
        let project = ScratchProject.migrated(to: "001")
        project.folder.write("migrations/009_last.sql", "-- martlet: nonsense\nSELECT 1;\n")
        expectRefused(project, [["migrate"], ["plan"], ["migrate", "--to", "002"]], code: "directive", "009_last.sql")
    }

    @Test func notADatabase() {
        let project = ScratchProject()
        project.folder.write("app.db", "Dear diary, today I was taken for a database again.\n")
        expectRefused(
            project, [["migrate"], ["status"], ["check"], ["reset", "--yes"], ["seed"], ["stamp", "001"], ["dump"]],
            code: "not-a-database", "app.db", status: 8)
        project.folder.remove("app.db")
        project.folder.makeFolders(["app.db"])
        expectRefused(project, [["migrate"], ["status"]], code: "not-a-database", "app.db", status: 8)
    }

    @Test func damagedDatabase() {
        let project = ScratchProject.setUp()
        _ = project.sql(
            "CREATE TABLE big (x TEXT); INSERT INTO big WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c "
                + "WHERE x<2000) SELECT hex(randomblob(50)) FROM c")
        // Pages in the middle are overwritten; the header is sound.
        _ = Program.run(
            ["dd", "if=/dev/urandom", "of=\(project.database)", "bs=4096", "seek=12", "count=20", "conv=notrunc"])
        let result = project.martlet("check")
        expectStatus(result, 8)
        let lines = result.output.split(separator: "\n")
        #expect(lines.dropFirst().first == "  ! the file is damaged")
        #expect(lines.count { $0.contains(".recover") } == 1)
        #expect(!result.output.contains("✓") && !result.output.contains("\\n") && !result.output.contains("***"))
        #expect(result.error == "")
        // Every page that is known: opening fails, and says so.
        _ = Program.run(
            ["dd", "if=/dev/urandom", "of=\(project.database)", "bs=1", "seek=100", "count=6000", "conv=notrunc"])
        expectRefused(project, [["status"], ["migrate"], ["dump"]], code: "corrupt", "", status: 8)
    }

    @Test func destructiveCommandWithoutATerminal() {
        for settings in [[], ["protected: true"]] {
            expectRefused(
                .setUp(settings: settings), [["reset"], ["rollback"], ["redo"]],
                code: settings.isEmpty ? "confirmation-needed" : "protected",
                settings.isEmpty ? "--yes" : "--confirm app", status: 7)
        }
    }

    @Test func historyOfAnotherProgram() {
        let project = ScratchProject()
        _ = project.sql("CREATE TABLE martlet_migrations (id INTEGER PRIMARY KEY, name TEXT)")
        expectRefused(project, [["migrate"], ["status"]], code: "history-damaged", "martlet_migrations")
    }
}
