internal import PostgresTree

/// NOT IN of a query, which one NULL empties.
enum NotInSubquery: PostgresRule {
    static let code = "not-in-subquery"
    static let severity = Finding.Severity.warning

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.flatMap { statement in
            (statement.tree.condition?.negatedQueries ?? []).map { place in
                Finding(
                    Self.self, at: script.word(at: place), "NOT IN is true for no row if the query gives one NULL",
                    help: "NOT EXISTS (SELECT … WHERE …)")
            }
        }
    }
}
