import MartletCore

extension CommandContext {
    /// Shows what became of each database, with the lines of the command, and makes the command's result of it.
    func report(_ outcome: Outcome, _ lines: (DatabaseOutcome) -> [StyledText]) -> CommandResult {
        for fact in outcome.facts { console.print("\(fact)") }
        var linesBefore = 0
        for database in outcome.databases {
            guard let text = database.hasResult ? lines(database) : failureLine(database, among: outcome) else {
                continue
            }
            // One-liners stand together, blocks apart.
            if linesBefore > 0, max(linesBefore, text.count) > 1 { console.print() }
            linesBefore = text.count
            console.print(text)
        }
        return CommandResult(outcome.exitStatus, diagnostics: outcome.allDiagnostics) {
            OutcomeDocument.members(outcome)
        }
    }
}

extension CommandContext {
    /// What could not be looked at has its error to speak for it; among several, a line says which one it is.
    private func failureLine(_ database: DatabaseOutcome, among outcome: Outcome) -> [StyledText]? {
        guard outcome.databases.count > 1, let code = database.diagnostics.first?.code.rawValue else { return nil }
        return ["\(database.name, .bold)  \(database.url)  \("✗ \(code)", .red)"]
    }
}

extension DatabaseOutcome {
    /// True if there is more to show than an error.
    fileprivate var hasResult: Bool {
        migrations != nil || plan != nil || run != nil || findings != nil || schema != nil || !files.isEmpty
            || !facts.isEmpty
    }
}
