/// Shows what was applied, in the order of application, and what was tried.
public struct HistoryOperation {
    let context: OperationContext
    /// Whether the chain of digests is followed, to find altered rows.
    let verifies: Bool
    /// How many entries of the log are shown; `nil` for none.
    let logLimit: Int?

    /// Makes the operation.
    public init(_ context: OperationContext, verify: Bool = false, log: Int? = nil) {
        self.context = context
        self.verifies = verify
        self.logLimit = log
    }

    /// Reads every database's history.
    public func run() -> Outcome {
        context.forEachDatabase("history", goesOn: true) { (target, outcome) throws(MartletError) in
            try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
                outcome.isAbsent = session == nil
                outcome.server = session?.driver.server
                try outcome.takeTableProblems(of: session)
                let inventory = Inventory(session: session, target: target, context: context)
                let rows = try inventory.rows()
                let all = (rows + (try inventory.repeatableRows())).sorted { $0.id < $1.id }
                outcome.migrations = all.map { row in
                    MigrationStatus(
                        version: row.version, description: row.description, state: row.plainState, row: row,
                        migration: nil)
                }
                outcome.current = rows.current
                guard let session else { return }
                outcome.log = try log(session)
                outcome.forecasts = rows.isEmpty ? [:] : try forecasts(session)
                if verifies, let broken = try session.historyProblem() { throw MartletError(broken) }
                if verifies { outcome.facts += try proof(of: session) }
            }
        }
    }

    private func forecasts(_ session: DatabaseSession) throws(MartletError) -> [MigrationVersion: [StatementForecast]] {
        try session.asking { () throws(DriverError) in try session.history.forecasts() }.compactMapValues { text in
            JSONValue(reading: Array(text.utf8))?.array?.compactMap(StatementForecast.init)
        }
    }

    /// What is proved of a history that shows no alteration.
    private func proof(of session: DatabaseSession) throws(MartletError) -> [String] {
        try session.asking { () throws(DriverError) -> [String] in
            guard try session.presentTables().contains(session.target.tables.history) else { return [] }
            return try HistoryGaps(in: session.history).sentences
        }
    }

    private func log(_ session: DatabaseSession) throws(MartletError) -> [LogEntry]? {
        guard let logLimit else { return nil }
        return try session.asking { () throws(DriverError) in
            guard try session.history.presentTables().contains(session.target.tables.log) else { return [] }
            return try session.history.logEntries(limit: logLimit)
        }
    }
}

extension HistoryRow {
    /// What the row alone tells, without a look at the folder.
    fileprivate var plainState: MigrationStatus.State {
        switch state {
        case .applied: kind == .recorded ? .recorded : .applied
        case .failed: .failed
        case .running, .undoing: .halfRun
        }
    }
}
