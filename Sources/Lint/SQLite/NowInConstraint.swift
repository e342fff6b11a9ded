internal import SQLText
internal import SchemaModel

/// The time of day in a CHECK, an index or a generated column: the INSERT fails, as the answer changes by itself.
///
/// <https://www.sqlite.org/deterministic.html>
enum NowInConstraint: SQLiteRule {
    static let code = "now-in-constraint"
    static let severity = Finding.Severity.error

    private static let functions: Set = ["date", "time", "datetime", "julianday", "unixepoch", "strftime", "timediff"]

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.fixedExpressions.flatMap { expression in
            expression.tokens.filter { isNow(expression, $0) }.map { index in
                Finding(
                    Self.self, at: expression.statement.place(of: index),
                    "\(expression.what) cannot depend on the time at which it is asked: writing a row fails",
                    help: "compare in a trigger, or keep the time in a column with DEFAULT CURRENT_TIMESTAMP")
            }
        }
    }

    /// Whether a call of a function begins there that asks for the time.
    private static func isNow(_ expression: SQLiteFixedExpression, _ index: Int) -> Bool {
        let tokens = expression.statement.tokens
        guard tokens.all[index].kind == .word, functions.contains(tokens.text(index).foldedForSQLite),
            tokens.isSymbol("(", at: index + 1), let close = tokens.closing(index + 1, before: tokens.all.count)
        else { return false }
        let arguments = index + 2..<close
        if arguments.isEmpty { return true }
        return arguments.contains { tokens.all[$0].kind == .string && tokens.name(at: $0)?.lowercased() == "now" }
    }
}
