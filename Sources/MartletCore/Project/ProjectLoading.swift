import SQLText

extension Project {
    /// The folders that are usual when nothing is said.
    public static let defaultMigrations = "db/migrations"
    static let defaultBackups = "backups"
    static let defaultEnvFile = ".env"

    /// Finds and reads the project that is asked for.
    ///
    /// The configuration is the nearest `martlet.yaml` upward. Without one, a project of one database is put together
    /// from `--url` or `DATABASE_URL` and the migrations folder, and named after the database. Variables come
    /// from the process and then from the env file: the one asked for, the one the configuration names, or `.env`
    /// beside it if a variable is used at all. Databases that are not selected need no variables.
    ///
    /// - Parameter databaseName: what a database is called that has a URL and no name; the engine may know more of that
    ///   than the URL says.
    /// - Throws: `no-project`, `config`, `environment`, `bad-url`, `unknown-database`, `usage`.
    public static func load(
        _ request: ProjectRequest, databaseName: (ConnectionURL) -> String = { $0.databaseName }
    ) throws(MartletError) -> Project {
        if let file = try ProjectFinder(request: request).find() {
            return try ProjectLoader(request: request, configuration: file).load()
        }
        return try StandaloneProject(request: request).load(databaseName)
    }
}

extension Project {
    /// Whether there is a configuration where the request looks for it.
    public static func isConfigured(_ request: ProjectRequest) throws(MartletError) -> Bool {
        do throws(MartletError) {
            return try ProjectFinder(request: request).find() != nil
        } catch  where error.diagnostics.first?.code == .noProject {
            return false
        }
    }
}

/// Reads a project from its configuration.
struct ProjectLoader {
    let request: ProjectRequest
    let configuration: FilePath
    private var root: FilePath { configuration.parent }

    init(request: ProjectRequest, configuration: FilePath) {
        self.request = request
        self.configuration = configuration
    }

    func load() throws(MartletError) -> Project {
        let file = try file()
        let sections = try selected(in: file)
        try checkReplacements(sections)
        let reader = SettingsReader(file, try variables(file))
        var settings: [DatabaseSettings] = []
        for section in sections { settings.append(try reader.settings(of: section, withURL: request.url == nil)) }
        var databases: [DatabaseTarget] = []
        let isOnlyOne = file.databases.count == 1
        for (section, setting) in zip(sections, settings) {
            let target = try target(setting, isOnlyOne: isOnlyOne)
            // Another URL given for this once says nothing against what is written down.
            if target.url.dialect == .postgres, request.url == nil { try reader.requireServerKeys(section) }
            databases.append(target)
        }
        try checkDistinct(databases, settings)
        let name = try file.project.map { (scalar) throws(MartletError) in
            try reader.expanded(scalar, path: "project")
        }
        return Project(
            name: name ?? root.name, root: root, configuration: configuration, databases: databases,
            unselected: file.databases.map(\.name.text).filter { name in !databases.contains { $0.name == name } })
    }

    func file() throws(MartletError) -> ConfigFile {
        try ConfigFile(bytes: read(), name: configuration.display(relativeTo: root))
    }

    private func read() throws(MartletError) -> [UInt8] {
        do throws(MartletError) {
            return try FileSystem.read(configuration, limit: ConfigText.sizeLimit)
        } catch {
            // A configuration that cannot be read is a fault of configuration, whatever the reason.
            throw MartletError(error.diagnostics.map { Diagnostic(.config, $0.message, help: $0.help) })
        }
    }

    private func selected(in file: ConfigFile) throws(MartletError) -> [ConfigSection] {
        let names = file.databases.map(\.name.text)
        for name in request.databases where !names.contains(name) {
            let near = closestMatch(to: name, among: names).map { "did you mean \($0)?" }
            throw MartletError(
                .unknownDatabase, "no database \(ConfigText.shown(name)) in \(file.text.name)",
                help: near ?? "its databases are \(names.joined(separator: ", "))")
        }
        return request.databases.isEmpty
            ? file.databases : file.databases.filter { request.databases.contains($0.name.text) }
    }

    private func checkReplacements(_ sections: [ConfigSection]) throws(MartletError) {
        let options = [("--url", request.url), ("--migrations", request.migrations), ("--seeds", request.seeds)]
        for (option, value) in options where value != nil && sections.count > 1 {
            throw MartletError(
                .usage, "\(option) is for one database, and \(sections.count) are selected",
                help: "add --database NAME: \(sections.map(\.name.text).joined(separator: ", "))")
        }
    }

    private func variables(_ file: ConfigFile) throws(MartletError) -> Variables {
        if let asked = request.envFile {
            return try Variables(asked: asked, request)
        }
        let process = Variables(process: request.environment)
        guard let scalar = file.envFile else {
            guard file.mentionsVariables else { return process }
            let found = try EnvFile.load(root.appending(Project.defaultEnvFile), shownAs: Project.defaultEnvFile)
            return Variables(process: request.environment, file: found)
        }
        let name = try SettingsReader(file, process).expanded(scalar, path: "env_file")
        guard let path = FilePath(name)?.resolved(against: root) else {
            throw file.text.fault("env_file is empty", at: scalar, help: "name a file, or remove the line")
        }
        let shown = path.display(relativeTo: root)
        let found = try EnvFile.load(path, shownAs: shown)
        // It may be missing, as it is in a fresh clone, as long as every variable has a value or a default.
        return Variables(process: request.environment, file: found, missingFile: found == nil ? shown : nil)
    }

    private func target(_ settings: DatabaseSettings, isOnlyOne: Bool) throws(MartletError) -> DatabaseTarget {
        let folder = request.currentFolder
        guard
            let migrations = try ProjectLoader.path(request.migrations, "--migrations", from: folder)
                ?? settings.migrations?.resolved(against: root)
                ?? (isOnlyOne ? root.appending(Project.defaultMigrations) : nil)
        else {
            throw MartletError(
                .config, "databases.\(settings.name.value) has no migrations", at: settings.name.location,
                help: "add migrations: and a folder; only the one database of a project has a default")
        }
        var target = DatabaseTarget(
            name: settings.name.value, url: try url(settings), migrations: migrations,
            seeds: try ProjectLoader.path(request.seeds, "--seeds", from: folder)
                ?? settings.seeds?.resolved(against: root),
            snapshot: settings.snapshot?.value.resolved(against: root),
            backups: settings.backups?.resolved(against: root) ?? root.appending(Project.defaultBackups),
            tables: settings.tables)
        target.layout = request.layout ?? settings.layout
        target.docs = settings.docs?.value.resolved(against: root)
        target.environment = settings.environment
        target.isProtected = settings.isProtected ?? target.isProtected
        target.foreignKeys = settings.foreignKeys ?? target.foreignKeys
        target.journalMode = settings.journalMode
        target.transaction = settings.transaction ?? target.transaction
        target.placeholders = settings.placeholders
        target.lockTimeout = settings.lockTimeout ?? target.lockTimeout
        target.statementTimeout = settings.statementTimeout
        target.backupBefore = settings.backupBefore
        target.keepsFingerprint = settings.keepsFingerprint ?? false
        target.ignore = settings.ignore
        target.locations = settings.locations
        target.lint = settings.lint
        target.lint.baseline = settings.lint.baseline?.resolved(against: root)
        target.lint.statistics = settings.lint.statistics?.resolved(against: root)
        return target
    }

    private func url(_ settings: DatabaseSettings) throws(MartletError) -> ConnectionURL {
        if let url = request.url { return try ConnectionURL.parse(url, relativeTo: request.currentFolder) }
        guard let url = settings.url else {
            throw MartletError(
                .config, "databases.\(settings.name.value) has no url", at: settings.name.location,
                help: "add url: sqlite:data/\(settings.name.value).db")
        }
        return try ConnectionURL.parse(url.value, relativeTo: root, at: url.location)
    }

    static func path(_ text: String?, _ option: String, from folder: FilePath) throws(MartletError) -> FilePath? {
        guard let text else { return nil }
        guard let path = FilePath(text) else {
            throw MartletError(.usage, "the path after \(option) is empty", help: "\(option) takes a path")
        }
        return path.resolved(against: folder)
    }
}

extension ProjectLoader {
    /// Two names for one database would migrate it twice, and two databases with one snapshot overwrite it in turn.
    private func checkDistinct(
        _ databases: [DatabaseTarget], _ settings: [DatabaseSettings]
    ) throws(MartletError) {
        var identities: [FileIdentity?] = []
        for (index, database) in databases.enumerated() {
            let identity = try database.url.file.flatMap { (file) throws(MartletError) in try FileSystem.info(of: file)
            }?
            .identity
            for (other, otherIdentity) in zip(databases, identities) {
                try checkDistinct(database, identity, settings[index], from: other, otherIdentity)
            }
            identities.append(identity)
        }
    }

    private func checkDistinct(
        _ database: DatabaseTarget, _ identity: FileIdentity?, _ settings: DatabaseSettings,
        from other: DatabaseTarget, _ otherIdentity: FileIdentity?
    ) throws(MartletError) {
        if let file = database.url.file {
            // The same file may have two names, by a link.
            let isSame = identity.map { otherIdentity?.isSameFile(as: $0) ?? false } ?? false
            if isSame || file == other.url.file {
                throw MartletError(
                    .config, "\(other.name) and \(database.name) are the same database file",
                    at: settings.url?.location, notes: ["it is \(file.display(relativeTo: root))"],
                    help: "give each database a file of its own, or remove one of them")
            }
        }
        if let snapshot = database.snapshot, snapshot == other.snapshot {
            throw MartletError(
                .config, "\(other.name) and \(database.name) have the same snapshot",
                at: settings.snapshot?.location, help: "give each database a snapshot of its own")
        }
        if let docs = database.docs, docs == other.docs {
            throw MartletError(
                .config, "\(other.name) and \(database.name) have the same folder of documents",
                at: settings.docs?.location, help: "give each database a folder of its own")
        }
    }
}

extension Variables {
    /// The variables of the process and of a file that was asked for, which has to exist.
    init(asked: String, _ request: ProjectRequest) throws(MartletError) {
        let path = try ProjectLoader.path(asked, "--env-file", from: request.currentFolder)
        guard let path, let file = try EnvFile.load(path, shownAs: path.display(relativeTo: request.currentFolder))
        else {
            throw MartletError(
                .environment, "there is no file \(PrintableText.escaping(asked))",
                help: "name one that is there, or leave --env-file out")
        }
        self.init(process: request.environment, file: file)
    }
}
