import TestSupport
import Testing

/// A tool that lays migrations out in its own way.
enum TrickyTool: String, CaseIterable, Sendable {
    case atlas, dbmate, diesel, flyway, goose, plain, prisma, sqlx
    case golangMigrate = "golang-migrate"

    /// What martlet.yaml says of the layout: nothing, where the files tell.
    var settings: [String] { self == .sqlx ? ["layout: sqlx"] : [] }

    /// Whether its migrations have ways back.
    var leadsBack: Bool { ![.atlas, .plain].contains(self) }

    /// Whether a way back is a section of the file.
    var hasSections: Bool { [.dbmate, .goose].contains(self) }

    /// The table that it keeps its history in.
    var table: String {
        switch self {
        case .atlas: "atlas_schema_revisions"
        case .dbmate, .golangMigrate: "schema_migrations"
        case .diesel: "__diesel_schema_migrations"
        case .flyway: "flyway_schema_history"
        case .goose: "goose_db_version"
        case .plain: "migrations"
        case .prisma: "_prisma_migrations"
        case .sqlx: "_sqlx_migrations"
        }
    }

    /// The scripts as the tool has them, in files of the project.
    func files(_ scripts: [TrickyScript]) -> [String: String] {
        var files: [String: String] = [:]
        for script in scripts { files.merge(self.files(script)) { _, new in new } }
        return Dictionary(uniqueKeysWithValues: files.map { ("migrations/" + $0.key, $0.value) })
    }

    private func files(_ script: TrickyScript) -> [String: String] {
        let (number, name) = (script.number, script.name)
        let (up, down) = (mark(of: script) + script.up, mark(of: script) + script.down)
        let stamp = "2024010\(number)000000_\(name)"
        return switch self {
        case .atlas: [stamp + ".sql": up]
        case .dbmate: [stamp + ".sql": "-- migrate:up\(up)\n-- migrate:down\(down)"]
        case .diesel:
            [
                "2024-01-0\(number)-000000_\(name)/up.sql": up, "2024-01-0\(number)-000000_\(name)/down.sql": down,
                "2024-01-0\(number)-000000_\(name)/metadata.toml": "run_in_transaction = \(!script.asksForNone)\n",
            ]
        case .flyway:
            [
                "V\(number)__\(name).sql": up, "U\(number)__\(name).sql": down,
                "V\(number)__\(name).sql.conf": "executeInTransaction=\(!script.asksForNone)\n",
                "U\(number)__\(name).sql.conf": "executeInTransaction=\(!script.asksForNone)\n",
            ]
        case .goose:
            [
                "0000\(number)_\(name).sql": """
                \(mark(of: script))-- +goose Up
                -- +goose StatementBegin
                \(script.up)
                -- +goose StatementEnd

                -- +goose Down
                \(script.down)
                """
            ]
        case .plain: ["000\(number)-\(name).sql": up]
        case .prisma: [stamp + "/migration.sql": up, stamp + "/down.sql": down]
        case .sqlx: ["000\(number)_\(name).up.sql": up, "000\(number)_\(name).down.sql": down]
        case .golangMigrate: ["00000\(number)_\(name).up.sql": up, "00000\(number)_\(name).down.sql": down]
        }
    }

    /// The words that say of a file in it that it is to run in no transaction.
    private func mark(of script: TrickyScript) -> String {
        switch self {
        case .atlas: script.asksForNone ? "-- atlas:txmode none\n\n" : ""
        case .dbmate: (script.asksForNone ? " transaction:false" : "") + "\n"
        case .goose: script.asksForNone ? "-- +goose NO TRANSACTION\n" : ""
        case .plain: script.asksForNone ? "-- postgres-migrations disable-transaction\n" : ""
        case .sqlx: script.asksForNone ? "-- no-transaction\n" : ""
        // The first two say it in a file beside, and the others have no words for it.
        case .diesel, .flyway, .golangMigrate, .prisma: ""
        }
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

    /// Scripts that make a table, as a dump of the whole database does, change it, and drop it.
    static func changing(_ table: String) -> [TrickyScript] {
        let made = "CREATE TABLE \(table) (version text PRIMARY KEY);\nINSERT INTO \(table) VALUES ('1');\n"
        let edited = "INSERT INTO \(table) VALUES ('2');\nALTER TABLE \(table) ADD COLUMN note text;\n"
        let undone = "ALTER TABLE \(table) DROP COLUMN note;\nDELETE FROM \(table) WHERE version = '2';\n"
        return [
            TrickyScript(number: 1, name: "made", up: made, down: "DROP TABLE \(table);\n"),
            TrickyScript(number: 2, name: "edited", up: edited, down: undone),
            TrickyScript(number: 3, name: "dropped", up: "DROP TABLE \(table);\n", down: made + edited),
        ]
    }

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
