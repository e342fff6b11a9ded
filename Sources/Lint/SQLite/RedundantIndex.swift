internal import SQLText
internal import SchemaModel

/// An index that repeats a key or another index of the script: it is written, and never used.
enum RedundantIndex: SQLiteRule {
    static let code = "redundant-index"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: SQLiteScript) -> [Finding] {
        let indexes = script.createdIndexes
        return indexes.enumerated().compactMap { number, index in
            guard index.index.predicate == nil, let table = script.createdTable(index.table),
                let cover = cover(of: index.index, table, indexes[..<number].filter { $0.table == index.table })
            else { return nil }
            return Finding(
                Self.self, at: index.place, "\(cover) has the same columns already", help: "leave it out",
                table: index.table)
        }
    }

    private static func cover(
        of index: Index, _ table: Table, _ earlier: [SQLiteIndex]
    ) -> String? {
        guard index.parts.allSatisfy({ $0.column != nil && $0.collation == nil }) else { return nil }
        let columns = index.parts.compactMap(\.column)
        if columns == table.primaryKey?.columns { return "the primary key" }
        if table.uniqueKeys.contains(where: { $0.columns == columns }) { return "a UNIQUE" }
        let same = earlier.first { $0.index.predicate == nil && $0.index.parts == index.parts }
        guard let same, !index.isUnique || same.index.isUnique else { return nil }
        return "the index \(same.index.name)"
    }
}
