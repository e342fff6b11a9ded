import MartletCore

/// Runs `martlet rollback`.
struct RollbackCommand: Command {
    static let spec = CommandSpec.rollback

    private let extent: RollbackOperation.Extent
    private let fromDisk: Bool

    init(_ invocation: Invocation) {
        if let version = invocation.argument("VERSION") {
            extent = .from(MigrationVersion(version))
        } else if let version = invocation.value("to") {
            extent = .to(MigrationVersion(version))
        } else {
            extent = .steps(invocation.integer("steps") ?? 1)
        }
        fromDisk = invocation.flag("from-disk")
    }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        try context.undo(extent, fromDisk: fromDisk, andBack: false)
    }
}

/// Runs `martlet redo`.
struct RedoCommand: Command {
    static let spec = CommandSpec.redo

    private let steps: Int

    init(_ invocation: Invocation) { steps = invocation.integer("steps") ?? 1 }

    func run(in context: CommandContext) throws(MartletError) -> CommandResult {
        try context.undo(.steps(steps), fromDisk: false, andBack: true)
    }
}

extension CommandContext {
    /// Shows what would be undone, asks, and undoes it.
    fileprivate func undo(
        _ extent: RollbackOperation.Extent, fromDisk: Bool, andBack: Bool
    ) throws(MartletError) -> CommandResult {
        let preview = RollbackOperation(
            try operations(dryRun: true), extent, fromDisk: fromDisk, andBack: andBack
        ).run()
        // What would have been done to the others is of no interest if it will not be.
        guard preview.isOK || globals.isDryRun else { return report(preview) { _ in [] } }
        guard !globals.isDryRun else { return report(preview, PlanText.lines) }
        let operations = try operations()
        let place = { (database: String) in preview.databases.count > 1 ? database + "/" : "" }
        try prompt.confirm(
            preview.databases.filter { $0.plan?.steps.isEmpty == false }.map { database in
                Confirmation(
                    verb: andBack ? "redo" : "roll back", database: database.name,
                    losses: (database.plan?.steps ?? []).map {
                        "\(place(database.name))\($0.subject) \($0.description) will be undone, with its data"
                    },
                    isProtected: operations.isProtected(database.name))
            })
        watchSignals(operations)
        let operation = RollbackOperation(operations, extent, fromDisk: fromDisk, andBack: andBack)
        return reportDeeds(operation.run())
    }
}

extension OperationContext {
    /// Whether a database wants its name typed before data is destroyed.
    func isProtected(_ database: String) -> Bool {
        project.databases.first { $0.name == database }?.isProtected ?? false
    }
}
