import MartletCore

/// Runs `martlet help [COMMAND]` and every other way to ask for help.
struct HelpCommand: Command {
    static let spec = CommandSpec.help
    let form: HelpForm?
    let command: CommandSpec?

    init(_ invocation: Invocation) throws(MartletError) {
        form = invocation.choice("as")
        let name = invocation.argument("COMMAND")
        command = name.flatMap(CommandTable.martlet.command(named:))
        if let name, command == nil { throw ArgumentScanner.unknown(command: name, in: .martlet, "help ") }
    }

    func run(in context: CommandContext) -> CommandResult {
        let table = CommandTable.martlet
        guard let form else {
            let help = HelpText(table: table, width: context.console.terminal.width)
            let lines = command.map(help.page) ?? help.overview
            context.console.print(lines)
            return CommandResult { ["text": .string(lines.map { $0.plain + "\n" }.joined())] }
        }
        let text = form == .man ? ManPage(table: table).text : MarkdownReference(table: table).text
        context.console.print(file: text)
        return CommandResult { ["text": .string(text)] }
    }
}
