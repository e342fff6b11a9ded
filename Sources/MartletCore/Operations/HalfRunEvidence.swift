internal import SQLText

/// Looks in the database how far a file has come, or its way back.
struct HalfRunEvidence {
    let driver: any Driver
    let row: HistoryRow
    let script: Script

    /// One for each statement, in order.
    func gathered() throws(DriverError) -> [StatementEvidence] {
        let statements = HalfRunStatement.all(of: script)
        var found: [StatementEvidence] = []
        for (place, statement) in statements.enumerated() {
            try statement.prepareProbe(driver)
            let later = statements[(place + 1)...].compactMap(\.effect)
            var evidence = StatementEvidence(
                number: statement.number, statement: statement.excerpt, verdict: .unknown,
                fact: "it leaves nothing that could be looked for")
            if let progress = row.progress {
                (evidence.verdict, evidence.fact) = judge(statement.number, progress)
            } else {
                try judge(statement, before: later, &evidence)
            }
            found.append(evidence)
        }
        if statements.contains(where: \.isSetting) { try driver.resetSession() }
        return found
    }

    /// The statements of a way back that take away what is there.
    func needed(of wayBack: Script) throws(DriverError) -> [String] {
        var needed: [String] = []
        for statement in HalfRunStatement.all(of: wayBack) {
            guard let effect = statement.effect, !effect.isThere else { continue }
            let state = try EffectProbe(driver: driver).state(of: effect)
            if state == .present || state == .unfinished { needed.append(statement.excerpt) }
        }
        return needed
    }

    /// A note is written with what it tells of, or behind it; what is seen tells of what happened since, too.
    private func judge(
        _ statement: HalfRunStatement, before later: [StatementTrace], _ evidence: inout StatementEvidence
    ) throws(DriverError) {
        let isNoted = row.state == .running && evidence.number <= row.statementsApplied
        let isBehind = row.state == .running && evidence.number > row.statementsApplied + 1
        if isNoted { (evidence.verdict, evidence.fact) = (.done, "its end is noted in the history") }
        if isBehind { (evidence.verdict, evidence.fact) = (.notDone, "the one before it is not noted as done") }
        if !isNoted, !isBehind, row.state == .running, statement.sharesNote, script.options.transaction != .own {
            (evidence.verdict, evidence.fact) = (.notDone, "its end would have been noted with it, and is not")
        }
        guard let effect = statement.effect, let state = try EffectProbe(driver: driver).state(of: effect) else {
            return
        }
        if later.contains(where: { $0.name == effect.name && $0.part == effect.part }) { return }
        let isThere = state != .absent
        let fact = "\(effect.words) is \(isThere ? "" : "not ")there\(state == .unfinished ? ", and not valid" : "")"
        let isDone = state != .unfinished && isThere == effect.isThere
        if isDone, effect.toleratesAnother {
            if !isNoted { (evidence.verdict, evidence.fact) = (.unknown, fact + ", and may have been so before") }
            return
        }
        if isDone, !isNoted, row.state == .running, statement.sharesNote, script.options.transaction != .own {
            (evidence.verdict, evidence.fact) = (.unknown, "\(fact), and no run has noted that as its work")
            return
        }
        evidence.isSeen = true
        evidence.verdict = isDone ? .done : .notDone
        evidence.fact = isNoted && !isDone ? "\(fact), though its end is noted" : fact
    }

    private func judge(_ number: Int, _ progress: BatchProgress) -> (StatementEvidence.Verdict, String) {
        if number < progress.statement { return (.done, "its last batch is noted in the history") }
        guard number == progress.statement, progress.batches > 0 else {
            return (.notDone, "none of its batches is noted")
        }
        return (
            .partly, "\(progress.batches) of its batches are noted, which changed \(progress.rows) rows"
        )
    }
}

extension [StatementEvidence] {
    /// What is to be said against a verdict of a person's.
    func contradictions(to verdict: RepairOperation.Verdict, isUndoing: Bool) -> [StatementEvidence] {
        switch verdict {
        case .none, .goOn, .undo: []
        // What is only noted, or not, may have been finished or undone by hand.
        case .done: filter { $0.verdict == .partly || $0.isSeen && $0.verdict == (isUndoing ? .done : .notDone) }
        case .undone: filter { $0.verdict == .partly || $0.isSeen && $0.verdict == (isUndoing ? .notDone : .done) }
        }
    }
}
