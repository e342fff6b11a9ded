/// Makes databases anew: empty, then migrated and seeded as from nothing; all of that, or nothing.
///
/// The new databases are built beside the old ones and take their places at the end, so that a migration that fails,
/// a full disk or a kill leave the old ones.
public struct ResetOperation {
    let context: OperationContext
    /// Whether the seeds are run again too.
    let seeds: Bool
    /// Whether it is left empty, without migrating.
    let leavesEmpty: Bool
    /// The environment to migrate and seed for, in place of each database's own.
    let environment: String?

    /// Makes the operation.
    public init(
        _ context: OperationContext, seeds: Bool = false, leavesEmpty: Bool = false, environment: String? = nil
    ) {
        self.context = context
        self.environment = environment
        self.seeds = seeds
        self.leavesEmpty = leavesEmpty
    }

    /// Resets every database, or none.
    public func run() -> Outcome {
        if context.isDryRun {
            let outcome = plan()
            // Asked last: whoever works on the database now may be done with it by then.
            return outcome.isOK ? outcome.followed(by: checkUse()) : outcome
        }
        let dependents = Dependents(on: context)
        var outcome = reset(dependents)
        outcome.diagnostics += dependents.warnings
        return outcome
    }

    private func reset(_ dependents: Dependents) -> Outcome {
        var fresh: [FreshDatabase] = []
        defer { for database in fresh { database.release() } }
        var outcome = context.forEachDatabase("reset", goesOn: false) { (target, outcome) throws(MartletError) in
            fresh.append(try FreshDatabase(target, context, &outcome))
        }
        guard outcome.isOK else { return outcome }
        outcome = build(fresh, outcome, dependents)
        guard outcome.isOK else { return ResetFailure(fresh: fresh).told(outcome) }
        return each(fresh, after: outcome) { (database, outcome) throws(MartletError) in
            let notes = try database.takePlace()
            outcome.facts = [database.replacesOne ? "emptied" : "created"] + notes
        }
    }

    /// Does to the new databases all that a reset does, up to the last moment before they take their places.
    private func build(_ fresh: [FreshDatabase], _ begun: Outcome, _ dependents: Dependents) -> Outcome {
        var outcome = begun
        if !leavesEmpty {
            var inside = context
            inside.project.databases = fresh.map(\.target)
            outcome = each(fresh, after: outcome) { (database, _) throws(MartletError) in try note(in: database) }
            if outcome.isOK { outcome = outcome.followed(by: fill(inside)) }
        }
        if outcome.isOK { outcome = outcome.followed(by: check(dependents, outcome)) }
        if outcome.isOK {
            outcome = each(fresh, after: outcome) { (database, _) throws(MartletError) in try database.prove() }
        }
        guard outcome.isOK else { return outcome }
        return each(fresh, after: outcome) { (database, _) throws(MartletError) in try database.seize() }
    }

    private func fill(_ inside: OperationContext) -> Outcome {
        let inside = inside.preparing(for: environment)
        return seeds
            ? SetupOperation(inside, environment: environment, command: "reset").run()
            : MigrateOperation(inside, command: "reset").run()
    }

    /// Writes the reset into the log, which begins with it.
    private func note(in database: FreshDatabase) throws(MartletError) {
        try DatabaseSession.writing(database.target, context, command: "reset", creates: false) {
            (session) throws(MartletError) in
            try session.inTransaction { () throws(DriverError) in
                try session.history.append(
                    LogEntry(
                        at: context.clock.now().rfc3339Milliseconds, run: RunIdentifier.make(), action: .reset,
                        subject: database.original.name, result: .done, by: context.by))
            }
        }
    }

    /// Refuses a reset after which another database, which is not reset, would lack what it depends on.
    private func check(_ dependents: Dependents, _ outcome: Outcome) -> Outcome {
        context.forEachDatabase("reset", goesOn: false) { (target, _) throws(MartletError) in
            let database = outcome.databases.first { $0.name == target.name }
            let steps =
                database?.plan?.steps.filter { $0.kind == .apply }.map(\.subject) ?? database?.run?.results.map(
                    \.subject) ?? []
            let versions = Set(steps.map { MigrationVersion($0) })
            try dependents.check(target, losing: { !versions.contains($0) }, exceptFor: context.project.databases)
        }
    }

    /// Does something with each of the databases, and adds what comes of it to the outcome.
    private func each(
        _ fresh: [FreshDatabase], after outcome: Outcome,
        _ body: (FreshDatabase, inout DatabaseOutcome) throws(MartletError) -> Void
    ) -> Outcome {
        let next = context.forEachDatabase("reset", goesOn: false) { (target, outcome) throws(MartletError) in
            for database in fresh where database.original.name == target.name { try body(database, &outcome) }
        }
        return outcome.followed(by: next)
    }

    // MARK: Before it is done

    /// What would be done, the whole way from nothing, or why it cannot be; for a dry run.
    public func plan() -> Outcome {
        let dependents = Dependents(on: context)
        var outcome = context.forEachDatabase("reset", goesOn: false) { (target, outcome) throws(MartletError) in
            try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
                outcome.server = session?.driver.server
                outcome.isAbsent = session == nil
                try outcome.takeTableProblems(of: session)
            }
            outcome.facts.append("would be emptied" + (leavesEmpty ? "" : " and migrated again"))
        }
        if outcome.isOK, !leavesEmpty { outcome = outcome.followed(by: fillingNothing(outcome)) }
        if outcome.isOK { outcome = outcome.followed(by: check(dependents, outcome)) }
        outcome.diagnostics += dependents.warnings
        return outcome
    }

    /// What is told of a database with nothing in it, which is there.
    private func fillingNothing(_ begun: Outcome) -> Outcome {
        var outcome = fill(fromNothing)
        for index in outcome.databases.indices {
            let name = outcome.databases[index].name
            guard begun.databases.first(where: { $0.name == name })?.isAbsent == false else { continue }
            outcome.databases[index].facts.removeAll { $0 == MigrateOperation.wouldBeCreated }
        }
        return outcome
    }

    private func checkUse() -> Outcome {
        context.forEachDatabase("reset", goesOn: false) { (target, _) throws(MartletError) in
            guard try DatabaseSession.reading(target, context, { $0 != nil }) else { return }
            try context.backend(target.url).backups.replacement(of: target.url, at: context.clock.onTheWall).discard()
        }
    }

    /// The same databases with nothing in them.
    private var fromNothing: OperationContext {
        var inside = context
        for index in inside.project.databases.indices {
            inside.project.databases[index].url = inside.project.databases[index].url.ofNothing
        }
        return inside
    }
}

/// What a reset says that came to nothing.
private struct ResetFailure {
    let fresh: [FreshDatabase]

    func told(_ outcome: Outcome) -> Outcome {
        var outcome = outcome
        for index in outcome.databases.indices {
            let name = outcome.databases[index].name
            guard let database = fresh.first(where: { $0.original.name == name }) else { continue }
            outcome.databases[index].current = database.oldVersion
            outcome.databases[index].run?.undoAll()
            let diagnostics = outcome.databases[index].diagnostics.map(database.named)
            outcome.databases[index].diagnostics = diagnostics
            guard let first = diagnostics.firstIndex(where: { $0.severity == .error }) else { continue }
            outcome.databases[index].diagnostics[first] = told(diagnostics[first])
        }
        return outcome
    }

    private func told(_ diagnostic: Diagnostic) -> Diagnostic {
        var diagnostic = diagnostic
        diagnostic.notes.removeAll(where: Self.isOfTheNewDatabase)
        if diagnostic.message.hasPrefix("no such") {
            diagnostic.notes.append("a reset starts from nothing: what no migration makes is not there")
        }
        diagnostic.notes.append(
            fresh.count == 1 ? "\(fresh[0].original.name) is as it was" : "every database is as it was")
        // What was half done is gone with the new database, so there is nothing to repair.
        if ["martlet repair", "martlet stamp"].contains(where: { diagnostic.help?.contains($0) == true }) {
            diagnostic.help = "mend the file, then run the same command again"
        }
        return diagnostic
    }

    /// Whether a note tells how far the new database had come, which is nobody's business any more.
    private static func isOfTheNewDatabase(_ note: String) -> Bool {
        [
            "was undone", "changed nothing", "done, and stay", "done and stay", "was not finished", "is unchanged",
            Diagnostic.nothingChanged,
        ].contains { note.contains($0) }
    }
}

extension RunReport {
    /// What was done is undone, all of it.
    fileprivate mutating func undoAll() {
        results = results.map { $0.ending == .done ? $0.asUndone : $0 }
    }
}

extension Outcome {
    /// One outcome of two parts of one command, which both speak of the same databases.
    fileprivate func followed(by next: Outcome) -> Outcome {
        var both = self
        both.databases = databases.map { first in
            guard let second = next.databases.first(where: { $0.name == first.name }) else { return first }
            var database = first.followed(by: second)
            database.current = second.current ?? first.current
            database.server = second.server ?? first.server
            return database
        }
        both.exitStatus = next.exitStatus
        return both
    }
}

extension Value {
    /// The integer, if it is one.
    var integerValue: Int? {
        if case .integer(let number) = self { Int(number) } else { nil }
    }
}
