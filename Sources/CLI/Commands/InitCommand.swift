import Martlet
import MartletCore

/// Runs `martlet init`.
struct InitCommand: Command {
    static let spec = CommandSpec.initialize

    init(_ invocation: Invocation) {}

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let operations: OperationContext
        do throws(MartletError) {
            operations = try context.operations()
        } catch  where error.diagnostics.first?.code == .noProject {
            return try start(in: context)
        }
        context.watchSignals(operations)
        return context.reportDeeds(InitOperation(operations).run())
    }

    private func start(in context: CommandContext) throws(MartletError) -> CommandResult {
        let current = try FileSystem.currentFolder()
        let given = try context.globals.project.map { (path) throws(MartletError) in
            try FilePath(validating: path).resolved(against: current)
        }
        let folder = given.map { $0.name == Project.fileName ? $0.parent : $0 } ?? current
        let beginning = try Engine.start(in: folder, dryRun: context.globals.isDryRun)
        let result = context.reportDeeds(beginning.outcome)
        if !context.globals.isDryRun { for line in beginning.advice { context.console.note("→ \(line)") } }
        return result
    }
}
