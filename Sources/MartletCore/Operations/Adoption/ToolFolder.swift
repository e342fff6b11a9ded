internal import SQLText

/// A project's folder of migrations as another tool sees it.
struct ToolFolder {
    let history: any ToolHistory
    /// The migrations that the folder has, in the tool's order.
    private(set) var migrations: [Migration] = []
    /// Their files, as the tool looks at them.
    private(set) var files: [ToolFile] = []
    /// The digests that the tool gives each of them.
    private(set) var digests: [[ToolChecksum]] = []
    /// What runs again when it has changed.
    private(set) var repeatables: [RepeatableFile] = []
    /// Where every version stands.
    private(set) var statuses: [MigrationStatus] = []
    /// What the tool runs that is no SQL.
    private(set) var code: [CodeMigration] = []
    private let order: VersionOrder?

    /// A repeatable, with its text as it is and with the values of placeholders in it: a tool may keep the digest of either.
    struct RepeatableFile {
        let migration: Migration
        /// The one with values first.
        let files: [ToolFile]
        /// Its row, if it was last run as it is.
        var row: HistoryRow?
    }

    /// Reads it.
    /// - Parameter entries: what the tool has applied, which says with which of the files the database has begun.
    /// - Throws: what is wrong with it; not if it is not there and the tool needs none.
    init(_ history: any ToolHistory, _ entries: [ToolEntry], _ inventory: Inventory) throws(MartletError) {
        self.history = history
        order = history.layout?.layout?.order
        var target = inventory.target
        target.knownVersions += entries.map(\.version)
        let inventory = Inventory(session: inventory.session, target: target, context: inventory.context)
        let folder = inventory.folder
        if history.layout == nil, folder.embedded == nil, !FileSystem.exists(folder.path) { return }
        let survey = try inventory.wholeSurvey(parsingAll: true)
        if !survey.problems.isEmpty { throw MartletError(survey.problems) }
        statuses = survey.versions
        code = survey.code.map(\.migration)
        guard history.layout != nil else { return }
        migrations = statuses.compactMap(\.migration)
        let open = try folder.scripts.open()
        let titles = Dictionary(try folder.names().titles.map { ($0.version, $0.title) }) { first, _ in first }
        func file(_ migration: Migration) throws(MartletError) -> ToolFile {
            // Behind the folder's own name.
            let path = String(migration.file.dropFirst(folder.display("x").count - 1))
            let location = folder.locations.first { path.hasPrefix($0 + "/") }
            return ToolFile(
                path: location.map { String(path.dropFirst($0.count + 1)) } ?? path, version: migration.version.text,
                title: titles[migration.version] ?? migration.description, bytes: try open.read(path))
        }
        for migration in migrations { files.append(try file(migration)) }
        digests = try allDigests(in: folder, open)
        for status in survey.repeatables {
            guard let migration = status.migration else { continue }
            let raw = try file(migration)
            let filled = migration.script?.up.text.map { text in
                ToolFile(path: raw.path, version: raw.version, title: raw.title, bytes: text.utf8)
            }
            repeatables.append(
                RepeatableFile(
                    migration: migration, files: [filled, raw].compactMap(\.self),
                    row: status.state == .applied ? status.row : nil))
        }
    }

    /// A digest may be of all files before it too, also of those that are not run in this database.
    private func allDigests(
        in folder: MigrationFolder, _ open: borrowing OpenScriptFolder
    ) throws(MartletError) -> [[ToolChecksum]] {
        guard let whole = try folder.inLayoutOfAnother(), whole.layout.baselineMark != nil else {
            return history.checksums(of: files)
        }
        var all: [ToolFile] = []
        for file in whole.all {
            all.append(
                ToolFile(path: file.place, version: file.version, title: file.title, bytes: try open.read(file.up)))
        }
        let known = Dictionary(zip(all.map(\.path), history.checksums(of: all))) { first, _ in first }
        return files.map { known[$0.path] ?? [] }
    }

    /// The digest that the tool gives each file today, by its path.
    var checksums: [String: String] {
        let current = digests.map { $0.first?.text }
        return Dictionary(zip(files.map(\.path), current)) { first, _ in first }.compactMapValues(\.self)
    }

    /// What the spellings of a version have in common that mean the same to the tool.
    func place(_ version: String) -> String { order?.place(of: version) ?? version }

    /// Whether a version comes before another one.
    func precedes(_ left: String, _ right: String) -> Bool {
        func migration(_ version: String) -> LayoutMigration { LayoutMigration(version: version) }
        return place(left) != place(right) && order?.precedes(migration(left), migration(right)) ?? false
    }
}
