internal import SQLText

/// Undoes several steps in one transaction of a server, with a savepoint for each.
///
/// A commit that drops a table waits for the disk whatever `synchronous_commit` says, as its file goes for good: one commit
/// for many of them waits once. A step that fails takes none of the others with it, and is tried again by itself, as it may
/// fail for their company alone.
/// Source: <https://www.postgresql.org/docs/current/wal-async-commit.html>.
struct ServerGroup {
    let runner: ServerRunner

    /// How many at most: each holds the locks on what it dropped until the commit.
    static let limit = 50
    /// How long they are gathered, for the sake of whoever waits for those locks.
    static let patience = Duration.milliseconds(100)

    private var context: RunContext { runner.context }
    private var driver: any ServerDriver { runner.driver }

    /// Does as many of `steps` as there is time for; `nil` if the first of them has to be done by itself.
    func run(_ steps: ArraySlice<Step>) -> BatchOutcome? {
        guard steps.count > 1, let first = steps.first, message(of: first) != nil else { return nil }
        var finished: [StepResult] = []
        var failure: StepFailure?
        do throws(StepFailure) {
            try gather(steps.prefix(Self.limit), into: &finished)
        } catch {
            failure = error
        }
        return end(finished, failure)
    }

    /// A way back that fits into one message, and has no limit of its own that would hold for the others too.
    private func message(of step: Step) -> ScriptMessage? {
        guard step.kind == .rollback, step.script?.options.statementTimeout == nil else { return nil }
        return runner.wholeMessage(of: step)
    }

    private func gather(_ steps: ArraySlice<Step>, into finished: inout [StepResult]) throws(StepFailure) {
        let begun = ContinuousClock.now
        for step in steps {
            if context.cancellation.isCancelled {
                if !finished.isEmpty { return }
                throw .interrupted
            }
            guard let message = message(of: step) else { return }
            context.announce(step)
            finished.append(try perform(step, message, isFirst: finished.isEmpty))
            if ContinuousClock.now - begun >= Self.patience { return }
        }
    }

    private func perform(
        _ step: Step, _ message: ScriptMessage, isFirst: Bool
    ) throws(StepFailure) -> StepResult {
        let begun = ContinuousClock.now
        defer { context.tellNotices(of: step) }
        let start = (isFirst ? [ServerRunner.begin] : []) + ["SAVEPOINT martlet"]
        let opening = start.map { BoundStatement($0) } + runner.reset + runner.preparation(of: step, isWhole: true)
        let closing = runner.settling(step) + [BoundStatement("RELEASE SAVEPOINT martlet")]
        let (result, _) = try runner.send(opening, message, closing, step)
        return StepResult(
            step, .done, statements: result.statements, rows: result.rows,
            milliseconds: (ContinuousClock.now - begun).wholeMilliseconds)
    }

    /// Commits what is finished, unless it is gone already.
    private func end(_ finished: [StepResult], _ failure: StepFailure?) -> BatchOutcome {
        var outcome = BatchOutcome(failure: failure)
        if driver.isInTransaction, !finished.isEmpty {
            commit(finished, &outcome)
        } else {
            outcome.undone = finished.map(\.asUndone)
        }
        guard failure != nil || outcome.failure != nil else { return outcome }
        try? driver.rollback()
        // The settings of the session were made in the transaction, and went with it.
        try? driver.resetSession()
        return outcome
    }

    /// Writes into the log what all of them did, in one statement: one for each would take the server 0.07 ms.
    private func log(_ finished: [StepResult]) throws(DriverError) {
        let entries = finished.map { result in
            context.entry(result.kind.logAction, result.subject, .done, milliseconds: result.milliseconds)
        }
        _ = try driver.runBatch([context.history.appending(entries).part], within: nil)
    }

    private func commit(_ finished: [StepResult], _ outcome: inout BatchOutcome) {
        do throws(DriverError) {
            if outcome.failure != nil { try driver.execute("ROLLBACK TO SAVEPOINT martlet") }
            try log(finished)
            try runner.seal()
            try driver.commit()
            outcome.done = finished
            if outcome.failure?.cause.kind != .interrupted { outcome.failure = nil }
        } catch {
            outcome.loseCommit(of: finished, error)
        }
    }
}
