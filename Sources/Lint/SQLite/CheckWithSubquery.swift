internal import SQLText
internal import SchemaModel

/// A query in a CHECK, an index or a generated column, which SQLite refuses.
///
/// <https://www.sqlite.org/lang_createtable.html#check_constraints>
enum CheckWithSubquery: SQLiteRule {
    static let code = "check-with-subquery"
    static let severity = Finding.Severity.error

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.fixedExpressions.flatMap { expression in
            expression.tokens.filter { expression.statement.isWord("select", at: $0) }.map { index in
                Finding(
                    Self.self, at: expression.statement.place(of: index), "\(expression.what) cannot hold a query",
                    help: "use a foreign key, or a trigger that calls RAISE(ABORT, …)")
            }
        }
    }
}
