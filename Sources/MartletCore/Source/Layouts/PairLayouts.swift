internal import SQLText

/// `001_name.up.sql` and `001_name.down.sql`, ordered by number, each sent whole.
///
/// Source: <https://github.com/golang-migrate/migrate/blob/master/MIGRATIONS.md>.
struct GolangMigrateLayout: MigrationLayout {
    let name = LayoutName.golangMigrate
    let order = VersionOrder.number
    let sendsAsItIs = true

    func part(_ file: LayoutFile, _ dialect: Dialect) -> LayoutPart? {
        guard let (stem, role) = file.name.direction(back: [".down.sql"]),
            let (version, title) = stem.numbered(separators: "_")
        else { return nil }
        return LayoutPart(role: role, version: version, title: title)
    }
}

/// `001_name.up.sql` and `001_name.down.sql`, or `001_name.sql` alone, ordered by number.
///
/// Source: <https://docs.rs/sqlx/latest/sqlx/macro.migrate.html>.
struct SqlxLayout: MigrationLayout {
    let name = LayoutName.sqlx
    let order = VersionOrder.number

    func part(_ file: LayoutFile, _ dialect: Dialect) -> LayoutPart? {
        let (stem, role) =
            file.name.direction(back: [".down.sql"]) ?? (file.name.droppingEnding(".sql"), LayoutPart.Role.forward)
        guard let stem, let (version, title) = stem.numbered(separators: "_") else { return nil }
        return LayoutPart(role: role, version: version, title: title)
    }

    /// The file begins with these very bytes.
    func sections(_ text: SourceText, _ defaults: ScriptOptions) throws(MartletError) -> LayoutSections {
        var options = defaults
        if Self.wantsNoTransaction(text) { options.transaction = .none }
        return LayoutSections(up: 0..<text.utf8.count, options: options)
    }

    static func wantsNoTransaction(_ text: SourceText) -> Bool { text.utf8.starts(with: "-- no-transaction".utf8) }
}

/// `20240102_name.up.sql` and `20240102_name.down.sql`, with `.postgres` or `.autocommit` before the direction,
/// ordered by the version's text.
///
/// Source: <https://gobuffalo.io/documentation/database/migrations/>.
struct PopLayout: MigrationLayout {
    let name = LayoutName.pop
    let order = VersionOrder.text
    let endingsOfCode = [".fizz"]

    func part(_ file: LayoutFile, _ dialect: Dialect) -> LayoutPart? {
        guard let (stem, role) = file.name.direction(back: [".down.sql"]),
            let (version, title) = stem.prefix(while: { $0 != "." }).numbered(separators: "_")
        else { return nil }
        let marks = Self.marks(of: stem)
        guard marks.allSatisfy(Self.words.contains) else { return nil }
        let engines = marks.filter { $0 != "autocommit" }
        if !engines.isEmpty, !engines.contains(where: Self.names(of: dialect).contains) {
            return LayoutPart(role: .elsewhere, version: version)
        }
        return LayoutPart(
            role: role, version: version, title: title,
            transaction: marks.contains("autocommit") ? ScriptOptions.Transaction.none : nil)
    }

    /// What stands in a name behind its first dot, and before its direction.
    static func marks(of name: Substring) -> [String] {
        let stem = name.direction(back: [".down.sql"])?.stem ?? name
        return stem.split(separator: ".").dropFirst().map(String.init)
    }

    /// What may stand there.
    static let words: Set = [
        "autocommit", "sqlite", "sqlite3", "postgres", "postgresql", "pg", "cockroach", "mysql", "mariadb", "mssql",
    ]

    private static func names(of dialect: Dialect) -> Set<String> {
        switch dialect {
        case .sqlite: ["sqlite", "sqlite3"]
        case .postgres: ["postgres", "postgresql", "pg", "cockroach"]
        }
    }
}

/// `name.up.sql` with `name.down.sql` or `name_down.sql`, ordered by name.
struct PairsLayout: MigrationLayout {
    let name = LayoutName.pairs
    let order = VersionOrder.path

    func part(_ file: LayoutFile, _ dialect: Dialect) -> LayoutPart? {
        guard let (stem, role) = file.name.direction(back: [".down.sql", "_down.sql"]) else { return nil }
        let words = stem.numbered(separators: "_.-")?.title ?? String(stem).inWords
        return LayoutPart(role: role, version: String(stem), title: words)
    }
}

extension GolangMigrateLayout {
    func files(of draft: LayoutDraft) -> [NewFile]? { draft.pair("\(draft.version())_\(draft.slug)") }
}

extension SqlxLayout {
    var saysNoTransaction: Bool { true }

    /// In pairs only if the others are: it refuses a mixture.
    func files(of draft: LayoutDraft) -> [NewFile]? {
        let stem = "\(draft.version())_\(draft.slug)"
        let isPair = draft.newest?.up.utf8.hasEnding(".up.sql") ?? !draft.down.isEmpty
        let mark = "-- no-transaction"
        return isPair ? draft.pair(stem, mark: mark) : [NewFile(stem + ".sql", draft.forward(mark))]
    }
}

extension PopLayout {
    var saysNoTransaction: Bool { true }

    func files(of draft: LayoutDraft) -> [NewFile]? {
        draft.pair("\(draft.version())_\(draft.slug)" + (draft.reason == nil ? "" : ".autocommit"))
    }
}

extension PairsLayout {
    /// Only if the names are numbered: nobody can tell which words come behind others.
    func files(of draft: LayoutDraft) -> [NewFile]? {
        guard let newest = draft.newest, let (before, digits, gap) = newest.numbering else { return nil }
        let stem = before + draft.following(digits) + (gap.isEmpty ? "_" : gap) + draft.slug
        return newest.up.utf8.hasEnding("_up.sql")
            ? draft.pair(stem, up: "_up.sql", down: "_down.sql") : draft.pair(stem)
    }
}

extension Substring {
    /// The name without what says in which direction it leads.
    fileprivate func direction(back endings: [String]) -> (stem: Substring, role: LayoutPart.Role)? {
        for ending in endings { if let stem = droppingEnding(ending) { return (stem, .back) } }
        for ending in [".up.sql", "_up.sql"] { if let stem = droppingEnding(ending) { return (stem, .forward) } }
        return nil
    }
}
