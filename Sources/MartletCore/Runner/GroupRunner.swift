/// Runs steps that may share a transaction: a savepoint each, and one commit for many.
///
/// A commit waits for the disk twice or more; a small migration takes a tenth of that. So many of them share one,
/// and each is told as done only when that one has happened.
struct GroupRunner {
    let context: RunContext
    let runner: StepRunner
    /// How long steps are gathered before they are committed.
    var patience: Duration = .milliseconds(250)

    /// What a group came to.
    struct Outcome {
        /// The steps that are committed.
        var done: [StepResult] = []
        /// What stopped the step after them.
        var failure: StepFailure?
        /// True if the transaction broke and steps that had succeeded were undone with it.
        var lostOthers = false
    }

    /// Runs as many of `steps` as fit into one transaction, at least one of them.
    func run(_ steps: ArraySlice<Step>, _ mode: StepMode) -> Outcome {
        var outcome = Outcome()
        var finished: [StepResult] = []
        do throws(StepFailure) {
            try begin(steps)
            let begun = ContinuousClock.now
            for step in steps {
                if context.cancellation.isCancelled, !finished.isEmpty { break }
                finished.append(try perform(step, mode))
                if ContinuousClock.now - begun >= patience { break }
            }
            try commit()
            outcome.done = finished
        } catch {
            outcome.failure = error
            if context.driver.isInTransaction {
                settle(&outcome, finished)
            } else {
                outcome.lostOthers = !finished.isEmpty
            }
        }
        for result in outcome.done { context.events(.finished(database: context.database, result)) }
        return outcome
    }

    /// The failing step is undone already: keeps what came before it.
    private func settle(_ outcome: inout Outcome, _ finished: [StepResult]) {
        do throws(DriverError) {
            guard !finished.isEmpty else { return try context.driver.rollback() }
            try context.driver.commit()
            outcome.done = finished
        } catch {
            outcome.lostOthers = !finished.isEmpty
            outcome.failure?.diagnostics += MartletError(error).diagnostics
            try? context.driver.rollback()
        }
    }

    private func begin(_ steps: ArraySlice<Step>) throws(StepFailure) {
        try StepFailure.catching { () throws(DriverError) in try context.driver.begin() }
        try HistoryCheck(context: context).requireUnchanged(for: steps)
    }

    private func commit() throws(StepFailure) {
        do throws(DriverError) {
            try context.driver.commit()
        } catch {
            // SQLite keeps the transaction open when a commit fails; nothing of it may stay.
            try? context.driver.rollback()
            throw StepFailure(error)
        }
    }

    private func perform(_ step: Step, _ mode: StepMode) throws(StepFailure) -> StepResult {
        context.events(
            .started(database: context.database, step.kind, subject: step.subject, description: step.description))
        try StepFailure.catching { () throws(DriverError) in try context.driver.savepoint() }
        do throws(StepFailure) {
            let result = try runner.perform(step, in: mode)
            try StepFailure.catching { () throws(DriverError) in try context.driver.releaseSavepoint() }
            return result
        } catch {
            var failure = error
            if context.driver.isInTransaction {
                do throws(DriverError) {
                    try context.driver.rollbackToSavepoint()
                } catch {
                    failure.diagnostics += MartletError(error).diagnostics
                    try? context.driver.rollback()
                }
            }
            throw failure
        }
    }
}

/// Makes sure that the history is still what the plan was made for.
struct HistoryCheck {
    let context: RunContext

    /// Looks at the rows of the steps' versions, with the write lock in hand.
    func requireUnchanged(for steps: ArraySlice<Step>) throws(StepFailure) {
        for step in steps {
            switch step {
            case .apply(let migration), .stamp(let migration):
                if try isApplied(migration.version) { throw changed("\(migration.version) is applied by now") }
            case .rollback(let row, _):
                if try !isApplied(row.version) { throw changed("\(row.version) is no longer applied") }
            case .seed: continue
            }
        }
    }

    private func isApplied(_ version: MigrationVersion) throws(StepFailure) -> Bool {
        try StepFailure.catching { () throws(DriverError) in
            try context.history.row(of: version)?.isApplied ?? false
        }
    }

    private func changed(_ fact: String) -> StepFailure {
        StepFailure(
            Diagnostic(
                .changedSincePlan, "the history changed while this ran: \(fact)",
                notes: ["somebody writes to it without Martlet's lock"], help: "run the same command again"))
    }
}
