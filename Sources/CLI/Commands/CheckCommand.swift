import MartletCore

/// Runs `martlet check`.
struct CheckCommand: Command {
    static let spec = CommandSpec.check

    private let looksForDrift: Bool

    init(_ invocation: Invocation) { looksForDrift = !invocation.flag("no-drift") }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let operations = try context.operations()
        // It takes as long as the file is large, and who stops it still gets an outcome.
        context.watchSignals(operations)
        return context.report(CheckOperation(operations, drift: looksForDrift).run(), CheckText.lines)
    }
}
