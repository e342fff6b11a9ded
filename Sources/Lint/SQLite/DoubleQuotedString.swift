internal import SQLText
internal import SchemaModel

/// A text in double quotation marks, which are for names: SQLite may take it for a string, or for a column.
///
/// <https://www.sqlite.org/quirks.html#double_quoted_string_literals_are_accepted>
enum DoubleQuotedString: SQLiteRule {
    static let code = "double-quoted-string"
    static let severity = Finding.Severity.error

    static func findings(in script: SQLiteScript) -> [Finding] {
        let defaults = script.columns.compactMap { column in
            column.defaultToken.map { (statement: column.statement, token: $0) }
        }
        let values = script.statements.flatMap { statement in statement.insertedTokens.map { (statement, $0) } }
        let checked = script.fixedExpressions.flatMap { expression in
            expression.tokens.filter { !expression.isColumn($0) }.map { (expression.statement, $0) }
        }
        return (defaults + values + checked).compactMap { statement, token in
            let text = statement.tokens.text(token)
            guard statement.tokens.all[token].kind == .quotedIdentifier, text.hasPrefix("\"") else { return nil }
            let name = statement.tokens.name(at: token) ?? ""
            return Finding(
                Self.self, at: statement.place(of: token), "\(text) is a name, and only by mistake a text",
                help: "write \(SQLLiteral.text(name))")
        }
    }
}
