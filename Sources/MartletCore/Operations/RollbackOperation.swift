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

    private(set) var context: OperationContext
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

    /// Undoes in every database, those first that depend on others; stops at the first that fails.
    public func run() -> Outcome {
        let dependents = Dependents(on: context)
        var operation = self
        operation.context.project.databases = dependents.ordered(context.project.databases)
        // What another database needs is found before anything is undone.
        if !dependents.isEmpty, !context.isDryRun {
            var rehearsal = operation
            rehearsal.context.isDryRun = true
            var outcome = rehearsal.pass(dependents)
            for index in outcome.databases.indices { outcome.databases[index].plan = nil }
            guard outcome.isOK else { return outcome }
        }
        var outcome =
            andBack && !dependents.isEmpty && !context.isDryRun
            ? operation.redoTogether(dependents) : operation.pass(dependents)
        outcome.diagnostics += dependents.warnings
        return outcome
    }

    private func pass(_ dependents: Dependents) -> Outcome {
        var undone: [String: Set<MigrationVersion>] = [:]
        return context.forEachDatabase(command, goesOn: false) { (target, outcome) throws(MartletError) in
            let check = { (plan: Plan) throws(MartletError) in
                let versions = Set(plan.steps.map { MigrationVersion($0.subject) })
                try dependents.check(target, losing: versions.contains, undone: undone)
                undone[target.name] = versions
            }
            guard !context.isDryRun else {
                return try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
                    guard let session else { throw OperationProblem.absent(target) }
                    try outcome.takeTableProblems(of: session)
                    let (plan, forward) = try plan(target, session)
                    try check(plan)
                    outcome.plan = try outline(plan, forward, target, session)
                    outcome.server = session.driver.server
                }
            }
            try DatabaseSession.writing(target, context, command: command, creates: false) {
                (session) throws(MartletError) in
                let plan = try plan(target, session).back
                try check(plan)
                try undo(plan, target, session, &outcome)
                if andBack, outcome.exitStatus == .done { try applyAgain(plan, target, session, &outcome) }
            }
        }
    }

    /// One outline of both, as what is undone is no longer there for what is applied again; under the identity of the
    /// first that does anything.
    private func outline(
        _ plan: Plan, _ forward: Plan, _ target: DatabaseTarget, _ session: DatabaseSession
    ) throws(MartletError) -> PlanOutline {
        var both = plan
        both.steps += forward.steps
        var outline = try session.asking { () throws(DriverError) in
            try PlanOutline(both, for: target, asking: session.driver)
        }
        outline.identity = plan.steps.isEmpty && !forward.steps.isEmpty ? forward.identity : plan.identity
        return outline
    }

    /// Undoes in every database before anything is applied again, so that what depends on another database goes first
    /// and comes back last; each database stays locked until its turn to come back is over.
    private func redoTogether(_ dependents: Dependents) -> Outcome {
        var outcomes: [DatabaseOutcome] = []
        redo(context.project.databases[...], dependents, undone: [:], &outcomes)
        return Outcome(command: command, databases: outcomes)
    }

    private func redo(
        _ targets: ArraySlice<DatabaseTarget>, _ dependents: Dependents, undone: [String: Set<MigrationVersion>],
        _ outcomes: inout [DatabaseOutcome]
    ) {
        guard let target = targets.first else { return }
        var outcome = DatabaseOutcome(target)
        var others: [DatabaseOutcome] = []
        do throws(MartletError) {
            try DatabaseSession.writing(target, context, command: command, creates: false) {
                (session) throws(MartletError) in
                let plan = try plan(target, session).back
                var undone = undone
                undone[target.name] = Set(plan.steps.map { MigrationVersion($0.subject) })
                try dependents.check(
                    target, losing: { undone[target.name]?.contains($0) ?? false }, undone: undone)
                try undo(plan, target, session, &outcome)
                guard outcome.exitStatus == .done else { return }
                redo(targets.dropFirst(), dependents, undone: undone, &others)
                outcome.stoppedBy = others.first { $0.exitStatus != .done }?.name
                if outcome.stoppedBy == nil { try applyAgain(plan, target, session, &outcome) }
            }
        } catch {
            outcome.diagnostics += error.diagnostics
            outcome.exitStatus = error.exitStatus
        }
        if others.isEmpty { others = targets.dropFirst().map { DatabaseOutcome($0, stoppedBy: target.name) } }
        outcomes += [outcome] + others
    }

    private func undo(
        _ plan: Plan, _ target: DatabaseTarget, _ session: DatabaseSession, _ outcome: inout DatabaseOutcome
    ) throws(MartletError) {
        if !plan.steps.isEmpty, target.backupBefore.contains(.rollback) {
            try session.backUpBefore("rollback", &outcome)
        }
        let report = session.change(by: plan, command, relinks: plan.leavesLaterRows, &outcome)
        outcome.take(report, warnings: plan.warnings)
        outcome.server = session.driver.server
        noteSeeds(plan, session, &outcome)
        let repeatables = try Inventory(session: session, target: target, context: context).repeatableRows()
        if !plan.steps.isEmpty, !repeatables.isEmpty {
            outcome.facts.append(
                repeatables.count == 1
                    ? "1 repeatable stays as it is" : "\(repeatables.count) repeatables stay as they are")
        }
        outcome.current = try Inventory(session: session, target: target, context: context).newestApplied()
    }

    private func applyAgain(
        _ plan: Plan, _ target: DatabaseTarget, _ session: DatabaseSession, _ outcome: inout DatabaseOutcome
    ) throws(MartletError) {
        let inventory = Inventory(session: session, target: target, context: context)
        let undone = Set(plan.steps.map(\.subject))
        var report = session.change(by: try forwardPlan(target, inventory, undone), command, &outcome)
        // Undone it is already: the same command would go on to what comes before.
        report.failure?.adviseInPlaceOfRepeating("martlet migrate")
        outcome.take(report)
        outcome.current = try inventory.newestApplied()
    }

    /// Seeds that name a table which is gone are not run again by themselves, and somebody has to say so; what another
    /// seed has filled is still there.
    private func noteSeeds(_ plan: Plan, _ session: DatabaseSession, _ outcome: inout DatabaseOutcome) {
        let done = Set((outcome.run?.results ?? []).filter { $0.ending == .done }.map(\.subject))
        let traits = plan.steps.filter { done.contains($0.subject) }.compactMap(\.script?.traits)
        let lost = traits.filter(\.dropsTable).reduce(into: Set<String>()) { $0.formUnion($1.emptiedTables) }
        guard !lost.isEmpty else { return }
        // What is wrong with the folder of seeds is not in the way of a rollback.
        let survey = try? Inventory(session: session, target: session.target, context: context).seedSurvey()
        let count = survey.map(\.0)?.count { status, seed in
            status.state == .applied && seed?.script.mentions(anyOf: lost) == true
        }
        guard let count, count > 0 else { return }
        outcome.facts.append(
            count == 1
                ? "1 seed stays recorded as run (martlet seed --force runs it again)"
                : "\(count) seeds stay recorded as run (martlet seed --force runs them again)")
    }

    /// What is undone, and what is applied again then, as far as that can be known before.
    private func plan(
        _ target: DatabaseTarget, _ session: DatabaseSession
    ) throws(MartletError) -> (back: Plan, forward: Plan) {
        let inventory = Inventory(session: session, target: target, context: context)
        // What is undone by what the history has recorded needs no file.
        let statuses = try inventory.statusesOfApplied(needsFolder: fromDisk || andBack)
        let applied = try target.decide(statuses) { (planner) throws(PlanProblem) in
            try planner.applied(in: plannerExtent)
        }
        let texts = try session.asking { () throws(DriverError) in
            try session.history.waysBack(since: applied.compactMap(\.row?.id).min() ?? .max)
        }
        // Files of other tools may end transactions themselves, and so may what is kept of them.
        let layouts = statuses.lazy.compactMap(\.layoutOfAnother)
        let plan = try target.plan(statuses) { (planner) throws(PlanProblem) in
            try planner.rollback(applied) { (row, migration) throws(PlanProblem) in
                try script(
                    for: row, migration, recorded: texts[row.version], target, inventory.folder.placeholders,
                    layouts.first)
            }
        }
        let forward = wayForward(from: plan, statuses, target)
        try AllOrNothing(target: target).check(forward)
        return (plan, forward)
    }

    private func wayForward(from plan: Plan, _ statuses: [MigrationStatus], _ target: DatabaseTarget) -> Plan {
        let undone = Set(andBack ? plan.steps.map(\.subject) : [])
        let migrations = statuses.filter { undone.contains($0.version.text) }.compactMap(\.migration)
            .filter { $0.belongs(to: target.environment) }
        return Plan(database: plan.database, steps: migrations.map(Step.apply))
    }

    private var plannerExtent: Planner.Extent {
        switch extent {
        case .steps(let count): .steps(count)
        case .from(let version): .from(version)
        case .to(let version): .to(version)
        }
    }

    /// The recorded way back wins: it is the one that belongs to what was applied.
    private func script(
        for row: HistoryRow, _ migration: Migration?, recorded: String?, _ target: DatabaseTarget,
        _ placeholders: Placeholders, _ layout: LayoutName?
    ) throws(PlanProblem) -> Script? {
        let written = migration?.script
        guard !fromDisk, let recorded, recorded != written?.downText else { return written?.down }
        do throws(MartletError) {
            let source = SourceText(recorded, name: "history of \(row.version)", dialect: target.url.dialect)
            let text = try placeholders.filled(source)
            let options = written?.down?.options ?? written?.options.ofWayBack ?? ScriptOptions()
            guard let layout else { return Script(recorded: text, options: options) }
            return Script(
                ofAnotherTool: text, options: options, isSentAsItIs: layout.layout?.sendsAsItIs ?? false)
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

extension MigrationStatus {
    /// Whose layout its file has, or the file had that was taken over, if not Martlet's.
    fileprivate var layoutOfAnother: LayoutName? {
        guard let migration else { return row?.adopted.map { $0.tool.history.layout ?? .plain } }
        return migration.layout == .martlet ? nil : migration.layout
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
