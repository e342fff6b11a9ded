import TestSupport
import Testing

/// Checkpoints of Atlas: they stand for all files before them where a database begins, and for nothing elsewhere.
@Suite struct AtlasCheckpointTests {
    private static let before = [
        "migrations/1_a.sql": "CREATE TABLE a (x int);\n", "migrations/2_b.sql": "CREATE TABLE b (x int);\n",
    ]
    private static let after = [
        "migrations/3_checkpoint.sql":
            "-- atlas:checkpoint\n\n-- Create \"a\" table\nCREATE TABLE a (x int);\nCREATE TABLE b (x int);\n",
        "migrations/4_c.sql": "CREATE TABLE c (x int);\n",
    ]
    private static let rows = "SELECT version, kind FROM martlet_migrations ORDER BY id"

    private func project(_ engine: TestedEngine, _ files: [String: String]) throws -> any ProjectUnderTest {
        let project = try engine.project(files)
        project.writeAtlasSum()
        return project
    }

    private func add(_ files: [String: String], to project: any ProjectUnderTest) {
        for (name, text) in files { project.folder.write(name, text) }
        project.writeAtlasSum()
    }

    /// Nothing is pending, and the schema is the one that the files make.
    private func expectSettled(_ project: any ProjectUnderTest) {
        expectStatus(project.run("status", "--check"), 0)
        expectStatus(project.run("diff", "migrations", "app", "--check"), 0)
        expectStatus(project.run("drift"), 0)
        expectStatus(project.run("history", "--verify"), 0)
        #expect(project.sql("SELECT count(*) FROM a, b, c") == "0")
    }

    @Test(arguments: TestedEngine.allCases) func databaseBeginsWithTheNewest(_ engine: TestedEngine) throws {
        let project = try project(engine, Self.before.merging(Self.after) { $1 })
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql(Self.rows) == "3|baseline\n4|migration")
        expectSettled(project)
        add(
            [
                "migrations/5_d.sql": "CREATE TABLE d (x int);\n",
                "migrations/6_checkpoint.sql":
                    "-- atlas:checkpoint v2\n\nCREATE TABLE a (x int); CREATE TABLE b (x int); CREATE TABLE c (x int);\n"
                    + "CREATE TABLE d (x int);\n",
            ], to: project)
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql(Self.rows) == "3|baseline\n4|migration\n5|migration")
        expectSettled(project)
        let other = try self.project(engine, [:])
        for name in project.folder.names(in: "migrations") {
            other.folder.write("migrations/" + name, project.folder.read("migrations/" + name) ?? "")
        }
        expectStatus(other.run("migrate"), 0)
        #expect(other.sql(Self.rows) == "6|baseline")
        expectSettled(other)
    }

    @Test(arguments: TestedEngine.allCases, [0, 1]) func whereSomethingIsAppliedItIsNotRun(
        _ engine: TestedEngine, _ pending: Int
    ) throws {
        let project = try project(engine, Self.before)
        expectStatus(project.run("migrate", "--to", pending == 0 ? "2" : "1"), 0)
        add(Self.after, to: project)
        #expect(!project.run("status").output.contains("checkpoint"))
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql(Self.rows) == "1|migration\n2|migration\n4|migration")
        expectSettled(project)
    }

    @Test("a history of Atlas that began with one is taken over, and written back", arguments: TestedEngine.allCases)
    func historyThatBeganWithOne(_ engine: TestedEngine) throws {
        let project = try project(engine, Self.before.merging(Self.after) { $1 })
        try takeOver(project, ["3", "4"])
    }

    @Test("so is one that had begun before it", arguments: TestedEngine.allCases)
    func historyThatBeganBefore(_ engine: TestedEngine) throws {
        let project = try project(engine, Self.before)
        expectStatus(project.run("migrate"), 0)
        add(Self.after, to: project)
        try takeOver(project, ["1", "2", "4"])
    }

    private func takeOver(_ project: any ProjectUnderTest, _ versions: [String]) throws {
        expectStatus(project.run("migrate"), 0)
        expectStatus(project.run("export", "--as", "atlas"), 0)
        let told = project.sql("SELECT version, hash FROM atlas_schema_revisions ORDER BY version")
        let sum = project.folder.read("migrations/atlas.sum") ?? ""
        let expected = versions.compactMap { version in
            sum.split(separator: "\n").first { $0.hasPrefix(version + "_") }?.split(separator: ":").last.map {
                "\(version)|\($0)"
            }
        }
        #expect(told == expected.joined(separator: "\n"))
        _ = project.sql("DROP TABLE martlet_migrations; DROP TABLE martlet_log; DROP TABLE IF EXISTS martlet_seeds")
        expectStatus(project.run("adopt", "--prove"), 0)
        #expect(
            project.sql("SELECT version, adopted_verdict FROM martlet_migrations ORDER BY id")
                == versions.map { $0 + "|proven" }.joined(separator: "\n"))
        expectSettled(project)
        add(["migrations/5_d.sql": "CREATE TABLE d (x int);\n"], to: project)
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql("SELECT max(version), count(*) FROM martlet_migrations") == "5|\(versions.count + 1)")
        expectSettled(project)
    }

    @Test func whatIsNoMarkOfOneIsRefused() throws {
        for text in [
            "-- atlas:checkpoint\nCREATE TABLE d (x int);\n", "CREATE TABLE d (x int);\n-- atlas:checkpoint\n",
        ] {
            let project = try project(.sqlite, Self.before.merging(["migrations/3_d.sql": text]) { $1 })
            let result = project.run("migrate")
            #expect(result.status != 0)
            expect(result.error, contains: "a checkpoint says so at the top of its file, with an empty line behind it")
            #expect(project.sql("SELECT count(*) FROM sqlite_schema WHERE name IN ('a', 'd')") == "0")
        }
    }

    @Test func theSumIsOverCheckpointsToo() throws {
        let project = try project(.sqlite, Self.before.merging(Self.after) { $1 })
        project.folder.write("migrations/3_checkpoint.sql", "-- atlas:checkpoint\n\nCREATE TABLE a (x int, y int);\n")
        let result = project.run("migrate")
        #expect(result.status == 4)
        expect(result.error, contains: "atlas.sum has another 3_checkpoint.sql")
    }
}
