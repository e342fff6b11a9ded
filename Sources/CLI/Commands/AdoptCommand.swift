import MartletCore

/// Runs `martlet adopt`.
struct AdoptCommand: Command {
    static let spec = CommandSpec.adopt

    private var choices = AdoptOperation.Choices()

    init(_ invocation: Invocation) {
        choices.tool = invocation.choice("from")
        choices.table = invocation.value("table")
        choices.proves = invocation.flag("prove")
        choices.without = invocation.values("without").map { MigrationVersion($0) }
        choices.done = invocation.values("done").map { MigrationVersion($0) }
    }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let operations = try context.operations()
        context.watchSignals(operations)
        let width = context.console.terminal.tableWidth
        return context.report(AdoptOperation(operations, choices).run(), isDeed: !operations.isDryRun) {
            AdoptText.lines($0, width: width)
        }
    }
}
