/// `notes.yaml` in the folder of a schema's documents: what no catalog knows, and a reader should.
struct DocumentNotes: Sendable {
    /// The name of the file.
    static let fileName = "notes.yaml"

    /// A line for a shell, below what it does.
    struct Command: Sendable, Hashable {
        var purpose: String
        var line: String
    }

    /// What is said of one table or view.
    struct Table: Sendable {
        /// Its name, and where that stands.
        var name: YAMLScalar
        var comment: String?
        var columns: [(name: YAMLScalar, comment: String)] = []
        var remarks: [(title: String, items: [String])] = []
    }

    /// The heading of the document.
    private(set) var heading: String?
    /// The name of the project, as people write it.
    private(set) var project: String?
    /// Who keeps the document.
    private(set) var maintainer: String?
    /// The name of the database.
    private(set) var database: String?
    /// The user that migrations are run as.
    private(set) var user: String?
    /// The tool that runs migrations.
    private(set) var tool: String?
    /// How to apply what is pending.
    private(set) var apply: [Command]?
    /// How to undo what was applied.
    private(set) var rollback: [Command]?
    /// What is said of tables and views.
    private(set) var tables: [Table] = []
    /// What else a reader should know.
    private(set) var notes: [String] = []

    private let shapes: ConfigShapes?

    /// Notes that say nothing.
    init() { shapes = nil }

    /// Reads the bytes of a file.
    /// - Throws: `config`, with the place.
    init(bytes: [UInt8], name: String) throws(MartletError) {
        let shapes = ConfigShapes(text: try ConfigText(bytes: bytes, name: name))
        self.shapes = shapes
        for entry in try shapes.mapping(YAMLReader.read(shapes.text), path: name).entries {
            let key = entry.key.text
            switch key {
            case "apply": apply = try Self.commands(entry, shapes)
            case "rollback": rollback = try Self.commands(entry, shapes)
            case "tables": tables = try Self.tables(entry, shapes)
            case "notes": notes = try shapes.list(entry.value, path: key, at: entry.key).map(\.text)
            default:
                guard let line = Self.lines[key] else {
                    let known = Self.lines.keys.sorted() + ["apply", "rollback", "tables", "notes"]
                    throw shapes.unknownKey(entry.key, in: name, among: known)
                }
                self[keyPath: line] = try shapes.text(entry.value, path: key, at: entry.key).text
            }
        }
    }

    private static var lines: [String: WritableKeyPath<DocumentNotes, String?>] {
        [
            "heading": \.heading, "project": \.project, "maintainer": \.maintainer, "database": \.database,
            "user": \.user, "migration_tool": \.tool,
        ]
    }

    /// An error about a name of this file.
    func fault(_ message: String, at name: YAMLScalar, help: String) -> MartletError {
        shapes?.text.fault(message, at: name, help: help) ?? MartletError(.config, message, help: help)
    }

    private static func commands(_ entry: YAMLMapping.Entry, _ shapes: ConfigShapes) throws(MartletError) -> [Command] {
        let path = entry.key.text
        var commands: [Command] = []
        for command in try shapes.mapping(entry.value, path: path, at: entry.key).entries {
            let place = ConfigText.path(path, command.key)
            let line = try shapes.text(command.value, path: place, at: command.key).text
            commands.append(Command(purpose: command.key.text, line: line))
        }
        return commands
    }

    // MARK: Tables

    private static func tables(_ entry: YAMLMapping.Entry, _ shapes: ConfigShapes) throws(MartletError) -> [Table] {
        var tables: [Table] = []
        for table in try shapes.mapping(entry.value, path: "tables", at: entry.key).entries {
            tables.append(try self.table(table, shapes))
        }
        return tables
    }

    private static func table(_ entry: YAMLMapping.Entry, _ shapes: ConfigShapes) throws(MartletError) -> Table {
        let path = ConfigText.path("tables", entry.key)
        var table = Table(name: entry.key)
        for setting in try shapes.mapping(entry.value, path: path, at: entry.key).entries {
            let place = ConfigText.path(path, setting.key)
            switch setting.key.text {
            case "comment": table.comment = try shapes.text(setting.value, path: place, at: setting.key).text
            case "columns":
                for column in try shapes.mapping(setting.value, path: place, at: setting.key).entries {
                    let comment = try shapes.text(
                        column.value, path: ConfigText.path(place, column.key), at: column.key)
                    table.columns.append((column.key, comment.text))
                }
            case "remarks":
                for remark in try shapes.mapping(setting.value, path: place, at: setting.key).entries {
                    table.remarks.append((remark.key.text, try items(remark, path: place, shapes)))
                }
            default: throw shapes.unknownKey(setting.key, in: path, among: ["comment", "columns", "remarks"])
            }
        }
        return table
    }

    /// One text, or several.
    private static func items(
        _ entry: YAMLMapping.Entry, path: String, _ shapes: ConfigShapes
    ) throws(MartletError) -> [String] {
        let path = ConfigText.path(path, entry.key)
        if case .scalar = entry.value { return [try shapes.text(entry.value, path: path, at: entry.key).text] }
        return try shapes.list(entry.value, path: path, at: entry.key).map(\.text)
    }
}
