internal import SQLText
internal import SchemaModel

/// ALTER TABLE … ADD COLUMN with REFERENCES and a default other than NULL, which SQLite refuses with foreign keys on.
///
/// <https://www.sqlite.org/lang_altertable.html#alter_table_add_column>
enum AddColumnReferenceDefault: SQLiteRule {
    static let code = "add-column-reference-default"
    static let severity = Finding.Severity.warning

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.columnsAddedToRows.compactMap { added in
            guard !added.table.foreignKeys.isEmpty, let value = added.column.defaultValue,
                value.uppercased() != "NULL"
            else { return nil }
            return Finding(
                Self.self, at: added.place(of: "references"),
                "with foreign keys on, a column that refers to another table can only be added with the default NULL",
                help: "add it without a default, and UPDATE the rows that are there", table: added.tableName)
        }
    }
}
