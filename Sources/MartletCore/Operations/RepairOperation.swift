/// Settles one version by a person's word: accepts an edited file, forgets a missing one, or closes a half-run one.
public struct RepairOperation {
    /// What the person says of a half-run version.
    public enum Verdict: Sendable, Hashable {
        /// Nothing: the state of the version says what there is to settle.
        case none
        /// It was finished by hand.
        case done
        /// It was undone by hand.
        case undone
        /// The file as it is now goes on after the last finished statement.
        case goOn
        /// What it has left is taken away now.
        case undo
    }

    let context: OperationContext
    /// The version; `nil` for all that a file or a history alone can settle.
    let version: MigrationVersion?
    let verdict: Verdict
    /// Whether the verdict holds although the database says otherwise.
    let despiteEvidence: Bool

    /// Makes the operation.
    /// - Parameter despiteEvidence: whether a verdict on a half-run version holds although the database says otherwise.
    public init(
        _ context: OperationContext, _ version: MigrationVersion? = nil, verdict: Verdict = .none,
        despiteEvidence: Bool = false
    ) {
        self.despiteEvidence = despiteEvidence
        self.context = context
        self.version = version
        self.verdict = verdict
    }

    /// Repairs the version in the selected databases.
    public func run() -> Outcome {
        context.forEachDatabase("repair", goesOn: false) { (target, outcome) throws(MartletError) in
            if context.isDryRun {
                try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
                    guard let session else { throw OperationProblem.absent(target) }
                    let undo = try weigh(session, &outcome)
                    outcome.facts += try settlements(session, undo).map(\.intention)
                    outcome.server = session.driver.server
                }
            } else {
                try DatabaseSession.writing(target, context, command: "repair", creates: false) {
                    (session) throws(MartletError) in
                    let undo = try weigh(session, &outcome)
                    for settlement in try settlements(session, undo) {
                        try apply(settlement, session)
                        outcome.facts.append(settlement.fact)
                    }
                    outcome.server = session.driver.server
                }
            }
        }
    }

    /// What is done, and how it is told.
    private enum Settlement {
        case accept(HistoryRow, Migration)
        case forget(HistoryRow)
        /// With the file as it is now, if there is one.
        case close(HistoryRow, Migration?)
        case goOn(HistoryRow, Migration)
        case undo(HistoryRow, HalfRunUndo)
        /// It was recorded without being run, and is not in the database after all.
        case unstamp(HistoryRow)
        /// Another tool has undone it.
        case follow(HistoryRow, ToolName)
        /// The rows from it on are tied to those before it, which somebody has changed.
        case tie(MigrationVersion)
        /// There is no row, and nothing in the database that it should tell of.
        case release(MigrationVersion)

        var version: MigrationVersion {
            switch self {
            case .accept(let row, _), .forget(let row), .close(let row, _), .goOn(let row, _), .undo(let row, _),
                .unstamp(let row), .follow(let row, _):
                row.version
            case .release(let version), .tie(let version): version
            }
        }

        /// How the log tells of it.
        var action: LogEntry.Action {
            switch self {
            case .accept, .close, .tie: .accept
            case .undo: .rollback
            case .forget, .goOn, .unstamp, .follow, .release: .repair
            }
        }

        /// What was done.
        var fact: String {
            switch self {
            case .accept: "\(version) is recorded as its file is now"
            case .forget: "\(version) is taken out of the history; its tables and rows stay"
            case .close: "\(version) is recorded as applied"
            case .goOn: intention
            case .undo(_, let undo):
                "\(version) is undone, by \(undo.statements.count) statement\(undo.statements.count == 1 ? "" : "s"), and pending"
            case .unstamp: RepairOperation.fact(ofUndone: version.text)
            case .follow(_, let tool): RepairOperation.fact(ofUndone: version.text) + ", as \(tool.title) has undone it"
            case .tie: "the history is accepted as it is, up to \(version) and beyond"
            case .release: RepairOperation.fact(ofReleased: version.text)
            }
        }

        /// What would be done.
        var intention: String {
            switch self {
            case .accept: "\(version) will be recorded as its file is now"
            case .forget: "\(version) will be taken out of the history; its tables and rows stay"
            case .close: "\(version) will be recorded as applied"
            case .goOn(let row, _):
                "\(version) will go on after \(row.progress?.place ?? "statement \(row.statementsApplied)") with the next migrate"
            case .undo: "\(version) will be undone, and pending again"
            case .unstamp, .follow: "\(version) will no longer be recorded as applied"
            case .tie: "the history will be accepted as it is, up to \(version) and beyond"
            case .release: "\(version) will be pending again, as the log will say too"
            }
        }
    }

    /// What the log tells of a version that a person says is not applied after all.
    static func fact(ofUndone version: String) -> String { "\(version) is no longer recorded as applied" }

    /// The same of one whose row was lost.
    static func fact(ofReleased version: String) -> String { "\(version) is pending again, as the log now says too" }

    /// Looks what the database tells of a half-run version, before a person's word is taken.
    /// - Returns: what undoes it, if that is asked for.
    private func weigh(
        _ session: DatabaseSession, _ outcome: inout DatabaseOutcome
    ) throws(MartletError) -> HalfRunUndo? {
        guard let version else { return nil }
        let inventory = Inventory(session: session, target: session.target, context: context)
        guard let status = try inventory.statusesOfApplied().first(where: { $0.version == version }),
            status.state == .halfRun, let row = status.row
        else { return nil }
        let written = try HalfRunScripts(of: status, row, session)
        guard let script = written.underWay else { return nil }
        let probe = HalfRunEvidence(driver: session.driver, row: row, script: script)
        let evidence = try session.asking { () throws(DriverError) in try probe.gathered() }
        outcome.evidence = evidence
        outcome.contradictions = evidence.contradictions(to: verdict, isUndoing: row.state == .undoing)
        if context.isDryRun { outcome.facts += outcome.contradictions.map(\.sentence) }
        if verdict == .undo { return try undo(row, written, session, &outcome) }
        guard verdict == .none || !(context.isDryRun || despiteEvidence || outcome.contradictions.isEmpty) else {
            return nil
        }
        var diagnostics = PlanProblem.halfRun(status).diagnostics(database: session.target.name)
        if verdict != .none { diagnostics[0].contradict(version) }
        diagnostics[0].notes.insert(contentsOf: evidence.map(\.sentence), at: 0)
        if verdict == .none, row.state != .undoing, let wayBack = written.down {
            let needed = try session.asking { () throws(DriverError) in try probe.needed(of: wayBack) }
            if !needed.isEmpty {
                diagnostics[0].notes.append("its way back has for what is there: " + needed.joined(separator: " "))
            }
        }
        throw MartletError(diagnostics)
    }

    /// What undoes a half-run version, told before it is done.
    private func undo(
        _ row: HistoryRow, _ written: HalfRunScripts, _ session: DatabaseSession, _ outcome: inout DatabaseOutcome
    ) throws(MartletError) -> HalfRunUndo {
        let undo = try written.undo(row, session)
        if context.isDryRun { outcome.facts += undo.facts + undo.doubts }
        outcome.isDoubtful = !undo.doubts.isEmpty
        if !context.isDryRun, !despiteEvidence, outcome.isDoubtful {
            throw MartletError(
                .halfRun, "whether \(row.version) is undone by that, nothing tells",
                notes: undo.doubts + [Diagnostic.nothingChanged],
                help: "say so with the name of the database, if it is: --confirm \(session.target.name)")
        }
        return undo
    }

    private func settlements(
        _ session: DatabaseSession, _ undo: HalfRunUndo?
    ) throws(MartletError) -> [Settlement] {
        let inventory = Inventory(session: session, target: session.target, context: context)
        let statuses = try inventory.statusesOfApplied()
        guard let version else {
            var found: [Settlement] = []
            for status in statuses {
                if let settlement = try? settlement(of: status, session.target.name) { found.append(settlement) }
            }
            if found.isEmpty, let open = statuses.first(where: { $0.state == .halfRun }) {
                throw MartletError(PlanProblem.halfRun(open).diagnostics(database: session.target.name))
            }
            return found
        }
        guard let status = statuses.first(where: { $0.version == version }) else {
            let gone = try inventory.wholeSurvey().repeatables.first { $0.name == version.text && $0.state == .missing }
            if verdict == .none, let row = gone?.row { return [.forget(row)] }
            if verdict == .none, try session.brokenSeals().contains(version) { return [.tie(version)] }
            throw MartletError(
                PlanProblem.unknownVersion(
                    version, closest: statuses.map(\.version).first { $0.place == version.place }
                ).diagnostics(database: session.target.name))
        }
        if let undo, let row = status.row { return [.undo(row, undo)] }
        if status.row == nil, verdict == .undone, try !inventory.lost(of: [status]).isEmpty {
            return [.release(version)]
        }
        if verdict == .undone, let row = status.row, row.isApplied {
            if let tool = try inventory.toolThatHasUndone(row) { return [.follow(try newest(row, of: statuses), tool)] }
            if row.wasNotRun { return [.unstamp(try newest(row, of: statuses))] }
        }
        do throws(MartletError) {
            return [try settlement(of: status, session.target.name)]
        } catch {
            let broken = try session.asking { () throws(DriverError) in
                try HistoryChain(history: session.history).firstBreak()?.version
            }
            guard verdict == .none else { throw error }
            if broken != version, try !session.brokenSeals().contains(version) { throw error }
            return [.tie(version)]
        }
    }

    /// A row that nothing was applied after: what is, may be built on it.
    private func newest(_ row: HistoryRow, of statuses: [MigrationStatus]) throws(MartletError) -> HistoryRow {
        let later = statuses.compactMap(\.row).filter { $0.isApplied && $0.kind != .recorded && $0.id > row.id }
        guard let last = later.max(by: { $0.id < $1.id }) else { return row }
        let wayBack = last.wasNotRun ? "repair \(last.version) --undone" : "rollback \(last.version)"
        throw MartletError(
            .unknownVersion, "\(row.version) is not the last that was applied: \(last.version) came after it",
            notes: [Diagnostic.nothingChanged], help: "first: martlet \(wayBack)")
    }

    private func settlement(of status: MigrationStatus, _ database: String) throws(MartletError) -> Settlement {
        guard let row = status.row else { throw nothingToRepair(status, "it is not applied") }
        switch (status.state, verdict, status.migration) {
        case (.halfRun, .done, let migration), (.failed, .done, let migration): return .close(row, migration)
        case (.halfRun, .undone, _), (.failed, .undone, _), (.failed, .none, _): return .forget(row)
        case (.halfRun, .goOn, let migration?) where row.progress != nil:
            guard migration.script?.options.batches.rows != nil else { throw withoutBatches(status) }
            return .goOn(row, migration)
        case (.halfRun, .goOn, let migration?): return .goOn(row, migration)
        case (.halfRun, .none, _): throw MartletError(PlanProblem.halfRun(status).diagnostics(database: database))
        case (.missing, .none, _), (.missing, .undone, _), (.recorded, .undone, _): return .forget(row)
        case (.edited, .none, let migration?), (.commentsEdited, .none, let migration?): return .accept(row, migration)
        default: throw nothingToRepair(status, "it is \(status.state.rawValue)")
        }
    }

    /// Without batches it would do all rows, and those that are done a second time.
    private func withoutBatches(_ status: MigrationStatus) -> MartletError {
        MartletError(
            .halfRun, "\(status.version) was begun in batches, and its file runs in none any more",
            at: status.migration?.location, notes: [Diagnostic.nothingChanged],
            help: "put `-- martlet: batch=` back, with any number")
    }

    private func nothingToRepair(_ status: MigrationStatus, _ why: String) -> MartletError {
        MartletError(
            .usage, "there is nothing to repair about \(status.version): \(why)",
            notes: ["nothing was changed"],
            help: "martlet status")
    }

    private func apply(_ settlement: Settlement, _ session: DatabaseSession) throws(MartletError) {
        if case .undo(_, let undo) = settlement, !undo.sharesTransaction {
            try session.asking { () throws(DriverError) in try undo.run(session.driver) }
        }
        try session.inTransaction { () throws(DriverError) in
            switch settlement {
            case .undo(let row, let undo):
                if undo.sharesTransaction { try undo.run(session.driver) }
                try session.history.remove(row.version)
            case .accept(let row, let migration), .goOn(let row, let migration):
                try session.history.accept(migration, for: row)
            case .forget(let row), .unstamp(let row), .follow(let row, _): try session.history.remove(row.version)
            case .release, .tie: break
            case .close(let row, let migration):
                if let migration { try session.history.accept(migration, for: row) }
                try session.history.markApplied(row.version)
            }
            try HistoryChain(history: session.history).relink()
            let entry = LogEntry(
                at: context.clock.now().rfc3339Milliseconds, run: RunIdentifier.make(), action: settlement.action,
                subject: settlement.version.text, result: .done, by: context.by, detail: settlement.fact)
            try session.history.append(entry)
            let accepted =
                if case .tie = settlement { try HistorySeal.broken(in: session.history) } else { [MigrationVersion]() }
            try HistorySeal(session.history, like: entry).seal(accepted + [settlement.version])
        }
    }
}

extension Diagnostic {
    /// Says that a version is not as a person says.
    fileprivate mutating func contradict(_ version: MigrationVersion) {
        message = "\(version) is not as it is said to be"
        help = "look again; or say so with the name of the database, if it is so all the same"
    }
}
