/// A database that is built from nothing beside the one whose place it will take.
///
/// Nobody else knows its file. Until it takes the place the old database is whole and untouched, so that whatever goes
/// wrong is undone by removing the new file.
final class FreshDatabase {
    /// The database as the project has it.
    let original: DatabaseTarget
    /// The one that is built.
    let target: DatabaseTarget
    /// The newest version applied to the old one.
    private(set) var oldVersion: MigrationVersion?
    /// Whether there is an old one.
    private(set) var replacesOne = false

    private let context: OperationContext
    private var lock: (any HeldLock)?
    private var seized: (any SeizedDatabase)?
    private var file: AtomicFile?

    /// Begins it, with the lock of the old one in hand, which is backed up first if the project wants that.
    /// - Throws: `in-use`, and whatever else stands in the way of replacing the old one.
    init(
        _ original: DatabaseTarget, _ context: OperationContext, _ outcome: inout DatabaseOutcome
    ) throws(MartletError) {
        self.original = original
        self.context = context
        var target = original
        // There is nothing in it yet that a backup could keep.
        target.backupBefore = []
        // Memory is empty and nobody else's; it needs no place.
        guard original.url.file != nil else {
            self.target = target
            return
        }
        try DatabaseSession.makeFolder(for: original, context)
        lock = try DatabaseSession.takeLock(original, context, "reset")
        let engine = context.backend(original.url).backups
        let old = try engine.seize(original.url, at: context.clock.onTheWall)
        let (place, isPresent) = (old.file, old.isPresent)
        old.release()
        AtomicFile.clearAbandoned(in: place.parent)
        let file = try AtomicFile(place, access: isPresent ? .private : .database, replacing: true)
        target.url = original.url.beside(file.temporaryPath)
        self.target = target
        self.file = consume file
        replacesOne = isPresent
        if isPresent { try lookAtOld(engine, &outcome) }
    }

    private func lookAtOld(_ engine: any BackupEngine, _ outcome: inout DatabaseOutcome) throws(MartletError) {
        try DatabaseSession.reading(original, context) { (session) throws(MartletError) in
            guard let session else { return }
            let problems = try session.tableProblems()
            if !problems.isEmpty { throw MartletError(problems) }
            outcome.server = session.driver.server
            oldVersion = try Inventory(session: session, target: original, context: context).newestApplied()
            if original.backupBefore.contains(.reset) { try session.backUpBefore("reset", &outcome) }
        }
        guard let place = target.url.file else { return }
        do throws(MartletError) {
            try DatabaseSession.asking(original) { () throws(DriverError) in
                try engine.makeEmpty(place, like: original.url)
            }
        } catch {
            var error = error
            error.diagnostics = error.diagnostics.map(named)
            throw error
        }
    }

    /// A diagnostic in which the new file, whose name nobody knows, goes by that of the old one.
    func named(_ diagnostic: Diagnostic) -> Diagnostic {
        guard let new = target.url.file?.string, let old = original.url.file?.string, new != old else {
            return diagnostic
        }
        var diagnostic = diagnostic
        diagnostic.message = diagnostic.message.replacing(new, with: "the new " + old)
        diagnostic.help = diagnostic.help?.replacing(new, with: old)
        diagnostic.notes = diagnostic.notes.map { $0.replacing(new, with: "the new " + old) }
        return diagnostic
    }

    // MARK: Taking the place

    /// Shows that the new database is whole, all of it in its file.
    func prove() throws(MartletError) {
        if context.cancellation.isCancelled { throw BackupProblem.interrupted(context.cancellation) }
        guard let file = target.url.file else { return }
        do throws(DriverError) {
            _ = try context.backend(target.url).backups.prove(file, .structure, context.cancellation)
        } catch  where error.kind == .unsafe {
            throw MartletError(.writeFailed, "the new database could not be completed: \(error.message)")
        } catch {
            throw MartletError(error)
        }
    }

    /// Shuts everybody out of the old database.
    func seize() throws(MartletError) {
        guard original.url.file != nil else { return }
        seized = try context.backend(original.url).backups.seize(original.url, at: context.clock.onTheWall)
    }

    /// Puts the new database where the old one was, in one step.
    /// - Returns: what a person should know.
    func takePlace() throws(MartletError) -> [String] {
        guard let seized, let file = file.take() else { return [] }
        context.events(.working(database: original.name, "putting it in place"))
        try seized.replace(with: file)
        return seized.notes
    }

    /// Lets everybody in again; what did not take its place is gone.
    func release() {
        seized?.release()
        seized = nil
        file = nil
        lock?.release()
        lock = nil
    }
}
