import Martlet
import MartletCore

/// Runs `martlet init`.
struct InitCommand: Command {
    static let spec = CommandSpec.initialize

    init(_ invocation: Invocation) {}

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let request = try context.projectRequest()
        guard try Project.isConfigured(request) else { return try start(request, in: context) }
        let operations = try context.operations()
        context.watchSignals(operations)
        let result = context.reportDeeds(InitOperation(operations).run())
        if request.url != nil {
            context.console.note("→ \(Project.fileName) stays as it is: --url holds for this command alone")
        }
        return result
    }

    private func start(_ request: ProjectRequest, in context: CommandContext) throws(MartletError) -> CommandResult {
        let given = try request.project.map { (path) throws(MartletError) in
            try FilePath(validating: path).resolved(against: request.currentFolder)
        }
        let folder = given.map { $0.name == Project.fileName ? $0.parent : $0 } ?? request.currentFolder
        var beginning = try Engine.start(request, in: folder, dryRun: context.globals.isDryRun)
        if beginning.namesDatabase, let request = Self.request(request, for: folder, context) {
            let operations = try context.operations(for: request)
            context.watchSignals(operations)
            beginning = beginning.followed(by: InitOperation(operations).run())
        }
        let result = context.reportDeeds(beginning.outcome)
        if !context.globals.isDryRun { for line in beginning.advice { context.console.note("→ \(line)") } }
        return result
    }

    /// What leads to the database of a project that begins; `nil` if nothing does before its configuration is written.
    private static func request(
        _ request: ProjectRequest, for folder: FilePath, _ context: CommandContext
    ) -> ProjectRequest? {
        if context.globals.isDryRun { return request.project == nil ? request : nil }
        var written = request
        written.project = folder.string
        return written
    }
}
