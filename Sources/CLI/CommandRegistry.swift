/// The commands there are; each has its entry in the table, a test says so.
enum CommandRegistry {
    /// Every command.
    static var commands: [any Command.Type] { [CompletionsCommand.self, HelpCommand.self, VersionCommand.self] }
}
