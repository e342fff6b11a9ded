import MartletCore

/// Runs `martlet status`.
struct StatusCommand: Command {
    static let spec = CommandSpec.status

    private let isCheck: Bool

    init(_ invocation: Invocation) { isCheck = invocation.flag("check") }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        context.report(StatusOperation(try context.operations(), check: isCheck).run(), StatusText.lines)
    }
}
