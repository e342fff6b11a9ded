import MartletCore

/// Runs `martlet repair`.
struct RepairCommand: Command {
    static let spec = CommandSpec.repair

    private let version: MigrationVersion?
    private let verdict: RepairOperation.Verdict

    init(_ invocation: Invocation) {
        version = invocation.argument("VERSION").map(MigrationVersion.init)
        verdict =
            if invocation.flag("done") {
                .done
            } else if invocation.flag("undone") {
                .undone
            } else if invocation.flag("continue") {
                .goOn
            } else {
                .none
            }
    }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let preview = RepairOperation(try context.operations(dryRun: true), version, verdict: verdict).run()
        let hasWork = preview.databases.contains { !$0.facts.isEmpty }
        guard preview.isOK, hasWork, !context.globals.isDryRun else {
            for database in preview.databases where database.exitStatus == .done && database.facts.isEmpty {
                context.console.print("\(database.name, .bold): nothing to repair")
            }
            return context.report(preview, RunText.lines)
        }
        let operations = try context.operations()
        for database in preview.databases where !database.facts.isEmpty {
            try context.prompt.confirm(
                Confirmation(
                    action: "repair the history of \(database.name)", database: database.name, losses: database.facts,
                    isProtected: operations.isProtected(database.name)))
        }
        return context.report(RepairOperation(operations, version, verdict: verdict).run(), RunText.lines)
    }
}
