import MartletCore

/// Runs `martlet status`.
struct StatusCommand: Command {
    static let spec = CommandSpec.status

    private let isCheck: Bool

    init(_ invocation: Invocation) { isCheck = invocation.flag("check") }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let outcome = StatusOperation(try context.operations(), check: isCheck).run()
        let width = context.console.terminal.tableWidth
        return context.report(outcome) { StatusText.lines($0, width: width) }
    }
}
