import MartletCore

/// Runs `martlet drift`.
struct DriftCommand: Command {
    static let spec = CommandSpec.drift

    private let options: DriftOperation.Options

    init(_ invocation: Invocation) {
        var options = DriftOperation.Options()
        options.plansStatements = invocation.flag("sql")
        options.isOnline = !invocation.flag("plain")
        options.renames = invocation.values("rename")
        self.options = options
    }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let operations = try context.operations()
        // Scratch databases have to go.
        context.watchSignals(operations)
        let outcome = DriftOperation(operations, options).run()
        guard options.plansStatements else { return context.report(outcome, DriftText.lines) }
        for database in outcome.databases {
            guard let script = database.drift?.difference?.script else { continue }
            if outcome.databases.count > 1 { context.console.print(file: "-- \(database.name)\n") }
            context.console.print(file: script)
        }
        return context.report(outcome) { _ in [] }
    }
}
