/// Applies what is pending, in every database; a migration that waits for one of another database gets its turn.
public struct MigrateOperation {
    /// What a plan tells of a database that a server does not have yet.
    static let wouldBeCreated = "the database would be created first"

    private(set) var context: OperationContext
    let selection: MigrationSelection
    /// The command in whose name it is done: `migrate`, or one that migrates among other things.
    let command: String
    /// The plan that is carried out as it is, or not at all.
    private var approved: ApprovedPlan?
    /// Whether what is planned is tried in a scratch copy of the schema.
    var isRehearsed = false

    /// Makes the operation.
    public init(
        _ context: OperationContext, _ selection: MigrationSelection = MigrationSelection(),
        command: String = "migrate"
    ) {
        self.context = context
        self.selection = selection
        self.command = command
    }

    /// Makes the operation that carries out just what a file says, or nothing.
    /// - Parameter name: what the file is called in messages.
    public init(_ context: OperationContext, carryingOut file: PlanFile, named name: String) {
        self.init(context, file.selection)
        approved = ApprovedPlan(file: file, name: name)
    }

    /// Brings every database forward; stops at the first that fails.
    public func run() -> Outcome {
        // What has changed since is found in all databases before anything is done in one.
        if approved != nil, !context.isDryRun {
            var rehearsal = self
            rehearsal.context.isDryRun = true
            var outcome = rehearsal.pass()
            for index in outcome.databases.indices { outcome.databases[index].plan = nil }
            guard outcome.isOK else { return outcome }
        }
        return pass()
    }

    private func pass() -> Outcome {
        let gate = DependencyGate(context: context)
        var outcomes: [DatabaseOutcome] = []
        var waiting = context.project.databases.map { DatabaseOutcome($0) }
        let targets = Dictionary(context.project.databases.map { ($0.name, $0) }) { first, _ in first }
        var isStuck = false
        while !waiting.isEmpty {
            var held: [DatabaseOutcome] = []
            for (index, waiter) in waiting.enumerated() {
                guard let target = targets[waiter.name] else { continue }
                var outcome = waiter
                let progress = advance(target, gate, isLastTry: isStuck, &outcome)
                if outcome.exitStatus != .done {
                    let others = held + waiting[(index + 1)...]
                    return Outcome(command: command, databases: outcomes + [outcome] + others.stopped(by: target.name))
                }
                if progress == .waits { held.append(outcome) } else { outcomes.append(outcome) }
                if progress != .waits || gate.moved { isStuck = false }
            }
            if held.count == waiting.count, !gate.takeMove() { isStuck = true }
            waiting = held
        }
        return Outcome(command: command, databases: outcomes)
    }

    private enum Progress { case done, waits }

    /// Goes as far as it can in one database.
    private func advance(
        _ target: DatabaseTarget, _ gate: DependencyGate, isLastTry: Bool, _ outcome: inout DatabaseOutcome
    ) -> Progress {
        do throws(MartletError) {
            if context.isDryRun {
                return try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
                    try outcome.takeTableProblems(of: session)
                    return try outline(target, session, gate, isLastTry, &outcome)
                }
            }
            return try DatabaseSession.writing(target, context, command: command, creates: true, makesTables: false) {
                (session) throws(MartletError) in try apply(target, session, gate, isLastTry, &outcome)
            }
        } catch {
            outcome.diagnostics += error.diagnostics
            outcome.exitStatus = error.exitStatus
            return .done
        }
    }

    private func apply(
        _ target: DatabaseTarget, _ session: DatabaseSession, _ gate: DependencyGate, _ isLastTry: Bool,
        _ outcome: inout DatabaseOutcome
    ) throws(MartletError) -> Progress {
        let inventory = Inventory(session: session, target: target, context: context)
        let survey = try inventory.soundSurvey()
        let statuses = survey.versions
        let whole = try plan(target, survey, inventory)
        try approved?.check(whole, isContinued: outcome.isUnderWay)
        let (plan, waits) = try gate.split(whole, isLastTry: isLastTry)
        _ = try BatchPlanning(session: session).batches(of: plan)
        var session = session
        try session.createTables()
        if !plan.steps.isEmpty, target.backupBefore.contains(.migrate) {
            try session.makeRestorePoint(before: plan, &outcome)
        }
        let forecasts =
            approved?.forecasts(for: target.name) ?? plan.quickForecasts(for: target, asking: session.driver)
        let report = session.change(by: plan, command, forecasts: forecasts, &outcome)
        let applied =
            statuses.filter(\.isApplied).map(\.version)
            + report.results.filter { $0.ending == .done }.map { MigrationVersion($0.subject) }
        gate.note(target.name, applied: applied, moved: report.count(.done) > 0)
        outcome.take(report, warnings: plan.warnings)
        outcome.server = session.driver.server
        outcome.current = statuses.newest(of: Set(applied))
        return waits && report.failure == nil ? .waits : .done
    }

    private func outline(
        _ target: DatabaseTarget, _ session: DatabaseSession?, _ gate: DependencyGate, _ isLastTry: Bool,
        _ outcome: inout DatabaseOutcome
    ) throws(MartletError) -> Progress {
        let inventory = Inventory(session: session, target: target, context: context)
        let survey = try inventory.soundSurvey()
        let statuses = survey.versions
        let whole = try plan(target, survey, inventory)
        try approved?.check(whole, isContinued: outcome.isUnderWay)
        let (plan, waits) = try gate.split(whole, isLastTry: isLastTry)
        let known = outcome.plan?.steps.count ?? 0
        gate.note(
            target.name,
            applied: statuses.filter(\.isApplied).map(\.version)
                + plan.steps.map { MigrationVersion($0.subject) }, moved: plan.steps.count > known)
        outcome.plan = try DatabaseSession.asking(target) { () throws(DriverError) in
            try PlanOutline(plan, for: target, asking: session?.driver)
        }
        if let session {
            outcome.plan?.take(try BatchPlanning(session: session).batches(of: plan))
            try outcome.plan?.addDependents(of: plan, in: session)
        }
        outcome.server = session?.driver.server
        outcome.isAbsent = session == nil
        // A role may lack the right to make one, which only the attempt would show.
        if session == nil, target.url.isOnServer { outcome.facts = [Self.wouldBeCreated] }
        outcome.current = statuses.newestApplied
        if isRehearsed, !waits { try rehearse(plan, target, session, &outcome) }
        if !waits { outcome.diagnostics += plan.warnings }
        return waits ? .waits : .done
    }

    private func rehearse(
        _ plan: Plan, _ target: DatabaseTarget, _ session: DatabaseSession?, _ outcome: inout DatabaseOutcome
    ) throws(MartletError) {
        guard var outline = outcome.plan, !plan.steps.isEmpty else { return }
        // What is shown is what can be relied on: without it, nothing of the plan is.
        outcome.plan = nil
        let begun = ContinuousClock.now
        outcome.diagnostics += try PlanRehearsal(context, target).run(plan, copying: session, into: &outline)
        outcome.plan = outline
        let took = (ContinuousClock.now - begun).wholeMilliseconds
        outcome.facts.append("rehearsed in a scratch copy of the schema, without rows, in \(took) ms")
    }

    private func plan(
        _ target: DatabaseTarget, _ survey: Inventory.Survey, _ inventory: Inventory
    ) throws(MartletError) -> Plan {
        let lost = try inventory.lost(of: survey.versions)
        if lost.isEmpty {
            let elsewhere = try inventory.appliedElsewhere(survey.versions)
            if !elsewhere.isEmpty { throw MartletError(elsewhere) }
        }
        let repeatables = try inventory.inOrder(survey.repeatables)
        var plan = try target.plan(survey.versions) { (planner) throws(PlanProblem) in
            // Before anything else that the gap may look like: what is applied already is not to be run again.
            if !lost.isEmpty { throw .lost(lost) }
            var planner = planner
            planner.newerDatabase = context.newerDatabase
            planner.repeatables = repeatables
            return try planner.migrate(selection)
        }
        try survey.requireCode(before: plan)
        plan.warnings = survey.notes + plan.warnings
        if !plan.steps.isEmpty || approved != nil || command == "plan" {
            let place = target.url.place(relativeTo: context.project.root)
            plan.basis = PlanBasis(target: place, statuses: survey.versions)
        }
        return plan
    }
}

extension DatabaseSession {
    /// A runner for this database.
    /// - Parameters:
    ///   - relinks: whether what it undoes leaves rows that were applied after it.
    ///   - forecasts: what is told of the statements of each version, for the history.
    func runner(_ command: String, relinks: Bool = false, forecasts: [String: String] = [:]) -> Runner {
        Runner(
            context: RunContext(
                database: target.name, databaseOption: context.project.option(choosing: target.name), driver: driver,
                tables: target.tables, clock: context.clock, by: context.by, run: RunIdentifier.make(),
                foreignKeys: target.foreignKeys, transaction: target.transaction,
                statementTimeout: target.statementTimeout, wait: context.wait, cancellation: context.cancellation,
                events: context.events, relinks: relinks, forecasts: forecasts))
    }
}

extension [DatabaseOutcome] {
    /// The same, kept from the rest of their work by the failure of another.
    fileprivate func stopped(by database: String) -> [DatabaseOutcome] {
        map { outcome in
            var outcome = outcome
            outcome.stoppedBy = database
            return outcome
        }
    }
}

extension DatabaseOutcome {
    /// Whether a part of what was planned is done, or told, by now.
    fileprivate var isUnderWay: Bool { run?.results.isEmpty == false || plan?.steps.isEmpty == false }

    /// Takes over what a run came to, behind what earlier runs of the same command did.
    mutating func take(_ report: RunReport, warnings: [Diagnostic] = []) {
        var whole = run ?? RunReport()
        whole.results += report.results
        whole.milliseconds += report.milliseconds
        whole.failure = report.failure
        run = whole
        diagnostics += warnings
        guard let failure = report.failure else { return }
        diagnostics += failure.diagnostics
        exitStatus = failure.exitStatus
    }
}

/// A number that ties the log's entries of one run together.
enum RunIdentifier {
    static func make() -> String { String(UInt64.random(in: .min ... .max), radix: 36) }
}
