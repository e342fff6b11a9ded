import TestSupport
import Testing

/// Bad input: a clear error, and nothing lost.
///
/// Each case starts from a database with rows in it. What faults and attacks there are besides is in `Tests/FaultTests`.
@Suite struct BadInputTests {
    @Test func strayFile() {
        for name in ["notes.sql", "third.SQL", "003-third.txt", "create_third_003.sql"] {
            ScratchProject.withPending("CREATE TABLE third (id INTEGER);\n", name: name).expectRefused(
                code: "stray-file", name)
        }
    }

    @Test func dependencyCycle() {
        let project = ScratchProject.withPending("-- Depends: 004\nCREATE TABLE third (id INTEGER);\n")
        project.folder.write("migrations/004_fourth.sql", "-- Depends: 003\nCREATE TABLE fourth (id INTEGER);\n")
        project.expectRefused(code: "dependency-cycle", "003 → 004")
        ScratchProject.withPending("-- Depends: 099\nCREATE TABLE third (id INTEGER);\n").expectRefused(
            code: "dependency", "099")
    }

    @Test func anErrorInTheMiddleUndoesTheFile() {
        let project = ScratchProject.withPending(
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
        project.expectRefused([["migrate"], ["plan"], ["migrate", "--to", "002"]], code: "directive", "009_last.sql")
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
        project.expectRefused([["status"], ["migrate"], ["dump"]], code: "corrupt", "", status: 8)
    }

    @Test func destructiveCommandWithoutATerminal() {
        for settings in [[], ["protected: true"]] {
            ScratchProject.setUp(settings: settings).expectRefused(
                [["reset"], ["rollback"], ["redo"]],
                code: settings.isEmpty ? "confirmation-needed" : "protected",
                settings.isEmpty ? "--yes" : "--confirm app", status: 7)
        }
    }
}
