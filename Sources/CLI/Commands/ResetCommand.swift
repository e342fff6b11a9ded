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
        let dryRun = operation(try context.operations(dryRun: true))
        let losses = try dryRun.losses()
        if context.globals.isDryRun {
            for line in losses.flatMap(Self.describe) { context.console.print("\("!", .yellow) \(line)") }
            return context.report(dryRun.run(), PlanText.lines)
        }
        // What stands in the way is told before anybody is asked.
        let preview = dryRun.plan()
        guard preview.isOK else { return context.report(preview) { _ in [] } }
        let operations = try context.operations()
        try context.prompt.confirm(
            losses.map { loss in
                Confirmation(
                    verb: "reset", database: loss.database, losses: Self.describe(loss),
                    isProtected: operations.isProtected(loss.database))
            })
        context.watchSignals(operations)
        return context.reportDeeds(operation(operations).run())
    }

    private func operation(_ operations: OperationContext) -> ResetOperation {
        ResetOperation(operations, seeds: seeds, leavesEmpty: leavesEmpty, environment: environment)
    }

    private static func describe(_ loss: ResetOperation.Loss) -> [String] {
        guard let tables = loss.rows else { return ["\(loss.database) does not exist yet"] }
        let others = LossText.uncounted(loss.uncounted).map { "\(loss.database): \($0)" } + unmade(loss)
        guard !tables.isEmpty else {
            return (loss.uncounted.isEmpty ? ["\(loss.database) holds no table"] : []) + others
        }
        let rows = tables.values.reduce(0, +)
        let largest = tables.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let examples = largest.prefix(3).map { "\($0.key) \($0.value)" } + (largest.count > 3 ? ["…"] : [])
        let extent = "\(Count.text(tables.count, "table")) with \(Count.text(rows, "row"))"
        return ["\(loss.database): \(extent) will be lost (\(examples.joined(separator: ", ")))"] + others
    }

    private static func unmade(_ loss: ResetOperation.Loss) -> [String] {
        guard !loss.unmade.isEmpty else { return [] }
        let examples = loss.unmade.prefix(3).map(\.text) + (loss.unmade.count > 3 ? ["…"] : [])
        let have = loss.unmade.count == 1 ? "has no file: what it made" : "have no file: what they made"
        return ["\(loss.database): \(examples.joined(separator: ", ")) \(have) will not be made again"]
    }
}

/// What will be lost, in words that several commands use.
enum LossText {
    /// Tables whose rows cannot be counted, in one line; none if there are none.
    static func uncounted(_ tables: [String]) -> [String] {
        guard !tables.isEmpty else { return [] }
        let examples = tables.prefix(3) + (tables.count > 3 ? ["…"] : [])
        return [
            "\(Count.text(tables.count, "table")) more, whose rows the role may not read, will be lost too "
                + "(\(examples.joined(separator: ", ")))"
        ]
    }
}
