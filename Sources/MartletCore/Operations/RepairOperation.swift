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
    }

    let context: OperationContext
    let version: MigrationVersion
    let verdict: Verdict

    /// Makes the operation.
    public init(_ context: OperationContext, _ version: MigrationVersion, verdict: Verdict = .none) {
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
                    outcome.facts.append("would: " + (try settlement(session).fact))
                }
            } else {
                try DatabaseSession.writing(target, context, command: "repair", creates: false) {
                    (session) throws(MartletError) in
                    let settlement = try settlement(session)
                    try apply(settlement, session)
                    outcome.facts.append(settlement.fact)
                    outcome.server = session.driver.server
                }
            }
        }
    }

    /// What is done, and how it is told.
    private enum Settlement {
        case accept(HistoryRow, Migration)
        case forget(HistoryRow)
        case close(HistoryRow)

        var fact: String {
            switch self {
            case .accept(let row, _): "\(row.version): recorded the file as it is now"
            case .forget(let row): "\(row.version): taken out of the history"
            case .close(let row): "\(row.version): recorded as applied"
            }
        }
    }

    private func settlement(_ session: DatabaseSession) throws(MartletError) -> Settlement {
        let statuses = try Inventory(session: session, target: session.target, context: context)
            .statuses(parsingAll: true)
        guard let status = statuses.first(where: { $0.version == version }) else {
            throw MartletError(
                PlanProblem.unknownVersion(version, closest: nil).diagnostics(database: session.target.name))
        }
        guard let row = status.row else { throw nothingToRepair("it is not applied") }
        switch (status.state, verdict) {
        case (.halfRun, .done), (.failed, .done): return .close(row)
        case (.halfRun, .undone), (.failed, .undone), (.failed, .none): return .forget(row)
        case (.halfRun, .none):
            throw MartletError(PlanProblem.halfRun(status).diagnostics(database: session.target.name))
        case (.missing, .none), (.recorded, .undone): return .forget(row)
        case (.edited, .none), (.commentsEdited, .none):
            guard let migration = status.migration else { throw nothingToRepair("it has no file") }
            return .accept(row, migration)
        default: throw nothingToRepair("it is \(status.state.rawValue)")
        }
    }

    private func nothingToRepair(_ why: String) -> MartletError {
        MartletError(
            .unknownVersion, "there is nothing to repair about \(version): \(why)", notes: ["nothing was changed"],
            help: "martlet status")
    }

    private func apply(_ settlement: Settlement, _ session: DatabaseSession) throws(MartletError) {
        try session.inTransaction { () throws(DriverError) in
            switch settlement {
            case .accept(let row, let migration):
                try session.history.accept(migration, for: row)
            case .forget(let row): try session.history.remove(row.version)
            case .close(let row): try session.history.markApplied(row.version)
            }
            try HistoryChain(driver: session.driver, tables: session.target.tables).relink()
            try session.history.append(
                LogEntry(
                    at: context.clock.now().rfc3339Milliseconds, run: RunIdentifier.make(), action: .repair,
                    subject: version.text, result: .done, by: context.by, detail: settlement.fact))
        }
    }
}
