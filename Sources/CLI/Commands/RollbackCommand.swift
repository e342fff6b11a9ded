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
        let operation = { RollbackOperation($0, extent, fromDisk: fromDisk, andBack: andBack) }
        var isToldByThen = false
        let operations = try operations { steps in if !isToldByThen { tellLosses(steps) } }
        if !isConfirmedAhead(operations) {
            var rehearsal = operations
            rehearsal.isDryRun = true
            let preview = operation(rehearsal).run()
            if globals.isDryRun { return report(preview, PlanText.lines) }
            // What would have been done to the others is of no interest if it will not be.
            guard preview.isOK else { return report(preview) { _ in [] } }
            try confirm(preview, verb: andBack ? "redo" : "roll back", operations)
            isToldByThen = true
        }
        watchSignals(operations)
        return reportDeeds(operation(operations).run())
    }

    /// Whether nobody has to be asked, and there is but one database: what is wrong is then found before anything is
    /// undone, without looking at everything twice.
    private func isConfirmedAhead(_ operations: OperationContext) -> Bool {
        guard !globals.isDryRun, operations.project.databases.count == 1 else { return false }
        return operations.project.databases.allSatisfy { prompt.isConfirmed($0.name, isProtected: $0.isProtected) }
    }

    /// Says what will be lost when that is settled, and before anything is.
    private func tellLosses(_ steps: [PlannedStep]) {
        for step in steps where step.kind == .rollback {
            prompt.tell(loss: Self.loss(step.subject, step.description))
        }
    }

    private func confirm(
        _ preview: Outcome, verb: String, _ operations: OperationContext
    ) throws(MartletError) {
        let place = { (database: String) in preview.databases.count > 1 ? database + "/" : "" }
        try prompt.confirm(
            preview.databases.filter { $0.plan?.steps.isEmpty == false }.map { database in
                Confirmation(
                    verb: verb, database: database.name,
                    losses: (database.plan?.steps ?? []).map {
                        place(database.name) + Self.loss($0.subject, $0.description)
                    },
                    isProtected: operations.isProtected(database.name))
            })
    }

    private static func loss(_ subject: String, _ description: String) -> String {
        "\(subject) \(description) will be undone, with its data"
    }
}

extension OperationContext {
    /// Whether a database wants its name typed before data is destroyed.
    func isProtected(_ database: String) -> Bool {
        project.databases.first { $0.name == database }?.isProtected ?? false
    }
}
