/// Runs what is planned in a scratch copy of the schema, statement by statement, and tells what was seen.
///
/// The copy has no rows but those that the plan brings; the database itself is read alone.
struct PlanRehearsal {
    private let context: OperationContext
    private let target: DatabaseTarget

    /// Prepares for a database.
    init(_ context: OperationContext, _ target: DatabaseTarget) {
        var quiet = context
        quiet.isDryRun = false
        quiet.events = { _ in }
        self.context = quiet
        self.target = target
    }

    /// Adds what was seen to an outline of the same plan.
    /// - Parameter session: the database that is copied; `nil` if there is none yet.
    /// - Returns: what was left out of the plan's scripts, as it acts beyond the copy.
    /// - Throws: what `migrate` would throw there.
    func run(
        _ plan: Plan, copying session: DatabaseSession?, into outline: inout PlanOutline
    ) throws(MartletError) -> [Diagnostic] {
        let reading = SchemaReading(context: context, home: target)
        let schema = try session.map { (session) throws(MartletError) in try reading.schema(session) }
        var steps = outline.steps
        do throws(MartletError) {
            try reading.inScratch(isOurs: true) { (scratch) throws(MartletError) in
                if let schema {
                    var maker = scratch
                    // Objects may refer to what comes after them.
                    maker.foreignKeys = false
                    try reading.connected(to: maker) { (session) throws(MartletError) in
                        try SchemaComparison(old: schema, new: schema, reading: reading).makeFirst(session)
                    }
                }
                try reading.connected(to: scratch) { (session) throws(MartletError) in
                    var session = session
                    try session.createTables()
                    try run(try plan.kept(by: scratch.scratchFilter), session, &steps)
                }
            }
        } catch {
            throw error.inRehearsal(of: target.name)
        }
        outline.steps = steps
        return reading.warnings
    }

    private func run(
        _ plan: Plan, _ session: DatabaseSession, _ outlines: inout [PlanOutline.Step]
    ) throws(MartletError) {
        let runner = session.runner("plan")
        guard let driver = session.driver as? any WorkObserving else { return }
        let old = try session.asking { () throws(DriverError) in try driver.observedTables() }
        for (index, step) in plan.steps.enumerated() where step.kind == .apply {
            try context.requireGoingOn()
            guard let script = step.script else { continue }
            let rehearsal = StepRehearsal(
                context: runner.context, driver: driver, forecasts: outlines[index].forecasts, old: old)
            do throws(StepFailure) {
                outlines[index].forecasts = try rehearsal.run(step, script, target)
            } catch {
                try? driver.rollback()
                throw error.error
            }
        }
        // They find their order by trying, and put back what hangs on a view.
        let repeats = plan.steps.filter { $0.kind == .repeat }
        if repeats.isEmpty { return }
        if let failure = runner.run(Plan(database: plan.database, steps: repeats)).failure { throw failure }
    }
}

extension Plan {
    /// The same without what acts beyond a database that is thrown away.
    fileprivate func kept(by filter: ScratchFilter?) throws(MartletError) -> Plan {
        guard let filter else { return self }
        var plan = self
        plan.steps = try steps.map { (step) throws(MartletError) in try filter.kept(step) }
        return plan
    }
}

extension MartletError {
    /// The same, where it happened in a scratch copy.
    fileprivate func inRehearsal(of database: String) -> MartletError {
        var error = self
        guard !error.diagnostics.isEmpty else { return error }
        error.diagnostics[0].notes.removeAll { $0 == Diagnostic.nothingChanged }
        error.diagnostics[0].notes.append(
            "this was a rehearsal in a scratch copy of the schema: \(database) is unchanged")
        return error
    }
}
