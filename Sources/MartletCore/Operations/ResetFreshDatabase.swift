/// A database that is built from nothing beside the one whose place it will take.
///
/// Nobody else knows it. Until it takes the place the old database is whole and untouched, so that whatever goes wrong is
/// undone by throwing the new one away.
final class FreshDatabase {
    /// The database as the project has it.
    let original: DatabaseTarget
    /// The one that is built.
    private(set) var target: DatabaseTarget
    /// The newest version applied to the old one.
    private(set) var oldVersion: MigrationVersion?
    /// Whether there is an old one.
    var replacesOne: Bool { replacement?.replacesOne ?? false }

    private let context: OperationContext
    private var lock: (any HeldLock)?
    private var replacement: (any Replacement)?

    /// Begins it, with the lock of the old one in hand, which is backed up first if the project wants that.
    /// - Throws: `in-use`, and whatever else stands in the way of replacing the old one.
    init(
        _ original: DatabaseTarget, _ context: OperationContext, _ outcome: inout DatabaseOutcome
    ) throws(MartletError) {
        self.original = original
        self.context = context
        target = original
        // There is nothing in it yet that a backup could keep.
        target.backupBefore = []
        // Memory is empty and nobody else's; it needs no place.
        if original.url.target == .sqlite(.memory) { return }
        try DatabaseSession.makeFolder(for: original, context)
        lock = try DatabaseSession.takeLockIfPresent(original, context, "reset")
        let new = try context.backend(original.url).backups.replacement(of: original.url, at: context.clock.onTheWall)
        new.letIn()
        replacement = new
        if new.replacesOne { try lookAtOld(&outcome) }
        do throws(MartletError) {
            try new.makeEmpty()
        } catch {
            target.url = new.url
            var error = error
            error.diagnostics = error.diagnostics.map(named)
            throw error
        }
        target.url = new.url
    }

    private func lookAtOld(_ outcome: inout DatabaseOutcome) throws(MartletError) {
        try DatabaseSession.reading(original, context) { (session) throws(MartletError) in
            guard let session else { return }
            let problems = try session.tableProblems()
            if !problems.isEmpty { throw MartletError(problems) }
            outcome.server = session.driver.server
            oldVersion = try Inventory(session: session, target: original, context: context).newestApplied()
            if original.backupBefore.contains(.reset) { try session.backUpBefore("reset", &outcome) }
        }
    }

    /// A diagnostic in which the new database, whose name nobody knows, goes by that of the old one.
    func named(_ diagnostic: Diagnostic) -> Diagnostic {
        guard target.url != original.url else { return diagnostic }
        let new = target.url.file?.string ?? target.url.databaseName
        let old = original.url.file?.string ?? context.backend(original.url).databaseName(of: original.url)
        var diagnostic = diagnostic
        diagnostic.message = diagnostic.message.replacing(new, with: "the new " + old)
        diagnostic.help = diagnostic.help?.replacing(new, with: old)
        diagnostic.notes = diagnostic.notes.map { $0.replacing(new, with: "the new " + old) }
        return diagnostic
    }

    // MARK: Taking the place

    /// Shows that the new database is whole.
    func prove() throws(MartletError) {
        try context.requireGoingOn()
        do throws(DriverError) {
            try replacement?.prove(context.cancellation)
        } catch  where error.kind == .unsafe {
            throw MartletError(.writeFailed, "the new database could not be completed: \(error.message)")
        } catch {
            throw MartletError(error)
        }
    }

    /// Shuts everybody out of the old database.
    func seize() throws(MartletError) { try replacement?.shutOut() }

    /// Puts the new database where the old one was, in one step.
    /// - Returns: what a person should know.
    func takePlace() throws(MartletError) -> [String] {
        guard let replacement else { return [] }
        context.events(.working(database: original.name, "putting it in place"))
        return try replacement.takePlace(lock)
    }

    /// Lets everybody in again; what did not take its place is gone.
    func release() {
        replacement?.discard()
        replacement = nil
        lock?.release()
        lock = nil
    }
}
