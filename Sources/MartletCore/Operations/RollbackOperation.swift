internal import SQLText

/// Undoes applied versions, the last first, with the scripts that the history recorded.
public struct RollbackOperation {
    /// What is undone.
    public enum Extent: Sendable, Hashable {
        /// The last so many.
        case steps(Int)
        /// This version and all applied after it.
        case from(MigrationVersion)
        /// All applied after this version.
        case to(MigrationVersion)
    }

    let context: OperationContext
    let extent: Extent
    /// Whether the files' scripts are used in place of the recorded ones.
    let fromDisk: Bool
    /// Whether what was undone is applied again: `redo`.
    let andBack: Bool

    /// Makes the operation.
    public init(_ context: OperationContext, _ extent: Extent, fromDisk: Bool = false, andBack: Bool = false) {
        self.context = context
        self.extent = extent
        self.fromDisk = fromDisk
        self.andBack = andBack
    }

    private var command: String { andBack ? "redo" : "rollback" }

    /// Undoes in every database; stops at the first that fails.
    public func run() -> Outcome {
        context.forEachDatabase(command, goesOn: false) { (target, outcome) throws(MartletError) in
            guard !context.isDryRun else {
                return try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
                    guard let session else { throw OperationProblem.absent(target) }
                    try outcome.takeTableProblems(of: session)
                    let plan = try plan(target, session)
                    outcome.plan = PlanOutline(plan, foreignKeys: target.foreignKeys)
                    outcome.server = session.driver.server
                }
            }
            try DatabaseSession.writing(target, context, command: command, creates: false) {
                (session) throws(MartletError) in try undo(target, session, &outcome)
            }
        }
    }

    private func undo(
        _ target: DatabaseTarget, _ session: DatabaseSession, _ outcome: inout DatabaseOutcome
    ) throws(MartletError) {
        let plan = try plan(target, session)
        if !plan.steps.isEmpty, target.backupBefore.contains(.rollback) {
            try session.backUpBefore("rollback", &outcome)
        }
        outcome.take(session.runner(command).run(plan), warnings: plan.warnings)
        outcome.server = session.driver.server
        let inventory = Inventory(session: session, target: target, context: context)
        if andBack, outcome.exitStatus == .done {
            let undone = Set(plan.steps.map(\.subject))
            outcome.take(session.runner(command).run(try forwardPlan(target, inventory, undone)))
        }
        outcome.current = try inventory.rows().filter(\.isApplied).map(\.version).max()
    }

    private func plan(_ target: DatabaseTarget, _ session: DatabaseSession) throws(MartletError) -> Plan {
        let statuses = try Inventory(session: session, target: target, context: context).statuses(parsingAll: true)
        let scripts = try recordedScripts(of: statuses, session)
        do throws(PlanProblem) {
            return try Planner(database: target.name, statuses: statuses).rollback(plannerExtent) { row, migration in
                script(for: row, migration, recorded: scripts[row.version])
            }
        } catch {
            throw MartletError(error.diagnostics(database: target.name))
        }
    }

    private var plannerExtent: Planner.Extent {
        switch extent {
        case .steps(let count): .steps(count)
        case .from(let version): .from(version)
        case .to(let version): .to(version)
        }
    }

    private func recordedScripts(
        of statuses: [MigrationStatus], _ session: DatabaseSession
    ) throws(MartletError) -> [MigrationVersion: String] {
        try session.asking { () throws(DriverError) in
            var scripts: [MigrationVersion: String] = [:]
            for status in statuses where status.isApplied {
                scripts[status.version] = try session.history.scripts(of: status.version)?.down
            }
            return scripts
        }
    }

    /// The recorded way back wins: it is the one that belongs to what was applied.
    private func script(for row: HistoryRow, _ migration: Migration?, recorded: String?) -> Script? {
        let written = migration?.script
        guard !fromDisk, let recorded, recorded != written?.downText else { return written?.down }
        return Script(
            SourceText(recorded, name: "history of \(row.version)"), options: written?.options ?? ScriptOptions())
    }

    private func forwardPlan(
        _ target: DatabaseTarget, _ inventory: Inventory, _ versions: Set<String>
    ) throws(MartletError) -> Plan {
        let statuses = try inventory.statuses()
        do throws(PlanProblem) {
            var plan = try Planner(database: target.name, statuses: statuses).migrate(
                MigrationSelection(allowsOutOfOrder: true))
            plan.steps = plan.steps.filter { versions.contains($0.subject) }
            return plan
        } catch {
            throw MartletError(error.diagnostics(database: target.name))
        }
    }
}

/// Answers that several operations give.
enum OperationProblem {
    static func absent(_ target: DatabaseTarget) -> MartletError {
        MartletError(
            .noDatabase, "\(target.name) is not there: \(target.url)", notes: ["nothing was changed"],
            help: "martlet init creates it, martlet migrate creates and fills it")
    }
}
