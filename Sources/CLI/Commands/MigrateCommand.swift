import MartletCore

/// Runs `martlet migrate`.
struct MigrateCommand: Command {
    static let spec = CommandSpec.migrate

    private let selection: MigrationSelection
    private let plan: String?

    init(_ invocation: Invocation) {
        selection = MigrationSelection(invocation)
        plan = invocation.value("plan")
    }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let operations = try context.operations()
        let operation =
            if let plan {
                MigrateOperation(operations, carryingOut: try read(plan), named: plan)
            } else {
                MigrateOperation(operations, selection)
            }
        context.watchSignals(operations)
        let outcome = operation.run()
        return operations.isDryRun ? context.report(outcome, PlanText.lines) : context.reportDeeds(outcome)
    }

    private func read(_ plan: String) throws(MartletError) -> PlanFile {
        let path = try FilePath(validating: plan).resolved(against: try FileSystem.currentFolder())
        return try PlanFile(reading: try FileSystem.read(path), name: plan)
    }
}

/// Runs `martlet plan`: migrate's decisions, and none of its deeds.
struct PlanCommand: Command {
    static let spec = CommandSpec.plan

    private let selection: MigrationSelection
    private let output: String?
    private let isRehearsed: Bool
    private let isScript: Bool

    init(_ invocation: Invocation) {
        selection = MigrationSelection(invocation)
        output = invocation.value("out")
        isRehearsed = invocation.flag("rehearse")
        isScript = invocation.value("as") != nil
    }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        if isScript, context.globals.format != .text {
            throw MartletError(
                .usage, "--as and --json are two forms of one plan", help: "choose one of them")
        }
        let operations = try context.operations(dryRun: true)
        let folder = try FileSystem.currentFolder()
        let path = try output.map { (text) throws(MartletError) in
            try FilePath(validating: text).resolved(against: folder)
        }
        if isRehearsed { context.watchSignals(operations) }
        let outcome = PlanOperation(operations, selection, output: path, isRehearsed: isRehearsed).run()
        if isScript, outcome.isOK { context.console.print(file: PlanText.script(outcome)) }
        let result = context.report(outcome) { isScript ? [] : PlanText.lines($0) }
        let hasSteps = outcome.databases.contains { $0.plan?.steps.isEmpty == false }
        if outcome.isOK, hasSteps {
            let options = context.globals.databases.flatMap { ["--database", $0] } + choice
            context.console.note("→ \((["martlet migrate"] + options).joined(separator: " ")) applies this")
        }
        return result
    }

    /// The options of `migrate` that lead to the same.
    private var choice: [String] { output.map { ["--plan", $0.quotedForShell] } ?? selection.options }
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
