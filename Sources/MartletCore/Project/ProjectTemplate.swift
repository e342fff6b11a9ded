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
    /// Whether somebody names the database by its URL, so that it was not looked for.
    public let namesDatabase: Bool
    /// Whether a password was left out of the file.
    public let leavesPasswordOut: Bool

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
    /// It uses the URL that is asked for, else `DATABASE_URL`, also of an `.env`, else every SQLite file in the folder
    /// itself, `data`, `db` and `var`, else `data/app.db`; and the first that exists of the usual folders for migrations
    /// and seeds. Several databases get a folder each, named after them. No password gets into the text.
    ///
    /// - Parameters:
    ///   - request: the URL and the folders that are asked for, and the variables.
    ///   - databaseName: what the database behind a URL is called.
    /// - Throws: `bad-url` for a URL that cannot be used; one of an `.env` is passed over where there is a SQLite file.
    public init(
        for root: FilePath, _ request: ProjectRequest? = nil,
        databaseName: (ConnectionURL) -> String = { $0.databaseName }
    ) throws(MartletError) {
        let survey = try ProjectSurvey(root, request ?? ProjectRequest(currentFolder: root), databaseName)
        self.root = root
        text = survey.text
        findings = survey.findings
        warnings = survey.warnings
        namesDatabase = survey.namesDatabase
        leavesPasswordOut = survey.leavesPasswordOut
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
    private let request: ProjectRequest
    private(set) var databases: [Database] = []
    private(set) var findings: [String] = []
    private(set) var warnings: [Diagnostic] = []
    private(set) var namesDatabase = false
    private(set) var leavesPasswordOut = false
    /// The file of variables that the configuration needs, as it is written there.
    private var envFile: String?
    private let migrations: String
    private let seeds: String

    init(
        _ root: FilePath, _ request: ProjectRequest, _ databaseName: (ConnectionURL) -> String
    ) throws(MartletError) {
        self.root = root
        self.request = request
        let asked = try Self.askedFolder(request.migrations, "--migrations", request, root)
        let usual = ["db/migrations", "database/migrations", "migrations"]
        let found = asked == nil ? Self.firstFolder(usual, in: root) : nil
        migrations = asked ?? found ?? Project.defaultMigrations
        let askedSeeds = try Self.askedFolder(request.seeds, "--seeds", request, root)
        let usualSeeds = ["db/seeds", "database/seeds", "database/seeders", "seeds", "seeders"]
        let foundSeeds = askedSeeds == nil ? Self.firstFolder(usualSeeds, in: root) : nil
        seeds = askedSeeds ?? foundSeeds ?? Self.seeds(besides: migrations)
        if let found { findings.append("migrations in \(found)") }
        if let foundSeeds { findings.append("seeds in \(foundSeeds)") }
        let files = try Self.databaseFiles(in: root)
        if let database = try namedDatabase(orElse: files, databaseName) {
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

    /// A folder that was asked for, as it is named from the project's own.
    private static func askedFolder(
        _ text: String?, _ option: String, _ request: ProjectRequest, _ root: FilePath
    ) throws(MartletError) -> String? {
        try ProjectLoader.path(text, option, from: request.currentFolder)?.display(relativeTo: root)
    }

    private static func seeds(besides migrations: String) -> String {
        let word = "migrations"
        return migrations.hasSuffix(word) ? migrations.dropLast(word.count) + "seeds" : "db/seeds"
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
                guard isNamedSo, !entry.name.hasPrefix(".") else { continue }
                let content = try FileContent(of: root.appending(file))
                // A new database is empty.
                if content == .database || content == .empty { files.append(file) }
            }
        }
        return files
    }

    /// The database that a URL names, if one does.
    private mutating func namedDatabase(
        orElse files: [String], _ databaseName: (ConnectionURL) -> String
    ) throws(MartletError) -> Database? {
        guard let given = try GivenURL.find(request, in: root) else { return nil }
        let url: ConnectionURL
        do throws(MartletError) {
            url = try ConnectionURL.parse(given.text, relativeTo: isOption(given) ? request.currentFolder : root)
        } catch {
            // A folder with a database file of its own does not need the other one.
            if case .file = given.source, !files.isEmpty { return nil }
            let place = self.place(of: given).map { "\($0): " } ?? ""
            throw MartletError(
                error.diagnostics.map { Diagnostic(.badURL, place + $0.message, help: $0.help) })
        }
        if let place = place(of: given) { findings.append("\(place): \(url.display(relativeTo: root))") }
        if case .file(let path) = given.source { envFile = path.display(relativeTo: root) }
        namesDatabase = true
        return Database(
            name: Self.databaseName(databaseName(url)), url: configured(given, url), place: url,
            migrations: migrations, seeds: seeds)
    }

    private func isOption(_ given: GivenURL) -> Bool { if case .option = given.source { true } else { false } }

    /// Where a URL was found; `nil` for one that was asked for.
    private func place(of given: GivenURL) -> String? {
        switch given.source {
        case .option: nil
        case .process: GivenURL.variable
        case .file(let path): "\(GivenURL.variable) in \(path.display(relativeTo: root))"
        }
    }

    /// A URL as the configuration has it: by its variable, or without secrets.
    private mutating func configured(_ given: GivenURL, _ url: ConnectionURL) -> String {
        guard isOption(given) else { return "${\(GivenURL.variable)}" }
        switch url.target {
        case .sqlite(.file(let file)) where request.currentFolder != root:
            return "sqlite:" + Self.encoded(file.string) + given.text.drop { $0 != "?" }
        case .sqlite: return Self.encoded(given.text, "$")
        case .postgres(let location):
            let text = Self.encoded(URLRedaction.withoutSecrets(given.text), "$}")
            leavesPasswordOut = !location.secrets.isEmpty
            return leavesPasswordOut ? "${\(GivenURL.variable):-\(text)}" : text
        }
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

    /// A path as it is written in a URL of the configuration; of a whole URL, which is encoded already, the characters
    /// that mean something else in the configuration.
    private static func encoded(_ path: String, _ special: String = "%?$") -> String {
        var result = ""
        for scalar in path.unicodeScalars {
            switch scalar {
            case "\0"..<" ", "\u{7f}": result += "%" + Self.hex(UInt8(truncatingIfNeeded: scalar.value))
            case _ where special.unicodeScalars.contains(scalar):
                result += "%" + Self.hex(UInt8(truncatingIfNeeded: scalar.value))
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
        if let envFile { lines.append("env_file: \(Self.quoted(envFile.replacingDollars))") }
        lines += ["", "databases:"]
        for database in databases {
            lines.append("  \(Self.key(database.name)):")
            lines.append("    url: \(Self.quoted(database.url))")
            lines.append("    migrations: \(Self.quoted(database.migrations.replacingDollars))")
            lines.append("    seeds: \(Self.quoted(database.seeds.replacingDollars))")
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
        let isVariable = text.hasPrefix("${\(GivenURL.variable)")
        let isPlain = text.unicodeScalars.allSatisfy {
            Interpolation.isNameScalar($0) || "-./:@?&=%,".unicodeScalars.contains($0)
                || isVariable && "${}".unicodeScalars.contains($0)
        }
        let first = text.unicodeScalars.first.map { Interpolation.isNameScalar($0) || $0 == "." } ?? false
        if isPlain, first || isVariable, !text.hasSuffix(":"), !["null", "Null", "NULL"].contains(text) { return text }
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
