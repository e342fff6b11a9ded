internal import SQLText
internal import SchemaModel

/// A foreign key whose column has another affinity than the one that it refers to: equal values may not be equal.
///
/// <https://www.sqlite.org/foreignkeys.html>
enum ForeignKeyTypeDiffers: SQLiteRule {
    static let code = "foreign-key-type-differs"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.foreignKeys.compactMap { key in
            guard key.key.columns.count == 1, let mine = key.columns.first(key.key.columns[0]),
                let target = script.createdTable(key.key.table.name)
            else { return nil }
            let names = key.key.referencedColumns.isEmpty ? target.primaryKey?.columns ?? [] : key.key.referencedColumns
            guard names.count == 1, let theirs = target.columns.first(names[0]) else { return nil }
            let (left, right) = (SQLiteAffinity(mine.type), SQLiteAffinity(theirs.type))
            guard left.isText != right.isText, left != .blob, right != .blob else { return nil }
            return Finding(
                Self.self, at: key.place,
                "\(mine.name) is kept as \(left.rawValue), and \(target.name.name).\(theirs.name) as \(right.rawValue)",
                help: "give both the same type", table: key.tableName)
        }
    }
}
