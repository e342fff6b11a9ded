import TestSupport
import Testing

/// The history table, altered behind Martlet's back, elsewhere, newer or older than the files, not to be written.
@Suite struct HistoryFaultTests {
    // MARK: Altered

    /// A history of three, the last of which may not be run twice.
    private static func project() -> ScratchProject {
        let project = ScratchProject.withPending(
            "UPDATE users SET name = name || '!';\n-- ROLLBACK:\n-- SELECT 1;\n", name: "003_shout.sql")
        expectStatus(project.martlet("migrate"), 0)
        return project
    }

    @Test(
        "D1: rows that were changed or removed are found, and where",
        arguments: [
            ("DELETE FROM martlet_migrations WHERE version = '001'", "the history has lost the rows before 002"),
            (
                "DELETE FROM martlet_migrations WHERE version = '002'",
                "the history was altered at or before 001, which 003"
            ),
            ("DELETE FROM martlet_migrations WHERE version = '003'", "the history has lost the row of 003"),
            ("DELETE FROM martlet_migrations", "the history has lost the row of 001, and 2 after it"),
            ("DROP TABLE martlet_migrations", "the history has lost the row of 001, and 2 after it"),
            (
                "UPDATE martlet_migrations SET checksum = 'v1:sha256:00' WHERE version = '002'",
                "at or before 002, which 003"
            ),
            (
                "UPDATE martlet_migrations SET applied_at = '2999-01-01T00:00:00Z' WHERE id = 1",
                "at or before 001, which 002"
            ),
            (
                "UPDATE martlet_migrations SET success = 0, state = 'failed' WHERE version = '003'",
                "lost the row of 003"
            ),
            (
                "UPDATE martlet_migrations SET success = 'yes', checksum = x'00ff', statements_total = 'many' WHERE id = 2",
                "001"
            ),
            (
                "INSERT INTO martlet_migrations SELECT 99, '0021', '', 'migration', 'applied', 1, 'v1:sha256:00', NULL, NULL, "
                    + "NULL, 0, 0, '', '', 0, NULL, NULL, NULL, 'ff' ", "at or before 003, which 0021 was built on"
            ),
            ("UPDATE martlet_migrations SET id = 40 WHERE id = 1", "the history has lost the rows before 002"),
        ])
    func altered(_ change: String, _ finding: String) {
        let project = Self.project()
        _ = project.sql(change)
        for command in [["history", "--verify"], ["check"]] {
            let result = MartletBinary.run(command, in: project.folder.path)
            expectStatus(result, 4)
            expect(result.error, contains: "error[history-damaged]")
            expect(result.error, contains: finding)
        }
        let rows = project.sql("SELECT name FROM users")
        let result = project.martlet("migrate")
        #expect(result.status == 0 || result.status == 4, "\(result.everything)")
        #expect(project.sql("SELECT name FROM users") == rows, "a migration was run twice: \(result.everything)")
    }

    @Test("D1: a version that the log knows as applied is not run again", arguments: ["stamp", "repair"])
    func lostRow(_ way: String) {
        let project = Self.project()
        _ = project.sql("DELETE FROM martlet_migrations WHERE version = '003'")
        project.expectRefused(
            [["migrate"], ["setup"], ["migrate", "--to", "003"], ["migrate", "-n"], ["plan"]], code: "history-damaged",
            "the history has lost the row of 003")
        #expect(project.sql("SELECT name FROM users") == "Ava!\nBen!")
        // A person says which of the two is true.
        if way == "stamp" {
            expectStatus(project.martlet("stamp", "003"), 0)
        } else {
            expectStatus(project.martlet("repair", "003", "--undone", "--yes"), 0)
        }
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT name FROM users") == (way == "stamp" ? "Ava!\nBen!" : "Ava!!\nBen!!"))
        expectStatus(project.martlet("check"), 0)
    }

    /// What the table of the history may become, with what every command then says.
    @Test(
        "D1: a history that is no table of Martlet's is refused",
        arguments: [
            ("ALTER TABLE martlet_migrations DROP COLUMN error", "it has no error"),
            (
                "ALTER TABLE martlet_migrations RENAME TO x; CREATE VIEW martlet_migrations AS SELECT * FROM x",
                "is a view"
            ),
            (
                "DROP TABLE martlet_migrations; CREATE TABLE martlet_migrations (id INTEGER PRIMARY KEY, name TEXT)",
                "it has no"
            ),
            ("DROP TABLE martlet_log; CREATE TABLE martlet_log (x)", "martlet_log is not Martlet's table"),
            ("DROP TABLE martlet_seeds; CREATE VIEW martlet_seeds AS SELECT 1 AS name", "martlet_seeds is a view"),
        ])
    func notTheTable(_ change: String, _ fact: String) {
        let project = Self.project()
        _ = project.sql(change)
        project.expectRefused(
            [["migrate"], ["status"], ["history"], ["check"], ["rollback", "--yes"], ["seed"], ["plan"]],
            code: "history-damaged", fact)
    }

    /// SQLite lets a table hold what its columns' types forbid, if it is made anew without them.
    @Test(
        "D1: whatever its rows hold, nothing crashes and nothing is run twice",
        arguments: [
            "INSERT INTO martlet_migrations SELECT * FROM martlet_migrations WHERE version = '002'",
            "UPDATE martlet_migrations SET version = NULL WHERE version = '002'",
            "UPDATE martlet_migrations SET id = NULL, success = NULL, checksum = NULL, state = NULL, kind = NULL",
            "UPDATE martlet_migrations SET id = 'x', version = 7, success = 1.5, checksum = 3.25, statements_total = -5",
            "UPDATE martlet_migrations SET applied_at = zeroblob(1000), previous_hash = 9, description = x'ff00'",
            "UPDATE martlet_migrations SET execution_ms = 9223372036854775807, statements_applied = -9223372036854775808",
            "UPDATE martlet_migrations SET version = char(27) || '[2J' || char(10) WHERE version = '002'",
            "UPDATE martlet_log SET at = NULL, action = 7, subject = x'ff', result = 1.5",
        ])
    func strangeRows(_ change: String) {
        let project = Self.project()
        let anew = ["martlet_migrations", "martlet_log"].map {
            "CREATE TABLE x AS SELECT * FROM \($0); DROP TABLE \($0); ALTER TABLE x RENAME TO \($0);"
        }
        _ = project.sql(anew.joined() + change)
        let rows = project.sql("SELECT name FROM users")
        for command in [
            ["status"], ["status", "--json"], ["history", "--log", "20"], ["history", "--verify"], ["check"], ["plan"],
            ["dump"], ["migrate"], ["repair", "--yes", "-n"], ["stamp", "003", "-n"], ["rollback", "--yes", "-n"],
        ] {
            let result = MartletBinary.run(command, in: project.folder.path)
            #expect(result.status < 100 && result.status != 70, "\(command): \(result.everything)")
            // The schema is written as it is, for programs to read.
            if command != ["dump"] { #expect(!result.everything.contains("\u{1B}"), "\(command)") }
            #expect(project.sql("SELECT name FROM users") == rows, "\(command): \(result.everything)")
        }
    }

    // MARK: Elsewhere

    @Test("D2: a history in tables of other names is found, and nothing is run again") func otherTables() {
        let project = Self.project()
        let line = "    url: sqlite:app.db\n"
        project.replace(
            "martlet.yaml", line, by: line + "    tables: {history: changes, log: changes_log, seeds: changes_seeds}\n")
        project.expectRefused(
            [["migrate"], ["status"], ["plan"], ["setup"], ["rollback", "--yes"], ["check"], ["stamp", "003"]],
            code: "history-elsewhere", "martlet_migrations")
        #expect(project.sql("SELECT name FROM users") == "Ava!\nBen!")
        project.replace(
            "martlet.yaml", "history: changes, log: changes_log, seeds: changes_seeds",
            by: "history: martlet_migrations")
        expectStatus(project.martlet("status", "--check"), 0)
    }

    @Test("D2: a second project in the same database has a history of its own, once it was made") func secondHistory() {
        let project = Self.project()
        let tables = "tables: {history: b_migrations, log: b_log, seeds: b_seeds}"
        let other = ScratchProject(
            configuration:
                "databases:\n  app:\n    url: sqlite:\(project.database)\n    migrations: m\n    \(tables)\n",
            ["m/001_b.sql": "CREATE TABLE b (x);\n"])
        expectStatus(other.martlet("migrate"), 4)
        expectStatus(other.martlet("init"), 0)
        expectStatus(other.martlet("migrate"), 0)
        expectStatus(other.martlet("status", "--check"), 0)
        expectStatus(project.martlet("status", "--check"), 0)
    }

    // MARK: Newer and older

    @Test(
        "D3: a history of a newer Martlet is read and not written",
        arguments: [
            "ALTER TABLE martlet_migrations ADD COLUMN newer TEXT", "ALTER TABLE martlet_log ADD COLUMN newer TEXT",
            "ALTER TABLE martlet_seeds ADD COLUMN newer TEXT",
            "UPDATE martlet_migrations SET checksum = 'v2:sha512:00' WHERE version = '001'",
        ])
    func newerHistory(_ change: String) {
        let project = Self.project()
        _ = project.sql(change)
        project.folder.write("migrations/004_fourth.sql", "CREATE TABLE fourth (x);\n")
        for command in [["status"], ["history"], ["dump"], ["backup", "-o", "copy.db"]] {
            let result = MartletBinary.run(command, in: project.folder.path)
            expectStatus(result, 0)
        }
        expect(project.martlet("status").error, contains: "warning[history-newer]")
        project.expectRefused(
            [["migrate"], ["setup"], ["rollback", "--yes"], ["stamp", "004"]], code: "history-newer", "newer")
        project.folder.remove("app.db")
        expectStatus(project.martlet("restore", "copy.db"), 0)
        expectStatus(project.martlet("status"), 0)
    }

    @Test("D5: an older state is brought forward again, whoever put it there", arguments: [true, false])
    func olderState(_ byMartlet: Bool) {
        let project = ScratchProject.migrated(to: "001")
        expectStatus(project.martlet("backup", "-o", "old.db"), 0)
        expectStatus(project.martlet("migrate"), 0)
        _ = project.sql("INSERT INTO posts VALUES (1, 1)")
        if byMartlet {
            expectStatus(project.martlet("restore", "old.db", "--yes"), 0)
            expect(project.martlet("history", "--log", "1").output, contains: "restore")
        } else {
            _ = Program.run(["cp", "old.db", "app.db"], in: project.folder.path)
        }
        let status = project.martlet("status", "--check")
        expectStatus(status, 3)
        expect(status.output, contains: "1 pending")
        expectStatus(project.martlet("history", "--verify"), 0)
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM posts; SELECT count(*) FROM users") == "0\n2")
        expectStatus(project.martlet("check"), 0)
    }

    // MARK: Not to be written

    @Test("D4: whoever may not write finds out before anything runs", arguments: ["file", "folder", "url"])
    func notWritable(_ what: String) {
        let project = Self.project()
        project.folder.write("migrations/004_fourth.sql", "CREATE TABLE fourth (x);\n")
        let somebody = Somebody()
        _ = Program.run(["chmod", "-R", "a+rwX", project.folder.path])
        _ = Program.run(["chmod", "a-w", what == "file" ? project.database : project.folder.path])
        defer { _ = Program.run(["chmod", "-R", "u+w", project.folder.path]) }
        if what == "url" {
            _ = Program.run(["chmod", "-R", "a+w", project.folder.path])
            project.replace("martlet.yaml", "sqlite:app.db", by: "sqlite:app.db?mode=ro")
        }
        let before = project.files
        for command in [["migrate"], ["setup"], ["rollback", "--yes"], ["stamp", "004"], ["reset", "--yes"]] {
            let result = somebody.martlet(project, command)
            expectStatus(result, 1)
            expect(result.error, contains: "error[read-only]")
            #expect(project.files == before, "\(command)")
        }
        for command in [["status"], ["plan"], ["check"], ["history"]] {
            #expect([0, 3].contains(somebody.martlet(project, command).status), "\(command)")
        }
        #expect(project.files == before)
    }
}
