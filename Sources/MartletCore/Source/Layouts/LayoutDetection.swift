internal import SQLText

/// Finds out whose layout a folder has.
///
/// Names come first; of tools whose names are alike, those that would run the same files in the same order are one to
/// Martlet, and where they would not, a person has to say.
struct LayoutDetection {
    let folder: ScriptFolder
    /// The folder as people see it.
    let shown: String
    let dialect: Dialect

    /// The layout of a folder with these entries; `martlet` where nothing speaks for another.
    /// - Throws: `layout`, if two fit and differ.
    func layout(of entries: [DirectoryEntry]) throws(MartletError) -> LayoutName {
        let entries = entries.filter { !MigrationFileName.isBeside($0.name) }
        if entries.contains(where: { $0.name == AtlasSum.fileName }) { return .atlas }
        // Repeatables have one name in all folders that have some.
        let scripts = entries.filter {
            $0.kind != .folder && $0.name.utf8.hasEnding(".sql") && RepeatableName($0.name) == nil
        }
        if scripts.isEmpty { return try layoutOfFolders(entries) }
        if let marked = try layoutByMarks(scripts) { return marked }
        let files = scripts.map { LayoutFile(path: $0.name) }
        if files.contains(where: { $0.name.utf8.hasEnding(".up.sql") }) {
            return try layoutOfPairs(files) ?? .martlet
        }
        if let worded = try layoutOfWords(files) { return worded }
        // One that is named well enough for Martlet tells that the others are mistakes.
        if scripts.contains(where: { MigrationFileName($0.name).map { !$0.isDown } ?? false }) { return .martlet }
        let parts = files.compactMap { FlywayLayout().part($0, dialect) }
        if parts.contains(where: { $0.role != .callback }) { return .flyway }
        return read(.plain, files)?.isClean == true ? .plain : .martlet
    }

    private func read(_ name: LayoutName, _ files: [LayoutFile]) -> LayoutFolder? {
        name.layout.map { LayoutFolder($0, files, dialect) }
    }

    // MARK: By names

    private func layoutOfFolders(_ entries: [DirectoryEntry]) throws(MartletError) -> LayoutName {
        guard entries.contains(where: { $0.kind == .folder }) else { return .martlet }
        let files = try folder.filesBelow()
        let found = [LayoutName.prisma, .diesel, .flyway, .nested].first {
            read($0, files)?.migrations.isEmpty == false
        }
        return found ?? .martlet
    }

    /// `.up.sql` says that there are pairs, and not whose.
    private func layoutOfPairs(_ files: [LayoutFile]) throws(MartletError) -> LayoutName? {
        // Without an engine or `autocommit` in a name nothing speaks for pop.
        let isPop = files.contains { PopLayout.marks(of: $0.name).contains(where: PopLayout.words.contains) }
        let candidates = isPop ? [LayoutName.pop] : [.golangMigrate, .pairs]
        let fitting = candidates.compactMap { name in read(name, files).flatMap { $0.isClean ? $0 : nil } }
        guard let first = fitting.first else { return nil }
        let plan = first.migrations.map(\.up)
        guard let other = fitting.first(where: { $0.migrations.map(\.up) != plan }) else {
            return try opensWithoutTransaction(files) ? .sqlx : first.layout.name
        }
        throw ambiguous(first, other)
    }

    /// `_up.sql` at the end of every name is the mark of a pair where there is one; else it may be what the words say:
    /// `001_set_up.sql`.
    private func layoutOfWords(_ files: [LayoutFile]) throws(MartletError) -> LayoutName? {
        let ups = files.compactMap { $0.name.droppingEnding("_up.sql") }
        let downs = Set(files.compactMap { $0.name.droppingEnding("_down.sql") })
        guard let first = ups.first, ups.count + downs.count == files.count else { return nil }
        if ups.contains(where: downs.contains) { return .pairs }
        // `martlet new` has written it.
        if String(decoding: try folder.top(of: first + "_up.sql", limit: 256), as: UTF8.self)
            .contains("-- Migration: \(first)_up.sql")
        {
            return .martlet
        }
        throw MartletError(
            .layout, "the folder may be one of martlet or of pairs, as all its names end in _up.sql",
            at: SourceLocation(file: shown),
            notes: [
                "the version of \(first)_up.sql is \(first) in pairs, and its number alone in martlet",
                Diagnostic.nothingChanged,
            ],
            help: "say which one it is: --layout pairs, or `layout: pairs` in martlet.yaml")
    }

    private func opensWithoutTransaction(_ files: [LayoutFile]) throws(MartletError) -> Bool {
        for file in files where try folder.top(of: file.path, limit: 64).starts(with: "-- no-transaction".utf8) {
            return true
        }
        return false
    }

    private func ambiguous(_ first: LayoutFolder, _ other: LayoutFolder) -> MartletError {
        let pair = zip(first.migrations, other.migrations).first { $0.up != $1.up }
        let names = [first, other].map(\.layout.name.rawValue)
        return MartletError(
            .layout,
            "the folder may be one of \(names[0]) or of \(names[1]), which order its files differently",
            at: SourceLocation(file: shown),
            notes: [
                pair.map { "\(names[0]) comes to \($0.up) first, and \(names[1]) to \($1.up)" },
                Diagnostic.nothingChanged,
            ].compactMap(\.self),
            help: "say which one it is: --layout \(names[0]), or `layout: \(names[0])` in martlet.yaml")
    }

    // MARK: By marks

    /// Marks stand in every file of a tool that has some, so that one file tells.
    private func layoutByMarks(_ scripts: [DirectoryEntry]) throws(MartletError) -> LayoutName? {
        guard let first = scripts.min(by: { $0.name.precedesByBytes($1.name) }) else { return nil }
        let top = try folder.top(of: first.name, limit: 1 << 14)
        guard let text = try? SourceText(bytes: Array(top), name: first.name, dialect: dialect) else { return nil }
        return text.commentedLines.layout?.name
    }
}
