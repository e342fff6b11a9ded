internal import SQLText

/// A folder of migrations as another tool lays it out: its files, put together.
struct LayoutFolder {
    let layout: any MigrationLayout
    let dialect: Dialect
    private(set) var migrations: [LayoutMigration] = []
    /// Those that stand for all up to their versions, in order.
    private(set) var baselines: [LayoutMigration] = []
    /// What runs after them, and again when it has changed.
    private(set) var repeatables: [LayoutMigration] = []
    /// What the tool would run at moments of its own.
    private(set) var callbacks: [LayoutFile] = []
    /// What the tool would run that is no SQL.
    private(set) var code: [CodeMigration] = []
    /// Files the tool would not know what to do with.
    private(set) var strays: [LayoutFile] = []
    /// Ways back of which there is no way forward.
    private(set) var orphans: [LayoutFile] = []
    /// Migrations that have one place, of which the tool would refuse all.
    private(set) var duplicates: [[LayoutMigration]] = []
    /// Ways back from one migration, of which nobody could tell which is meant.
    private(set) var rivals: [(version: String, files: [String])] = []

    /// Puts the files together.
    /// - Parameter marked: the paths of files that stand for all before them, as they say themselves.
    init(
        _ layout: any MigrationLayout, _ files: [LayoutFile], _ dialect: Dialect, baselines marked: Set<String> = []
    ) {
        self.layout = layout
        self.dialect = dialect
        let order = layout.order
        var beside: [String: [(file: LayoutFile, part: LayoutPart)]] = [:]
        var others: [LayoutMigration] = []
        for file in files where layout.isNested || file.folder.isEmpty {
            guard let part = layout.part(file, dialect) else {
                if let other = Self.code(file, layout, dialect) { others.append(other) }
                if !layout.passesOver(file) { strays.append(file) }
                continue
            }
            switch part.role {
            case .elsewhere: continue
            case .callback: callbacks.append(file)
            case .forward where marked.contains(file.path):
                baselines.append(LayoutMigration(part, file, isBaseline: true))
            case .forward:
                migrations.append(LayoutMigration(part, file, transaction: part.transaction))
            case .baseline:
                baselines.append(LayoutMigration(part, file, isBaseline: true))
            case .repeatable:
                repeatables.append(LayoutMigration(part, file))
            case .back, .settings: beside[order.place(of: part.version), default: []].append((file, part))
            }
        }
        join(beside)
        migrations.sort { order.precedes($0, $1) }
        baselines.sort { order.precedes($0, $1) }
        others.sort { order.precedes($0, $1) }
        code = others.map(migration)
        findDuplicates()
    }

    /// A migration that is no SQL, if the tool runs such a file.
    private static func code(
        _ file: LayoutFile, _ layout: any MigrationLayout, _ dialect: Dialect
    ) -> LayoutMigration? {
        guard let script = file.asSQL(instead: layout.endingsOfCode), let part = layout.part(script, dialect),
            [.forward, .baseline, .repeatable].contains(part.role)
        else { return nil }
        return LayoutMigration(part, file)
    }

    private func migration(_ code: LayoutMigration) -> CodeMigration {
        let following = migrations.first {
            layout.order.precedes(code, $0) && RepeatableName(code.version + ".sql") == nil
        }
        return CodeMigration(
            path: code.up, version: code.version, layout: layout.name, order: layout.order,
            following: following.map { MigrationVersion($0.version) })
    }

    /// Those that lead forward and those that stand for others, in order.
    var all: [LayoutMigration] { (migrations + baselines).sorted { layout.order.precedes($0, $1) } }

    /// The last of all that has a version, be it SQL or not.
    var newest: LayoutMigration? {
        let others = code.map {
            LayoutMigration(LayoutPart(role: .forward, version: $0.version), LayoutFile(path: $0.path))
        }
        return (migrations + baselines + others).max { layout.order.precedes($0, $1) }
    }

    /// The same folder for a database that has begun, or begins, with a baseline: what that stands for is not run there.
    func beginning(at version: String) -> LayoutFolder {
        guard let baseline = baselines.last(where: { $0.version == version }) else { return self }
        let order = layout.order
        var folder = self
        folder.migrations =
            [baseline]
            + migrations.filter { migration in
                order.place(of: migration.version) != order.place(of: version) && order.precedes(baseline, migration)
            }
        folder.code.removeAll { order.precedes(LayoutMigration(version: $0.version), baseline) }
        return folder
    }

    /// Gives each migration the files that belong to it, by the places of their versions.
    private mutating func join(_ others: [String: [(file: LayoutFile, part: LayoutPart)]]) {
        var others = others
        for index in repeatables.indices {
            let key = layout.order.place(of: repeatables[index].version)
            repeatables[index].settings = others.removeValue(forKey: key)?.first?.file.path
        }
        for index in migrations.indices {
            let own = others.removeValue(forKey: layout.order.place(of: migrations[index].version)) ?? []
            let backs = own.filter { $0.part.role == .back }.map(\.file.path)
            if backs.count > 1 { rivals.append((migrations[index].version, backs)) }
            for (file, part) in own {
                if case .settings(let ways) = part.role {
                    if ways.contains(.forward) { migrations[index].settings = file.path }
                    if ways.contains(.back) { migrations[index].downSettings = file.path }
                } else {
                    migrations[index].down = file.path
                    migrations[index].downTransaction = part.transaction
                }
            }
        }
        orphans = others.values.joined().map(\.file).sorted { $0.path < $1.path }
    }

    private mutating func findDuplicates() {
        let order = layout.order
        let groups = Dictionary(grouping: migrations) { order.place(of: $0.version) }
        guard groups.count < migrations.count else { return }
        duplicates = groups.values.filter { $0.count > 1 }.sorted { $0[0].up < $1[0].up }
    }

    /// Whether the tool would read the whole folder without a word.
    var isClean: Bool { strays.isEmpty && duplicates.isEmpty && !migrations.isEmpty }
}

extension ScriptFolder {
    /// All files of the folder and of the folders in it, without hidden ones; in the order of their paths.
    /// - Parameter locations: the folders in it that are looked at; all of it, if there are none.
    func filesBelow(of locations: [String] = [], without ignored: Set<String> = []) throws(MartletError) -> [LayoutFile]
    {
        var files = (embedded?.files ?? []).map { LayoutFile(path: $0.name) }
        for location in locations {
            try collect(path.appending(location), location: location + "/", prefix: location + "/", into: &files)
        }
        if locations.isEmpty, embedded == nil { try collect(path, location: "", prefix: "", into: &files) }
        files.removeAll { ignored.contains(String($0.place)) }
        return files.sorted { $0.path.precedesByBytes($1.path) }
    }

    private func collect(
        _ folder: FilePath, location: String, prefix: String, into files: inout [LayoutFile]
    ) throws(MartletError) {
        for entry in try FileSystem.list(folder) where entry.name.utf8.first != UInt8(ascii: ".") {
            if entry.kind == .folder {
                try collect(
                    folder.appending(entry.name), location: location, prefix: prefix + entry.name + "/", into: &files)
            } else {
                files.append(LayoutFile(path: prefix + entry.name, location: location))
            }
        }
    }
}
