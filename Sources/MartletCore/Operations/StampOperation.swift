/// Marks versions as applied without running them: for a database that has their schema already.
public struct StampOperation {
    let context: OperationContext
    let version: MigrationVersion

    /// Makes the operation; `version` and everything before it is marked.
    public init(_ context: OperationContext, _ version: MigrationVersion) {
        self.context = context
        self.version = version
    }

    /// Stamps every database; stops at the first that fails.
    public func run() -> Outcome {
        context.forEachDatabase("stamp", goesOn: false) { (target, outcome) throws(MartletError) in
            if context.isDryRun {
                try DatabaseSession.reading(target, context) { (session) throws(MartletError) in
                    // What is recorded as applied can only be in a database that is there.
                    guard let session else { throw OperationProblem.absent(target) }
                    if try !session.hasHistoryToPassOver("stamp") { try outcome.takeTableProblems(of: session) }
                    outcome.plan = PlanOutline(try plan(target, session), for: target)
                }
            } else {
                try DatabaseSession.writing(target, context, command: "stamp", creates: false, makesTables: false) {
                    (session) throws(MartletError) in
                    var session = session
                    let plan = try plan(target, session)
                    try session.createTables()
                    outcome.take(session.runner("stamp").run(plan), warnings: plan.warnings)
                    outcome.server = session.driver.server
                    outcome.current = try Inventory(session: session, target: target, context: context)
                        .newestApplied()
                }
            }
        }
    }

    private func plan(_ target: DatabaseTarget, _ session: DatabaseSession?) throws(MartletError) -> Plan {
        let statuses = try Inventory(session: session, target: target, context: context).statuses()
        return try target.plan(statuses) { (planner) throws(PlanProblem) in try planner.stamp(version) }
    }
}
