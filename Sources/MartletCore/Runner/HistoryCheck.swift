/// Makes sure that the history is still what the plan was made for.
struct HistoryCheck {
    let context: RunContext

    /// Looks at the rows of the steps' versions, with the write lock in hand.
    func requireUnchanged(for steps: ArraySlice<Step>) throws(StepFailure) {
        let applied = try StepFailure.catching { () throws(DriverError) in try context.history.appliedVersions() }
        for step in steps {
            switch step {
            case .apply(let migration), .stamp(let migration):
                if applied.contains(migration.version) { throw Self.changed("\(migration.version) is applied by now") }
            // What was begun in batches goes on.
            case .rollback(let row, _) where row.state == .undoing: continue
            case .rollback(let row, _):
                if !applied.contains(row.version) { throw Self.changed("\(row.version) is no longer applied") }
            case .seed, .repeat: continue
            }
        }
    }

    static func changed(_ fact: String) -> StepFailure {
        StepFailure(
            Diagnostic(
                .changedSincePlan, "the history changed while this ran: \(fact)",
                notes: ["somebody writes to it without Martlet's lock"], help: "run the same command again"))
    }
}
