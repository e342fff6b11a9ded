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
            } else if invocation.flag("undo") {
                .undo
            } else if invocation.flag("continue") {
                .goOn
            } else {
                .none
            }
    }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let preview = RepairOperation(try context.operations(dryRun: true), version, verdict: verdict).run()
        if verdict == .none, preview.databases.contains(where: { !$0.evidence.isEmpty }), !context.globals.isDryRun {
            return try asking(preview, in: context)
        }
        return try settle(preview, verdict, in: context)
    }

    /// Shows what the database tells of a half-run version, and asks what is to become of it.
    private func asking(_ preview: Outcome, in context: CommandContext) throws(MartletError) -> CommandResult {
        let sentences = preview.databases.flatMap(\.evidence).map(\.sentence)
        let question: StyledText =
            "go on with it, undo it, take it as done, or as undone? [go on/undo/done/undone/N]"
        let answers: [String: RepairOperation.Verdict] = [
            "go on": .goOn, "undo": .undo, "done": .done, "undone": .undone,
        ]
        guard let answer = context.prompt.answer(to: (sentences.map { "\($0)" } + [question]).joined("\n")),
            let verdict = answers[answer.lowercased()]
        else { return context.reportDeeds(preview) }
        let operations = try context.operations(dryRun: true)
        return try settle(RepairOperation(operations, version, verdict: verdict).run(), verdict, in: context)
    }

    private func settle(
        _ preview: Outcome, _ verdict: RepairOperation.Verdict, in context: CommandContext
    ) throws(MartletError) -> CommandResult {
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
                    verb: verdict == .undo ? "undo what is half-run in" : "repair the history of",
                    database: database.name, losses: database.facts,
                    isProtected: operations.isProtected(database.name),
                    objection: database.contradictions.isEmpty
                        ? database.isDoubtful ? "it may do more than is needed" : nil : "the database says otherwise")
            })
        let isContradicted = preview.databases.contains { !$0.contradictions.isEmpty || $0.isDoubtful }
        return context.reportDeeds(
            RepairOperation(operations, version, verdict: verdict, despiteEvidence: isContradicted).run())
    }
}
