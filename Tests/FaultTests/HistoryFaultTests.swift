import TestSupport
import Testing

/// The history table, altered behind Martlet's back, elsewhere, newer or older than the files, not to be written.
@Suite struct HistoryFaultTests {
    // MARK: Altered

    /// A history of three, the last of which may not be run twice.
    private static func project(_ engine: TestedEngine) throws -> any ProjectUnderTest {
        let project = try engine.migrated()
        project.folder.write(
            "migrations/003_shout.sql", "UPDATE users SET name = name || '!';\n-- ROLLBACK:\n-- SELECT 1;\n")
        expectStatus(project.run("migrate"), 0)
        return project
    }

    private static let names = "SELECT name FROM users ORDER BY id"

    @Test(
        "D1: rows that were changed or removed are found, and where", arguments: TestedEngine.allCases,
        [
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
                "UPDATE martlet_migrations SET applied_at = '2999-01-01T00:00:00Z' WHERE version = '001'",
                "at or before 001, which 002"
            ),
            (
                "UPDATE martlet_migrations SET success = false, state = 'failed' WHERE version = '003'",
                "lost the row of 003"
            ),
            (
                "INSERT INTO martlet_migrations (id, version, checksum, previous_hash) VALUES (99, '0021', 'v1:sha256:00', 'ff')",
                "at or before 003, which 0021 was built on"
            ),
            ("UPDATE martlet_migrations SET id = 40 WHERE version = '001'", "the history has lost the rows before 002"),
        ])
    func altered(_ engine: TestedEngine, _ change: (sql: String, finding: String)) throws {
        try expectFound(change.sql, change.finding, in: Self.project(engine))
    }

    /// SQLite takes values of any type.
    @Test("D1: values that are no values of their columns are found") func alteredType() throws {
        let change =
            "UPDATE martlet_migrations SET success = 'yes', checksum = x'00ff', statements_total = 'many' WHERE id = 2"
        try expectFound(change, "001", in: Self.project(.sqlite))
    }

    private func expectFound(_ change: String, _ finding: String, in project: any ProjectUnderTest) {
        _ = project.sql(change)
        for command in [["history", "--verify"], ["check"]] {
            let result = MartletBinary.run(command, in: project.folder.path)
            expectStatus(result, 4)
            expect(result.error, contains: "error[history-damaged]")
            expect(result.error, contains: finding)
        }
        let rows = project.sql(Self.names)
        let result = project.run("migrate")
        #expect(result.status == 0 || result.status == 4, "\(result.everything)")
        #expect(project.sql(Self.names) == rows, "a migration was run twice: \(result.everything)")
    }

    @Test(
        "D1: a version that the log knows as applied is not run again", arguments: TestedEngine.allCases,
        ["stamp", "repair"])
    func lostRow(_ engine: TestedEngine, _ way: String) throws {
        let project = try Self.project(engine)
        _ = project.sql("DELETE FROM martlet_migrations WHERE version = '003'")
        for command in [["migrate"], ["setup"], ["migrate", "--to", "003"], ["migrate", "-n"], ["plan"]] {
            expectDamaged(project, command, "the history has lost the row of 003")
        }
        #expect(project.sql(Self.names) == "Ava!\nBen!")
        // A person says which of the two is true.
        if way == "stamp" {
            expectStatus(project.run("stamp", "003"), 0)
        } else {
            expectStatus(project.run("repair", "003", "--undone", "--yes"), 0)
        }
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql(Self.names) == (way == "stamp" ? "Ava!\nBen!" : "Ava!!\nBen!!"))
        expectStatus(project.run("check"), 0)
    }

    @Test("D1: a lost row is noticed also of a version whose file was accepted", arguments: TestedEngine.allCases)
    func lostRowOfAnAcceptedFile(_ engine: TestedEngine) throws {
        let project = try Self.project(engine)
        let file = "migrations/003_shout.sql"
        let text = try #require(project.folder.read(file))
        project.folder.write(file, "-- A word more\n" + text)
        expectStatus(project.run("repair", "003", "--yes"), 0)
        _ = project.sql("DELETE FROM martlet_migrations WHERE version = '003'")
        expectDamaged(project, ["migrate"], "the history has lost the row of 003")
        expectDamaged(project, ["check"], "the history has lost the row of 003")
        #expect(project.sql(Self.names) == "Ava!\nBen!")
        let status = MartletBinary.run(["status"], in: project.folder.path)
        #expect(!status.everything.contains("--allow-out-of-order"), "\(status.everything)")
        expectStatus(project.run("stamp", "003"), 0)
        expectStatus(project.run("check"), 0)
    }

    @Test("D1: a history that was altered can be accepted as it is", arguments: TestedEngine.allCases)
    func acceptedAlteration(_ engine: TestedEngine) throws {
        let project = try Self.project(engine)
        _ = project.sql("UPDATE martlet_migrations SET applied_by = 'somebody' WHERE version = '001'")
        expectDamaged(project, ["check"], "to accept it as it is: martlet repair 002")
        expectStatus(project.run("repair", "001", "--yes"), 2)
        expectStatus(project.run("repair", "002", "--yes"), 0)
        expectStatus(project.run("check"), 0)
        expectStatus(project.run("history", "--verify"), 0)
    }

    private func expectDamaged(_ project: any ProjectUnderTest, _ command: [String], _ fact: String) {
        let result = MartletBinary.run(command, in: project.folder.path)
        expectStatus(result, 4)
        expect(result.error, contains: "error[history-damaged]")
        expect(result.error, contains: fact)
    }

    /// What the table of the history may become, with what every command then says.
    @Test(
        "D1: a history that is no table of Martlet's is refused", arguments: TestedEngine.allCases,
        [
            ("ALTER TABLE martlet_migrations DROP COLUMN error", "it has no error"),
            (
                "ALTER TABLE martlet_migrations RENAME TO x; CREATE VIEW martlet_migrations AS SELECT * FROM x",
                "is a view"
            ),
            ("DROP TABLE martlet_migrations; CREATE TABLE martlet_migrations (id INTEGER, name TEXT)", "it has no"),
            ("DROP TABLE martlet_log; CREATE TABLE martlet_log (x TEXT)", "martlet_log is not Martlet's table"),
            ("DROP TABLE martlet_seeds; CREATE VIEW martlet_seeds AS SELECT 1 AS name", "martlet_seeds is a view"),
        ])
    func notTheTable(_ engine: TestedEngine, _ change: (sql: String, fact: String)) throws {
        let project = try Self.project(engine)
        _ = project.sql(change.sql)
        let before = project.sql(Self.names)
        for command in [["migrate"], ["status"], ["history"], ["check"], ["rollback", "--yes"], ["seed"], ["plan"]] {
            expectDamaged(project, command, change.fact)
        }
        #expect(project.sql(Self.names) == before)
    }

    /// SQLite lets a table hold what its columns' types forbid, if it is made anew without them; PostgreSQL, if the
    /// constraints are taken away.
    @Test(
        "D1: whatever its rows hold, nothing crashes and nothing is run twice",
        arguments: [
            (.sqlite, "INSERT INTO martlet_migrations SELECT * FROM martlet_migrations WHERE version = '002'"),
            (.sqlite, "UPDATE martlet_migrations SET version = NULL WHERE version = '002'"),
            (
                .sqlite,
                "UPDATE martlet_migrations SET id = NULL, success = NULL, checksum = NULL, state = NULL, kind = NULL"
            ),
            (
                .sqlite,
                "UPDATE martlet_migrations SET id = 'x', version = 7, success = 1.5, checksum = 3.25, statements_total = -5"
            ),
            (
                .sqlite,
                "UPDATE martlet_migrations SET applied_at = zeroblob(1000), previous_hash = 9, description = x'ff00'"
            ),
            (
                .sqlite,
                "UPDATE martlet_migrations SET execution_ms = 9223372036854775807, statements_applied = -9223372036854775808"
            ),
            (
                .sqlite,
                "UPDATE martlet_migrations SET version = char(27) || '[2J' || char(10) WHERE version = '002'"
            ),
            (.sqlite, "UPDATE martlet_log SET at = NULL, action = 7, subject = x'ff', result = 1.5"),
            (
                .postgres,
                "ALTER TABLE martlet_migrations DROP CONSTRAINT martlet_migrations_version_key; INSERT INTO martlet_migrations (version) VALUES ('002')"
            ),
            (
                .postgres,
                "ALTER TABLE martlet_migrations ALTER version DROP NOT NULL; UPDATE martlet_migrations SET version = NULL WHERE version = '002'"
            ),
            (
                .postgres,
                "ALTER TABLE martlet_migrations ALTER success DROP NOT NULL; UPDATE martlet_migrations SET success = NULL"
            ),
            (
                .postgres,
                "UPDATE martlet_migrations SET applied_at = 'infinity', execution_ms = 9223372036854775807, statements_applied = -9223372036854775808"
            ),
            (
                .postgres,
                "ALTER TABLE martlet_migrations ALTER success TYPE text; UPDATE martlet_migrations SET success = 'maybe'"
            ),
            (
                .postgres,
                "ALTER TABLE martlet_migrations ALTER applied_at TYPE text; UPDATE martlet_migrations SET applied_at = 'x'"
            ),
            (
                .postgres,
                "UPDATE martlet_migrations SET version = chr(27) || '[2J' || chr(10) WHERE version = '002'"
            ),
        ] as [(TestedEngine, String)])
    func strangeRows(_ engine: TestedEngine, _ change: String) throws {
        let project = try Self.project(engine)
        let anew = ["martlet_migrations", "martlet_log"].map {
            "CREATE TABLE x AS SELECT * FROM \($0); DROP TABLE \($0); ALTER TABLE x RENAME TO \($0);"
        }
        let made = project.sql((engine == .sqlite ? anew.joined() : "") + change + "; SELECT 'made'")
        #expect(made == "made")
        let rows = project.sql(Self.names)
        for command in [
            ["status"], ["status", "--json"], ["history", "--log", "20"], ["history", "--verify"], ["check"], ["plan"],
            ["dump"], ["migrate"], ["repair", "--yes", "-n"], ["stamp", "003", "-n"], ["rollback", "--yes", "-n"],
        ] {
            let result = MartletBinary.run(command, in: project.folder.path)
            #expect(result.status < 100 && result.status != 70, "\(command): \(result.everything)")
            // The schema is written as it is, for programs to read.
            if command != ["dump"] { #expect(!result.everything.contains("\u{1B}"), "\(command)") }
            #expect(project.sql(Self.names) == rows, "\(command): \(result.everything)")
        }
    }

    // MARK: Elsewhere

    private static func project() -> ScratchProject {
        let project = ScratchProject.withPending(
            "UPDATE users SET name = name || '!';\n-- ROLLBACK:\n-- SELECT 1;\n", name: "003_shout.sql")
        expectStatus(project.martlet("migrate"), 0)
        return project
    }

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

    @Test(
        "D2: what another tool has applied is not run again", arguments: TestedEngine.allCases,
        [
            ("goose", "CREATE TABLE goose_db_version (version_id int, is_applied int)", "(0, 1), (1, 1)"),
            ("golang-migrate", "CREATE TABLE schema_migrations (version int, dirty int)", "(7, 0)"),
            ("dbmate", "CREATE TABLE schema_migrations (version varchar(99))", "('001')"),
            ("Diesel", "CREATE TABLE __diesel_schema_migrations (version text, run_on text)", "('1', '')"),
        ])
    func anotherTool(_ engine: TestedEngine, _ table: (tool: String, sql: String, rows: String)) throws {
        let project = try engine.project(["migrations/001_a.sql": "CREATE TABLE a (x int);\n"])
        _ = project.sql(table.sql)
        let name = table.sql.split(separator: " ")[2]
        _ = project.sql("INSERT INTO \(name) VALUES \(table.rows)")
        let result = project.run("migrate")
        expectStatus(result, 4)
        expect(result.error, contains: "error[history-elsewhere]: \(table.tool) has a history here")
        expectStatus(project.run("stamp", "001", "--dry-run"), 0)
        expectStatus(project.run("stamp", "001"), 0)
        expectStatus(project.run("status", "--check"), 0)
        #expect(project.sql("SELECT count(*) FROM martlet_migrations WHERE kind = 'stamp'") == "1")
    }

    @Test("D2: the empty table of another tool is no history", arguments: TestedEngine.allCases)
    func emptyTool(_ engine: TestedEngine) throws {
        let project = try engine.project(["migrations/001_a.sql": "CREATE TABLE a (x int);\n"])
        _ = project.sql("CREATE TABLE goose_db_version (version_id int, is_applied int)")
        _ = project.sql("INSERT INTO goose_db_version VALUES (0, 1)")
        expectStatus(project.run("migrate"), 0)
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
