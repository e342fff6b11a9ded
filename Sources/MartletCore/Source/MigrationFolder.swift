internal import SQLText

/// Reads a folder of migrations.
///
/// Every file is read once; what was hashed is what is parsed and run.
struct MigrationFolder {
    let path: FilePath
    /// What file names are shown relative to.
    let root: FilePath
    /// Its files, if it is a part of the program.
    var embedded: EmbeddedFolder?
    /// The migrations beside its files that are written in Swift.
    var code: [SwiftMigration] = []
    var ignore: Set<String> = []
    var placeholders = Placeholders()
    var defaults = ScriptOptions()
    /// Files of more bytes are not held in memory.
    var largeFile = LargeFile.threshold
    /// What is left out where it is run in a database that is thrown away.
    var scratchFilter: ScratchFilter?
    /// Whose SQL is in its files.
    var dialect = Dialect.sqlite
    /// How it is laid out; `nil` for what its files tell.
    var layout: LayoutName?
    /// The folders in it that hold migrations, each as though it were alone; none if it holds them itself.
    var locations: [String] = []
    /// The baseline with which its database has begun, or begins.
    var baseline: String?

    /// Whether it is files alone, which may be laid out in anybody's way.
    var isFiles: Bool { code.isEmpty }

    /// The names and bytes.
    var scripts: ScriptFolder { ScriptFolder(path: path, embedded: embedded) }

    /// What is in a folder, and all that is wrong with it.
    struct Content: Sendable {
        /// The migrations, by version.
        var migrations: [Migration] = []
        /// Files that have a version and cannot be used.
        var unusable: [UnusableFile] = []
        /// What runs after them, and again when it has changed; by name.
        var repeatables: [Migration] = []
        /// Those of them that cannot be used.
        var unusableRepeatables: [RepeatableName] = []
        var problems: [Diagnostic] = []
        /// What a person should know of the folder, though it stops nothing.
        var notes: [Diagnostic] = []
        /// What another tool would run that is no SQL.
        var code: [CodeMigration] = []
        /// The versions in the order of another tool's layout; `nil` where they are ordered as numbers, or by a graph.
        var listing: [MigrationVersion]?
    }

    /// Reads the files of the folder.
    /// - Parameters:
    ///   - known: the checksum of a version, to be compared with that of its file if it was made by the same rule;
    ///     it is given the place of the file among all of them too.
    ///   - readingKnown: whether also a file that still has that checksum is read further than that.
    /// - Throws: if the folder itself cannot be read.
    func content(
        _ names: Names, known: @escaping @Sendable (MigrationVersion, Int) -> String? = { _, _ in nil },
        readingKnown: Bool = false
    ) throws(MartletError) -> Content {
        let folder = try scripts.open()
        let loader = MigrationLoader(
            folder: path, root: root, downFiles: names.down, placeholders: placeholders, defaults: defaults,
            largeFile: largeFile, readsKnown: readingKnown, dialect: dialect, revisions: names.revisions,
            scratchFilter: scratchFilter, layout: names.layout,
            code: Dictionary(code.map { ($0.name + ".sql", $0) }) { first, _ in first })
        let ups = names.up
        let results = Parallel.map(ups.count) { index -> Result<Migration, MartletError> in
            do throws(MartletError) {
                let name = ups[index]
                return .success(try loader.load(name, from: folder, known: known(name.version, index)))
            } catch {
                return .failure(error)
            }
        }
        var content = Content(problems: names.problems, listing: names.layout == nil ? nil : ups.map(\.version))
        content.migrations.reserveCapacity(results.count)
        for (index, result) in results.enumerated() {
            switch result {
            case .success(let migration) where !names.duplicated.contains(migration.version):
                content.migrations.append(migration)
                continue
            case .success: break
            case .failure(let error):
                // What is wrong with a header was found with the names.
                content.problems += error.diagnostics.filter { !names.problems.contains($0) }
            }
            let file = ups[index]
            content.unusable.append(
                UnusableFile(
                    version: file.version, description: file.title, revision: names.revisions[file.name]))
        }
        (content.notes, content.code) = (names.notes, names.otherCode)
        load(names.repeatables, RepeatableLoader(loader: loader), folder, into: &content)
        return content
    }

    private func load(
        _ names: [RepeatableName], _ loader: RepeatableLoader, _ folder: borrowing OpenScriptFolder,
        into content: inout Content
    ) {
        for name in names {
            do throws(MartletError) {
                content.repeatables.append(try loader.load(name, from: folder))
            } catch {
                content.unusableRepeatables.append(name)
                content.problems += error.diagnostics
            }
        }
    }

    // MARK: Names

    /// The files that matter: those that lead forward in order, and those that lead back.
    struct Names: Sendable {
        fileprivate let up: [MigrationFileName]
        fileprivate let down: [String: String]
        /// The versions of which there are several files, so that none of them can be used.
        fileprivate let duplicated: Set<MigrationVersion>
        /// The revisions by their files' names, where the folder is a graph of them.
        fileprivate let revisions: [String: Revision]
        /// Everything that is wrong with the names, and with the graph.
        let problems: [Diagnostic]
        /// What another tool's layout knows of each file; `nil` in Martlet's own.
        fileprivate var layout: LayoutIndex?
        /// What runs after all versions, and again when it has changed; by name.
        fileprivate var repeatables: [RepeatableName] = []
        /// What a person should know of the names, though it stops nothing.
        fileprivate var notes: [Diagnostic] = []
        /// What another tool would run that is no SQL.
        fileprivate var otherCode: [CodeMigration] = []

        /// The graph of revisions; `nil` in a folder of numbered files.
        var graph: RevisionGraph? { revisions.isEmpty ? nil : RevisionGraph(Array(revisions.values)) }

        /// The version of the newest baseline.
        fileprivate(set) var newestBaseline: String?

        /// The versions that are those of baselines and of nothing else, as their files say.
        fileprivate(set) var markedBaselines: Set<String> = []

        /// Whose layout the folder has.
        var layoutName: LayoutName { layout?.layout.name ?? .martlet }

        /// The newest version there is a file of.
        var newest: MigrationVersion? { up.last?.version }

        /// The files that lead forward: their versions, their paths from the folder on, and what the names say.
        var files: [(version: MigrationVersion, path: String, title: String)] {
            up.map { ($0.version, $0.name, $0.title) }
        }

        /// The versions there are files of, with what their names say, in order.
        var titles: [(version: MigrationVersion, title: String)] { up.map { ($0.version, $0.title) } }
    }

    /// Lists the folder.
    /// - Throws: if it cannot be read, or is laid out in a way that cannot be told.
    func names() throws(MartletError) -> Names {
        var entries = try scripts.entries()
        if !ignore.isEmpty { entries.removeAll { ignore.contains($0.name) } }
        if let layout = try layoutInUse(entries) { return try names(in: layout) }
        return names(of: entries)
    }

    /// The folder as another tool lays it out; `nil` if it is one of Martlet's.
    /// - Throws: as for `names`.
    func inLayoutOfAnother() throws(MartletError) -> LayoutFolder? {
        guard let layout = try layoutInUse(try scripts.entries()) else { return nil }
        return try whole(layout)
    }

    /// The layout of another tool that the folder has; `nil` for Martlet's own.
    private func layoutInUse(_ entries: [DirectoryEntry]) throws(MartletError) -> (any MigrationLayout)? {
        if !isFiles { return nil }
        if let layout { return layout.layout }
        guard let first = locations.first.map(path.appending) else {
            return try layout(of: scripts, entries)
        }
        let folder = ScriptFolder(path: first)
        if let layout = try layout(of: folder, try folder.entries()) { return layout }
        throw MartletError(
            .config, "`locations` are for folders of other tools, and \(first.display(relativeTo: root)) is none",
            notes: [Diagnostic.nothingChanged], help: "say whose it is with `layout:`, or take `locations:` out")
    }

    private func layout(
        of folder: ScriptFolder, _ entries: [DirectoryEntry]
    ) throws(MartletError) -> (any MigrationLayout)? {
        let shown = folder.path.display(relativeTo: root)
        return try LayoutDetection(folder: folder, shown: shown, dialect: dialect).layout(of: entries).layout
    }

    private func names(in layout: any MigrationLayout) throws(MartletError) -> Names {
        let whole = try self.whole(layout)
        let found = baseline.map(whole.beginning) ?? whole
        let problems = try layout.problems(of: whole, scripts.bytesIfPresent)
        var names = Names(
            up: found.migrations.map { MigrationFileName($0) }, down: [:],
            duplicated: Set(found.duplicates.joined().map { MigrationVersion($0.version) }), revisions: [:],
            problems: found.strays.map { stray($0, layout) }
                + found.duplicates.map { duplicate($0.map { display($0.up) }, $0.first?.version ?? "") }
                + found.rivals.map { duplicate($0.files.map(display), $0.version) }
                + duplicates(found.repeatables) + problems)
        names.layout = LayoutIndex(found)
        names.newestBaseline = whole.baselines.last?.version
        if layout.baselineMark != nil { names.markedBaselines = Set(whole.baselines.map(\.version)) }
        let repeatables = found.repeatables.compactMap { RepeatableName($0.up) }
        names.repeatables = inOrder(repeatables)
        names.notes = notes(on: found.callbacks, layout)
        names.otherCode = found.code
        return names
    }

    /// All of its files as a tool lays them out.
    private func whole(_ layout: any MigrationLayout) throws(MartletError) -> LayoutFolder {
        let files = try scripts.filesBelow(of: locations, without: ignore)
        return LayoutFolder(layout, files, dialect, baselines: try baselines(among: files, layout.baselineMark))
    }

    /// The files that say at their tops that they stand for all before them.
    private func baselines(among files: [LayoutFile], _ mark: String?) throws(MartletError) -> Set<String> {
        guard let mark else { return [] }
        var found: Set<String> = []
        for file in files where file.name.utf8.hasEnding(".sql") {
            let top = Array(try scripts.top(of: file.path, limit: 1 << 12))
            // What is cut in the middle of a letter is told of when the whole is read.
            let text = try? SourceText(
                bytes: Array(String(decoding: top, as: UTF8.self).utf8), name: file.path, dialect: dialect)
            if text?.topComments.contains(where: { $0.words(after: mark) != nil }) == true { found.insert(file.path) }
        }
        return found
    }

    /// Says that what another tool runs at moments of its own is not run here.
    private func notes(on callbacks: [LayoutFile], _ layout: any MigrationLayout) -> [Diagnostic] {
        guard let first = callbacks.first else { return [] }
        let list = callbacks.map { PrintableText.escaping($0.path) }.joined(separator: ", ")
        return [
            Diagnostic(
                .unsupported, "callbacks of \(layout.name.rawValue) are not run: \(list)", severity: .warning,
                at: SourceLocation(file: display(first.path)),
                help: "do what they do in migrations; to read this no more, list them under `ignore:` in martlet.yaml")
        ]
    }

    private func stray(_ file: LayoutFile, _ layout: any MigrationLayout) -> Diagnostic {
        Diagnostic(
            .strayFile,
            "`\(PrintableText.escaping(file.path))` is no migration of \(layout.name.rawValue), in whose layout the folder is",
            at: SourceLocation(file: display(file.path)), notes: [Diagnostic.nothingChanged],
            help: "rename it as the others, or list it under `ignore:` in martlet.yaml")
    }

    private func names(of entries: [DirectoryEntry]) -> Names {
        var (up, down, named): ([MigrationFileName], [MigrationFileName], [MigrationFileName]) = ([], [], [])
        var (others, repeatables): ([DirectoryEntry], [RepeatableName]) = ([], [])
        for entry in entries {
            if MigrationFileName.isBeside(entry.name) { continue }
            if entry.kind != .folder, let name = RepeatableName(entry.name) {
                repeatables.append(name)
                continue
            }
            if let name = MigrationFileName(entry.name) {
                if name.isDown { down.append(name) } else { up.append(name) }
            } else {
                others.append(entry)
                if entry.kind != .folder, let name = MigrationFileName(revision: entry.name) { named.append(name) }
            }
        }
        up.sort { $0.version < $1.version }
        let graph = RevisionFolder(folder: self, numbered: up, named: named.filter { !$0.isDown }).graph()
        if let graph {
            up = graph.files.sorted { $0.version < $1.version }
            let versions = Set(up.map(\.version))
            down += named.filter { $0.isDown && versions.contains($0.version) }
        }
        down.sort { $0.version < $1.version }
        let taken = graph == nil ? [] : Set((up + down).map(\.name))
        var problems = others.filter { !taken.contains($0.name) }.map { stray($0, isGraph: graph != nil) }
        problems += add(code, to: &up, isGraph: graph != nil)
        let duplicated = duplicates(up)
        problems += (duplicated + duplicates(down)).map(duplicate) + (graph?.problems ?? [])
        if !down.isEmpty {
            let versions = Set(up.filter { !$0.isCode }.map(\.version))
            problems += down.filter { !versions.contains($0.version) }.map { orphan($0.name) }
        }
        var names = Names(
            up: graph?.ordered(up) ?? up,
            down: Dictionary(down.map { ($0.version.text, $0.name) }) { first, _ in first },
            duplicated: Set(duplicated.joined().map(\.version)), revisions: graph?.revisions ?? [:],
            problems: problems)
        names.repeatables = inOrder(repeatables)
        return names
    }

    private func inOrder(_ repeatables: [RepeatableName]) -> [RepeatableName] {
        repeatables.sorted { $0.version < $1.version }
    }

    /// Repeatables of one name in several folders, of which only one could be known by it.
    private func duplicates(_ repeatables: [LayoutMigration]) -> [Diagnostic] {
        Dictionary(grouping: repeatables, by: \.version).filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map {
            duplicate($0.value.map { display($0.up) }.sorted(), $0.key)
        }
    }

    /// Gives migrations written in Swift their places among the files.
    /// - Returns: what is wrong with them.
    private func add(_ code: [SwiftMigration], to up: inout [MigrationFileName], isGraph: Bool) -> [Diagnostic] {
        if code.isEmpty { return [] }
        if isGraph { return code.map(mixture) }
        up = (up + code.compactMap(MigrationFileName.init)).sorted { $0.version < $1.version }
        return code.filter { MigrationFileName($0) == nil }.map { code in
            Diagnostic(
                .strayFile, "`\(PrintableText.escaping(code.name))` is no name of a migration", at: code.location,
                notes: [Diagnostic.nothingChanged], help: "name it as a file without its ending: 0003_fill_in_slugs")
        }
    }

    private func mixture(_ code: SwiftMigration) -> Diagnostic {
        Diagnostic(
            .revision,
            "\(PrintableText.escaping(code.name)) is written in Swift, and has no place in a graph of revisions",
            at: code.location, notes: [Diagnostic.nothingChanged],
            help: "write it in SQL, with `-- Revision:` and `-- Parent:`")
    }

    private func stray(_ entry: DirectoryEntry, isGraph: Bool) -> Diagnostic {
        let isBare = isGraph && entry.kind != .folder && MigrationFileName(revision: entry.name)?.isDown == false
        let objection = isBare ? "it has no `-- Revision:` line at its top" : MigrationFileName.objection(to: entry)
        return Diagnostic(
            .strayFile, "`\(PrintableText.escaping(entry.name))` is no migration: \(objection)",
            at: SourceLocation(file: display(entry.name)), notes: ["nothing was changed"],
            help: isBare
                ? "give it one, and the `-- Parent:` it is built on; or list it under `ignore:` in martlet.yaml"
                : MigrationFileName.advice(for: entry, isEmbedded: embedded != nil))
    }

    private func orphan(_ name: String) -> Diagnostic {
        Diagnostic(
            .strayFile, "`\(PrintableText.escaping(name))` leads back from a migration that is not there",
            at: SourceLocation(file: display(name)), notes: ["nothing was changed"],
            help: "bring the migration back, or remove this file too")
    }

    /// Files that claim one place: the same version, or the same number spelt differently.
    ///
    /// They are neighbours in order.
    private func duplicates(_ files: [MigrationFileName]) -> [ArraySlice<MigrationFileName>] {
        var groups: [ArraySlice<MigrationFileName>] = []
        var start = 0
        while start < files.count {
            let version = files[start].version
            let group = files[start...].prefix { $0.version.hasPlace(of: version) }
            start = group.endIndex
            if group.count > 1 { groups.append(group) }
        }
        return groups
    }

    private func duplicate(_ group: ArraySlice<MigrationFileName>) -> Diagnostic {
        let names = group.map { file in
            code.first { file.isCode && $0.name + ".sql" == file.name }.map { $0.location.file } ?? display(file.name)
        }
        return duplicate(names, group[group.startIndex].version.text)
    }

    private func duplicate(_ names: [String], _ version: String) -> Diagnostic {
        Diagnostic(
            .duplicateVersion, "\(names.count) files have the version \(version)",
            at: SourceLocation(file: names[0]),
            notes: names.dropFirst().map { "the same version: \($0)" } + ["nothing was changed"],
            help: "give a newer version to those that are applied nowhere yet")
    }
}
