import MartletCore

/// What would be done, statement by statement.
enum PlanText {
    static func lines(_ database: DatabaseOutcome) -> [StyledText] {
        guard let plan = database.plan else {
            return ["\(database.name, .bold): \(database.facts.joined(separator: ", "))"]
        }
        guard !plan.steps.isEmpty else {
            return ["\(database.name, .bold): nothing to do\(database.current.map { ", at \($0)" } ?? "")"]
        }
        let statements = plan.steps.reduce(0) { $0 + $1.statementCount }
        var lines: [StyledText] = [
            "\(database.name, .bold): \(Count.text(plan.steps.count, "step")), \(Count.text(statements, "statement")); nothing was changed"
        ]
        for step in plan.steps {
            lines.append("")
            lines.append("\(verb(step.kind)) \(step.subject, .bold) \(step.description)  \(transaction(step), .dim)")
            for (index, statement) in step.statements.enumerated() {
                let number = String(index + 1)
                lines.append("  \("\(number)  ", .dim)\(firstLine(statement))")
            }
            if step.statements.isEmpty, step.statementCount > 0 {
                lines.append("  \("\(step.statementCount) statements, too many to show", .dim)")
            }
        }
        return lines
    }

    private static func verb(_ kind: Step.Kind) -> String {
        switch kind {
        case .apply: "apply"
        case .rollback: "undo"
        case .stamp: "stamp"
        case .seed: "seed"
        }
    }

    private static func transaction(_ step: PlanOutline.Step) -> String {
        switch step.transaction {
        case "none": "no transaction"
        case "own": "a transaction of its own"
        default: "one transaction"
        }
    }

    /// The statement on one line, without its comments, cut where it gets long.
    private static func firstLine(_ statement: String) -> String {
        let words = OneLineSQL.text(statement).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.count <= 96 ? words : words.prefix(95) + "…"
    }
}
