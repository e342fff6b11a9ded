internal import SQLText
internal import SchemaModel

/// Makes what a history implies, in a database that is nobody's.
///
/// The scripts are those that the history has recorded, in the order of application, whatever became of their files. A
/// file speaks for a row only where it is still the text that was run, which its checksum says.
struct HistoryReplay {
    /// The database whose history it is.
    let session: DatabaseSession
    /// Reads schemas beside it.
    let reading: SchemaReading

    /// The schema that the history implies, and what a person should know of how it was found.
    /// - Throws: `unreplayable`, if a row cannot be run again; `access-denied` and others, if no database can be made for
    ///   that.
    func schema() throws(MartletError) -> (schema: Schema, notes: [Diagnostic]) {
        var notes: [Diagnostic] = []
        let schema = try reading.withScratch(isOurs: true) { (target) throws(MartletError) in
            var target = target
            // What once ran in time does so again, and no run of it may share its fate with another's.
            target.statementTimeout = nil
            if target.transaction == .all { target.transaction = .each }
            let script = try ReplayScript(session: session, target: target).made()
            notes = script.notes
            try run(script.steps, in: target)
            return try reading.live(target)
        }
        return (schema, notes + reading.warnings)
    }

    private func run(_ steps: [Step], in target: DatabaseTarget) throws(MartletError) {
        var context = reading.context
        context.project.databases = [target]
        context.isDryRun = false
        context.events = { _ in }
        try DatabaseSession.writing(target, context, command: "drift", creates: true) {
            (session) throws(MartletError) in
            let report = session.runner("drift").run(Plan(database: target.name, steps: steps))
            guard let failure = report.failure else { return }
            let culprit = report.results.first { $0.ending == .failed }?.subject
            throw DriftProblem.failed(culprit, failure, of: self.session)
        }
    }
}

/// What is run again of a history: its rows as steps.
struct ReplayScript {
    let session: DatabaseSession
    /// The database that it is run in.
    let target: DatabaseTarget
    private(set) var steps: [Step] = []
    private(set) var notes: [Diagnostic] = []

    /// Makes an empty one.
    init(session: DatabaseSession, target: DatabaseTarget) {
        self.session = session
        self.target = target
    }

    /// The same with every row of the history that left something behind.
    /// - Throws: `unreplayable`, with all rows that neither a recorded script nor a file speaks for.
    func made() throws(MartletError) -> ReplayScript {
        var script = self
        let inventory = Inventory(session: session, target: target, context: session.context)
        let rows = try inventory.rows().filter { [.applied, .running, .undoing].contains($0.state) }
        let repeatables = try inventory.repeatableRows().filter(\.isApplied)
        let sources = try ReplaySources(inventory: inventory, rows: rows)
        var silent: [HistoryRow] = []
        for row in rows {
            script.note(row)
            guard let migration = try sources.migration(for: row) else {
                // Whatever has written it was run for another version, or by hand.
                if row.kind != .recorded { silent.append(row) }
                continue
            }
            if row.state == .running {
                // Batches change rows alone, and nothing behind them has run.
                if migration.script?.up.options.batches.rows != nil { continue }
                script.steps += migration.begun(row.statementsApplied).map { [Step.apply($0)] } ?? []
            } else {
                script.steps.append(.apply(migration))
            }
        }
        for row in repeatables {
            guard let migration = try sources.migration(for: row) else {
                silent.append(row)
                continue
            }
            script.steps.append(.repeat(migration))
        }
        guard silent.isEmpty else { throw DriftProblem.silent(silent, of: session, sources.files) }
        return script
    }

    /// Says what of a row is not certain.
    private mutating func note(_ row: HistoryRow) {
        switch (row.state, row.kind) {
        case (.running, _):
            let done =
                row.statementsApplied == 1
                ? "statement 1 counts" : "statements 1 to \(row.statementsApplied) count"
            notes.append(
                DriftProblem.uncertain(
                    "\(row.version) is half-run: \(row.statementsApplied == 0 ? "nothing counts" : done) as done, of "
                        + "\(row.statementsTotal)", "martlet repair \(row.version) settles it"))
        case (.undoing, _):
            notes.append(
                DriftProblem.uncertain(
                    "\(row.version) is half undone, and nobody knows how far: it counts as applied",
                    "martlet repair \(row.version) settles it"))
        case (_, .recorded):
            notes.append(
                DriftProblem.uncertain(
                    "\(row.version) was recorded by a script, and has none itself: what it did counts only where another "
                        + "version's script did it", "a file of that version would say it"))
        default: return
        }
    }
}

extension Migration {
    /// The same with the first statements of it alone; `nil` if there are none.
    ///
    /// Of a file that is too large to be held in memory, all of it.
    fileprivate func begun(_ count: Int) -> Migration? {
        guard count > 0, let script else { return nil }
        guard let text = script.up.text else { return self }
        let rest = SQLScript.statements(in: text).dropFirst(count).map(\.range)
        var options = script.up.options
        options.isEmpty = true
        return replacing(Script(text.blankingOut(Array(rest)), options: options))
    }

    private func replacing(_ up: Script) -> Migration {
        Migration(
            version: version, description: description, file: file, checksum: checksum,
            script: MigrationScript(
                options: up.options, dependencies: [], up: up, down: nil, tokenChecksum: nil, upText: nil,
                downText: nil))
    }
}
