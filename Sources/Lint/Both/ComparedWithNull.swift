internal import PostgresTree
internal import SQLText
internal import SchemaModel

/// A comparison with NULL, which is never true: neither is `x = NULL`, nor `x <> NULL`.
///
/// <https://www.sqlite.org/nulls.html>
enum ComparedWithNull: SQLiteRule {
    static let code = "compared-with-null"
    static let severity = Finding.Severity.error

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.statements.flatMap { statement in
            statement.tokens.all.indices.filter { isComparison(statement, $0) }.map { index in
                let isUnequal = ["<>", "!="].contains(statement.tokens.text(index))
                return Finding(
                    Self.self, at: statement.place(of: index..<index + 2), "a comparison with NULL is never true",
                    help: "write \(isUnequal ? "IS NOT NULL" : "IS NULL")")
            }
        }
    }

    private static func isComparison(_ statement: SQLiteStatement, _ index: Int) -> Bool {
        let tokens = statement.tokens
        guard tokens.all[index].kind == .punctuation, statement.isWord("null", at: index + 1) else { return false }
        switch tokens.text(index) {
        case "<>", "!=", "==": return true
        case "=": return !isAssignment(statement, index)
        default: return false
        }
    }

    /// Whether an equals sign stands in the list behind SET, or sets a pragma.
    private static func isAssignment(_ statement: SQLiteStatement, _ index: Int) -> Bool {
        if case .pragma = statement.kind { return true }
        var depth = 0
        for other in (0..<index).reversed() {
            if statement.tokens.isSymbol(")", at: other) { depth += 1 }
            if statement.tokens.isSymbol("(", at: other) { depth -= 1 }
            if depth < 0 { return false }
            guard depth == 0 else { continue }
            if statement.isWord("set", at: other) || statement.tokens.isSymbol(",", at: other) {
                return statement.isWord("set", at: other) || isAssignment(statement, other)
            }
            for word in ["where", "and", "or", "on", "when", "select", "having"] as [StaticString]
            where statement.isWord(word, at: other) { return false }
        }
        return false
    }
}

extension ComparedWithNull: PostgresRule {
    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.flatMap { statement in
            (statement.tree.condition?.comparisonsWithNull ?? []).map { place in
                let isUnequal = script.text(at: place) != "="
                return Finding(
                    Self.self, at: script.word(at: place), "a comparison with NULL is never true",
                    help: "write \(isUnequal ? "IS NOT NULL" : "IS NULL")")
            }
        }
    }
}
