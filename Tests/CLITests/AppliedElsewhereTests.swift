import TestSupport
import Testing

/// What another tool applies beside Martlet's history is not run a second time.
@Suite struct AppliedElsewhereTests {
    private func project(_ sample: ToolSample, _ engine: TestedEngine) throws -> any ProjectUnderTest {
        let project = try engine.project(sample.files)
        _ = project.sql(sample.schema + sample.history(engine))
        return project
    }

    private func sample(_ tool: String) throws -> ToolSample {
        try #require(ToolSample.all.first { $0.tool == tool })
    }

    private static func applied(_ project: any ProjectUnderTest) -> String {
        project.sql("SELECT version FROM martlet_migrations ORDER BY version").replacing("\n", with: " ")
    }

    private func expectRefused(_ project: any ProjectUnderTest, _ versions: String) {
        for command in [["migrate"], ["migrate", "--dry-run"], ["plan"], ["setup"]] {
            let refused = MartletBinary.run(command, in: project.folder.path)
            expectStatus(refused, 4)
            expect(refused.error, contains: "error[history-elsewhere]")
            expect(refused.error, contains: versions)
        }
        for command in [["status", "--check"], ["check", "--no-drift"]] {
            let told = MartletBinary.run(command, in: project.folder.path)
            expectStatus(told, 4)
            expect(told.everything, contains: "[history-elsewhere]")
        }
    }

    @Test("a history that init has made does not count", arguments: TestedEngine.allCases, ToolSample.all)
    func afterInit(_ engine: TestedEngine, _ sample: ToolSample) throws {
        let project = try project(sample, engine)
        expectStatus(project.run("init"), 0)
        expectRefused(project, "has applied 2 versions that are pending here")
        expectStatus(project.run("adopt"), 0)
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM last_table") == "0")
        expectStatus(project.run("status", "--check"), 0)
    }

    @Test("what the tool applies after its history was taken over", arguments: TestedEngine.allCases)
    func afterAdoption(_ engine: TestedEngine) throws {
        let project = try project(sample("dbmate"), engine)
        expectStatus(project.run("adopt"), 0)
        _ = project.sql("CREATE TABLE last_table (x int); INSERT INTO schema_migrations VALUES ('3');")
        expectRefused(project, "dbmate has applied 3 last, which is pending here")
        expectStatus(project.run("adopt"), 0)
        expectStatus(project.run("status", "--check"), 0)
        #expect(Self.applied(project) == "1 2 3")
    }

    @Test("the newest version alone covers those before it", arguments: TestedEngine.allCases)
    func covered(_ engine: TestedEngine) throws {
        let project = try project(sample("golang-migrate"), engine)
        expectStatus(project.run("adopt"), 0)
        project.folder.write("migrations/000004_more.up.sql", "CREATE TABLE more (x int);\n")
        _ = project.sql("CREATE TABLE last_table (x int); UPDATE schema_migrations SET version = 4;")
        expectRefused(project, "golang-migrate has applied 2 versions that are pending here: 000003, 000004")
        expectStatus(project.run("adopt"), 0)
        expectStatus(project.run("status", "--check"), 0)
    }

    @Test("what golang-migrate has passed over is merely late", arguments: TestedEngine.allCases)
    func passedOver(_ engine: TestedEngine) throws {
        var files = try sample("golang-migrate").files
        files["migrations/000002_second.up.sql"] = nil
        let project = try engine.project(files)
        expectStatus(project.run("migrate"), 0)
        expectStatus(project.run("export", "--as", "golang-migrate"), 0)
        project.folder.write("migrations/000002_late.up.sql", "CREATE TABLE late (x int);\n")
        expect(project.run("migrate").error, contains: "error[out-of-order]")
        expect(project.run("adopt").output, contains: "is in the history already")
        expectStatus(project.run("migrate", "--allow-out-of-order"), 0)
        #expect(project.sql("SELECT count(*) FROM late") == "0")
    }

    @Test("what a person has settled is not asked for again", arguments: TestedEngine.allCases)
    func settled(_ engine: TestedEngine) throws {
        let project = try project(sample("dbmate"), engine)
        expectStatus(project.run("adopt", "--without", "2"), 0)
        _ = project.sql("DROP TABLE second_table")
        expectStatus(project.run("migrate"), 0)
        #expect(Self.applied(project) == "1 2 3")

        let other = try self.project(sample("dbmate"), engine)
        expectStatus(other.run("adopt"), 0)
        expectStatus(other.run("repair", "2", "--undone", "--yes"), 0)
        _ = other.sql("DROP TABLE second_table")
        expectStatus(other.run("migrate"), 0)
        #expect(Self.applied(other) == "1 2 3")
    }

    @Test("what was undone here and is applied by the tool again", arguments: TestedEngine.allCases)
    func appliedAgain(_ engine: TestedEngine) throws {
        let files = try sample("dbmate").files.mapValues {
            $0.replacing("-- migrate:down\n", with: "-- migrate:down\nDROP TABLE IF EXISTS last_table;\n")
        }
        let project = try engine.project(files)
        _ = project.sql(try sample("dbmate").schema + sample("dbmate").history(engine))
        expectStatus(project.run("adopt"), 0)
        expectStatus(project.run("migrate"), 0)
        expectStatus(project.run("rollback", "--yes"), 0)
        // The tool has never heard of it: what it tells from now on is new.
        _ = project.sql("CREATE TABLE last_table (x int); INSERT INTO schema_migrations VALUES ('3');")
        expectRefused(project, "dbmate has applied 3 last, which is pending here")
        expectStatus(project.run("adopt"), 0)
        #expect(Self.applied(project) == "1 2 3")
    }

    @Test("the history of another project stands in nobody's way", arguments: TestedEngine.allCases)
    func otherProject(_ engine: TestedEngine) throws {
        let project = try engine.project(["migrations/001_own.sql": "CREATE TABLE own (x int);\n"])
        let sample = try sample("golang-migrate")
        _ = project.sql(sample.schema + sample.history(engine))
        expectStatus(project.run("init"), 0)
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM own") == "0")
    }

    @Test("a table of another name is remembered", arguments: TestedEngine.allCases)
    func ownName(_ engine: TestedEngine) throws {
        let project = try project(sample("dbmate"), engine)
        _ = project.sql("ALTER TABLE schema_migrations RENAME TO my_migs")
        expectStatus(project.run("adopt", "--table", "my_migs"), 0)
        expectStatus(project.run("drift"), 0)
        expectStatus(project.run("check"), 3)
        #expect(!project.run("dump", "--output", "-").output.contains("my_migs"))
        #expect(!project.run("docs", "--output", "-").output.contains("my_migs"))
        _ = project.sql("CREATE TABLE last_table (x int); INSERT INTO my_migs VALUES ('3');")
        expectRefused(project, "dbmate has applied 3 last, which is pending here")
        expect(project.run("migrate").error, contains: "martlet adopt --table my_migs")
        expectStatus(project.run("adopt", "--table", "my_migs"), 0)
        expectStatus(project.run("status", "--check"), 0)
    }

    @Test("a table that was renamed since, or made by export under another name", arguments: TestedEngine.allCases)
    func renamed(_ engine: TestedEngine) throws {
        let project = try project(sample("dbmate"), engine)
        expectStatus(project.run("adopt"), 0)
        _ = project.sql("ALTER TABLE schema_migrations RENAME TO my_migs")
        expectStatus(project.run("drift"), 3)
        expectStatus(project.run("adopt", "--table", "my_migs"), 0)
        expectStatus(project.run("drift"), 0)
        expectStatus(project.run("export", "--as", "dbmate", "--table", "other_migs"), 0)
        expectStatus(project.run("drift"), 0)
        expectStatus(project.run("history", "--verify"), 0)
    }
}
