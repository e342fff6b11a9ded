import TestSupport
import Testing

/// Folders whose names trip up whoever sorts or matches them: number nought, gaps, dots, a folder for something else.
@Suite struct TrickyNamesTests {
    @Test("every file runs in its turn, and back", arguments: TestedEngine.allCases, NamedFolder.all)
    func runs(_ engine: TestedEngine, _ folder: NamedFolder) throws {
        let project = try engine.project(folder.files, settings: folder.settings)
        let tables = folder.steps.indices.map { "table_\($0)" }
        expectStatus(project.run("status"), 0)
        expectStatus(project.run("plan"), 0)
        expectStatus(project.run("migrate"), 0)
        expectStatus(project.run("status", "--check"), 0)
        #expect(project.versions == folder.steps.map(\.version))
        #expect(project.names("table_%") == tables.sorted())
        guard folder.tool.leadsBack else { return }
        expectStatus(project.run("rollback", "--steps", "\(tables.count)", "--yes"), 0)
        #expect(project.names("table_%").isEmpty)
        expectStatus(project.run("migrate"), 0)
        #expect(project.names("table_%") == tables.sorted())
    }

    @Test(
        "a folder that the tool does not look into is not looked into", arguments: TestedEngine.allCases,
        [TrickyTool.golangMigrate, .dbmate, .goose, .sqlx, .atlas, .plain])
    func folderBeside(_ engine: TestedEngine, _ tool: TrickyTool) throws {
        var files = tool.files(TrickyScript.all(in: "two-tables"))
        files["migrations/rollback/001_birds.sql"] = "DROP TABLE birds;\n"
        files["migrations/rollback/README.md"] = "How to go back.\n"
        files["migrations/atlas.sum"] = tool == .atlas ? "h1:\n" : nil
        let project = try engine.project(files, settings: tool.settings)
        if tool == .atlas { project.writeAtlasSum() }
        expectStatus(project.run("migrate"), 0)
        expectStatus(project.run("status", "--check"), 0)
        #expect(project.names("birds") == ["birds"])
    }

    @Test("551 ways back of no byte lead back", arguments: TestedEngine.allCases)
    func emptyWaysBack(_ engine: TestedEngine) throws {
        var files: [String: String] = [:]
        for number in 1...551 {
            files["migrations/\(number)_step.up.sql"] = "CREATE TABLE IF NOT EXISTS table_\(number % 7) (x int);\n"
            files["migrations/\(number)_step.down.sql"] = ""
        }
        let project = try engine.project(files, settings: ["layout: golang-migrate"])
        expectStatus(project.run("plan"), 0)
        expectStatus(project.run("migrate"), 0)
        expectStatus(project.run("status", "--check"), 0)
        #expect(project.versions == (1...551).map(String.init))
        expectStatus(project.run("rollback", "--steps", "551", "--yes"), 0)
        expectStatus(project.run("status", "--check"), 3)
        #expect(project.names("table_%").count == 7, "nothing is undone by nothing")
        expectStatus(project.run("migrate"), 0)
        expectStatus(project.run("status", "--check"), 0)
    }

    @Test("settings are those of the way that they stand beside", arguments: TestedEngine.allCases)
    func settingsOfEachWay(_ engine: TestedEngine) throws {
        let (up, down) = ("CREATE TABLE table_a (x int);\nDROP TABLE nowhere;\n", "DROP TABLE table_a;\n")
        let folder = ["migrations/V1__a.sql": up, "migrations/U1__a.sql": down]
        for (settings, left) in [("V1__a.sql.conf", ["table_a"]), ("U1__a.sql.conf", [])] {
            let project = try engine.project(folder, settings: [])
            project.folder.write("migrations/" + settings, "executeInTransaction=false\n")
            expectStatus(project.run("migrate"), 1)
            // What is left of a file that fails tells whether it had a transaction.
            #expect(project.names("table_%") == left)
        }
    }

    @Test("settings with a mark at their beginning are read", arguments: TestedEngine.allCases)
    func markedSettings(_ engine: TestedEngine) throws {
        // What is left of a file that fails tells whether it had a transaction.
        let script = "CREATE TABLE table_a (x int);\nINSERT INTO nothing VALUES (1);\n"
        for (name, settings, text) in [
            ("V1__a.sql", "V1__a.sql.conf", "executeInTransaction=false\n"),
            ("2024-01-01-000000_a/up.sql", "2024-01-01-000000_a/metadata.toml", "run_in_transaction = true\n"),
        ] {
            let project = try engine.project(["migrations/" + name: script], settings: [])
            project.folder.write("migrations/" + settings, TrickyEncoding.byteOrderMarkAndWindowsLines.bytes(text))
            expectStatus(project.run("migrate"), 1)
            #expect(project.names("table_%") == (text.contains("false") ? ["table_a"] : []))
        }
    }
}

/// A folder of one tool with the versions it has, in their order, and a table that each makes.
struct NamedFolder: Sendable, CustomStringConvertible {
    let name: String
    let tool: TrickyTool
    let steps: [(file: String, version: String)]

    init(_ name: String, _ tool: TrickyTool, _ steps: [(String, String)]) {
        (self.name, self.tool) = (name, tool)
        self.steps = steps.map { (file: $0.0, version: $0.1) }
    }

    var description: String { "\(name): \(tool.rawValue)" }
    var settings: [String] { ["layout: \(tool.rawValue)"] }

    /// The files, each with its way back where the tool has one.
    var files: [String: String] {
        var files: [String: String] = [:]
        for (index, step) in steps.enumerated() {
            let (up, down) = ("CREATE TABLE table_\(index) (x int);\n", "DROP TABLE table_\(index);\n")
            let file = "migrations/" + step.file
            switch tool {
            case .dbmate: files[file] = "-- migrate:up\n\(up)-- migrate:down\n\(down)"
            case .goose: files[file] = "-- +goose Up\n\(up)-- +goose Down\n\(down)"
            case .flyway: (files[file], files[file.replacing("/V", with: "/U")]) = (up, down)
            case .diesel: (files[file], files[file.replacing("/up.sql", with: "/down.sql")]) = (up, down)
            case .golangMigrate, .sqlx:
                (files[file], files[file.dropLast(".up.sql".count) + ".down.sql"]) = (up, down)
            case .prisma: (files[file], files[file.replacing("/migration.sql", with: "/down.sql")]) = (up, down)
            case .atlas, .plain: files[file] = up
            }
        }
        return files
    }

    static let all = nought + gaps + dots

    private static let nought = [
        NamedFolder("nought", .golangMigrate, [("0_a.up.sql", "0"), ("1_b.up.sql", "1")]),
        NamedFolder("nought", .sqlx, [("0000_a.up.sql", "0000"), ("0001_b.up.sql", "0001")]),
        NamedFolder("nought", .flyway, [("V0__a.sql", "0"), ("V0.1__b.sql", "0.1")]),
        NamedFolder("nought", .dbmate, [("0_a.sql", "0"), ("1_b.sql", "1")]),
        NamedFolder("nought", .plain, [("0 a.sql", "0"), ("1 b.sql", "1")]),
        NamedFolder("nought", .prisma, [("0_init/migration.sql", "0_init"), ("1_b/migration.sql", "1_b")]),
        NamedFolder(
            "nought", .diesel,
            [
                ("00000000000000_diesel_initial/up.sql", "00000000000000"),
                ("2024-01-01-000000_b/up.sql", "20240101000000"),
            ]
        ),
    ]

    private static let gaps = [
        NamedFolder("gaps", .golangMigrate, ["1", "2", "7", "0100", "20240101"].map { ("\($0)_a.up.sql", $0) }),
        NamedFolder("gaps", .goose, ["1", "2", "7", "0100", "20240101"].map { ("\($0)_a.sql", $0) }),
        NamedFolder("gaps", .flyway, ["1", "1.5", "7", "7.0.1", "100"].map { ("V\($0)__a.sql", $0) }),
        NamedFolder("gaps", .plain, ["1", "2", "7", "0100", "20240101"].map { ("\($0)-a.sql", $0) }),
        // The underscore comes behind the digits.
        NamedFolder("gaps", .dbmate, ["100", "1", "20240101", "7"].map { ("\($0)_a.sql", $0) }),
    ]

    private static let dots = [
        NamedFolder("dots", .golangMigrate, [("1_v1.2.birds.up.sql", "1"), ("2_up.sql.b.up.sql", "2")]),
        NamedFolder("dots", .sqlx, [("0001_v1.2.up.sql", "0001"), ("0002_.up.up.sql", "0002")]),
        NamedFolder("dots", .dbmate, [("20240101_v1.2.3.sql", "20240101"), ("20240102.b.sql", "20240102")]),
        NamedFolder("dots", .goose, [("00001_v1.2.sql", "00001"), ("00002_b.up.sql", "00002")]),
        NamedFolder("dots", .flyway, [("V1.2__a.b.sql", "1.2"), ("V1_10__V2.sql", "1.10")]),
        NamedFolder("dots", .diesel, [("2024-01-01-000000_v1.2/up.sql", "20240101000000")]),
        NamedFolder("dots", .prisma, [("20240101_v1.2.sql/migration.sql", "20240101_v1.2.sql")]),
        NamedFolder("dots", .plain, [("0001.a.sql", "0001"), ("0002-v1.2.sql", "0002")]),
    ]
}

extension ProjectUnderTest {
    /// The versions that are applied, in the order of their application.
    fileprivate var versions: [String] {
        sql("SELECT version FROM martlet_migrations ORDER BY id").split(separator: "\n").map(String.init)
    }
}
