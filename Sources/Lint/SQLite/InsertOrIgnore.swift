internal import SQLText
internal import SchemaModel

/// INSERT OR IGNORE: rows that break NOT NULL, UNIQUE or CHECK are left out in silence.
///
/// <https://www.sqlite.org/lang_conflict.html>
enum InsertOrIgnore: SQLiteRule {
    static let code = "insert-or-ignore"
    static let severity = Finding.Severity.warning

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard let insertion = statement.insertion, let clause = statement.firstIndex(of: "or", "ignore"),
                clause < insertion.nameToken
            else { return nil }
            return Finding(
                Self.self, at: statement.place(of: clause..<clause + 2),
                "rows that break NOT NULL, UNIQUE or CHECK are left out in silence",
                help: "say which conflict is meant: INSERT … ON CONFLICT (id) DO NOTHING", table: insertion.table)
        }
    }
}
