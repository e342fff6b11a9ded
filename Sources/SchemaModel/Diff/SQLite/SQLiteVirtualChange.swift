internal import SQLText

/// A virtual table that is made anew, as SQLite changes none in its place, with the rows that it can take over.
struct SQLiteVirtualChange {
    private let old: Table
    private let new: Table
    private let before: SQLiteVirtualTable
    private let after: SQLiteVirtualTable
    /// The old names of columns, by the new ones.
    private let renames: [NameKey: String]

    init(from old: Table, to new: Table, renames: [NameKey: String]) {
        (self.old, self.new, self.renames) = (old, new, renames)
        (before, after) = (SQLiteVirtualTable(old), SQLiteVirtualTable(new))
    }

    /// The statements that make the new one beside the old one and copy the rows; `nil` if there is nothing to copy.
    /// - Parameters:
    ///   - temporary: its name until the old one is gone; `nil` if it can have its own at once.
    ///   - schema: the schema that the old one is in.
    func copying(by temporary: String?, in schema: Schema) -> [ChangeStatement]? {
        guard after.content == .own, after.family == before.family, isReadable(in: schema) else { return nil }
        let pairs = pairs
        guard !pairs.isEmpty else { return nil }
        var made = new
        if let temporary { made.name = ObjectName(temporary) }
        let name = new.name.name.quotedName(.sqlite)
        var statements = [
            ChangeStatement(
                SQLiteSchemaWriter().createTable(made).sql, "Makes the new form of \(new.name) beside the old one."),
            copy(pairs, into: made.name.name), drop(pairs),
        ]
        if temporary != nil {
            statements.append(
                ChangeStatement(
                    "ALTER TABLE \(made.name.name.quotedName(.sqlite)) RENAME TO \(name)",
                    "Gives the new form the name \(new.name)."))
        }
        return statements
    }

    private func isReadable(in schema: Schema) -> Bool {
        switch before.content {
        case .own: true
        case .other: SQLiteFilling(old, in: schema) != nil
        case .none, .shown, .unknown: false
        }
    }

    // MARK: Columns

    private typealias Pair = (new: String, old: String)

    /// The new columns that have an old one, without what numbers the rows.
    private var pairs: [Pair] {
        let isBox = after.family == .boxes
        let columns = isBox ? new.columns.dropFirst() : new.columns[...]
        return columns.compactMap { column in
            let key = NameKey(column.name, .sqlite)
            let name = NameKey(renames[key] ?? column.name, .sqlite)
            let isGone = renames[key] == nil && renames.values.contains { NameKey($0, .sqlite) == key }
            let others = isBox ? old.columns.dropFirst() : old.columns[...]
            guard !isGone, let source = others.first(where: { NameKey($0.name, .sqlite) == name }) else { return nil }
            return (column.name, source.name)
        }
    }

    /// What numbers the rows: their rowid, of an R*Tree its first column.
    private var numbers: [Pair] {
        guard after.family == .boxes else {
            let languages = after.language.flatMap { new in before.language.map { (new, $0) } }
            return [("rowid", "rowid")] + (languages.map { [$0] } ?? [])
        }
        guard let new = new.columns.first, let old = old.columns.first else { return [] }
        return [(new.name, old.name)]
    }

    private func copy(_ pairs: [Pair], into name: String) -> ChangeStatement {
        let all = numbers + pairs
        let targets = all.map { $0.new.quotedName(.sqlite) }.joined(separator: ", ")
        let sources = all.map { $0.old.quotedName(.sqlite) }.joined(separator: ", ")
        var hazards: Set<Hazard> = [.blocksWrites, .rewritesTable]
        var explanation = "Copies the rows of \(old.name)"
        let boxes = after.family == .boxes ? boxFit(pairs) : nil
        let empty = new.columns.map(\.name).filter { column in
            !all.contains { $0.new == column } && (boxes == nil || after.auxiliary.contains(column.foldedForSQLite))
        }
        if !empty.isEmpty { explanation += ", with nothing in \(empty.joined(separator: ", "))" }
        if let boxes {
            hazards.formUnion(boxes.hazards)
            explanation += boxes.remarks.map { "; \($0)" }.joined()
        }
        if before.module != after.module
            || pairs.contains(where: { NameKey($0.new, .sqlite) != NameKey($0.old, .sqlite) })
        {
            hazards.insert(.changesMeaning)
        }
        return ChangeStatement(
            "INSERT INTO \(name.quotedName(.sqlite)) (\(targets))\nSELECT \(sources)\nFROM \(old.name.name.quotedName(.sqlite))",
            explanation + ".", hazards: hazards)
    }

    private func boxFit(_ pairs: [Pair]) -> SQLiteBoxFit {
        SQLiteBoxFit(from: old, to: new, sources: Dictionary(pairs.map { ($0.new, $0.old) }) { first, _ in first })
    }

    // MARK: Dropping

    private func drop(_ pairs: [Pair]) -> ChangeStatement {
        let kept = Set((numbers + pairs).map { NameKey($0.old, .sqlite) })
        let lost = old.columns.map(\.name).filter { !kept.contains(NameKey($0, .sqlite)) }
        let isLost = before.content == .own && !lost.isEmpty
        let tail = isLost ? ", and with it the values of \(lost.joined(separator: ", "))" : ""
        return ChangeStatement(
            "DROP TABLE \(old.name.name.quotedName(.sqlite))", "Drops the old form of \(old.name)\(tail).",
            hazards: isLost ? [.deletesData] : [])
    }

    /// The statement that drops a virtual table of which nothing is copied.
    /// - Parameter new: the one that takes its place, if there is one.
    static func drop(_ old: Table, for new: Table?) -> ChangeStatement {
        let sql = "DROP TABLE \(old.name.name.quotedName(.sqlite))"
        let after = new.map { SQLiteVirtualTable($0) }
        switch (SQLiteVirtualTable(old).content, after?.content) {
        case (.shown, _): return ChangeStatement(sql, "Drops the table \(old.name), which keeps no rows.")
        case (.other(let name), nil):
            return ChangeStatement(sql, "Drops the index \(old.name); its texts stay in \(name).")
        case (.other(let name), .other?):
            return ChangeStatement(sql, "Drops the old form of the index \(old.name); its texts stay in \(name).")
        case (.own, nil):
            return ChangeStatement(sql, "Drops the table \(old.name) with its rows.", hazards: [.deletesData])
        case (.own, .other(let name)?):
            return ChangeStatement(
                sql, "Drops the old form of \(old.name) with its rows; the new one has those of \(name) alone.",
                hazards: [.deletesData])
        case (_, nil):
            return ChangeStatement(
                sql, "Drops the table \(old.name) with what its module keeps.", hazards: [.deletesData])
        default:
            return ChangeStatement(
                sql,
                "Drops the old form of \(old.name) with what its module keeps, which no statement can take over."
                    + (new.map(filling) ?? ""), hazards: [.deletesData])
        }
    }

    /// How a person fills a table of which nobody knows where its rows come from.
    private static func filling(_ table: Table) -> String {
        let isText = SQLiteVirtualTable(table).family == .text
        let columns = ((isText ? ["rowid"] : []) + table.columns.map(\.name)).map { $0.quotedName(.sqlite) }
        let list = columns.isEmpty ? "" : " (\(columns.joined(separator: ", ")))"
        return
            " Fill it afterwards from where its rows came: INSERT INTO \(table.name.name.quotedName(.sqlite))\(list) SELECT …"
    }
}
