import MartletCore

/// Runs `martlet migrate`.
struct MigrateCommand: Command {
    static let spec = CommandSpec.migrate

    private let selection: MigrationSelection

    init(_ invocation: Invocation) { selection = MigrationSelection(invocation) }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let operations = try context.operations()
        context.watchSignals(operations)
        let outcome = MigrateOperation(operations, selection).run()
        return operations.isDryRun ? context.report(outcome, PlanText.lines) : context.reportDeeds(outcome)
    }
}

/// Runs `martlet plan`: migrate's decisions, and none of its deeds.
struct PlanCommand: Command {
    static let spec = CommandSpec.plan

    private let selection: MigrationSelection

    init(_ invocation: Invocation) { selection = MigrationSelection(invocation) }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let operations = try context.operations(dryRun: true)
        let outcome = MigrateOperation(operations, selection, command: "plan").run()
        let result = context.report(outcome, PlanText.lines)
        let hasSteps = outcome.databases.contains { $0.plan?.steps.isEmpty == false }
        if outcome.isOK, hasSteps {
            let options = context.globals.databases.flatMap { ["--database", $0] } + selection.options
            context.console.note("→ \((["martlet migrate"] + options).joined(separator: " ")) applies this")
        }
        return result
    }
}

extension MigrationSelection {
    /// What the options of `migrate` and `plan` select.
    init(_ invocation: Invocation) {
        self.init(
            to: invocation.value("to").map(MigrationVersion.init), steps: invocation.integer("steps"),
            allowsOutOfOrder: invocation.flag("allow-out-of-order"))
    }

    /// The options that select the same.
    var options: [String] {
        var options: [String] = []
        if let target { options += ["--to", target.text.quotedForShell] }
        if let steps { options += ["--steps", String(steps)] }
        if allowsOutOfOrder { options.append("--allow-out-of-order") }
        return options
    }
}
