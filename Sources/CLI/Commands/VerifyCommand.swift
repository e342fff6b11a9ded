import MartletCore

/// Runs `martlet verify`.
struct VerifyCommand: Command {
    static let spec = CommandSpec.verify

    private let isForGithub: Bool
    private var options = VerifyOperation.Options()

    init(_ invocation: Invocation) {
        options.versions = Set(invocation.arguments("VERSION").map(MigrationVersion.init))
        options.failsOn = invocation.choice("fail-on")
        options.rows = invocation.integer("rows") ?? options.rows
        isForGithub = invocation.value("as") == "github"
    }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        if isForGithub, context.globals.format != .text {
            throw MartletError(.usage, "--as and --json are two forms of one report", help: "choose one of them")
        }
        let operations = try context.operations()
        context.watchSignals(operations)
        let outcome = VerifyOperation(operations, options).run()
        if isForGithub {
            context.console.print(file: VerifyReport.githubText(outcome.allDiagnostics))
            return CommandResult(outcome.exitStatus)
        }
        let (width, isQuiet) = (context.console.terminal.width, context.globals.isQuiet)
        return context.report(outcome) { VerifyText.lines($0, width: width, isQuiet: isQuiet) }
    }
}
