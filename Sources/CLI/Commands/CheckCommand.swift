import MartletCore

/// Runs `martlet check`.
struct CheckCommand: Command {
    static let spec = CommandSpec.check

    init(_ invocation: Invocation) {}

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        context.report(CheckOperation(try context.operations()).run(), CheckText.lines)
    }
}
