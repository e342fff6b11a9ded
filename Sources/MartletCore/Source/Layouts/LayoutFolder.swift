internal import SQLText

/// A folder of migrations as another tool lays it out: its files, put together.
struct LayoutFolder {
    let layout: any MigrationLayout
    let dialect: Dialect
    private(set) var migrations: [LayoutMigration] = []
    /// Files the tool would not know what to do with.
    private(set) var strays: [LayoutFile] = []
    /// Ways back of which there is no way forward.
    private(set) var orphans: [LayoutFile] = []
    /// Migrations that have one place, of which the tool would refuse all.
    private(set) var duplicates: [[LayoutMigration]] = []
    /// Ways back from one migration, of which nobody could tell which is meant.
    private(set) var rivals: [(version: String, files: [String])] = []

    /// Puts the files together.
    init(_ layout: any MigrationLayout, _ files: [LayoutFile], _ dialect: Dialect) {
        self.layout = layout
        self.dialect = dialect
        let order = layout.order
        var beside: [String: [(file: LayoutFile, part: LayoutPart)]] = [:]
        for file in files where layout.isNested || file.folder.isEmpty {
            guard let part = layout.part(file, dialect) else {
                if !layout.passesOver(file) { strays.append(file) }
                continue
            }
            switch part.role {
            case .elsewhere: continue
            case .forward:
                migrations.append(
                    LayoutMigration(
                        version: part.version, title: part.title, up: file.path, transaction: part.transaction))
            case .back, .settings: beside[order.place(of: part.version), default: []].append((file, part))
            }
        }
        join(beside)
        migrations.sort { order.precedes($0, $1) }
        findDuplicates()
    }

    /// Gives each migration the files that belong to it, by the places of their versions.
    private mutating func join(_ others: [String: [(file: LayoutFile, part: LayoutPart)]]) {
        var others = others
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
    func filesBelow(without ignored: Set<String> = []) throws(MartletError) -> [LayoutFile] {
        var files: [LayoutFile] = []
        try collect(path, prefix: "", into: &files)
        files.removeAll { ignored.contains($0.path) }
        return files.sorted { $0.path.precedesByBytes($1.path) }
    }

    private func collect(
        _ folder: FilePath, prefix: String, into files: inout [LayoutFile]
    ) throws(MartletError) {
        for entry in try FileSystem.list(folder) where entry.name.utf8.first != UInt8(ascii: ".") {
            if entry.kind == .folder {
                try collect(folder.appending(entry.name), prefix: prefix + entry.name + "/", into: &files)
            } else {
                files.append(LayoutFile(path: prefix + entry.name))
            }
        }
    }
}
