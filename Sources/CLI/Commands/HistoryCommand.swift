import MartletCore

/// Runs `martlet history`.
struct HistoryCommand: Command {
    static let spec = CommandSpec.history

    private let verifies: Bool
    private let logLimit: Int?

    init(_ invocation: Invocation) {
        verifies = invocation.flag("verify")
        logLimit = invocation.integer("log")
    }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let operation = HistoryOperation(try context.operations(), verify: verifies, log: logLimit)
        let width = context.console.terminal.tableWidth
        return context.report(operation.run()) { HistoryText.lines($0, width: width) }
    }
}
