/// Asks a database what is wrong with it, and the history and folder whether they agree.
public struct CheckOperation {
    let context: OperationContext
    /// Whether the schema is compared with what the history implies.
    let looksForDrift: Bool

    /// Makes the operation.
    public init(_ context: OperationContext, drift: Bool = true) {
        self.context = context
        looksForDrift = drift
    }

    /// Checks every database.
    public func run() -> Outcome {
        context.forEachDatabase("check", goesOn: true) { (target, outcome) throws(MartletError) in
            try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
                guard let session else { throw OperationProblem.absent(target) }
                try check(session, &outcome)
            }
        }
    }

    private func check(_ session: DatabaseSession, _ outcome: inout DatabaseOutcome) throws(MartletError) {
        let target = session.target
        outcome.server = session.driver.server
        outcome.findings = try session.asking { () throws(DriverError) in
            try session.driver.selfCheck { context.events(.working(database: target.name, $0)) }
        }
        // Whatever else would be read of a damaged file could be wrong too.
        guard outcome.findings?.contains(where: { $0.weight == .damage }) == false else {
            outcome.exitStatus = .damaged
            return
        }
        try outcome.takeTableProblems(of: session)
        let inventory = Inventory(session: session, target: target, context: context)
        let survey = try inventory.wholeSurvey()
        let statuses = survey.versions
        outcome.migrations = statuses
        outcome.repeatables = survey.repeatables
        outcome.diagnostics += survey.problems + statuses.severalHeads
        outcome.diagnostics += try inventory.appliedElsewhere(statuses)
        outcome.current = statuses.newestApplied
        let broken = try session.historyProblem()
        if let broken { outcome.diagnostics.append(broken) }
        outcome.exitStatus = exitStatus(of: outcome)
        // What a history implies that was altered is of no interest.
        if looksForDrift, broken == nil { try lookForDrift(session, &outcome) }
    }

    /// Compares the schema with what the history implies; where that cannot be found out, the rest of the check stands.
    private func lookForDrift(
        _ session: DatabaseSession, _ outcome: inout DatabaseOutcome
    ) throws(MartletError) {
        guard outcome.migrations?.contains(where: \.isApplied) == true else { return }
        do throws(MartletError) {
            let (drift, notes) = try DriftSurvey(session).report()
            outcome.drift = drift
            outcome.diagnostics += notes
            if drift.hasDrifted, outcome.exitStatus == .done { outcome.exitStatus = .answerIsNo }
        } catch {
            guard let warning = DriftProblem.notLooked(error) else { throw error }
            outcome.diagnostics.append(warning)
        }
    }

    private func exitStatus(of outcome: DatabaseOutcome) -> ExitStatus {
        let weights = Set((outcome.findings ?? []).map(\.weight))
        if !outcome.diagnostics.isEmpty || outcome.problemCount > 0 { return .needsPerson }
        return weights.contains(.violation) || outcome.pendingCount > 0 ? .answerIsNo : .done
    }
}

extension DatabaseSession {
    /// Where the history was altered behind Martlet's back, if it was.
    func historyProblem() throws(MartletError) -> Diagnostic? {
        if let problem = try chainProblem() { return problem }
        if let problem = try lossProblem() { return problem }
        return try sealProblem()
    }

    /// The versions whose rows are not as they were sealed.
    func brokenSeals() throws(MartletError) -> [MigrationVersion] {
        guard try hasHistory() else { return [] }
        return try asking { () throws(DriverError) in try HistorySeal.broken(in: history) }
    }

    private func sealProblem() throws(MartletError) -> Diagnostic? {
        let broken = try brokenSeals()
        guard let first = broken.first else { return nil }
        let others = broken.count == 1 ? "" : ", and of \(broken.count - 1) more"
        return Self.altered(
            "the history's row of \(first)\(others) was altered",
            "the log keeps the digest of it; here they do not match",
            help: "compare the table \(target.tables.history) with a backup; to accept it as it is: "
                + "martlet repair \(first)")
    }

    private func chainProblem() throws(MartletError) -> Diagnostic? {
        typealias Break = (version: MigrationVersion, before: MigrationVersion?)
        let broken = try asking { () throws(DriverError) -> Break? in
            guard try history.presentTables().contains(target.tables.history) else { return nil }
            return try HistoryChain(history: history).firstBreak()
        }
        guard let broken else { return nil }
        return Self.altered(
            broken.before.map { "the history was altered at or before \($0), which \(broken.version) was built on" }
                ?? "the history has lost the rows before \(broken.version)",
            "each row keeps the digest of the one before it; here they do not match",
            help: "compare the table \(target.tables.history) with a backup; to accept it as it is: "
                + "martlet repair \(broken.version)")
    }

    private func lossProblem() throws(MartletError) -> Diagnostic? {
        let lost = try asking { () throws(DriverError) in try HistoryLedger(history: history).lost() }
        guard let first = lost.first else { return nil }
        let others = lost.count == 1 ? "" : ", and \(lost.count - 1) after it"
        return Self.altered(
            "the history has lost the row of \(first.subject)\(others)",
            "the log says that \(first.subject) was applied at \(first.at), and nothing of taking it back",
            help: first.action == .repeat
                ? "martlet migrate runs it again"
                : "compare the table \(target.tables.history) with a backup; if it is in the database: martlet stamp "
                    + "\(first.subject); if it was undone by hand: martlet repair \(first.subject) --undone")
    }

    private static func altered(_ fact: String, _ evidence: String, help: String) -> Diagnostic {
        Diagnostic(.historyDamaged, fact, notes: [evidence, Diagnostic.nothingChanged], help: help)
    }
}
