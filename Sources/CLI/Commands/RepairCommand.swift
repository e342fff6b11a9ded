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
            let isSilent = context.globals.isQuiet && !context.globals.isDryRun
            for database in preview.databases where database.exitStatus == .done && database.facts.isEmpty {
                if !isSilent { context.console.print("\(database.name, .bold): nothing to repair") }
            }
            return context.reportDeeds(preview)
        }
        let operations = try context.operations()
        try context.prompt.confirm(
            preview.databases.filter { !$0.facts.isEmpty }.map { database in
                Confirmation(
                    verb: "repair the history of", database: database.name, losses: database.facts,
                    isProtected: operations.isProtected(database.name))
            })
        return context.reportDeeds(RepairOperation(operations, version, verdict: verdict).run())
    }
}
