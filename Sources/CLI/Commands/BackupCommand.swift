import MartletCore

/// Runs `martlet backup`.
struct BackupCommand: Command {
    static let spec = CommandSpec.backup

    private let output: String?

    init(_ invocation: Invocation) { output = invocation.value("output") }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let operations = try context.operations()
        let folder = try FileSystem.currentFolder()
        context.watchSignals(operations)
        return context.reportDeeds(BackupOperation(operations, output: output, currentFolder: folder).run())
    }
}

/// Runs `martlet restore`.
struct RestoreCommand: Command {
    static let spec = CommandSpec.restore

    private let source: RestoreOperation.Source?
    private let into: String?

    init(_ invocation: Invocation) {
        let version = invocation.value("before").map { RestoreOperation.Source.before(MigrationVersion($0)) }
        source = version ?? invocation.argument("PATH").map { .path($0) }
        into = invocation.value("into")
    }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        let operations = try context.operations()
        guard let source else {
            throw MartletError(
                .usage, "nothing says which backup is to be restored", notes: ["nothing was restored"],
                help: "martlet restore PATH, or martlet restore --before VERSION")
        }
        let operation = RestoreOperation(
            operations, source, into: into, currentFolder: try FileSystem.currentFolder())
        // The proof comes before the question, and may take long.
        context.watchSignals(operations)
        let outcome = operation.run { (preview) throws(MartletError) in try ask(about: preview, in: context) }
        return context.reportDeeds(outcome)
    }

    /// A database that is not there yet has nothing to lose.
    private func ask(about preview: RestorePreview, in context: CommandContext) throws(MartletError) {
        guard let loss = preview.loss else { return }
        let losses =
            preview.backup.differences + [Self.describe(loss, preview)] + LossText.uncounted(loss.uncounted)
            + Self.doubts(about: preview)
        if context.globals.isDryRun {
            for line in losses { context.console.print("\("!", .yellow) \(line)") }
            return
        }
        let confirmation = Confirmation(
            verb: "restore \(preview.backup.path) over", database: preview.database, losses: losses,
            isProtected: preview.isProtected,
            objection: preview.backup.isOfAnotherProject ? "the backup is of another project" : nil)
        try context.prompt.confirm(confirmation)
    }

    /// What speaks against a copy that has no manifest.
    private static func doubts(about preview: RestorePreview) -> [String] {
        let backup = preview.backup
        guard backup.manifest == nil else { return [] }
        let foreign = backup.foreignVersions.map(\.text)
        let shown = foreign.prefix(3).joined(separator: ", ") + (foreign.count > 3 ? ", …" : "")
        return ["nothing proves what is in \(backup.path)"]
            + (foreign.isEmpty
                ? []
                : [
                    "it may be a copy of another database: \(shown) of its history "
                        + (foreign.count == 1 ? "is" : "are") + " not \(preview.database)'s"
                ])
    }

    private static func describe(_ loss: RestorePreview.Loss, _ preview: RestorePreview) -> String {
        guard let rows = loss.rows else { return "\(preview.url), which cannot be read, will be replaced" }
        let version = loss.version.map { ", at \($0)" } ?? ""
        let count = Count.text(rows.values.reduce(0, +), "row")
        return "\(preview.url) will be replaced: \(Count.text(rows.count, "table")) with \(count)\(version)"
    }
}
