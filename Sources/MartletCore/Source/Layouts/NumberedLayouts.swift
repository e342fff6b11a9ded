internal import SQLText

/// Numbered files in the order of their numbers, whatever stands behind the number: `0001-initial.sql`, `2 users.sql`.
struct PlainLayout: MigrationLayout {
    let name = LayoutName.plain
    let order = VersionOrder.number
    let endingsOfCode = [".js", ".cjs", ".mjs", ".ts", ".py"]

    func part(_ file: LayoutFile, _ dialect: Dialect) -> LayoutPart? {
        guard let stem = file.name.droppingEnding(".sql"), let (version, title) = stem.numbered(separators: "_-. ")
        else { return nil }
        return LayoutPart(role: .forward, version: version, title: title)
    }

    /// A first line as postgres-migrations reads it: `-- postgres-migrations disable-transaction`.
    func sections(_ text: SourceText, _ defaults: ScriptOptions) throws(MartletError) -> LayoutSections {
        var options = defaults
        if let first = text.commentedLines.first, first.content.contains("disable-transaction"),
            text.text(in: 0..<first.range.lowerBound).allSatisfy(\.isWhitespace)
        {
            options.transaction = .none
        }
        return LayoutSections(up: 0..<text.utf8.count, options: options)
    }
}

/// A folder for each release with numbered files in it: `1.2.0/001_users.sql`.
struct NestedLayout: MigrationLayout {
    let name = LayoutName.nested
    let order = VersionOrder.parts
    let isNested = true

    func part(_ file: LayoutFile, _ dialect: Dialect) -> LayoutPart? {
        let release = file.folder.split(separator: ".", omittingEmptySubsequences: false)
        guard !release.isEmpty, release.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isDigit) }),
            let whole = file.name.droppingEnding(".sql"),
            let (number, title) = (whole.droppingEnding(".up") ?? whole).numbered(separators: "_-#")
        else { return nil }
        return LayoutPart(
            role: .forward, version: "\(file.folder).\(number)", title: String(title.drop { $0 == "#" }))
    }

    func passesOver(_ file: LayoutFile) -> Bool { !file.name.utf8.hasEnding(".sql") || file.folder.isEmpty }
}

extension PlainLayout {
    var saysNoTransaction: Bool { true }

    func files(of draft: LayoutDraft) -> [NewFile]? {
        let gap = draft.newest?.numbering?.gap ?? "_"
        let name = draft.version(first: "0001") + (gap.isEmpty ? "_" : gap) + draft.slug + ".sql"
        return [NewFile(name, draft.forward("-- postgres-migrations disable-transaction"))]
    }
}

extension NestedLayout {
    /// Behind the newest one in its folder: which release comes next, nobody can tell.
    func files(of draft: LayoutDraft) -> [NewFile]? {
        guard let newest = draft.newest, let (before, digits, gap) = newest.numbering else { return nil }
        let name = before + draft.following(digits) + (gap.isEmpty ? "_" : gap) + draft.slug
        let ending = newest.up.utf8.hasEnding(".up.sql") ? ".up.sql" : ".sql"
        return [NewFile(newest.folder + name + ending, draft.forward())]
    }
}
