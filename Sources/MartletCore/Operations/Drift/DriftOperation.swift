/// Tells whether the schema of each database is what its history implies, and what differs.
public struct DriftOperation {
    /// What is wanted beside the difference itself.
    public struct Options: Sendable, Hashable {
        /// Whether the statements are planned that bring the database back, and proved.
        public var plansStatements = false
        /// PostgreSQL: whether they keep nobody waiting, at the price of running outside of one transaction.
        public var isOnline = true
        /// What somebody has given another name: `people=users`, `users.email=mail`.
        public var renames: [String] = []

        /// The difference alone.
        public init() {}
    }

    let context: OperationContext
    let options: Options

    /// Makes the operation.
    public init(_ context: OperationContext, _ options: Options = Options()) {
        self.context = context
        self.options = options
    }

    /// Looks at every database.
    public func run() -> Outcome {
        context.forEachDatabase("drift", goesOn: true) { (target, outcome) throws(MartletError) in
            try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
                guard let session else { throw OperationProblem.absent(target) }
                try look(at: session, &outcome)
            }
        }
    }

    private func look(at session: DatabaseSession, _ outcome: inout DatabaseOutcome) throws(MartletError) {
        outcome.server = session.driver.server
        try outcome.takeTableProblems(of: session)
        guard try session.hasHistory() else { throw DriftProblem.noHistory(session.target) }
        // What the history says is worth no more than the history.
        if let broken = try session.historyProblem() { throw MartletError(broken) }
        outcome.current = try Inventory(session: session, target: session.target, context: context).rows().current
        let (drift, notes) = try DriftSurvey(session).report(options)
        outcome.drift = drift
        outcome.diagnostics += notes
        if drift.hasDrifted { outcome.exitStatus = .answerIsNo }
    }
}

extension DatabaseSession {
    /// Whether nothing was ever applied, recorded or taken over.
    func hasDoneNothing() throws(MartletError) -> Bool {
        try asking { () throws(DriverError) in
            let log = driver.qualified(target.tables.log)
            guard try history.rows().isEmpty, try history.repeatableRows().isEmpty else { return false }
            return try driver.query("SELECT 1 FROM \(log) WHERE action IN ('apply', 'rollback') LIMIT 1").isEmpty
        }
    }

    /// Whether the table of the history is there.
    func hasHistory() throws(MartletError) -> Bool {
        try asking { () throws(DriverError) in try presentTables().contains(target.tables.history) }
    }
}
