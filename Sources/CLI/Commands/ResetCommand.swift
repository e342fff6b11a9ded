import MartletCore

/// Runs `martlet reset`.
struct ResetCommand: Command {
    static let spec = CommandSpec.reset

    private let seeds: Bool
    private let leavesEmpty: Bool
    private let environment: String?

    init(_ invocation: Invocation) {
        seeds = invocation.flag("seed")
        leavesEmpty = invocation.flag("empty")
        environment = invocation.value("environment")
    }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let operations = try context.operations()
        let operation = ResetOperation(operations, seeds: seeds, leavesEmpty: leavesEmpty, environment: environment)
        for loss in try operation.losses() {
            if operations.isDryRun {
                for line in Self.describe(loss) { context.console.print("\("!", .yellow) \(line)") }
            } else {
                try context.prompt.confirm(
                    Confirmation(
                        action: "reset \(loss.database)", database: loss.database, losses: Self.describe(loss),
                        isProtected: operations.isProtected(loss.database)))
            }
        }
        context.watchSignals(operations)
        let outcome = operation.run()
        return operations.isDryRun ? context.report(outcome, Self.outline) : context.reportDeeds(outcome)
    }

    private static func outline(_ database: DatabaseOutcome) -> [StyledText] {
        let facts: StyledText = "\(database.name, .bold): \(database.facts.joined(separator: ", "))"
        return [facts] + (database.plan == nil ? [] : PlanText.lines(database))
    }

    private static func describe(_ loss: ResetOperation.Loss) -> [String] {
        guard let tables = loss.rows else { return ["\(loss.database) does not exist yet"] }
        guard !tables.isEmpty else { return ["\(loss.database) holds no table"] }
        let rows = tables.values.reduce(0, +)
        let largest = tables.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let examples = largest.prefix(3).map { "\($0.key) \($0.value)" } + (largest.count > 3 ? ["…"] : [])
        let extent = "\(Count.text(tables.count, "table")) with \(Count.text(rows, "row"))"
        return ["\(loss.database): \(extent) will be lost (\(examples.joined(separator: ", ")))"]
    }
}
