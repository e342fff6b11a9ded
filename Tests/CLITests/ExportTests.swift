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
}
