/// Drops every object in the database and migrates again.
public struct ResetOperation {
    let context: OperationContext
    /// Whether the seeds are run again too.
    let seeds: Bool
    /// Whether it is left empty, without migrating.
    let leavesEmpty: Bool
    /// The environment to seed for, in place of each database's own.
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

    /// What a reset would destroy, for whoever asks before it is done.
    public struct Loss: Sendable, Hashable {
        /// The name of the database.
        public var database: String
        /// Rows by table, without Martlet's own tables; `nil` if there is no database yet.
        public var rows: [String: Int]?
    }

    /// What would be lost in each database.
    public func losses() throws(MartletError) -> [Loss] {
        var losses: [Loss] = []
        for target in context.project.databases {
            let loss = try DatabaseSession.reading(target, context) { (session) throws(MartletError) -> Loss in
                guard let session else { return Loss(database: target.name, rows: nil) }
                return try session.asking { () throws(DriverError) in
                    let own: Set = [target.tables.history, target.tables.log, target.tables.seeds]
                    var rows: [String: Int] = [:]
                    for table in try session.driver.tableNames() where !own.contains(table) {
                        rows[table] = try session.driver.scalar("SELECT count(*) FROM \(table.quotedAsIdentifier)")?
                            .integerValue
                    }
                    return Loss(database: target.name, rows: rows)
                }
            }
            losses.append(loss)
        }
        return losses
    }

    /// Resets every database; stops at the first that fails.
    public func run() -> Outcome {
        let emptied = context.forEachDatabase("reset", goesOn: false) { (target, outcome) throws(MartletError) in
            guard !context.isDryRun else {
                outcome.facts.append("would be emptied" + (leavesEmpty ? "" : " and migrated again"))
                return
            }
            try DatabaseSession.writing(target, context, command: "reset", creates: true) {
                (session) throws(MartletError) in
                if target.backupBefore.contains(.reset) {
                    try session.backUpBefore("reset", &outcome)
                }
                try empty(session)
                outcome.server = session.driver.server
                outcome.facts.append("emptied")
            }
        }
        guard emptied.isOK, !context.isDryRun, !leavesEmpty else { return emptied }
        let rebuilt =
            seeds
            ? SetupOperation(context, environment: environment, command: "reset").run()
            : MigrateOperation(context, command: "reset").run()
        var outcome = emptied
        outcome.databases = emptied.databases.map { first in
            guard let second = rebuilt.databases.first(where: { $0.name == first.name }) else { return first }
            var both = first.followed(by: second)
            both.current = second.current
            return both
        }
        outcome.exitStatus = rebuilt.exitStatus
        return outcome
    }

    /// Everything goes in one transaction, Martlet's own tables too; those are made again with it.
    private func empty(_ session: DatabaseSession) throws(MartletError) {
        try session.asking { () throws(DriverError) in try session.driver.enforceForeignKeys(false) }
        try session.inTransaction { () throws(DriverError) in
            try session.driver.dropEverything()
            guard !leavesEmpty else { return }
            try session.history.createTables()
            try session.history.append(
                LogEntry(
                    at: context.clock.now().rfc3339Milliseconds, run: RunIdentifier.make(), action: .reset,
                    subject: session.target.name, result: .done, by: context.by))
        }
        try session.asking { () throws(DriverError) in
            try session.driver.enforceForeignKeys(session.target.foreignKeys)
        }
    }
}

extension Value {
    /// The integer, if it is one.
    var integerValue: Int? {
        if case .integer(let number) = self { Int(number) } else { nil }
    }
}
