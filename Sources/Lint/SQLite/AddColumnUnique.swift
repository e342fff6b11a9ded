internal import SQLText
internal import SchemaModel

/// ALTER TABLE … ADD COLUMN with UNIQUE or PRIMARY KEY, which SQLite refuses.
///
/// <https://www.sqlite.org/lang_altertable.html#alter_table_add_column>
enum AddColumnUnique: SQLiteRule {
    static let code = "add-column-unique"
    static let severity = Finding.Severity.error

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.addedColumns.compactMap { added in
            let isKey = added.table.primaryKey != nil
            guard isKey || !added.table.uniqueKeys.isEmpty else { return nil }
            let place = isKey ? added.place(of: "primary", "key") : added.place(of: "unique")
            return Finding(
                Self.self, at: place, "SQLite adds no column that is \(isKey ? "a PRIMARY KEY" : "UNIQUE")",
                help: isKey
                    ? "rebuild the table" : "add the column, and make it unique with CREATE UNIQUE INDEX",
                table: added.tableName)
        }
    }
}
