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

    /// What fills the indexes that are new, or whose texts are others by now.
    /// - Parameters:
    ///   - old: the schema before, with the new names.
    ///   - changedRows: the tables that are new or have other values, with small letters.
    static func all(from old: Schema, to new: Schema, changedRows: Set<String>) -> [ChangeStatement] {
        let tables = Set(old.tables.map { NameKey($0.name, .sqlite) })
        return new.tables.compactMap { index in
            guard let filling = SQLiteFilling(index, in: new) else { return nil }
            let content = filling.content
            let isView = new.views.contains { $0.name == content }
            // A table that was not there has no rows.
            guard isView || tables.contains(NameKey(content, .sqlite)) else { return nil }
            let isOtherView = isView && old.views.first { $0.name == content } != new.views.first { $0.name == content }
            let isChanged = [index.name, content].contains { changedRows.contains($0.name.foldedForSQLite) }
            return isChanged || isOtherView ? filling.statement : nil
        }
    }
}
