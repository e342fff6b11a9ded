/// Makes the databases, migrates and seeds them: from nothing to ready in one command.
public struct SetupOperation {
    let context: OperationContext
    /// The environment to migrate and seed for, in place of each database's own.
    let environment: String?
    /// The command in whose name it is done.
    let command: String

    /// Makes the operation.
    public init(_ context: OperationContext, environment: String? = nil, command: String = "setup") {
        self.context = context
        self.environment = environment
        self.command = command
    }

    /// Does it; seeds only what migrated.
    public func run() -> Outcome {
        let context = context.preparing(for: environment)
        let migrated = MigrateOperation(context, command: command).run()
        guard migrated.isOK else { return migrated }
        let seeded = SeedOperation(context, environment: environment, command: command).run()
        var outcome = migrated
        outcome.databases = migrated.databases.map { first in
            guard let second = seeded.databases.first(where: { $0.name == first.name }) else { return first }
            return first.followed(by: second)
        }
        outcome.exitStatus = seeded.exitStatus
        return outcome
    }
}

extension OperationContext {
    /// The same, with its databases meant for an environment, if one is given.
    func preparing(for environment: String?) -> OperationContext {
        guard let environment else { return self }
        var context = self
        for index in context.project.databases.indices { context.project.databases[index].environment = environment }
        return context
    }
}

extension DatabaseOutcome {
    /// One outcome of two operations in a row.
    func followed(by next: DatabaseOutcome) -> DatabaseOutcome {
        var both = self
        if let run = next.run { both.take(run) }
        both.plan = plan.map { $0.followed(by: next.plan) } ?? next.plan
        both.diagnostics = diagnostics + next.diagnostics
        both.facts += next.facts
        both.stoppedBy = next.stoppedBy
        both.exitStatus = next.exitStatus
        return both
    }
}
