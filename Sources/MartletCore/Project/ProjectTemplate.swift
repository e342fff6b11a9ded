/// A first `martlet.yaml` for a folder, made of what is in the folder already.
public struct ProjectTemplate: Sendable, Hashable {
    /// The text of the file.
    public let text: String
    /// The folder it is for.
    public let root: FilePath
    /// What was found and used, a line each, for people.
    public let findings: [String]
    /// Migrations folders it names that do not exist yet.
    public let missingFolders: [FilePath]
    /// The databases it names.
    public let databases: [Database]
    /// What was found and could not be used, because it may belong to any of several databases.
    public let warnings: [Diagnostic]

    /// One database of the configuration.
    public struct Database: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// Where it is.
        public let url: ConnectionURL
        /// The folder of its migrations.
        public let migrations: FilePath
    }

    /// Where the file belongs.
    public var path: FilePath { root.appending(Project.fileName) }

    /// Looks at `root` and writes a configuration for it; nothing is changed.
    ///
    /// It uses `DATABASE_URL` of an `.env`, else every SQLite file in the folder itself, `data`, `db` and `var`, else
    /// `data/app.db`; and the first that exists of the usual folders for migrations and seeds. Several databases get
    /// a folder each, named after them.
    ///
    /// - Throws: `bad-url` if `.env` names a database that this version cannot use and there is no other.
    public init(for root: FilePath) throws(MartletError) {
        let survey = try ProjectSurvey(root)
        self.root = root
        text = survey.text
        findings = survey.findings
        warnings = survey.warnings
        databases = survey.databases.map {
            Database(name: $0.name, url: $0.place, migrations: root.appending($0.migrations))
        }
        missingFolders = databases.map(\.migrations).filter { !FileSystem.isFolder($0) }
    }
}

/// What there is in a folder that a project could use.
private struct ProjectSurvey {
    struct Database {
        var name: String
        /// As it is written in the configuration.
        var url: String
        var place: ConnectionURL
        var migrations: String
        var seeds: String
    }

    let root: FilePath
    private(set) var databases: [Database] = []
    private(set) var findings: [String] = []
    private(set) var warnings: [Diagnostic] = []
    private var usesEnvFile = false
    private let migrations: String
    private let seeds: String

    init(_ root: FilePath) throws(MartletError) {
        self.root = root
        let foundMigrations = Self.firstFolder(["db/migrations", "database/migrations", "migrations"], in: root)
        migrations = foundMigrations ?? Project.defaultMigrations
        let foundSeeds = Self.firstFolder(
            ["db/seeds", "database/seeds", "database/seeders", "seeds", "seeders"], in: root)
        seeds = foundSeeds ?? migrations.dropLast("migrations".count) + "seeds"
        if let foundMigrations { findings.append("migrations in \(foundMigrations)") }
        if let foundSeeds { findings.append("seeds in \(foundSeeds)") }
        let files = try Self.databaseFiles(in: root)
        if let database = try databaseOfEnvFile(orElse: files) {
            databases = [database]
        } else if files.isEmpty {
            databases = [
                Database(
                    name: "app", url: "sqlite:data/app.db", place: .sqlite(root.appending("data/app.db")),
                    migrations: migrations, seeds: seeds)
            ]
        } else {
            for file in files { add(file, isOnlyOne: files.count == 1) }
        }
        if databases.count > 1 {
            for folder in [migrations, seeds] { try warnOfUnassigned(in: folder) }
        }
    }

    private static func firstFolder(_ names: [String], in root: FilePath) -> String? {
        names.first { FileSystem.isFolder(root.appending($0)) }
    }

    private static func databaseFiles(in root: FilePath) throws(MartletError) -> [String] {
        var files: [String] = []
        for folder in ["", "data", "db", "var"] where FileSystem.isFolder(root.appending(folder)) {
            for entry in try FileSystem.list(root.appending(folder)) where entry.kind == .file {
                let file = folder.isEmpty ? entry.name : "\(folder)/\(entry.name)"
                let isNamedSo = [".db", ".sqlite", ".sqlite3"].contains(where: entry.name.hasSuffix)
                if isNamedSo, !entry.name.hasPrefix("."), try isDatabase(root.appending(file)) { files.append(file) }
            }
        }
        return files
    }

    /// Whether it begins as every SQLite database does, or is empty, as a new one is.
    private static func isDatabase(_ file: FilePath) throws(MartletError) -> Bool {
        var reader = try FileWindowReader(file)
        var head = [UInt8](repeating: 0, count: 16)
        let count = try head.withUnsafeMutableBufferPointer { (buffer) throws(MartletError) in
            try reader.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
        return count == 0 || head == Array("SQLite format 3\0".utf8)
    }

    private mutating func databaseOfEnvFile(orElse files: [String]) throws(MartletError) -> Database? {
        let envFile = try EnvFile.load(root.appending(Project.defaultEnvFile), shownAs: Project.defaultEnvFile)
        guard let text = envFile?.variables["DATABASE_URL"] else { return nil }
        let url: ConnectionURL
        do throws(MartletError) {
            url = try ConnectionURL.parse(text, relativeTo: root)
        } catch {
            // A folder with a database file of its own does not need the other one.
            guard files.isEmpty else { return nil }
            throw MartletError(
                error.diagnostics.map { Diagnostic(.badURL, "DATABASE_URL in .env: \($0.message)", help: $0.help) })
        }
        usesEnvFile = true
        findings.append("DATABASE_URL in .env: \(url.display(relativeTo: root))")
        let name = Self.databaseName(url.file?.stem ?? "app")
        return Database(name: name, url: "${DATABASE_URL}", place: url, migrations: migrations, seeds: seeds)
    }

    private mutating func add(_ file: String, isOnlyOne: Bool) {
        findings.append("a SQLite database in \(PrintableText.escaping(file))")
        var name = Self.databaseName(root.appending(file).stem)
        if databases.contains(where: { $0.name == name }) { name += "-\(databases.count + 1)" }
        // Several databases do not share their migrations.
        let own = isOnlyOne ? "" : "/" + name
        databases.append(
            Database(
                name: name, url: "sqlite:" + Self.encoded(file), place: .sqlite(root.appending(file)),
                migrations: migrations + own, seeds: seeds + own))
    }

    /// Tells of files that belong to one of several databases, but not to which.
    private mutating func warnOfUnassigned(in folder: String) throws(MartletError) {
        guard FileSystem.isFolder(root.appending(folder)) else { return }
        let files = try FileSystem.list(root.appending(folder)).filter { $0.kind == .file && $0.name.hasSuffix(".sql") }
        guard let first = files.first else { return }
        let owners = databases.map { "\(folder)/\($0.name)" }
        let others = files.count == 1 ? "" : " and \(files.count - 1) more"
        let message = "\(folder)/\(PrintableText.escaping(first.name))\(others) belong to no database yet"
        warnings.append(
            Diagnostic(
                .strayFile, files.count == 1 ? message.replacing(" belong ", with: " belongs ") : message,
                severity: .warning, notes: ["there are several databases, and each has a folder of its own"],
                help: "move what belongs together: to \(owners.joined(separator: " or "))"))
    }

    private static func databaseName(_ stem: String) -> String {
        let scalars = stem.unicodeScalars.map {
            Interpolation.isNameScalar($0) || "-.".unicodeScalars.contains($0) ? $0 : "-"
        }
        let start = scalars.drop { "-._".unicodeScalars.contains($0) }
        var name = String.UnicodeScalarView()
        name.append(contentsOf: start.prefix(64))
        return name.isEmpty ? "app" : String(name)
    }

    /// A path as it is written in a URL of the configuration.
    private static func encoded(_ path: String) -> String {
        var result = ""
        for scalar in path.unicodeScalars {
            switch scalar {
            case "%": result += "%25"
            case "?": result += "%3F"
            case "$": result += "%24"
            case "\0"..<" ", "\u{7f}": result += "%" + Self.hex(UInt8(truncatingIfNeeded: scalar.value))
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func hex(_ byte: UInt8) -> String {
        String(decoding: [HexDigits.digit(for: byte >> 4), HexDigits.digit(for: byte & 15)], as: UTF8.self)
    }
}

extension ProjectSurvey {
    var text: String {
        var lines = [
            "# The databases of this project and what belongs to them.", "project: \(Self.quoted(projectName))",
        ]
        if usesEnvFile { lines.append("env_file: .env") }
        lines += ["", "databases:"]
        for database in databases {
            lines.append("  \(Self.key(database.name)):")
            lines.append("    url: \(Self.quoted(database.url))")
            lines.append("    migrations: \(Self.quoted(database.migrations))")
            lines.append("    seeds: \(Self.quoted(database.seeds))")
        }
        lines += [
            "", "# What holds for every database that does not say otherwise.", "defaults:", "  lock_timeout: 5s",
            "  backups: backups",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private var projectName: String {
        let name = root.normalized.name
        return name == "/" || name == "." ? "project" : PrintableText.escaping(name).replacingDollars
    }

    /// Text as YAML reads it back: bare where that is safe, else in double quotes.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy {
            Interpolation.isNameScalar($0) || "-./:".unicodeScalars.contains($0)
        }
        let isVariable = text == "${DATABASE_URL}"
        let first = text.unicodeScalars.first.map { Interpolation.isNameScalar($0) || $0 == "." } ?? false
        if isVariable || isPlain && first && !text.hasSuffix(":") && !["null", "Null", "NULL"].contains(text) {
            return text
        }
        var result = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result + "\""
    }

    private static func key(_ name: String) -> String {
        ["null", "Null", "NULL"].contains(name) ? "\"\(name)\"" : name
    }
}

extension String {
    fileprivate var replacingDollars: String {
        split(separator: "$", omittingEmptySubsequences: false).joined(separator: "$$")
    }
}
