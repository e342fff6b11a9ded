import Martlet
import MartletCore

/// Runs `martlet completions SHELL`, and answers what the scripts ask while somebody types.
struct CompletionsCommand: Command {
    static let spec = CommandSpec.completions

    private enum Wish {
        case script(Shell)
        case list(CompletionList)
    }

    private let wish: Wish

    init(_ invocation: Invocation) throws(MartletError) {
        if let shell = invocation.choice("SHELL", as: Shell.self) {
            wish = .script(shell)
        } else if let list = invocation.choice("list", as: CompletionList.self) {
            wish = .list(list)
        } else {
            throw MartletError(.usage, "'completions' needs SHELL", help: "usage: \(Self.spec.usage)")
        }
    }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        switch wish {
        case .script(let shell):
            let script = CompletionScript(table: .martlet).text(for: shell)
            context.console.print(file: script)
            return CommandResult { ["shell": .string(shell.rawValue), "script": .string(script)] }
        case .list(let list):
            let names = try names(list, context)
            context.console.print(names.map { $0.description.isEmpty ? "\($0.name)" : "\($0.name)\t\($0.description)" })
            return CommandResult { ["names": .array(names.map { .string($0.name) })] }
        }
    }

    private func names(
        _ list: CompletionList, _ context: CommandContext
    ) throws(MartletError) -> [(name: String, description: String)] {
        switch list {
        case .databases:
            // Without variables, which may be set later on the line that is being typed.
            return try Engine.databaseNames(try context.projectRequest()).map { ($0, "") }
        case .versions:
            var found: [(name: String, description: String)] = []
            for target in try Engine(try context.projectRequest()).context.project.databases {
                found += try target.migrationTitles().map { ($0.version.text, $0.title) }
            }
            return found
        }
    }
}
