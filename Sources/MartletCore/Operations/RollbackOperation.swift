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
                    outcome.plan = PlanOutline(plan, for: target)
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
            outcome.files.append(try BackupBefore(session: session).make("rollback").string)
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
        let inventory = Inventory(session: session, target: target, context: context)
        let statuses = try inventory.statuses(parsingAll: true)
        let texts = try recordedTexts(of: statuses, session)
        let plan = try target.plan(statuses) { (planner) throws(PlanProblem) in
            try planner.rollback(plannerExtent) { (row, migration) throws(PlanProblem) in
                try script(for: row, migration, recorded: texts[row.version], inventory.folder.placeholders)
            }
        }
        if andBack { try AllOrNothing(target: target).check(wayForward(from: plan, statuses)) }
        return plan
    }

    /// What will be applied again, as far as it can be known before it is undone.
    private func wayForward(from plan: Plan, _ statuses: [MigrationStatus]) -> Plan {
        let undone = Set(plan.steps.map(\.subject))
        let migrations = statuses.filter { undone.contains($0.version.text) }.compactMap(\.migration)
        return Plan(database: plan.database, steps: migrations.map(Step.apply))
    }

    private var plannerExtent: Planner.Extent {
        switch extent {
        case .steps(let count): .steps(count)
        case .from(let version): .from(version)
        case .to(let version): .to(version)
        }
    }

    private func recordedTexts(
        of statuses: [MigrationStatus], _ session: DatabaseSession
    ) throws(MartletError) -> [MigrationVersion: String] {
        try session.asking { () throws(DriverError) in
            var texts: [MigrationVersion: String] = [:]
            for status in statuses where status.isApplied {
                texts[status.version] = try session.history.scripts(of: status.version)?.down
            }
            return texts
        }
    }

    /// The recorded way back wins: it is the one that belongs to what was applied.
    private func script(
        for row: HistoryRow, _ migration: Migration?, recorded: String?, _ placeholders: Placeholders
    ) throws(PlanProblem) -> Script? {
        let written = migration?.script
        guard !fromDisk, let recorded, recorded != written?.downText else { return written?.down }
        do throws(MartletError) {
            let text = try placeholders.filled(SourceText(recorded, name: "history of \(row.version)"))
            return Script(recorded: text, options: written?.down?.options ?? written?.options ?? ScriptOptions())
        } catch {
            throw .unusable(error.diagnostics)
        }
    }

    private func forwardPlan(
        _ target: DatabaseTarget, _ inventory: Inventory, _ versions: Set<String>
    ) throws(MartletError) -> Plan {
        let statuses = try inventory.statuses()
        return try target.plan(statuses) { (planner) throws(PlanProblem) in
            var plan = try planner.migrate(MigrationSelection(allowsOutOfOrder: true))
            plan.steps = plan.steps.filter { versions.contains($0.subject) }
            return plan
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
