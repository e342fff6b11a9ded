/// Runs steps that may share a transaction: a savepoint each, and one commit for many.
///
/// A commit waits for the disk twice or more; a small migration takes a tenth of that. So many of them share one,
/// and none is told as done before that one has happened.
struct GroupRunner {
    let context: RunContext
    let runner: StepRunner
    /// How long steps are gathered before they are committed, where they need not all be.
    var patience: Duration = .milliseconds(250)
    /// Whether none of the steps may last without the others.
    var isAllOrNothing = false

    /// Runs as many of `steps` as fit into one transaction, at least one of them.
    func run(_ steps: ArraySlice<Step>, _ mode: StepMode) -> BatchOutcome {
        var finished: [StepResult] = []
        var failure: StepFailure?
        let versions = steps.prefix { $0.kind != .repeat }
        let repeats = RepeatRunner(context: context, recorder: runner)
        do throws(StepFailure) {
            try StepFailure.before { () throws(StepFailure) in try begin(steps) }
            try gather(versions, mode, into: &finished)
            if versions.count < steps.count { try repeats.run(steps[versions.endIndex...], into: &finished) }
        } catch {
            failure = error
        }
        var outcome = end(finished, failure)
        if !repeats.order.isEmpty { outcome.order = versions + repeats.order }
        return outcome
    }

    private func begin(_ steps: ArraySlice<Step>) throws(StepFailure) {
        try StepFailure.catching { () throws(DriverError) in try context.driver.begin() }
        try HistoryCheck(context: context).requireUnchanged(for: steps)
    }

    private func gather(
        _ steps: ArraySlice<Step>, _ mode: StepMode, into finished: inout [StepResult]
    ) throws(StepFailure) {
        let begun = ContinuousClock.now
        for step in steps {
            if context.cancellation.isCancelled {
                if !isAllOrNothing, !finished.isEmpty { return }
                throw .interrupted
            }
            finished.append(try perform(step, mode))
            if !isAllOrNothing, ContinuousClock.now - begun >= patience { return }
        }
    }

    private func perform(_ step: Step, _ mode: StepMode) throws(StepFailure) -> StepResult {
        context.announce(step)
        defer { context.tellNotices(of: step) }
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

    // MARK: The end

    /// Commits what is finished, unless it may not stay without the rest, or is gone already.
    private func end(_ finished: [StepResult], _ failure: StepFailure?) -> BatchOutcome {
        var outcome = BatchOutcome(failure: failure)
        let isKept = context.driver.isInTransaction && !finished.isEmpty && (failure == nil || !isAllOrNothing)
        guard isKept else {
            outcome.undone = finished.map(\.asUndone)
            rollback(&outcome)
            return outcome
        }
        do throws(DriverError) {
            try context.seal(finished)
            try context.driver.commit()
            outcome.done = finished
        } catch {
            // SQLite keeps the transaction open when a commit fails; nothing of it may stay.
            outcome.loseCommit(of: finished, error)
            rollback(&outcome)
        }
        return outcome
    }

    private func rollback(_ outcome: inout BatchOutcome) {
        do throws(DriverError) {
            try context.driver.rollback()
        } catch {
            outcome.failure?.diagnostics += MartletError(error).diagnostics
        }
    }
}
