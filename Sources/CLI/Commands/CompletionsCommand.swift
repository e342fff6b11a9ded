import MartletCore

/// Runs `martlet completions SHELL`.
struct CompletionsCommand: Command {
    static let spec = CommandSpec.completions
    let shell: Shell

    init(_ invocation: Invocation) throws(MartletError) {
        guard let shell = invocation.choice("SHELL", as: Shell.self) else {
            throw MartletError(.internalFault, "the table has a shell there are no completions for")
        }
        self.shell = shell
    }

    func run(in context: CommandContext) -> CommandResult {
        let script = CompletionScript(table: .martlet).text(for: shell)
        context.console.print(file: script)
        let shell = shell.rawValue
        return CommandResult { ["shell": .string(shell), "script": .string(script)] }
    }
}
