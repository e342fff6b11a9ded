internal import SQLText

/// Fills an index for full text that has its rows in another table or view.
///
/// Source: <https://www.sqlite.org/fts5.html#the_rebuild_command>.
struct SQLiteFilling {
    private let index: Table
    /// The table or view whose texts it finds.
    let content: ObjectName

    /// Finds what fills a table; `nil` if it is no such index, or has no such rows there.
    init?(_ index: Table, in schema: Schema) {
        let table = SQLiteVirtualTable(index)
        guard index.kind == .virtual, case .other(let name) = table.content else { return nil }
        let key = NameKey(name, .sqlite)
        let numbers = Set(["rowid", "_rowid_", "oid"])
        let rowNumber = table.rowNumber.foldedForSQLite
        if let other = schema.tables.first(where: { NameKey($0.name.name, .sqlite) == key }) {
            let columns = Set(other.columns.map(\.name.foldedForSQLite))
            let isNumbered = columns.contains(rowNumber) || numbers.contains(rowNumber) && !other.traits.isWithoutRowID
            guard isNumbered, index.columns.allSatisfy({ columns.contains($0.name.foldedForSQLite) }) else {
                return nil
            }
            content = other.name
        } else if let view = schema.views.first(where: { NameKey($0.name.name, .sqlite) == key }) {
            let columns = Set(view.columns.map(\.name.foldedForSQLite))
            let names = index.columns.map(\.name.foldedForSQLite) + [rowNumber]
            guard names.allSatisfy(columns.contains) else { return nil }
            content = view.name
        } else {
            return nil
        }
        self.index = index
    }

    /// The statement.
    var statement: ChangeStatement {
        let name = index.name.name.quotedName(.sqlite)
        return ChangeStatement(
            "INSERT INTO \(name) (\(name)) VALUES ('rebuild')",
            "Fills the index \(index.name) with the texts of \(content).",
            hazards: [.blocksWrites])
    }

    /// What fills the indexes that are new, or whose texts may be others by now: nobody but the module could tell that
    /// an index finds what is there no longer.
    /// - Parameters:
    ///   - old: the schema before, with the new names.
    ///   - changed: the tables that are new, made anew, dropped, have other values, or another name for themselves or a
    ///     column; with small letters.
    static func all(from old: Schema, to new: Schema, changed: Set<String>) -> [ChangeStatement] {
        let tables = Set(old.tables.map { NameKey($0.name, .sqlite) })
        let changed = changed.union(changedViews(from: old, to: new, changed))
        return new.tables.compactMap { index in
            guard let filling = SQLiteFilling(index, in: new) else { return nil }
            let content = filling.content
            let isView = new.views.contains { $0.name == content }
            // A table that was not there has no rows.
            guard isView || tables.contains(NameKey(content, .sqlite)) else { return nil }
            let isChanged = [index.name, content].contains { changed.contains($0.name.foldedForSQLite) }
            return isChanged ? filling.statement : nil
        }
    }

    /// The views that are others, or that read what has changed, be it by way of other views.
    private static func changedViews(from old: Schema, to new: Schema, _ tables: Set<String>) -> Set<String> {
        let before = Dictionary(old.views.map { (NameKey($0.name, .sqlite), $0) }) { first, _ in first }
        var open = new.views.map { (name: $0.name.name.foldedForSQLite, reads: SQLiteMentions.names(in: $0.query)) }
        var changed = Set(
            new.views.filter { before[NameKey($0.name, .sqlite)] != $0 }.map(\.name.name.foldedForSQLite))
        while let index = open.firstIndex(where: {
            changed.contains($0.name) || !$0.reads.isDisjoint(with: tables.union(changed))
        }) {
            changed.insert(open.remove(at: index).name)
        }
        return changed
    }
}
