import MartletCore

/// Runs `martlet export`.
struct ExportCommand: Command {
    static let spec = CommandSpec.export

    private let tool: ToolName?
    private let table: String?

    init(_ invocation: Invocation) {
        tool = invocation.choice("as")
        table = invocation.value("table")
    }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        guard let tool else {
            throw MartletError(.usage, "it is not said for which tool", help: "martlet export --as dbmate")
        }
        let operations = try context.operations()
        context.watchSignals(operations)
        return context.report(ExportOperation(operations, as: tool, table: table).run(), isDeed: !operations.isDryRun) {
            database in [StyledText("\(database.name, .bold): \(database.facts.joined(separator: ", "))")]
        }
    }
}
