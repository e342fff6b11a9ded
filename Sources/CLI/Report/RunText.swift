import MartletCore

/// What a run came to: the steps that were not told of yet, and one line that sums up.
enum RunText {
    /// - Parameters:
    ///   - isOneOfMany: whether each step has to say of which database it is.
    ///   - hasToldEvents: whether a backup was told of when it was written.
    static func lines(
        _ database: DatabaseOutcome, isOneOfMany: Bool = false, hasToldEvents: Bool = true
    ) -> [StyledText] {
        var lines: [StyledText] = database.files.filter { !(hasToldEvents && $0 == database.backupBefore) }
            .map { "wrote \($0)" }
        let hasRun = database.stoppedBy == nil || database.run?.results.isEmpty == false
        guard let run = database.run, hasRun else {
            return lines
                + (database.facts + [notReached(database)].compactMap(\.self)).map {
                    "\(database.name, .bold): \($0)"
                }
        }
        lines += run.results.filter { $0.ending != .done }
            .map { StepText.line($0, of: isOneOfMany ? database.name : nil) }
        lines.append(summary(database, run))
        return lines
    }

    /// What is said of a database whose turn, or the rest of it, did not come.
    static func notReached(_ database: DatabaseOutcome) -> String? {
        database.stoppedBy.map { "not reached: \($0) failed" }
    }

    private static func summary(_ database: DatabaseOutcome, _ run: RunReport) -> StyledText {
        let place = database.current.map { "at \($0)" } ?? "at no version"
        var parts = database.facts
        for (kind, verb) in [
            (Step.Kind.rollback, "undone"), (.apply, "applied"), (.stamp, "stamped"), (.seed, "seeded"),
            (.repeat, "repeated"),
        ] {
            let count = run.results.count { $0.kind == kind && $0.ending == .done }
            if count > 0 { parts.append("\(count) \(verb)") }
        }
        for (ending, word) in [(StepResult.Ending.failed, "failed"), (.undone, "undone again"), (.notRun, "not run")] {
            if run.count(ending) > 0 { parts.append("\(run.count(ending)) \(word)") }
        }
        if let notReached = notReached(database) { parts.append("the rest \(notReached)") }
        if run.results.isEmpty {
            parts.append(database.current == nil ? "nothing to do" : "up to date")
            return
                "\(database.name, .bold): \(parts.joined(separator: ", "))\(database.current.map { " at \($0)" } ?? "")"
        }
        let isSeed = run.results.allSatisfy { $0.kind == .seed }
        return
            "\(database.name, .bold): \(isSeed ? "" : place + ", ")\(parts.joined(separator: ", ")) in \(Milliseconds.text(run.milliseconds))"
    }
}
