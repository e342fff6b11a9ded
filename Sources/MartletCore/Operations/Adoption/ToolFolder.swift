internal import SQLText

/// A project's folder of migrations as another tool sees it.
struct ToolFolder {
    let history: any ToolHistory
    /// The migrations that the folder has, in the tool's order.
    private(set) var migrations: [Migration] = []
    /// Their files, as the tool looks at them.
    private(set) var files: [ToolFile] = []
    /// Where every version stands.
    private(set) var statuses: [MigrationStatus] = []
    private let order: VersionOrder?

    /// Reads it.
    /// - Throws: what is wrong with it; not if it is not there and the tool needs none.
    init(_ history: any ToolHistory, _ inventory: Inventory) throws(MartletError) {
        self.history = history
        order = history.layout?.layout?.order
        let folder = inventory.folder
        if history.layout == nil, folder.embedded == nil, !FileSystem.exists(folder.path) { return }
        statuses = try inventory.statuses(parsingAll: true)
        guard history.layout != nil else { return }
        migrations = statuses.compactMap(\.migration)
        let open = try folder.scripts.open()
        let names = try folder.names().files
        let named = Dictionary(names.map { ($0.version, $0) }) { first, _ in first }
        for migration in migrations {
            guard let name = named[migration.version] else { continue }
            files.append(
                ToolFile(
                    path: name.path, version: migration.version.text, title: name.title,
                    bytes: try open.read(name.path)))
        }
    }

    /// What the spellings of a version have in common that mean the same to the tool.
    func place(_ version: String) -> String { order?.place(of: version) ?? version }

    /// Whether a version comes before another one.
    func precedes(_ left: String, _ right: String) -> Bool {
        func migration(_ version: String) -> LayoutMigration {
            LayoutMigration(version: version, title: "", up: version)
        }
        return place(left) != place(right) && order?.precedes(migration(left), migration(right)) ?? false
    }
}
