internal import SQLText
internal import SchemaModel

/// INSERT OR REPLACE: the row that stands in the way is deleted, with what refers to it.
///
/// <https://www.sqlite.org/lang_conflict.html>
enum ReplaceDeletesRow: SQLiteRule {
    static let code = "replace-deletes-row"
    static let severity = Finding.Severity.warning

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard let insertion = statement.insertion,
                let word = statement.firstIndex(of: "replace"), word < insertion.nameToken
            else { return nil }
            return Finding(
                Self.self, at: statement.place(of: word),
                "the row in the way is deleted first: its other columns are lost, and ON DELETE CASCADE goes on from there",
                help: "update it instead: INSERT … ON CONFLICT (id) DO UPDATE SET …", table: insertion.table)
        }
    }
}
