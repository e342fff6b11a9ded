import TestSupport
import Testing

/// `verify` of folders as other tools lay them out, and of files too large to be held in memory.
@Suite struct VerifyLayoutTests {
    private static let scripts = [
        TrickyScript(
            number: 1, name: "made", up: "CREATE TABLE t (id bigint PRIMARY KEY, n bigint NOT NULL);\n",
            down: "DROP TABLE t;\n"),
        TrickyScript(
            number: 2, name: "grown", up: "ALTER TABLE t ADD COLUMN m text;\nCREATE INDEX by_m ON t (m);\n",
            down: "DROP INDEX by_m;\nALTER TABLE t DROP COLUMN m;\n"),
        TrickyScript(number: 3, name: "zeroed", up: "UPDATE t SET n = 0;\n", down: "SELECT 1;\n"),
    ]

    @Test(arguments: TestedEngine.allCases, TrickyTool.allCases)
    func waysBackOfOtherToolsAreTried(_ engine: TestedEngine, _ tool: TrickyTool) throws {
        let project = try engine.project(tool.files(Self.scripts), settings: tool.settings)
        let result = project.run("verify")
        // What a tool has no ways back for, its files cannot say either. Nothing tells Atlas's files from Martlet's own.
        expectStatus(result, tool == .atlas ? 3 : 0)
        expect(result.output, contains: tool.leadsBack ? "app  2 lossless, 1 lossy\n" : "app  3 irreversible\n")
        let strict = project.run("verify", "--fail-on", "irreversible")
        expectStatus(strict, tool.leadsBack ? 0 : 3)
        if tool == .plain {
            expect(strict.error, contains: "help: \(tool.rawValue) knows of none, or say so: -- martlet: irreversible")
        }
    }

    @Test(arguments: TestedEngine.allCases, TrickyTool.allCases.filter(\.leadsBack))
    func aWayBackThatLeavesSomethingIsBroken(_ engine: TestedEngine, _ tool: TrickyTool) throws {
        var scripts = Self.scripts
        scripts[1].down = "DROP INDEX by_m;\n"
        let project = try engine.project(tool.files(scripts), settings: tool.settings)
        let result = project.run("verify")
        expectStatus(result, 3)
        expect(result.output, contains: "1 lossless, 1 lossy, 1 broken")
        expect(result.error, contains: "the way back leads to another schema")
        expect(result.error, contains: "+ column m")
    }

    /// A pair of files of which one is missing.
    @Test(arguments: TestedEngine.allCases) func aMissingWayBackIsToldWithItsPlace(_ engine: TestedEngine) throws {
        var files = TrickyTool.golangMigrate.files(Self.scripts)
        files["migrations/000002_grown.down.sql"] = nil
        let project = try engine.project(files, settings: [])
        let result = project.run("verify")
        expectStatus(result, 0)
        expect(result.output, contains: "has no way back\n")
        let strict = project.run("verify", "--fail-on", "irreversible")
        expectStatus(strict, 3)
        expect(strict.error, contains: "help: write one into ")
        expect(strict.error, contains: "000002_grown.down.sql")
    }

    @Test(arguments: TestedEngine.allCases) func aFileThatIsReadThroughAWindowIsTriedToo(_ engine: TestedEngine) throws
    {
        let row = String(repeating: "x", count: 200_000)
        let rows = (1...45).map { "INSERT INTO long VALUES (\($0), '\(row)');\n" }.joined()
        let project = try engine.project([
            "migrations/001_users.sql": VerifyTests.users,
            "migrations/002_long.sql": "CREATE TABLE long (id bigint PRIMARY KEY, x text);\n" + rows,
            "migrations/002_long.down.sql": "DROP TABLE long;\n",
            "migrations/003_next.sql":
                "-- martlet:up\nALTER TABLE long ADD COLUMN y bigint;\n-- martlet:down\nALTER TABLE long DROP COLUMN y;\n",
        ])
        let result = project.run("verify")
        expectStatus(result, 0)
        expect(result.output, contains: "app  3 lossless")
        project.folder.write("migrations/002_long.down.sql", "SELECT 1;\n")
        let broken = project.run("verify", "002")
        expectStatus(broken, 3)
        expect(broken.error, contains: "the way back leads to another schema")
    }
}
