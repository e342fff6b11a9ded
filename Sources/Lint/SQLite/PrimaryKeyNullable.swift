internal import SQLText
internal import SchemaModel

/// A primary key that may be NULL, any number of times: only INTEGER PRIMARY KEY, STRICT and WITHOUT ROWID forbid it.
///
/// <https://www.sqlite.org/quirks.html#primary_keys_can_sometimes_contain_nulls>
enum PrimaryKeyNullable: SQLiteRule {
    static let code = "primary-key-nullable"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.createdTables.flatMap { statement, table -> [Finding] in
            guard let key = table.primaryKey, table.rowIDColumn == nil, !table.traits.isWithoutRowID else { return [] }
            return statement.columns.compactMap { column in
                guard key.columns.contains(column.column.name), column.column.isNullable,
                    !PrimaryKeyNotRowID.isMeant(column.column.type, key)
                else { return nil }
                return Finding(
                    Self.self, at: column.namePlace,
                    "\(column.column.name) is a part of the primary key, and may be NULL all the same",
                    help: "add NOT NULL, or make the table STRICT", table: table.name.name)
            }
        }
    }
}
