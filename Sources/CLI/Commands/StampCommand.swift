import MartletCore

/// Runs `martlet stamp`.
struct StampCommand: Command {
    static let spec = CommandSpec.stamp

    private let version: MigrationVersion

    init(_ invocation: Invocation) { version = MigrationVersion(invocation.required("VERSION")) }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let operations = try context.operations()
        context.watchSignals(operations)
        let outcome = StampOperation(operations, version).run()
        return operations.isDryRun ? context.report(outcome, PlanText.lines) : context.reportDeeds(outcome)
    }
}
