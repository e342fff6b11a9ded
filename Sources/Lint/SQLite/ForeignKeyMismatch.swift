internal import SQLText
internal import SchemaModel

/// A foreign key to columns that are no key of the table that the script makes: every write fails.
///
/// <https://www.sqlite.org/foreignkeys.html#fk_indexes>
enum ForeignKeyMismatch: SQLiteRule {
    static let code = "foreign-key-mismatch"
    static let severity = Finding.Severity.error

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.foreignKeys.compactMap { key in
            guard let target = script.createdTable(key.key.table.name), !script.isKey(of: target, key.key) else {
                return nil
            }
            let columns = key.key.referencedColumns
            let fact =
                columns.isEmpty
                ? "\(target.name.name) has no primary key that could be referred to"
                : "\(target.name.name)(\(columns.joined(separator: ", "))) is neither a primary key nor unique"
            return Finding(
                Self.self, at: key.place, fact, help: "make it UNIQUE there, or refer to the primary key",
                table: key.tableName)
        }
    }
}
