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
        let statuses = try inventory.statuses()
        let seeds = try inventory.seedStatuses().map(\.status)
        outcome.migrations = statuses
        outcome.seeds = target.seeds == nil ? nil : seeds
        outcome.current = statuses.newestApplied
        outcome.diagnostics += statuses.warnings
        guard isCheck else { return }
        if statuses.contains(where: \.needsPerson) {
            outcome.exitStatus = .needsPerson
        } else if outcome.pendingCount > 0 || seeds.contains(where: { $0.state == .pending || $0.state == .changed }) {
            outcome.exitStatus = .answerIsNo
        }
    }
}

extension DatabaseOutcome {
    /// A damaged history is an error; one of a newer Martlet can still be read.
    mutating func takeTableProblems(of session: DatabaseSession?) throws(MartletError) {
        for problem in try session?.tableProblems() ?? [] {
            guard problem.code == .historyNewer else { throw MartletError(problem) }
            var warning = problem
            warning.severity = .warning
            diagnostics.append(warning)
        }
    }
}

extension [MigrationStatus] {
    /// The newest version that is applied.
    var newestApplied: MigrationVersion? { lazy.filter(\.isApplied).map(\.version).max() }

    /// What a person should know, though nothing stands still for it.
    var warnings: [Diagnostic] { Planner.warnings(of: self) }
}
