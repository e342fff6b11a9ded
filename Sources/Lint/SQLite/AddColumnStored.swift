internal import SQLText
internal import SchemaModel

/// ALTER TABLE … ADD COLUMN of a STORED generated column, which SQLite refuses where there are rows.
///
/// <https://www.sqlite.org/gencol.html#limitations>
enum AddColumnStored: SQLiteRule {
    static let code = "add-column-stored"
    static let severity = Finding.Severity.error

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.columnsAddedToRows.compactMap { added in
            guard added.column.generated?.isStored == true else { return nil }
            return Finding(
                Self.self, at: added.place(of: "stored"), "SQLite adds no generated column that is STORED",
                help: "make it VIRTUAL, with an index if it is searched for, or rebuild the table",
                table: added.tableName)
        }
    }
}
