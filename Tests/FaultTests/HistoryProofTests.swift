import TestSupport
import Testing

/// Every value of the history is proved: by the row behind it, or by a seal in the log.
@Suite struct HistoryProofTests {
    /// Four versions in three runs, the second of which has two; a repeatable, and a try that failed.
    private static func project(_ engine: TestedEngine) throws -> any ProjectUnderTest {
        let project = try engine.migrated()
        for (version, text) in [("003_c", "CREATE TABLE c (id integer);"), ("004_d", "CREATE TABLE d (id integer);")] {
            project.folder.write("migrations/\(version).sql", text + "\n-- ROLLBACK:\n-- SELECT 1;\n")
        }
        project.folder.write("migrations/R__v.sql", "DROP VIEW IF EXISTS v;\nCREATE VIEW v AS SELECT id FROM c;\n")
        expectStatus(project.run("migrate"), 0)
        project.folder.write("migrations/005_e.sql", "SELEC 1;\n")
        expectStatus(project.run("migrate"), 1)
        expectProved(project)
        return project
    }

    static func expectProved(
        _ project: any ProjectUnderTest, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let result = project.run("history", "--verify")
        expectStatus(result, 0, sourceLocation: sourceLocation)
        expect(
            result.output, contains: "every row of the history is as it was written", sourceLocation: sourceLocation)
    }

    private static let texts = [
        "version", "description", "kind", "state", "checksum", "token_checksum", "up_sql", "down_sql", "applied_by",
        "error", "plan_id", "forecast", "progress", "schema_fingerprint", "adopted_from", "adopted_version",
        "adopted_checksum",
        "adopted_variant", "adopted_verdict", "previous_hash",
    ]
    private static let numbers = ["statements_total", "statements_applied", "execution_ms"]

    /// What is done to each column, once and back.
    private static func changes(_ engine: TestedEngine) -> [(column: String, value: String)] {
        let moment = engine == .sqlite ? "'2001-02-03T04:05:06.789Z'" : "TIMESTAMPTZ '2001-02-03 04:05:06.789Z'"
        let falsehood = engine == .sqlite ? "1 - success" : "NOT success"
        return texts.map { ($0, "coalesce(\($0), '') || 'x'") } + numbers.map { ($0, "coalesce(\($0), 0) + 1") }
            + [("id", "id + 100"), ("applied_at", moment), ("success", falsehood)]
            + texts.filter { !["version", "description", "kind", "state", "applied_by"].contains($0) }.map {
                ($0, "NULL")
            }
    }

    @Test(
        "D1: each column of each row is proved", arguments: TestedEngine.allCases,
        ["001", "002", "003", "004", "R__v", "005"])
    func columns(_ engine: TestedEngine, _ version: String) throws {
        Self.expectColumnsProved(of: version, try Self.project(engine), engine)
    }

    /// Changes each column of a row, once to something else and once to NULL, and takes it back.
    static func expectColumnsProved(of version: String, _ project: any ProjectUnderTest, _ engine: TestedEngine) {
        _ = project.sql("CREATE TABLE kept AS SELECT * FROM martlet_migrations")
        let names = Self.texts + Self.numbers + ["id", "applied_at", "success"]
        var tried = 0
        for (column, value) in Self.changes(engine) {
            let isOther = engine == .sqlite ? "IS NOT" : "IS DISTINCT FROM"
            let row = "version = '\(version)'"
            let changes = project.sql("SELECT count(*) FROM kept WHERE \(row) AND \(column) \(isOther) (\(value))")
            guard changes == "1" else { continue }
            _ = project.sql("UPDATE martlet_migrations SET \(column) = \(value) WHERE \(row)")
            let result = project.run("history", "--verify")
            #expect(result.status == 4, "\(column) of \(version) = \(value): \(result.everything)")
            expect(result.error, contains: "error[history-damaged]")
            tried += 1
            let back = names.map { "\($0) = k.\($0)" }.joined(separator: ", ")
            let same = column == "id" ? "martlet_migrations.version = k.version" : "martlet_migrations.id = k.id"
            _ = project.sql("UPDATE martlet_migrations SET \(back) FROM kept AS k WHERE \(same)")
            expectStatus(project.run("history", "--verify"), 0)
        }
        #expect(tried >= 20, "of \(version) only \(tried) columns were tried")
    }

    @Test(
        "D1: the row that was altered is named, where nothing is built on it", arguments: TestedEngine.allCases,
        ["004", "R__v", "005"])
    func located(_ engine: TestedEngine, _ version: String) throws {
        let project = try Self.project(engine)
        _ = project.sql("UPDATE martlet_migrations SET applied_by = 'somebody' WHERE version = '\(version)'")
        for command in [["history", "--verify"], ["check"], ["drift"]] {
            let result = MartletBinary.run(command, in: project.folder.path)
            expectStatus(result, 4)
            expect(result.error, contains: "the history's row of \(version) was altered")
            expect(result.error, contains: "martlet repair \(version)")
        }
        // A try that failed is settled by being forgotten.
        expectStatus(project.run("repair", version, "--yes"), 0)
        Self.expectProved(project)
    }

    /// Lets two versions change places.
    private static func swap(_ first: String, _ second: String) -> String {
        let other =
            "CASE h.version WHEN '\(first)' THEN '\(second)' WHEN '\(second)' THEN '\(first)' ELSE h.version END"
        return "CREATE TABLE places AS SELECT id, version FROM martlet_migrations;"
            + " UPDATE martlet_migrations SET id = -id;"
            + " UPDATE martlet_migrations AS h SET id = (SELECT p.id FROM places AS p WHERE p.version = \(other))"
    }

    @Test(
        "D1: rows that are gone, or have changed places, are found", arguments: TestedEngine.allCases,
        [
            ("DELETE FROM martlet_migrations WHERE version = '001'", "has lost the rows before 002"),
            ("DELETE FROM martlet_migrations WHERE version = '003'", "at or before 002, which 004"),
            ("DELETE FROM martlet_migrations WHERE version = '004'", "has lost the row of 004"),
            ("DELETE FROM martlet_migrations WHERE version = 'R__v'", "has lost the row of R__v"),
            ("DELETE FROM martlet_migrations WHERE version = '005'", "the history's row of 005 was altered"),
            (swap("003", "004"), "at or before 002, which 004"), (swap("001", "002"), "has lost the rows before 002"),
        ])
    func rows(_ engine: TestedEngine, _ change: (sql: String, finding: String)) throws {
        let project = try Self.project(engine)
        _ = project.sql(change.sql)
        let result = project.run("history", "--verify")
        expectStatus(result, 4)
        expect(result.error, contains: change.finding)
    }

    /// What Martlet itself changes of a row, it seals anew.
    @Test("D1: what is done in the usual way leaves a history that is proved", arguments: TestedEngine.allCases)
    func usual(_ engine: TestedEngine) throws {
        let project = try Self.project(engine)
        project.folder.write("migrations/005_e.sql", "CREATE TABLE e (id integer);\n-- ROLLBACK:\n-- DROP TABLE e;\n")
        for command in [
            ["migrate"], ["rollback", "--yes"], ["migrate"], ["redo", "--yes"], ["seed"],
            ["rollback", "--steps", "2", "--yes"],
            ["stamp", "004"], ["migrate"],
        ] {
            expectStatus(MartletBinary.run(command, in: project.folder.path), 0)
            Self.expectProved(project)
        }
        let text = project.folder.read("migrations/003_c.sql") ?? ""
        project.folder.write("migrations/003_c.sql", "-- A word more\n" + text)
        expectStatus(project.run("repair", "003", "--yes"), 0)
        Self.expectProved(project)
        project.folder.write(
            "migrations/R__v.sql", "DROP VIEW IF EXISTS v;\nCREATE VIEW v AS SELECT id AS no FROM c;\n")
        expectStatus(project.run("migrate"), 0)
        Self.expectProved(project)
    }

    @Test(
        "D1: a version that failed before others were applied again is proved where it is",
        arguments: TestedEngine.allCases
    )
    func failedBefore(_ engine: TestedEngine) throws {
        let project = try Self.project(engine)
        _ = project.sql("DROP TABLE d")
        expectStatus(project.run("redo", "--yes"), 0)
        project.folder.write("migrations/005_e.sql", "CREATE TABLE e (id integer);\n")
        expectStatus(project.run("migrate"), 0)
        Self.expectProved(project)
    }

    @Test("D1: a row that nothing proves yet is named", arguments: TestedEngine.allCases)
    func unsealed(_ engine: TestedEngine) throws {
        let project = try Self.project(engine)
        // As an older Martlet has left it, or a run that was cut off.
        _ = project.sql("DELETE FROM martlet_log WHERE action = 'seal'")
        let result = project.run("history", "--verify")
        expectStatus(result, 0)
        expect(
            result.output, contains: "nothing proves the rows of 004, R__v, 005 yet: the run that wrote them was cut")
        expect(result.output, contains: "every other row of the history is as it was written")
        project.folder.write("migrations/005_e.sql", "CREATE TABLE e (id integer);\n")
        project.folder.write("migrations/R__v.sql", "DROP VIEW IF EXISTS v;\nCREATE VIEW v AS SELECT 1 AS id;\n")
        expectStatus(project.run("migrate"), 0)
        Self.expectProved(project)
    }

    @Test("D1: a log that was emptied takes its proofs along, which is told", arguments: TestedEngine.allCases)
    func emptied(_ engine: TestedEngine) throws {
        let project = try Self.project(engine)
        _ = project.sql(engine == .sqlite ? "DELETE FROM martlet_log" : "TRUNCATE martlet_log")
        let result = project.run("history", "--verify")
        expectStatus(result, 0)
        expect(
            result.output,
            contains:
                "nothing proves the rows of 004, R__v, 005 yet: the log, which tells of every run, does not tell of")
        // The rows before them prove each other all the same.
        _ = project.sql("UPDATE martlet_migrations SET applied_by = 'somebody' WHERE version = '002'")
        let altered = project.run("history", "--verify")
        expectStatus(altered, 4)
        expect(altered.error, contains: "the history was altered at or before 002, which 003 was built on")
    }

    @Test(
        "D1: rows that somebody has put in are found", arguments: TestedEngine.allCases,
        [
            ("INSERT INTO martlet_migrations (id, version) VALUES (0, '0')", "at or before 0, which 001"),
            (
                "INSERT INTO martlet_migrations (id, version, kind) VALUES (0, '0', 'migration')",
                "has lost the rows before 0"
            ),
            ("INSERT INTO martlet_migrations (id, version, kind) VALUES (99, '006', 'stamp')", "before 004, which 006"),
            (
                "INSERT INTO martlet_migrations (id, version, kind, previous_hash) VALUES (99, '006', 'migration', 'ff')",
                "at or before 004, which 006"
            ),
        ])
    func inserted(_ engine: TestedEngine, _ change: (sql: String, finding: String)) throws {
        let project = try Self.project(engine)
        _ = project.sql(change.sql)
        let result = project.run("history", "--verify")
        expectStatus(result, 4)
        expect(result.error, contains: change.finding)
    }

    /// What a script may write behind all others proves nothing, and is not said to.
    @Test("D1: a row put in behind all others is named", arguments: TestedEngine.allCases, ["recorded", "repeatable"])
    func appended(_ engine: TestedEngine, _ kind: String) throws {
        let project = try Self.project(engine)
        _ = project.sql("INSERT INTO martlet_migrations (id, version, kind) VALUES (99, 'R__w', '\(kind)')")
        let result = project.run("history", "--verify")
        expectStatus(result, 0)
        expect(result.output, contains: "nothing proves the row of R__w yet")
        expect(
            result.output,
            contains: kind == "recorded"
                ? "written by a script, or by hand" : "the log, which tells of every run, does not")
    }

    @Test("D1: nobody sees seals in the log", arguments: TestedEngine.allCases)
    func unseen(_ engine: TestedEngine) throws {
        let project = try Self.project(engine)
        #expect(
            project.sql("SELECT count(*) > 2 FROM martlet_log WHERE action = 'seal'") == (engine == .sqlite ? "1" : "t")
        )
        #expect(!project.run("history", "--log", "50").output.contains("seal"))
        #expect(!project.run("history", "--log", "50", "--json").output.contains("\"seal\""))
    }

    @Test("a rollback needs no folder", arguments: TestedEngine.allCases)
    func withoutFolder(_ engine: TestedEngine) throws {
        let project = try Self.project(engine)
        expectStatus(project.run("repair", "005", "--yes"), 0)
        project.folder.remove("migrations")
        expectStatus(project.run("rollback", "--steps", "3", "--yes"), 0)
        #expect(project.sql("SELECT version FROM martlet_migrations WHERE kind = 'migration'") == "001")
        Self.expectProved(project)
        _ = project.sql("DROP VIEW v")
        expectStatus(project.run("rollback", "--yes"), 0)
        expectStatus(project.run("history", "--verify"), 0)
    }
}
