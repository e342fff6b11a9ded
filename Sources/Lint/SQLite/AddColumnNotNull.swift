internal import SQLText
internal import SchemaModel

/// ALTER TABLE … ADD COLUMN with NOT NULL and no default, which SQLite refuses where there are rows.
///
/// <https://www.sqlite.org/lang_altertable.html#alter_table_add_column>
enum AddColumnNotNull: SQLiteRule {
    static let code = "add-column-not-null"
    static let severity = Finding.Severity.error

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.columnsAddedToRows.compactMap { added in
            let hasValue = added.column.defaultValue.map { $0.uppercased() != "NULL" } ?? false
            guard !added.column.isNullable, !hasValue, added.column.generated == nil, added.has("not", "null") else {
                return nil
            }
            return Finding(
                Self.self, at: added.place(of: "not", "null"),
                "a column that is NOT NULL cannot be added to rows without a default",
                help: "give it a DEFAULT that is a constant, or rebuild the table", table: added.tableName)
        }
    }
}
