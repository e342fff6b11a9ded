import TestSupport
import Testing

/// A tool that lays migrations out in its own way.
enum TrickyTool: String, CaseIterable, Sendable {
    case atlas, dbmate, diesel, flyway, goose, plain, prisma, sqlx
    case golangMigrate = "golang-migrate"

    /// What martlet.yaml says of the layout: nothing, where the files tell.
    var settings: [String] { self == .sqlx ? ["layout: sqlx"] : [] }

    /// Whether its migrations have ways back.
    var leadsBack: Bool { ![.atlas, .plain, .prisma].contains(self) }

    /// Whether a way back is a section of the file.
    var hasSections: Bool { [.dbmate, .goose].contains(self) }

    /// The scripts as the tool has them, in files of the project.
    func files(_ scripts: [TrickyScript]) -> [String: String] {
        var files: [String: String] = [:]
        for script in scripts { files.merge(self.files(script)) { _, new in new } }
        return Dictionary(uniqueKeysWithValues: files.map { ("migrations/" + $0.key, $0.value) })
    }

    private func files(_ script: TrickyScript) -> [String: String] {
        let (number, name) = (script.number, script.name)
        return switch self {
        case .atlas: ["2024010\(number)000000_\(name).sql": script.up]
        case .dbmate:
            [
                "2024010\(number)000000_\(name).sql":
                    "-- migrate:up\(script.option(.dbmate))\n\(script.up)\n-- migrate:down\(script.option(.dbmate))\n\(script.down)"
            ]
        case .diesel:
            [
                "2024-01-0\(number)-000000_\(name)/up.sql": script.up,
                "2024-01-0\(number)-000000_\(name)/down.sql": script.down,
            ]
        case .flyway: ["V\(number)__\(name).sql": script.up, "U\(number)__\(name).sql": script.down]
        case .goose:
            [
                "0000\(number)_\(name).sql": """
                \(script.option(.goose))-- +goose Up
                -- +goose StatementBegin
                \(script.up)
                -- +goose StatementEnd

                -- +goose Down
                \(script.down)
                """
            ]
        case .plain: ["000\(number)-\(name).sql": script.up]
        case .prisma: ["2024010\(number)000000_\(name)/migration.sql": script.up]
        case .sqlx: ["000\(number)_\(name).up.sql": script.up, "000\(number)_\(name).down.sql": script.down]
        case .golangMigrate:
            ["00000\(number)_\(name).up.sql": script.up, "00000\(number)_\(name).down.sql": script.down]
        }
    }

    /// The path of the file that leads forward.
    func path(of script: TrickyScript) -> String {
        files([script]).keys.filter { !$0.hasSuffix("down.sql") && !$0.contains("/U") }.joined()
    }
}

/// Two scripts under `Tests/Fixtures/tricky`: a way forward, and the way back.
struct TrickyScript: Sendable {
    let number: Int
    let name: String
    var up: String
    var down: String
    /// Whether the file says that it is to run in no transaction, where the tool has words for it.
    var asksForNone = false

    /// The scripts of a folder, in their order.
    static func all(in folder: String, withoutTransaction: Set<Int> = []) -> [TrickyScript] {
        let path = MartletBinary.packageRoot + "/Tests/Fixtures/tricky/" + folder
        return Folder.names(path).filter { $0.hasSuffix(".up.sql") }.map { file in
            let stem = file.dropLast(".up.sql".count)
            let parts = stem.split(separator: "_", maxSplits: 1)
            let number = Int(parts[0]) ?? 0
            return TrickyScript(
                number: number, name: String(parts[1]), up: TextFile.read("\(path)/\(file)") ?? "",
                down: TextFile.read("\(path)/\(stem).down.sql") ?? "", asksForNone: withoutTransaction.contains(number))
        }
    }

    fileprivate func option(_ tool: TrickyTool) -> String {
        if !asksForNone { return "" }
        return tool == .dbmate ? " transaction:false" : "-- +goose NO TRANSACTION\n"
    }
}

extension TestedEngine {
    /// A project with these files and more lines under its database in martlet.yaml.
    func project(_ files: [String: String], settings: [String]) throws -> any ProjectUnderTest {
        switch self {
        case .sqlite: ScratchProject(files, settings: settings)
        case .postgres: try ServerProject(files, settings: settings)
        }
    }

    /// What the engine's own client makes of scripts, one after the other, each in a session of its own.
    func content(of scripts: [String]) throws -> String {
        let project = try project([:], settings: [])
        for script in scripts {
            let result = project.load(script)
            expectStatus(result, 0)
        }
        return project.content
    }
}

extension ProjectUnderTest {
    /// Runs a script with the engine's own client.
    func load(_ script: String) -> ProgramResult {
        switch self {
        case let project as ServerProject:
            let (database, name) = (project.database, folder.write("script.sql", script))
            return Program.run(
                [
                    database.cluster.programs + "/psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-f", name, "-d", database.url,
                ], in: folder.path)
        default: return Program.run(["sqlite3", "-bail", "-batch", "app.db"], in: folder.path, input: script)
        }
    }

    /// All that is in the database but Martlet's own tables, as the engine's own client writes it.
    var content: String {
        guard let server = self as? ServerProject else {
            let copy = folder.path("copy.db")
            _ = SQLiteClient.query(folder.path("app.db"), ".backup \(copy)")
            let own = "sqlite_schema WHERE type = 'table' AND name LIKE 'martlet%'"
            let drops = SQLiteClient.query(copy, "SELECT 'DROP TABLE ' || name || ';' FROM \(own)")
            return lines(of: SQLiteClient.query(copy, drops + ".dump\n")) { !$0.contains("sqlite_sequence") }
        }
        let dump = Program.run(
            [
                server.database.cluster.programs + "/pg_dump", "--inserts", "--exclude-table=martlet*", "-d",
                server.database.url,
            ], in: folder.path)
        return lines(of: dump.everything) { !$0.isEmpty && !$0.hasPrefix("--") && !$0.contains("restrict ") }
    }

    private func lines(of text: String, where isKept: (Substring) -> Bool) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).filter(isKept).joined(separator: "\n")
    }
}
