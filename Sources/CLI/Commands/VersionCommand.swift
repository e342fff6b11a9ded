import MartletCore

/// Runs `martlet version`.
struct VersionCommand: Command {
    static let spec = CommandSpec.version

    init(_ invocation: Invocation) {}

    func run(in context: CommandContext) -> CommandResult {
        context.console.print("martlet \(MartletVersion.current)")
        return CommandResult { ["version": .string(MartletVersion.current)] }
    }
}
