/// Shows what `migrate` would do, and writes it down if asked.
public struct PlanOperation {
    private var context: OperationContext
    let selection: MigrationSelection
    /// Where the plan is written to.
    let output: FilePath?

    /// Whether it is tried in a scratch copy of the schema.
    let isRehearsed: Bool

    /// Makes the operation.
    public init(
        _ context: OperationContext, _ selection: MigrationSelection, output: FilePath? = nil, isRehearsed: Bool = false
    ) {
        (self.context, self.selection, self.output, self.isRehearsed) = (context, selection, output, isRehearsed)
        self.context.isDryRun = true
    }

    /// Plans for every database; the file is written if all of them can be planned for.
    public func run() -> Outcome {
        var operation = MigrateOperation(context, selection, command: "plan")
        operation.isRehearsed = isRehearsed
        var outcome = operation.run()
        guard let output, outcome.isOK else { return outcome }
        do throws(MartletError) {
            try write(outcome, to: output)
            outcome.facts.append("wrote \(output.display(relativeTo: context.project.root))")
        } catch {
            outcome.diagnostics += error.diagnostics
            outcome.exitStatus = error.exitStatus
        }
        return outcome
    }

    private func write(_ outcome: Outcome, to path: FilePath) throws(MartletError) {
        let time = context.clock.now().rfc3339Milliseconds
        guard
            let file = PlanFile(outcome, selection, project: context.project.name, at: time, by: context.by)
        else { return }
        try FileSystem.requireNoDatabase(path, root: context.project.root)
        try FileSystem.write(file.text, to: path, access: .shared, replacing: true)
    }
}
