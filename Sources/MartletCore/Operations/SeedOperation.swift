/// Runs the seeds that are new or have changed; with `force`, all of them.
public struct SeedOperation {
    let context: OperationContext
    let force: Bool
    /// The environment to seed for, in place of the database's own.
    let environment: String?
    /// The command in whose name it is done.
    let command: String

    /// Makes the operation.
    public init(
        _ context: OperationContext, force: Bool = false, environment: String? = nil, command: String = "seed"
    ) {
        self.context = context
        self.force = force
        self.environment = environment
        self.command = command
    }

    /// Seeds every database that has seeds; stops at the first that fails.
    public func run() -> Outcome {
        context.forEachDatabase(command, goesOn: false) { (target, outcome) throws(MartletError) in
            guard let folder = target.seeds else {
                if command == "seed" { outcome.facts.append("has no seeds") }
                return
            }
            if target.embedded.seeds == nil, !FileSystem.exists(folder) {
                let shown = folder.display(relativeTo: context.project.root)
                outcome.facts.append("there is no folder \(shown)")
            }
            if context.isDryRun {
                try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
                    try outcome.takeTableProblems(of: session)
                    let plan = try plan(target, session, &outcome)
                    outcome.plan = PlanOutline(plan, for: target)
                    outcome.server = session?.driver.server
                }
            } else {
                try DatabaseSession.writing(target, context, command: command, creates: false) {
                    (session) throws(MartletError) in
                    let plan = try plan(target, session, &outcome)
                    outcome.take(session.runner(command).run(plan), warnings: plan.warnings)
                    outcome.server = session.driver.server
                }
            }
        }
    }

    private func plan(
        _ target: DatabaseTarget, _ session: DatabaseSession?, _ outcome: inout DatabaseOutcome
    ) throws(MartletError) -> Plan {
        let inventory = Inventory(session: session, target: target, context: context)
        // Where seeding is a part of more, what is pending comes before it; in a dry run it still is.
        if !(context.isDryRun && command != "seed") { try requireMigrated(target, try inventory.statuses()) }
        var seeded = target
        seeded.environment = environment ?? target.environment
        let statuses = try Inventory(session: session, target: seeded, context: context).seedStatuses()
        // Of a setup the seeds are one part of many.
        if command != "setup" { outcome.facts += passedOver(statuses) }
        let wanted = statuses.filter { status, _ in
            switch status.state {
            case .pending, .changed: true
            case .applied: force
            case .skipped, .missing, .unusable: false
            }
        }
        let plan = Plan(database: target.name, steps: wanted.compactMap(\.seed).map(Step.seed))
        try AllOrNothing(target: target).check(plan)
        return plan
    }

    /// What is said of seeds for other environments, to whoever wonders why they are not run.
    private func passedOver(_ statuses: [(status: SeedStatus, seed: Seed?)]) -> [String] {
        let skipped = statuses.filter { $0.status.state == .skipped }.compactMap(\.seed)
        guard !skipped.isEmpty else { return [] }
        let names = Set(skipped.flatMap(\.script.options.environments)).sorted().joined(separator: ", ")
        return ["\(skipped.count) \(skipped.count == 1 ? "seed is" : "seeds are") for another environment (\(names))"]
    }

    /// Seeds are written for the schema as it is meant to be.
    private func requireMigrated(
        _ target: DatabaseTarget, _ statuses: [MigrationStatus]
    ) throws(MartletError) {
        let pending = statuses.filter(\.isPending)
        guard let first = pending.first else { return }
        throw MartletError(
            .pendingMigrations,
            "\(target.name) has \(pending.count) pending migration\(pending.count == 1 ? "" : "s, from \(first.version) on")",
            notes: ["seeds are written for the whole schema", "nothing was changed"],
            help: "martlet migrate, then martlet seed; or both at once: martlet setup")
    }
}
