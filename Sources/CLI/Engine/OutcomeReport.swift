import MartletCore

extension CommandContext {
    /// Shows what was done, or would be; under `--quiet` only what went wrong.
    func reportDeeds(_ outcome: Outcome) -> CommandResult {
        let isOneOfMany = outcome.databases.count > 1
        return report(outcome, isDeed: !globals.isDryRun) {
            RunText.lines($0, isOneOfMany: isOneOfMany, hasToldEvents: !globals.isQuiet)
        }
    }

    /// Shows what became of each database, with the lines of the command, and makes the command's result of it.
    /// - Parameter isDeed: whether it tells what was done, and nobody asked; `--quiet` then hears of failures only.
    func report(
        _ outcome: Outcome, isDeed: Bool = false, _ lines: (DatabaseOutcome) -> [StyledText]
    ) -> CommandResult {
        let repeated = RepeatedOptions(globals, environment)
        var outcome = outcome
        for index in outcome.databases.indices {
            outcome.databases[index].facts = outcome.databases[index].facts.map(repeated.added)
        }
        if !(isDeed && globals.isQuiet && outcome.isOK) { show(outcome, lines) }
        return CommandResult(outcome.exitStatus, diagnostics: outcome.allDiagnostics) {
            OutcomeDocument.members(outcome)
        }
    }

    private func show(_ outcome: Outcome, _ lines: (DatabaseOutcome) -> [StyledText]) {
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
    }

    /// What could not be looked at has its error to speak for it; among several, a line says which one it is.
    private func failureLine(_ database: DatabaseOutcome, among outcome: Outcome) -> [StyledText]? {
        guard outcome.databases.count > 1, let code = database.diagnostics.first?.code.rawValue else { return nil }
        return ["\(database.name, .bold)  \(database.url)  \("✗ \(code)", .red)"]
    }
}

extension DatabaseOutcome {
    /// True if there is more to show than an error.
    fileprivate var hasResult: Bool {
        if migrations != nil || findings != nil || schema != nil || document != nil || stoppedBy != nil { return true }
        if verification != nil || drift != nil { return true }
        if !files.isEmpty || !facts.isEmpty { return true }
        // "Nothing to do" is not to be said of what failed.
        guard exitStatus != .done else { return plan != nil || run != nil }
        return plan?.steps.isEmpty == false || run?.results.isEmpty == false
    }
}
