import MartletCore
import SchemaModel

/// Runs `martlet diff`.
struct DiffCommand: Command {
    static let spec = CommandSpec.diff

    private let old: String
    private let new: String
    private let output: String?
    private let options: DiffOperation.Options
    private let isParity: Bool

    init(_ invocation: Invocation) {
        old = invocation.required("A")
        new = invocation.required("B")
        output = invocation.value("output")
        var options = DiffOperation.Options()
        options.plansStatements = invocation.flag("sql") || output != nil
        options.isOnline = !invocation.flag("plain")
        options.renames = invocation.values("rename")
        options.isCheck = invocation.flag("check")
        self.options = options
        isParity = invocation.flag("parity")
    }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let operations = try context.operationsWithoutProject()
        // Scratch databases have to go.
        context.watchSignals(operations)
        let currentFolder = try FileSystem.currentFolder()
        if isParity {
            let outcome = ParityOperation(operations, old, new, check: options.isCheck, currentFolder: currentFolder)
                .run()
            if let parity = outcome.parity { context.console.print(DifferenceText.lines(parity, old, new)) }
            return context.report(outcome) { _ in [] }
        }
        let operation = DiffOperation(operations, from: old, to: new, options, currentFolder: currentFolder)
        var outcome = operation.run { hint in
            options.plansStatements && context.prompt.isYes(DifferenceText.question(hint))
        }
        if let report = outcome.difference {
            if let script = report.script {
                try write(script, context, &outcome)
            } else {
                context.console.print(DifferenceText.lines(report))
            }
        }
        return context.report(outcome) { _ in [] }
    }

    private func write(_ sql: String, _ context: CommandContext, _ outcome: inout Outcome) throws(MartletError) {
        guard let output, output != "-" else { return context.console.print(file: sql) }
        let currentFolder = try FileSystem.currentFolder()
        let path = try FilePath(validating: output).resolved(against: currentFolder)
        for schema in [old, new] where (try? FilePath(validating: schema).resolved(against: currentFolder)) == path {
            throw MartletError(
                .usage, "\(schema) is one of the two schemas, and would be written over",
                notes: [Diagnostic.nothingChanged], help: "give --output another name")
        }
        try FileSystem.requireNoDatabase(path, root: currentFolder)
        try FileSystem.write(sql, to: path, access: .shared, replacing: true)
        outcome.facts.append("wrote \(PrintableText.escaping(output))")
    }
}
