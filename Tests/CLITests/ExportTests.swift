import TestSupport
import Testing

/// What is written into the tables of tools that cannot be had here, against their documented rules.
@Suite struct ExportTests {
    private static let view = "CREATE VIEW ${name} AS SELECT 1 AS x;\n"

    private func flyway(_ engine: TestedEngine) throws -> any ProjectUnderTest {
        try engine.project(
            ["migrations/V1__a.sql": "CREATE TABLE a (x int);\n", "migrations/sub/R__v.sql": Self.view],
            settings: ["placeholders: {name: v}"])
    }

    private static let rows = "SELECT version, description, script, checksum FROM flyway_schema_history"

    @Test("a repeatable of Flyway is told once, and again when it has run again", arguments: TestedEngine.allCases)
    func repeatables(_ engine: TestedEngine) throws {
        let project = try flyway(engine)
        expectStatus(project.run("migrate"), 0)
        expect(project.run("export", "--as", "flyway").output, contains: "of 2 applied migrations: 2 added")
        // The digest is that of the text with the values in it.
        let first = "1|a|V1__a.sql|-1021620224\n|v|sub/R__v.sql|\(Self.digests.0)"
        #expect(project.sql(Self.rows + " ORDER BY installed_rank") == first)
        expect(project.run("export", "--as", "flyway").output, contains: "all that is applied already")

        project.folder.write("migrations/sub/R__v.sql", "DROP VIEW IF EXISTS v;\n" + Self.view)
        // What has not run as it stands is nothing to be told.
        expect(project.run("export", "--as", "flyway").output, contains: "all that is applied already")
        expectStatus(project.run("migrate"), 0)
        expect(project.run("export", "--as", "flyway").output, contains: "1 added")
        #expect(project.sql(Self.rows + " ORDER BY installed_rank") == first + "\n|v|sub/R__v.sql|\(Self.digests.1)")

        // Whoever takes it over finds it as it is.
        _ = project.sql("DROP TABLE martlet_migrations; DROP TABLE martlet_log")
        expectStatus(project.run("adopt"), 0)
        expectStatus(project.run("status", "--check"), 0)
    }

    private static let digests = (1331119005, 1281688395)

    @Test("what a baseline covers is not told to the tool", arguments: TestedEngine.allCases)
    func belowBaseline(_ engine: TestedEngine) throws {
        let sample = try #require(ToolSample.all.first { $0.tool == "Flyway" })
        let project = try engine.project(sample.files)
        _ = project.sql(sample.schema + sample.history(engine))
        _ = project.sql(
            """
            DELETE FROM flyway_schema_history WHERE installed_rank <> 1;
            UPDATE flyway_schema_history SET version = '1.5', type = 'BASELINE', checksum = NULL;
            """)
        expectStatus(project.run("adopt"), 0)
        expectStatus(project.run("migrate"), 0)
        expect(project.run("export", "--as", "flyway").output, contains: ": 1 added")
        #expect(project.sql("SELECT version FROM flyway_schema_history ORDER BY installed_rank") == "1.5\n2")
    }

    @Test("what golang-migrate is told of is counted", arguments: TestedEngine.allCases)
    func counted(_ engine: TestedEngine) throws {
        let sample = try #require(ToolSample.all.first { $0.tool == "golang-migrate" })
        let project = try engine.project(sample.files)
        _ = project.sql(sample.schema + sample.history(engine))
        expectStatus(project.run("adopt"), 0)
        expectStatus(project.run("migrate"), 0)
        expect(project.run("export", "--as", "golang-migrate").output, contains: "of 3 applied migrations: 1 added")
    }

    @Test("what golang-migrate has marked as dirty is set right, and told", arguments: TestedEngine.allCases)
    func dirty(_ engine: TestedEngine) throws {
        let sample = try #require(ToolSample.all.first { $0.tool == "golang-migrate" })
        let project = try engine.project(sample.files)
        expectStatus(project.run("migrate"), 0)
        expectStatus(project.run("export", "--as", "golang-migrate"), 0)
        let yes = engine == .sqlite ? "1" : "true"
        for version in [3, 4] {
            _ = project.sql("UPDATE schema_migrations SET version = \(version), dirty = \(yes)")
            let preview = project.run("export", "--as", "golang-migrate", "--dry-run")
            expect(preview.output, contains: "of 3 applied migrations: its mark is set right")
            expectStatus(project.run("export", "--as", "golang-migrate"), 0)
            #expect(
                project.sql("SELECT version, CASE WHEN dirty THEN 1 ELSE 0 END FROM schema_migrations") == "3|0",
                "\(version)")
        }
        expect(project.run("export", "--as", "golang-migrate").output, contains: "all that is applied already")
    }

    @Test("files with the marks of one tool are not told to another", arguments: TestedEngine.allCases)
    func otherMarks(_ engine: TestedEngine) throws {
        let sample = try #require(ToolSample.all.first { $0.tool == "dbmate" })
        let project = try engine.project(sample.files)
        expectStatus(project.run("migrate"), 0)
        let refused = project.run("export", "--as", "sqlx")
        expectStatus(refused, 4)
        expect(refused.error, contains: "marked as dbmate has it, which sqlx knows nothing of")
        expectStatus(project.run("export", "--as", "dbmate"), 0)
    }

    @Test("what has no file is counted among what the tool keeps", arguments: TestedEngine.allCases)
    func withoutFile(_ engine: TestedEngine) throws {
        let sample = try #require(ToolSample.all.first { $0.tool == "dbmate" })
        let project = try engine.project(sample.files)
        _ = project.sql(sample.schema + sample.history(engine))
        project.folder.remove("migrations/2_second.sql")
        expectStatus(project.run("adopt"), 0)
        expectStatus(project.run("migrate"), 0)
        expect(project.run("export", "--as", "dbmate").output, contains: "of 3 applied migrations: 1 added")
    }

    @Test("what stopped half-way is not told, which is said", arguments: TestedEngine.allCases)
    func halfRun(_ engine: TestedEngine) throws {
        let project = try engine.project([
            "migrations/0001_a.sql": "CREATE TABLE a (x int);\n",
            "migrations/0002_b.sql": "-- no-transaction\nCREATE TABLE b (x int);\nINSERT INTO nowhere VALUES (1);\n",
        ])
        expectStatus(project.run("migrate"), 1)
        let told = project.run("export", "--as", "sqlx")
        expect(told.everything, contains: "2 stopped half-way, and sqlx is not told of it")
        #expect(project.sql("SELECT version FROM _sqlx_migrations") == "1")
    }
}
