/// Shows where every version and seed stands.
///
/// Changes nothing, not even on an empty database.
public struct StatusOperation {
    let context: OperationContext
    /// Whether pending work makes the exit status 3, and problems 4.
    let isCheck: Bool

    /// Makes the operation.
    public init(_ context: OperationContext, check: Bool = false) {
        self.context = context
        self.isCheck = check
    }

    /// Looks at every database.
    public func run() -> Outcome {
        context.forEachDatabase("status", goesOn: true) { (target, outcome) throws(MartletError) in
            try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
                try look(at: target, session, &outcome)
            }
        }
    }

    private func look(
        at target: DatabaseTarget, _ session: DatabaseSession?, _ outcome: inout DatabaseOutcome
    ) throws(MartletError) {
        outcome.isAbsent = session == nil
        outcome.server = session?.driver.server
        try outcome.takeTableProblems(of: session)
        let inventory = Inventory(session: session, target: target, context: context)
        let survey = try inventory.wholeSurvey()
        let statuses = survey.versions
        var problems = survey.problems
        problems += statuses.severalHeads
        problems += PlanProblem.lost(try inventory.lost(of: statuses)).diagnostics(database: target.name)
        problems += try inventory.appliedElsewhere(statuses)
        let (seeds, seedProblems) = try inventory.seedSurvey()
        outcome.migrations = statuses
        outcome.repeatables = survey.repeatables
        outcome.seeds = target.seeds == nil ? nil : seeds.map(\.status)
        outcome.current = statuses.newestApplied
        outcome.diagnostics += survey.notes + statuses.warnings + survey.repeatables.warnings
        outcome.diagnostics += (problems + seedProblems).map(\.asWarning)
        guard isCheck else { return }
        let isAsLeft = try target.keepsFingerprint ? session?.isAsLeft() : nil
        if isAsLeft == false {
            outcome.diagnostics.append(
                DriftProblem.drifted("the schema of \(target.name) is not as the last run has left it"))
        }
        if !problems.isEmpty || !seedProblems.isEmpty || statuses.contains(where: \.needsPerson) {
            outcome.exitStatus = .needsPerson
        } else if isAsLeft == false || outcome.pendingCount > 0 || seeds.contains(where: \.status.isToRun) {
            outcome.exitStatus = .answerIsNo
        }
    }
}

extension Diagnostic {
    /// The same, for whoever only looks.
    fileprivate var asWarning: Diagnostic {
        var warning = self
        warning.severity = .warning
        // Nobody expected a change.
        warning.notes.removeAll { $0 == Diagnostic.nothingChanged }
        return warning
    }
}

extension DatabaseOutcome {
    /// A damaged history is an error; one of a newer Martlet can still be read.
    mutating func takeTableProblems(of session: DatabaseSession?) throws(MartletError) {
        for problem in try session?.tableProblems() ?? [] {
            guard problem.code == .historyNewer else { throw MartletError(problem) }
            diagnostics.append(problem.asWarning)
        }
    }
}

extension [MigrationStatus] {
    /// The newest version that is applied.
    var newestApplied: MigrationVersion? { newest(of: \.isApplied) }

    /// The newest of these versions.
    func newest(of versions: Set<MigrationVersion>) -> MigrationVersion? {
        newest { versions.contains($0.version) }
    }

    /// The last one in order, and what a script recorded only where there is nothing else.
    private func newest(of isMeant: (MigrationStatus) -> Bool) -> MigrationVersion? {
        (last { isMeant($0) && ($0.state != .recorded || $0.row?.kind == .code) } ?? last(where: isMeant))?.version
    }

    /// What a person should know, though nothing stands still for it.
    var warnings: [Diagnostic] { Planner.warnings(of: self) }
}
