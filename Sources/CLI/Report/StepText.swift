import MartletCore

/// A step of a run, as a line.
enum StepText {
    static func line(_ result: StepResult) -> StyledText {
        let mark: StyledText =
            switch result.ending {
            case .done: "\(result.kind == .rollback ? "↶" : "✓", .green)"
            case .failed: "\("✗", .red)"
            case .notRun, .undone: "\("·", .dim)"
            }
        var line: StyledText = "  \(mark) \(result.subject)  \(result.description)"
        switch result.ending {
        case .done:
            let amount =
                result.kind == .seed ? Count.text(result.rows, "row") : Count.text(result.statements, "statement")
            line += "  \("\(amount), \(Milliseconds.text(result.milliseconds))", .dim)"
        case .failed: line += "  \("failed", .red)"
        case .notRun: line += "  \("not run", .dim)"
        case .undone: line += "  \("undone with a later one", .dim)"
        }
        return line
    }
}

/// Numbers with their noun.
enum Count {
    static func text(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}

/// Measured durations for people.
enum Milliseconds {
    static func text(_ milliseconds: Int) -> String { HumanDuration.format(.milliseconds(milliseconds)) }
}
