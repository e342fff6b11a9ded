import MartletCore

/// Runs `martlet seed`.
struct SeedCommand: Command {
    static let spec = CommandSpec.seed

    private let force: Bool
    private let environment: String?

    init(_ invocation: Invocation) {
        force = invocation.flag("force")
        environment = invocation.value("environment")
    }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let operations = try context.operations()
        context.watchSignals(operations)
        let outcome = SeedOperation(operations, force: force, environment: environment).run()
        return operations.isDryRun ? context.report(outcome, PlanText.lines) : context.reportDeeds(outcome)
    }
}

/// Runs `martlet setup`.
struct SetupCommand: Command {
    static let spec = CommandSpec.setup

    private let environment: String?

    init(_ invocation: Invocation) { environment = invocation.value("environment") }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let operations = try context.operations()
        context.watchSignals(operations)
        let outcome = SetupOperation(operations, environment: environment).run()
        return operations.isDryRun ? context.report(outcome, PlanText.lines) : context.reportDeeds(outcome)
    }
}
