import MartletCore

/// A step of a run, as a line.
enum StepText {
    /// - Parameter database: whose step it is, where that does not go without saying; `metrics/001`, as in `-- Depends:`.
    static func line(_ result: StepResult, of database: String? = nil) -> StyledText {
        let mark: StyledText =
            switch result.ending {
            case .done: "\(result.kind == .rollback ? "↶" : "✓", .green)"
            case .failed: "\("✗", .red)"
            case .notRun, .undone: "\("·", .dim)"
            }
        var line: StyledText = "  \(mark) \(database.map { $0 + "/" } ?? "")\(result.subject)  \(result.description)"
        switch result.ending {
        case .done:
            line += "  \(amount(result), .dim)"
        case .failed: line += "  \("failed", .red)"
        case .notRun: line += "  \("not run", .dim)"
        case .undone: line += "  \("undone with a later one", .dim)"
        }
        return line
    }

    private static func amount(_ result: StepResult) -> String {
        let time = Milliseconds.text(result.milliseconds)
        return switch result.kind {
        case .seed: "\(Count.text(result.rows, "row")), \(time)"
        case .stamp: "recorded as applied, not run"
        case .apply, .rollback, .repeat: "\(Count.text(result.statements, "statement")), \(time)"
        }
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
