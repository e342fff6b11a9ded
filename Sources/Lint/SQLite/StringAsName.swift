internal import SQLText
internal import SchemaModel

/// A name in single quotation marks, which are for texts: SQLite takes it only because it has to be a name.
///
/// <https://www.sqlite.org/lang_keywords.html>
enum StringAsName: SQLiteRule {
    static let code = "string-as-name"
    static let severity = Finding.Severity.warning

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.statements.flatMap { statement -> [Finding] in
            let names = statement.columns.map(\.tokens.lowerBound) + [statement.definedName].compactMap(\.self)
            return names.filter { statement.tokens.all[$0].kind == .string }.map { index in
                Finding(
                    Self.self, at: statement.place(of: index),
                    "\(statement.tokens.text(index)) is a text, and only by mistake a name",
                    help: "write \((statement.tokens.name(at: index) ?? "").quotedForSQLite)")
            }
        }
    }
}
