internal import SQLText
internal import SchemaModel

/// A whole number as primary key that is not the rowid: SQLite gives it no number, and keeps a second index.
///
/// <https://www.sqlite.org/lang_createtable.html#rowids_and_the_integer_primary_key>
enum PrimaryKeyNotRowID: SQLiteRule {
    static let code = "primary-key-not-rowid"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    /// Whether a type is that of whole numbers, and the only column of the key has it.
    static func isMeant(_ type: String, _ key: Key) -> Bool {
        key.parts.count == 1 && ["INT", "BIGINT", "SMALLINT", "TINYINT", "INTEGER", "INT8"].contains(type.uppercased())
    }

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.createdTables.compactMap { statement, table in
            guard let key = table.primaryKey, table.rowIDColumn == nil, !table.traits.isWithoutRowID,
                !table.traits.isAutoincrement, key.parts.count == 1,
                let column = statement.columns.first(where: { $0.column.name == key.columns.first }),
                isMeant(column.column.type, key)
            else { return nil }
            let isDescending = column.column.type == "INTEGER"
            return Finding(
                Self.self, at: column.typePlace,
                isDescending
                    ? "with DESC the key is not the rowid: SQLite gives it no number"
                    : "only INTEGER, in full, makes the key the rowid: SQLite gives this one no number",
                help: "write: \(column.column.name) INTEGER PRIMARY KEY", table: table.name.name)
        }
    }
}
