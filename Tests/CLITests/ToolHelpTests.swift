import TestSupport
import Testing

/// What helps with other tools can be typed as it stands, and leads on.
@Suite struct ToolHelpTests {
    private func project(
        _ tool: String, _ engine: TestedEngine, without file: String? = nil
    ) throws -> any ProjectUnderTest {
        let sample = try #require(ToolSample.all.first { $0.tool == tool })
        let project = try engine.project(sample.files)
        if let file { project.folder.remove("migrations/" + file) }
        _ = project.sql(sample.schema + sample.history(engine))
        return project
    }

    @Test("what the tool has undone after it was told of it", arguments: TestedEngine.allCases)
    func undoneByTheTool(_ engine: TestedEngine) throws {
        let project = try project("dbmate", engine)
        expectStatus(project.run("adopt"), 0)
        expectStatus(project.run("migrate"), 0)
        // Of what it was not told, nobody can say that it has undone it.
        expectStatus(project.run("repair", "3", "--undone", "--yes"), 2)
        expectStatus(project.run("export", "--as", "dbmate"), 0)
        expectStatus(project.run("repair", "3", "--undone", "--yes"), 2)
        _ = project.sql("DROP TABLE last_table; DELETE FROM schema_migrations WHERE version = '3';")
        let told = project.run("adopt")
        expect(told.everything, contains: "dbmate has undone 3 last since it was told of it")
        expect(told.everything, contains: "martlet repair 3 --undone")
        expectStatus(project.run("repair", "3", "--undone", "--yes"), 0)
        expectStatus(project.run("history", "--verify"), 0)
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM last_table") == "0")
    }

    @Test("what was taken over without a file can be forgotten", arguments: TestedEngine.allCases)
    func withoutFile(_ engine: TestedEngine) throws {
        let project = try project("dbmate", engine, without: "2_second.sql")
        expectStatus(project.run("adopt"), 0)
        let refused = project.run("rollback", "--yes")
        expectStatus(refused, 4)
        expect(refused.error, contains: ": 2 has no rollback script")
        expect(refused.error, contains: "martlet repair 2 --undone")
        expectStatus(project.run("repair", "2", "--undone", "--yes"), 0)
    }

    @Test("a proof needs files of SQL", arguments: TestedEngine.allCases)
    func proofOfCode(_ engine: TestedEngine) throws {
        let project = try engine.project(["migrations/1_a.sql": "CREATE TABLE a (x int);\n"])
        _ = project.sql(
            "CREATE TABLE alembic_version (version_num varchar(32)); INSERT INTO alembic_version VALUES ('a1b2');")
        let refused = project.run("adopt", "--prove")
        expect(refused.error, contains: "help: there is nothing to replay: martlet adopt, without --prove")
        expectStatus(project.run("adopt"), 0)
    }

    @Test("a replay that fails names what it has no file of", arguments: TestedEngine.allCases)
    func replayWithoutFile(_ engine: TestedEngine) throws {
        let project = try project("dbmate", engine, without: "1_first.sql")
        project.folder.write(
            "migrations/2_second.sql", "-- migrate:up\nALTER TABLE first_table ADD COLUMN y int;\n-- migrate:down\n")
        let refused = project.run("adopt", "--prove")
        expect(refused.error, contains: "there is no file of 1, which dbmate has applied")
    }

    @Test("a migration that is code is called so", arguments: TestedEngine.allCases)
    func code(_ engine: TestedEngine) throws {
        let project = try project("goose", engine, without: "00002_second.sql")
        project.folder.write("migrations/00002_second.go", "package migrations\n")
        let refused = project.run("adopt", "--prove")
        expectStatus(refused, 4)
        expect(refused.error, contains: "2 is code, which cannot be replayed: 00002_second.go")
    }

    @Test("what was applied here counts before what the tool left half-way", arguments: TestedEngine.allCases)
    func dirty(_ engine: TestedEngine) throws {
        let project = try project("golang-migrate", engine)
        expectStatus(project.run("adopt"), 0)
        expectStatus(project.run("migrate"), 0)
        project.folder.write("migrations/000004_more.up.sql", "CREATE TABLE more (x int); CREATE TABLE most (x int);\n")
        _ = project.sql("UPDATE schema_migrations SET version = 4, dirty = \(engine == .sqlite ? "1" : "true")")
        expect(project.run("adopt").error, contains: "the schema is as it was before it")
        _ = project.sql("CREATE TABLE more (x int); CREATE TABLE strange (x int);")
        let refused = project.run("adopt").error
        expect(refused, contains: "against before it:\n")
        expect(refused, contains: engine == .sqlite ? "\n   = + table strange\n" : "\n   = + table public.strange\n")
    }

    @Test func aToolThatHasAppliedNothing() {
        let folder = ScratchFolder()
        folder.write("migrations/0001_a.sql", "CREATE TABLE a (x int);\n")
        _ = SQLiteClient.load(
            folder.path("app.db"), "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, checksum BLOB);")
        let told = MartletBinary.run(["init", "--url", "sqlite:app.db"], in: folder.path)
        expectStatus(told, 0)
        #expect(!told.everything.contains("stamp"), "\(told.everything)")
    }
}
