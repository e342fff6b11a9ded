internal import SQLText
internal import SchemaModel

/// A foreign key without an index on its columns: each DELETE and UPDATE of the other table reads all of this one.
///
/// <https://www.sqlite.org/foreignkeys.html#fk_indexes>
enum ForeignKeyUnindexed: SQLiteRule {
    static let code = "foreign-key-unindexed"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.foreignKeys.compactMap { key in
            guard !script.isIndexed(key) else { return nil }
            let columns = key.key.columns.joined(separator: ", ")
            var finding = Finding(
                Self.self, at: key.place,
                "no index begins with \(columns): each DELETE in \(key.key.table.name) reads all of \(key.tableName)",
                help:
                    "CREATE INDEX \(key.tableName)_\(key.key.columns.joined(separator: "_")) ON \(key.tableName) (\(columns))",
                table: key.tableName)
            finding.missingIndex = IndexedColumns(
                table: key.tableName.foldedForSQLite, columns: key.key.columns.map(\.foldedForSQLite))
            return finding
        }
    }
}
