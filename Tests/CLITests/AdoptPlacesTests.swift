import TestSupport
import Testing

/// Tables of other tools that are somewhere else than Martlet's own, or not quite as the tool has made them.
@Suite struct AdoptPlacesTests {
    private func project(_ tool: String, moved: String, to schema: String) throws -> ServerProject {
        let sample = try #require(ToolSample.all.first { $0.tool == tool })
        let project = try ServerProject(sample.files)
        _ = project.sql(sample.schema + sample.postgres)
        _ = project.sql("CREATE SCHEMA \(schema); ALTER TABLE \(moved) SET SCHEMA \(schema);")
        return project
    }

    private func expectTakenOver(_ project: ServerProject, _ arguments: [String] = []) {
        expectStatus(MartletBinary.run(["adopt", "--prove"] + arguments, in: project.folder.path), 0)
        #expect(project.sql("SELECT string_agg(adopted_verdict, ' ') FROM martlet_migrations") == "proven proven")
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM last_table") == "0")
        expectStatus(project.martlet("status", "--check"), 0)
        expectStatus(project.martlet("diff", "migrations", "app", "--check"), 0)
    }

    @Test("the schema that Atlas makes for its table is found, and is no part of the project's schema")
    func ofAtlas() throws {
        let table = "atlas_schema_revisions"
        let project = try project("Atlas", moved: table, to: table)
        expectStatus(project.martlet("migrate"), 4)
        expectTakenOver(project)
        #expect(!project.martlet("dump", "--output", "-").output.contains(table))
    }

    @Test("a table is found further down the search path, where its tool finds it", arguments: ["goose", "dbmate"])
    func onThePath(_ tool: String) throws {
        let table = try #require(ToolSample.all.first { $0.tool == tool }?.table)
        let project = try project(tool, moved: table, to: "other")
        _ = project.sql("ALTER DATABASE \(project.database.name) SET search_path = public, other")
        let refused = project.martlet("migrate")
        expectStatus(refused, 4)
        expect(refused.error, contains: "other.\(table) has ")
        expectTakenOver(project)
        expectStatus(project.martlet("export", "--as", tool), 0)
        expect(
            project.martlet("export", "--as", tool).output, contains: "other.\(table) tells \(tool) all that is applied"
        )
    }

    @Test("a table in a schema where nobody looks is only taken by its whole name")
    func byName() throws {
        let project = try project("sqlx", moved: "_sqlx_migrations", to: "other")
        let refused = project.martlet("adopt")
        expectStatus(refused, 4)
        expect(refused.error, contains: "outside of the search path, other._sqlx_migrations is like a table of sqlx")
        expect(refused.error, contains: "martlet adopt --table other._sqlx_migrations")
        expectTakenOver(project, ["--table", "other._sqlx_migrations"])
        expectStatus(project.martlet("export", "--as", "sqlx", "--table", "other._sqlx_migrations"), 0)
        #expect(project.sql("SELECT count(*) FROM other._sqlx_migrations") == "3")
        #expect(project.sql("SELECT to_regclass('public._sqlx_migrations') IS NULL") == "t")
    }

    @Test("a table is made in the schema that is named for it")
    func madeElsewhere() throws {
        let sample = try #require(ToolSample.all.first { $0.tool == "goose" })
        let project = try ServerProject.migrated(sample.files)
        _ = project.sql("CREATE SCHEMA other")
        expectStatus(project.martlet("export", "--as", "goose", "--table", "other.versions"), 0)
        #expect(project.sql("SELECT count(*) FROM other.versions WHERE version_id > 0") == "3")
    }

    @Test(
        "somebody's column in the table of a tool makes it nobody else's", arguments: TestedEngine.allCases,
        ToolSample.all)
    func columnMore(_ engine: TestedEngine, _ sample: ToolSample) throws {
        let project = try engine.project(sample.files)
        _ = project.sql(sample.schema + sample.history(engine) + "ALTER TABLE \(sample.table) ADD COLUMN note text;")
        expectStatus(project.run("migrate"), 4)
        expectStatus(project.run("adopt", "--prove"), 0)
        #expect(
            project.sql(
                "SELECT adopted_version, adopted_verdict, applied_at IS NULL FROM martlet_migrations ORDER BY id")
                == sample.rows(engine))
        expectStatus(project.run("migrate"), 0)
    }
}
