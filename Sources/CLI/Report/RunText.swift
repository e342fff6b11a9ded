import MartletCore

/// What a run came to: the steps that were not told of yet, and one line that sums up.
enum RunText {
    static func lines(_ database: DatabaseOutcome) -> [StyledText] {
        var lines: [StyledText] = database.files.map { "wrote \($0)" }
        guard let run = database.run else { return lines + database.facts.map { "\(database.name, .bold): \($0)" } }
        lines += run.results.filter { $0.ending != .done }.map(StepText.line)
        lines.append(summary(database, run))
        return lines
    }

    private static func summary(_ database: DatabaseOutcome, _ run: RunReport) -> StyledText {
        let place = database.current.map { "at \($0)" } ?? "at no version"
        var parts = database.facts
        for (kind, verb) in [
            (Step.Kind.rollback, "undone"), (.apply, "applied"), (.stamp, "stamped"), (.seed, "seeded"),
        ] {
            let count = run.results.count { $0.kind == kind && $0.ending == .done }
            if count > 0 { parts.append("\(count) \(verb)") }
        }
        for (ending, word) in [(StepResult.Ending.failed, "failed"), (.undone, "undone again"), (.notRun, "not run")] {
            if run.count(ending) > 0 { parts.append("\(run.count(ending)) \(word)") }
        }
        let time = run.results.reduce(0) { $0 + $1.milliseconds }
        if run.results.isEmpty {
            parts.append(database.current == nil ? "nothing to do" : "up to date")
            return
                "\(database.name, .bold): \(parts.joined(separator: ", "))\(database.current.map { " at \($0)" } ?? "")"
        }
        let isSeed = run.results.allSatisfy { $0.kind == .seed }
        return
            "\(database.name, .bold): \(isSeed ? "" : place + ", ")\(parts.joined(separator: ", ")) in \(Milliseconds.text(time))"
    }
}
