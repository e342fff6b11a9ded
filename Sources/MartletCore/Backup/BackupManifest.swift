/// What a backup is: written beside it, last of all, so that a backup is complete exactly if its manifest is there.
public struct BackupManifest: Sendable, Hashable {
    /// The format's name and version.
    public static let schema = "martlet-backup/1"
    /// How many bytes a chunk has; the last one may be shorter.
    public static let chunkSize = 1 << 20

    /// The project it comes from.
    public var project: String
    /// The database's name in the project.
    public var database: String
    /// The engine in the JSON contract: `sqlite`.
    public var engine: String
    /// The version of what wrote it: `3.40.1`.
    public var serverVersion: String
    /// When it was made, RFC 3339.
    public var createdAt: String
    /// Who made it: `user@host`.
    public var createdBy: String
    /// Why it was made: the command.
    public var reason: String
    /// The newest applied version in it; `nil` without a history.
    public var version: String?
    /// The versions that were to be applied next; empty where the backup was made for another reason.
    public var before: [String] = []
    /// Where the database was; `nil` where an older Martlet wrote it.
    public var place: DatabasePlace?
    /// The file's size in bytes, and its digests.
    public var content: FileDigests

    /// Makes a manifest.
    public init(
        project: String, database: String, engine: String, serverVersion: String, createdAt: String, createdBy: String,
        reason: String, version: String?, content: FileDigests
    ) {
        self.project = project
        self.database = database
        self.engine = engine
        self.serverVersion = serverVersion
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.reason = reason
        self.version = version
        self.content = content
    }

    /// The end of a manifest's name; what precedes it is the name of the backup.
    public static let suffix = ".manifest.json"

    /// The manifest's place beside the backup `file`.
    public static func path(for file: FilePath) -> FilePath { file.parent.appending(file.name + suffix) }

    // MARK: Text

    /// The manifest as JSON, with the digest of all the rest in it.
    public var text: String { text(digest: SHA256Digest(of: Array(text(digest: nil).utf8)).hex) }

    /// One key a line in the order of the alphabet: the same content is always the same bytes, so that every
    /// changed byte shows, white space included.
    private func text(digest: String?) -> String {
        var lines = before.isEmpty ? [] : [line("before", list(before.map(quoted)))]
        lines += [
            line("chunk_size", String(Self.chunkSize)),
            line("created_at", quoted(createdAt)),
            line("created_by", quoted(createdBy)),
            line("database", quoted(database)),
        ]
        if let digest { lines.append(line("digest", quoted(digest))) }
        lines += [
            line("engine", quoted(engine))
        ]
        if let place { lines.append(line("place", quoted(place))) }
        lines += [
            line("prefixes", list(content.prefixes.map { quoted($0.hex) })),
            line("project", quoted(project)),
            line("reason", quoted(reason)),
            line("schema", quoted(Self.schema)),
            line("server_version", quoted(serverVersion)),
            line("sha256", quoted(content.sha256.hex)),
            line("size", String(content.size)),
            line("version", version.map(quoted) ?? "null"),
        ]
        return "{\n" + lines.joined(separator: ",\n") + "\n}\n"
    }

    private func line(_ key: String, _ value: String) -> String { "  \"\(key)\": \(value)" }

    private func list(_ values: [String]) -> String {
        guard !values.isEmpty else { return "[]" }
        return "[\n" + values.map { "    \($0)" }.joined(separator: ",\n") + "\n  ]"
    }

    private func quoted(_ place: DatabasePlace) -> String {
        let parts = [
            ("database", place.database), ("host", place.host), ("path", place.path), ("port", place.port),
            ("system", place.system),
        ]
        let pairs = parts.compactMap { key, value in value.map { "\"\(key)\": \(quoted($0))" } }
        return "{" + pairs.joined(separator: ", ") + "}"
    }

    private func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\" + String(scalar)
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension BackupManifest {
    /// Why a manifest cannot be believed.
    public enum Fault: Error, Sendable, Hashable {
        /// It was written by another version of Martlet, in a format of this name.
        case unknownFormat(String)
        /// It is not what Martlet wrote.
        case damaged
    }

    /// Reads a manifest, of which every byte has to be as it was written.
    public init(reading bytes: [UInt8]) throws(Fault) {
        guard let object = JSONValue(reading: bytes) else { throw .damaged }
        if let format = object["schema"]?.text, format != Self.schema, format.hasPrefix("martlet-backup/") {
            throw .unknownFormat(format)
        }
        guard let sha256 = object["sha256"]?.text.flatMap({ SHA256Digest(hex: $0) }),
            let size = object["size"]?.integer, object["chunk_size"]?.integer == Self.chunkSize,
            let texts = object["prefixes"]?.texts, let project = object["project"]?.text,
            let database = object["database"]?.text, let engine = object["engine"]?.text,
            let serverVersion = object["server_version"]?.text, let createdAt = object["created_at"]?.text,
            let createdBy = object["created_by"]?.text, let reason = object["reason"]?.text
        else { throw .damaged }
        let prefixes = texts.compactMap { SHA256Digest(hex: $0) }
        self.init(
            project: project, database: database, engine: engine, serverVersion: serverVersion, createdAt: createdAt,
            createdBy: createdBy, reason: reason, version: object["version"]?.text,
            content: FileDigests(size: size, sha256: sha256, prefixes: prefixes))
        before = object["before"]?.texts ?? []
        place = object["place"].map(DatabasePlace.init)
        // Written again it must be the same text, its own digest included.
        guard text.utf8.elementsEqual(bytes) else { throw .damaged }
    }
}

extension DatabasePlace {
    fileprivate init(_ value: JSONValue) {
        path = value["path"]?.text
        database = value["database"]?.text
        host = value["host"]?.text
        port = value["port"]?.text
        system = value["system"]?.text
    }
}
