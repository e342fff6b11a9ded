import MartletCore

/// What would be done, statement by statement.
enum PlanText {
    static func lines(_ database: DatabaseOutcome) -> [StyledText] {
        let notReached = RunText.notReached(database)
        guard let plan = database.plan, notReached == nil || !plan.steps.isEmpty else {
            let facts = database.facts + [notReached].compactMap(\.self)
            return ["\(database.name, .bold): \(facts.joined(separator: ", "))"]
        }
        let facts: [StyledText] =
            database.facts.isEmpty ? [] : ["\(database.name, .bold): \(database.facts.joined(separator: ", "))"]
        guard !plan.steps.isEmpty else {
            return facts + ["\(database.name, .bold): nothing to do\(database.current.map { ", at \($0)" } ?? "")"]
        }
        let statements = plan.steps.reduce(0) { $0 + $1.statementCount }
        var lines: [StyledText] = facts
        lines += [
            "\(database.name, .bold): \(Count.text(plan.steps.count, "step")), \(Count.text(statements, "statement")); nothing was changed"
        ]
        for step in plan.steps {
            if step.kind != .stamp || step.subject == plan.steps.first?.subject { lines.append("") }
            lines.append("\(verb(step.kind)) \(step.subject, .bold) \(step.description)  \(manner(step), .dim)")
            let forecasts = Dictionary(step.forecasts.map { ($0.number, $0) }) { first, _ in first }
            for (index, statement) in step.statements.enumerated() {
                let number = String(index + 1)
                lines.append("  \("\(number)  ", .dim)\(firstLine(statement))")
                for fact in forecasts[index + 1].map(ForecastText.lines) ?? [] {
                    lines.append("  \(String(repeating: " ", count: number.count))  \(fact, .dim)")
                }
            }
            lines += step.locksHeld.map { "  \(ForecastText.line($0), .dim)" }
            if step.statements.isEmpty, step.statementCount > 0 {
                lines.append("  \("\(step.statementCount) statements, too many to show", .dim)")
            }
        }
        if let notReached { lines += ["", "\("the rest \(notReached)", .dim)"] }
        return lines
    }

    private static func verb(_ kind: Step.Kind) -> String {
        switch kind {
        case .apply: "apply"
        case .rollback: "undo"
        case .stamp: "record"
        case .seed: "seed"
        case .repeat: "repeat"
        }
    }

    /// The script of the plan, to be read: with what Martlet puts around the statements, and what is told of them.
    static func script(_ outcome: Outcome) -> String {
        outcome.databases.map(script).joined(separator: "\n")
    }

    private static func script(_ database: DatabaseOutcome) -> String {
        guard let plan = database.plan, !plan.steps.isEmpty else { return "-- \(database.name): nothing to do\n" }
        let head = ["-- \(database.name): plan \(plan.identity)"] + database.facts.map { "-- \($0)" }
        return (head + plan.steps.flatMap(script)).joined(separator: "\n") + "\n"
    }

    private static func script(_ step: PlanOutline.Step) -> [String] {
        var lines = ["", "-- \(verb(step.kind)) \(step.subject) \(step.description): \(manner(step))"]
        let isEnclosed = step.transaction != "none" && step.kind != .stamp
        if isEnclosed { lines.append("BEGIN;") }
        let forecasts = Dictionary(step.forecasts.map { ($0.number, $0) }) { first, _ in first }
        for (index, statement) in step.statements.enumerated() {
            let facts = forecasts[index + 1].map(ForecastText.lines) ?? []
            lines += facts.map { "-- \(index + 1): \($0)" } + [statement.hasSuffix(";") ? statement : statement + ";"]
        }
        if step.statements.isEmpty, step.statementCount > 0 {
            lines.append("-- \(step.statementCount) statements, too many to show")
        }
        lines += step.locksHeld.map { "-- \(ForecastText.line($0))" }
        return lines + (isEnclosed ? ["-- and the row of the history", "COMMIT;"] : [])
    }

    /// How the step is run, and what of other databases has to come first.
    private static func manner(_ step: PlanOutline.Step) -> String {
        if step.kind == .stamp { return "as applied, without running it" }
        let transaction =
            switch step.transaction {
            case _ where step.batches != nil: BatchText.plan(step.batches)
            case "none": "no transaction"
            case "own": "a transaction of its own"
            default: "one transaction"
            }
        let back = step.leadsBack == false ? ["no way back"] : []
        return ([transaction] + step.dependencies.map { "after \($0)" } + back).joined(separator: ", ")
    }

    /// The statement on one line, without its comments, cut where it gets long.
    private static func firstLine(_ statement: String) -> String {
        let words = OneLineSQL.text(statement).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.count <= 96 ? words : words.prefix(95) + "…"
    }
}
