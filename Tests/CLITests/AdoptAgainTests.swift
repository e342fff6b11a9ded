import TestSupport
import Testing

/// What was settled of single versions stays settled when `adopt` is run again.
@Suite struct AdoptAgainTests {
    private func project(_ tool: String, _ engine: TestedEngine, _ more: String = "") throws -> any ProjectUnderTest {
        let sample = try #require(ToolSample.all.first { $0.tool == tool })
        let project = try engine.project(sample.files)
        _ = project.sql(sample.schema + sample.history(engine) + more)
        return project
    }

    private static func applied(_ project: any ProjectUnderTest) -> String {
        project.sql("SELECT version FROM martlet_migrations ORDER BY version").replacing("\n", with: " ")
    }

    @Test(
        "what was left out stays pending until somebody says otherwise", arguments: TestedEngine.allCases,
        [("dbmate", "1", "1 2"), ("sqlx", "0001", "0001 0002"), ("goose", "00001", "00001 00002")])
    func leftOut(_ engine: TestedEngine, _ tool: (name: String, first: String, both: String)) throws {
        let project = try project(tool.name, engine)
        expectStatus(project.run("adopt", "--without", "2"), 0)
        let again = project.run("adopt")
        expectStatus(again, 0)
        expect(again.output, contains: "2 stays pending, as before")
        #expect(Self.applied(project) == tool.first)
        expectStatus(project.run("adopt", "--done", "2"), 0)
        #expect(Self.applied(project) == tool.both)
    }

    @Test("what was undone here is not taken over again", arguments: TestedEngine.allCases)
    func undone(_ engine: TestedEngine) throws {
        let sample = try #require(ToolSample.all.first { $0.tool == "dbmate" })
        let files = sample.files.mapValues { $0.replacing("-- migrate:down\n", with: "-- migrate:down\nSELECT 1;\n") }
        let project = try engine.project(files)
        _ = project.sql(sample.schema + sample.history(engine))
        expectStatus(project.run("adopt"), 0)
        expectStatus(project.run("rollback", "--yes"), 0)
        expect(project.run("adopt").output, contains: "2 stays pending, as before")
        #expect(Self.applied(project) == "1")
        // From now on its table is right, and what it applies is new.
        expectStatus(project.run("export", "--as", "dbmate"), 0)
        _ = project.sql("INSERT INTO schema_migrations VALUES ('2')")
        expectStatus(project.run("adopt"), 0)
        #expect(Self.applied(project) == "1 2")
    }

    @Test("what was dirty and is settled is not asked for again", arguments: TestedEngine.allCases)
    func dirty(_ engine: TestedEngine) throws {
        let project = try project(
            "golang-migrate", engine, "UPDATE schema_migrations SET dirty = \(engine == .sqlite ? "1" : "true");")
        expectStatus(project.run("adopt"), 4)
        expectStatus(project.run("adopt", "--done", "2"), 0)
        expect(project.run("adopt").output, contains: "is in the history already")
    }

    @Test("a word for what is said in vain", arguments: TestedEngine.allCases)
    func inVain(_ engine: TestedEngine) throws {
        let project = try project("goose", engine)
        expect(project.run("adopt", "--done", "2").output, contains: "2 is finished by what goose tells, too")
        let unknown = project.run("adopt", "--done", "3")
        expectStatus(unknown, 2)
        expect(unknown.error, contains: "goose has not applied 3")
    }

    @Test("a proof of what is in the history already says what it has proved", arguments: TestedEngine.allCases)
    func provedAgain(_ engine: TestedEngine) throws {
        let project = try project("sqlx", engine)
        expectStatus(project.run("adopt"), 0)
        expect(
            project.run("adopt", "--prove").output,
            contains: "is in the history already, and its files make the schema that is there")
        #expect(project.sql("SELECT DISTINCT adopted_verdict FROM martlet_migrations") == "proven")
    }

    @Test("a proof names the file that is not there", arguments: TestedEngine.allCases)
    func withoutFile(_ engine: TestedEngine) throws {
        let project = try project("sqlx", engine)
        project.folder.remove("migrations/0002_second.sql")
        let refused = project.run("adopt", "--prove")
        expectStatus(refused, 4)
        expect(refused.error, contains: "there is no file of 2, which sqlx has applied")
    }

    @Test("a folder of one tool and a history of another are told apart", arguments: TestedEngine.allCases)
    func otherFolder(_ engine: TestedEngine) throws {
        let project = try project("goose", engine)
        for name in project.folder.names(in: "migrations") { project.folder.remove("migrations/" + name) }
        project.folder.write("migrations/1_a.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\n")
        let refused = project.run("adopt")
        expectStatus(refused, 4)
        expect(refused.error, contains: "the history is that of goose, and the folder is laid out as dbmate has it")
    }

    @Test("what is told of a version without a file has nothing empty in it", arguments: TestedEngine.allCases)
    func missing(_ engine: TestedEngine) throws {
        let project = try project("dbmate", engine)
        expectStatus(project.run("adopt"), 0)
        project.folder.remove("migrations/1_first.sql")
        let refused = project.run("migrate")
        expectStatus(refused, 4)
        expect(refused.error, contains: "= applied by dbmate\n")
    }
}
