import MartletCore

extension CommandContext {
    /// Shows what became of each database, with the lines of the command, and makes the command's result of it.
    func report(_ outcome: Outcome, _ lines: (DatabaseOutcome) -> [StyledText]) -> CommandResult {
        for fact in outcome.facts { console.print("\(fact)") }
        for (index, database) in outcome.databases.enumerated() {
            // What could not be looked at has its error to speak for it.
            guard database.hasResult else { continue }
            let text = lines(database)
            if index > 0, text.count > 1 { console.print() }
            console.print(text)
        }
        return CommandResult(outcome.exitStatus, diagnostics: outcome.allDiagnostics) {
            OutcomeDocument.members(outcome)
        }
    }
}

extension DatabaseOutcome {
    /// True if there is more to show than an error.
    fileprivate var hasResult: Bool {
        migrations != nil || plan != nil || run != nil || findings != nil || schema != nil || !files.isEmpty
            || !facts.isEmpty
    }
}
