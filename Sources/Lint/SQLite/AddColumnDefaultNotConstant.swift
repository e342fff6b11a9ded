internal import SQLText
internal import SchemaModel

/// ALTER TABLE … ADD COLUMN with a default that SQLite would have to compute, which it refuses where there are rows.
///
/// <https://www.sqlite.org/lang_altertable.html#alter_table_add_column>
enum AddColumnDefaultNotConstant: SQLiteRule {
    static let code = "add-column-default-not-constant"
    static let severity = Finding.Severity.error

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.columnsAddedToRows.compactMap { added in
            guard let value = added.column.defaultValue, isComputed(value) else { return nil }
            return Finding(
                Self.self, at: added.place(of: "default"), "SQLite adds no column whose default is computed: \(value)",
                help:
                    "add it without, UPDATE the rows that are there, and rebuild the table if new rows need the default",
                table: added.tableName)
        }
    }

    /// Whether a default is none of: a number with or without sign, a string, a blob, NULL, TRUE, FALSE.
    private static func isComputed(_ value: String) -> Bool {
        guard let tokens = try? SQLiteTokens(value) else { return false }
        var kinds = tokens.all.map(\.kind)
        if kinds.count == 2, tokens.isSymbol("-", at: 0) || tokens.isSymbol("+", at: 0) { kinds.removeFirst() }
        guard kinds.count == 1 else { return true }
        return kinds[0] == .word && !["null", "true", "false"].contains(value.foldedForSQLite)
    }
}
