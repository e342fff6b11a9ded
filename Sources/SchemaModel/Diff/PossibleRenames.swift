internal import SQLText

/// Objects that went while others that look like them came.
enum PossibleRenames {
    /// Tables with the same columns, then columns of a table with the same type; each old one once.
    ///
    /// Of an index for full text over another table nothing would be kept: it is filled from there.
    static func find(from old: Schema, _ renamed: RenamedSchema, to new: Schema) -> [RenameHint] {
        let dialect = new.dialect
        let before = Set(renamed.schema.tables.map { NameKey($0.name, dialect) })
        let after = Set(new.tables.map { NameKey($0.name, dialect) })
        var added = new.tables.filter { !before.contains(NameKey($0.name, dialect)) }
        var hints: [RenameHint] = []
        for table in renamed.schema.tables
        where !after.contains(NameKey(table.name, dialect)) && table.content.isKeptByTable {
            let columns = table.columnsToCompare
            let index = added.firstIndex { $0.columnsToCompare == columns && $0.kind == table.kind }
            guard let index else { continue }
            hints.append(RenameHint(table: table.name, to: added.remove(at: index).name))
        }
        for table in renamed.schema.tables where table.content == .own {
            guard let other = new.tables.first(where: { NameKey($0.name, dialect) == NameKey(table.name, dialect) })
            else { continue }
            let name = renamed.tables[NameKey(table.name, dialect)] ?? table.name
            hints += columns(from: table, to: other, dialect).map { RenameHint(column: $0, of: name, to: $1) }
        }
        return hints
    }

    private static func columns(from old: Table, to new: Table, _ dialect: Dialect) -> [(String, String)] {
        let before = Set(old.columns.map { NameKey($0.name, dialect) })
        let after = Set(new.columns.map { NameKey($0.name, dialect) })
        var added = new.columns.filter { !before.contains(NameKey($0.name, dialect)) }
        var pairs: [(String, String)] = []
        for column in old.columns where !after.contains(NameKey(column.name, dialect)) {
            let index = added.firstIndex { other in
                other.type == column.type && other.generated == nil && column.generated == nil
                    && other.isNullable == column.isNullable
            }
            if let index { pairs.append((column.name, added.remove(at: index).name)) }
        }
        return pairs
    }
}

extension Table {
    /// The columns as far as another name of the table leaves them alone.
    fileprivate var columnsToCompare: [Column] { withoutComments.columns.map(\.withoutSequence) }

    /// Where its rows are.
    fileprivate var content: SQLiteVirtualTable.Content { kind == .virtual ? SQLiteVirtualTable(self).content : .own }
}

extension SQLiteVirtualTable.Content {
    /// Whether the table has something that goes with it, and stays under another name.
    fileprivate var isKeptByTable: Bool {
        switch self {
        case .own, .none, .unknown: true
        case .other, .shown: false
        }
    }
}

extension Column {
    /// The column without the name of the sequence that its DEFAULT calls, which is made of that of the table.
    fileprivate var withoutSequence: Column {
        guard defaultValue?.hasPrefix("nextval(") ?? false else { return self }
        var column = self
        column.defaultValue = "nextval"
        return column
    }
}
