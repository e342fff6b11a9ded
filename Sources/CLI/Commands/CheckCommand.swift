import MartletCore

/// Runs `martlet check`.
struct CheckCommand: Command {
    static let spec = CommandSpec.check

    init(_ invocation: Invocation) {}

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let operations = try context.operations()
        // It takes as long as the file is large, and who stops it still gets an outcome.
        context.watchSignals(operations)
        return context.report(CheckOperation(operations).run(), CheckText.lines)
    }
}
