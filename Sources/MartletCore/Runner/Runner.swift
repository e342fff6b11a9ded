/// Carries out a plan, and decides nothing: the steps are the plan's, in the plan's order.
struct Runner {
    let context: RunContext

    /// Runs the plan until its end, its first failure, or a stop that was asked for.
    func run(_ plan: Plan) -> RunReport {
        context.events(.planned(database: context.database, steps: plan.steps.count))
        var report = RunReport()
        var rest = plan.steps[...]
        // Steps whose shared transaction broke are run again, one by one, so that the culprit is found.
        var oneByOne = 0
        while let step = rest.first, report.failure == nil {
            if context.cancellation.isCancelled {
                report.failure = interruption
                break
            }
            let mode = StepMode(of: step, foreignKeys: context.foreignKeys)
            let batch = mode.transaction == .shared && oneByOne == 0 ? rest.prefix { sharing($0, mode) } : rest.prefix(1)
            let outcome = run(batch, mode, plan.identity)
            report.results += outcome.done
            rest = rest.dropFirst(outcome.done.count)
            oneByOne = max(0, oneByOne - outcome.done.count)
            guard let failure = outcome.failure, let culprit = rest.first else { continue }
            if outcome.lostOthers, failure.cause.kind != .interrupted, failure.cause.kind != .busy {
                oneByOne = batch.count
                continue
            }
            report.results.append(StepResult(culprit, .failed, statements: failure.statementsDone))
            report.failure = recorded(failure, culprit, mode)
            rest = rest.dropFirst()
        }
        report.results += rest.map { StepResult($0, .notRun) }
        return report
    }

    private func sharing(_ step: Step, _ mode: StepMode) -> Bool {
        context.transaction == .all || StepMode(of: step, foreignKeys: context.foreignKeys) == mode
    }

    private func run(_ batch: ArraySlice<Step>, _ mode: StepMode, _ plan: String) -> GroupRunner.Outcome {
        switch mode.transaction {
        case .none: runJournaled(batch, plan)
        case .own, .shared: runInTransaction(batch, mode, plan)
        }
    }

    private func runInTransaction(_ batch: ArraySlice<Step>, _ mode: StepMode, _ plan: String) -> GroupRunner.Outcome {
        let group = GroupRunner(context: context, runner: StepRunner(context: context, plan: plan))
        var outcome = GroupRunner.Outcome()
        do throws(DriverError) {
            if mode.foreignKeysOff { try context.driver.enforceForeignKeys(false) }
            outcome = group.run(batch, mode)
            if mode.foreignKeysOff { try context.driver.enforceForeignKeys(true) }
            if mode.transaction == .own { try context.driver.resetSession() }
        } catch {
            outcome.failure = outcome.failure ?? StepFailure(error)
        }
        return outcome
    }

    private func runJournaled(_ batch: ArraySlice<Step>, _ plan: String) -> GroupRunner.Outcome {
        var outcome = GroupRunner.Outcome()
        guard let step = batch.first else { return outcome }
        do throws(StepFailure) {
            let result = try JournalRunner(context: context, plan: plan).run(step)
            outcome.done = [result]
            context.events(.finished(database: context.database, result))
            try StepFailure.catching { () throws(DriverError) in try context.driver.resetSession() }
        } catch {
            outcome.failure = error
        }
        return outcome
    }

    // MARK: Failures

    /// Notes the failed try in history and log, in a transaction of its own, and returns what people see.
    private func recorded(_ failure: StepFailure, _ step: Step, _ mode: StepMode) -> MartletError {
        if failure.cause.kind == .interrupted { return interruption }
        var diagnostics = failure.diagnostics
        if mode.transaction != .none {
            diagnostics[0].notes.append("the transaction was undone: \(step.subject) changed nothing")
        }
        do throws(DriverError) {
            try FailureRecord(context: context).write(failure, step, journaled: mode.transaction == .none)
        } catch {
            diagnostics[0].notes.append("the failed try could not be written into the history: \(error.message)")
        }
        return MartletError(diagnostics)
    }

    private var interruption: MartletError {
        var error = MartletError(
            .interrupted, "stopped as asked", notes: ["what was not finished was undone"],
            help: "run the same command again to go on")
        if context.cancellation.signal == 15 { error.exitStatus = .terminated }
        return error
    }
}

/// Writes down a try that failed: a history row with `success` 0 and the reason, replaced by the next success.
struct FailureRecord {
    let context: RunContext

    /// Writes the row and the log entry.
    func write(_ failure: StepFailure, _ step: Step, journaled: Bool) throws(DriverError) {
        let reason = failure.diagnostics.first?.message ?? failure.cause.message
        try context.driver.begin()
        do throws(DriverError) {
            if case .apply(let migration) = step, !journaled {
                var row = migration.historyRow(kind: .migration)
                row.state = .failed
                row.appliedAt = context.clock.now().rfc3339Milliseconds
                row.appliedBy = context.by
                row.error = reason
                try context.history.record(
                    row, RecordedScripts(up: nil, down: nil), plan: nil, fingerprint: nil, previousHash: nil)
            }
            if !journaled || step.kind != .apply {
                try context.history.append(context.entry(step.logAction, step.subject, .failed, detail: reason))
            }
            try context.driver.commit()
        } catch {
            try? context.driver.rollback()
            throw error
        }
    }
}
