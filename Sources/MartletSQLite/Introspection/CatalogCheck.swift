internal import SQLText
internal import SchemaModel

/// Holds what was read of a statement against what SQLite itself understands of it.
///
/// The statement tells more than the pragmas, and the pragmas cannot be wrong: where both speak they have to agree.
enum CatalogCheck {
    // MARK: Tables

    /// What of a table is told in two ways; `nil` if nothing is.
    static func contradiction(_ table: Table, _ told: Catalog.Relation) -> String? {
        if table.columns.map(\.name) != told.columns.map(\.name) { return "which columns it has" }
        for (column, other) in zip(table.columns, told.columns) {
            if let what = contradiction(column, other) { return "the \(what) of its column \(column.name)" }
        }
        if table.traits.isStrict != told.isStrict { return "whether it is STRICT" }
        if table.traits.isWithoutRowID != told.isWithoutRowID { return "whether it is WITHOUT ROWID" }
        let places = told.columns.filter { $0.keyPlace > 0 }.sorted { $0.keyPlace < $1.keyPlace }
        if (table.primaryKey?.columns ?? []).once != places.map(\.name) { return "its primary key" }
        if !agrees(table.foreignKeys, told.foreignKeys) { return "its foreign keys" }
        return agrees(table, told.indexes) ? nil : "its unique constraints"
    }

    private static func contradiction(_ column: Column, _ told: Catalog.Column) -> String? {
        // Most are the same as they stand.
        if column.type != told.type, column.type != SQLiteDefinition.type(told.type) { return "type" }
        if column.isNullable == told.isNotNull { return "NOT NULL" }
        let value = told.defaultValue
        if column.defaultValue != value, column.defaultValue != value.map(SQLiteDefinition.defaultValue) {
            return "default"
        }
        let hidden = column.generated.map { $0.isStored ? 3 : 2 } ?? 0
        return hidden == told.hidden ? nil : "generated value"
    }

    private static func agrees(_ keys: [ForeignKey], _ told: [Catalog.ForeignKey]) -> Bool {
        if keys.isEmpty, told.isEmpty { return true }
        let read = keys.map { key in
            Catalog.ForeignKey(
                table: key.table.name, columns: key.columns, referencedColumns: key.referencedColumns,
                onUpdate: key.onUpdate.rawValue, onDelete: key.onDelete.rawValue)
        }
        // Equal keys count once.
        return Set(read) == Set(told)
    }

    /// Each key has an index of the same columns, but for the rowid; several may share one.
    private static func agrees(_ table: Table, _ told: [Catalog.Index]) -> Bool {
        let key = table.rowIDColumn == nil ? table.primaryKey : nil
        let read = (table.uniqueKeys + (key.map { [$0] } ?? [])).map { key in
            key.parts.map { Catalog.Part(name: $0.column, collation: collation($0, table), isDescending: false) }
        }
        let made = told.filter { $0.origin != "c" }.map { index in
            index.parts.map { Catalog.Part(name: $0.name, collation: folded($0.collation), isDescending: false) }
        }
        if read.isEmpty, made.isEmpty { return true }
        let isOnce = table.traits.isWithoutRowID
        return Set(read.map { isOnce ? $0.once : $0 }) == Set(made.map { isOnce ? $0.once : $0 })
    }

    // MARK: Indexes

    /// What of an index is told in two ways; `nil` if nothing is.
    static func contradiction(_ index: Index, of table: Table, _ told: Catalog.Index?) -> String? {
        guard let told else { return "whether it is there" }
        if index.isUnique != told.isUnique { return "whether it is UNIQUE" }
        if (index.predicate != nil) != told.isPartial { return "whether it has all rows" }
        guard index.parts.count == told.parts.count else { return "how many columns it has" }
        for (part, other) in zip(index.parts, told.parts) {
            if part.column != other.name || part.isDescending != other.isDescending { return "which columns it has" }
            if part.column != nil, collation(part, table) != folded(other.collation) { return "its collations" }
        }
        return nil
    }

    private static func collation(_ part: IndexPart, _ table: Table) -> String {
        folded((part.collation ?? part.column.flatMap(table.column)?.collation)?.name ?? "BINARY")
    }

    private static func folded(_ collation: String) -> String { collation.foldedForSQLite }
}

extension Array where Element: Hashable {
    /// Each element where it comes first.
    fileprivate var once: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
