internal import SQLText
internal import SchemaModel

/// DEFAULT with a word that is no constant: SQLite takes it for a string.
///
/// <https://www.sqlite.org/lang_createtable.html#the_default_clause>
enum DefaultBareWord: SQLiteRule {
    static let code = "default-bare-word"
    static let severity = Finding.Severity.warning

    private static let constants: Set = [
        "null", "true", "false", "current_date", "current_time", "current_timestamp",
    ]

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.columns.compactMap { column in
            guard let index = column.defaultToken, column.statement.tokens.all[index].kind == .word else { return nil }
            let word = column.statement.tokens.text(index)
            guard !constants.contains(word.foldedForSQLite) else { return nil }
            return Finding(
                Self.self, at: column.statement.place(of: index),
                "the default is the text '\(word)', and not what \(word) would give",
                help: "put a call in parentheses: DEFAULT (datetime('now')); or write the text in quotation marks",
                table: column.tableName)
        }
    }
}
