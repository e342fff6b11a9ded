/// Carries out a plan, and decides nothing: the steps are the plan's, in the plan's order.
struct Runner {
    let context: RunContext

    /// How many steps are looked at for one transaction: the history is read again for each.
    private static let batchLimit = 2_000

    /// Runs the plan until its end, its first failure, or a stop that was asked for.
    func run(_ plan: Plan) -> RunReport {
        let begun = ContinuousClock.now
        var report = carryOut(plan)
        report.milliseconds = (ContinuousClock.now - begun).wholeMilliseconds
        return report
    }

    private func carryOut(_ plan: Plan) -> RunReport {
        context.events(.planned(database: context.database, plan.steps.map(PlannedStep.init)))
        var report = RunReport()
        var rest = plan.steps[...]
        // Steps whose shared transaction broke are run again, one by one, so that the culprit is found.
        var oneByOne = 0
        var patience = LockPatience(context)
        while !rest.isEmpty, report.failure == nil {
            if context.cancellation.isCancelled {
                report.failure = interruption
                break
            }
            let (batch, mode) = nextBatch(rest, isAlone: oneByOne > 0)
            var outcome = run(batch, mode, plan.identity)
            if let tried = outcome.order { rest = rest.inOrder(of: tried) }
            report.results += outcome.done
            rest = rest.dropFirst(outcome.done.count)
            oneByOne = max(0, oneByOne - outcome.done.count)
            if !outcome.done.isEmpty { patience = LockPatience(context) }
            if mode.transaction != .none, patience.isWorthAnotherTry(&outcome.failure) { continue }
            guard let failure = outcome.failure else { continue }
            if isWorthAnotherTry(outcome, failure) {
                oneByOne = batch.count
                continue
            }
            report.results += outcome.undone
            rest = rest.dropFirst(outcome.undone.count)
            // Every step is done, so that nothing is left to be said against the run.
            if failure.isAfterAll, rest.isEmpty { break }
            guard failure.isTry, let culprit = rest.first else {
                report.failure = failure.cause.kind == .interrupted ? interruption : unbegun(failure, rest.first)
                break
            }
            report.results.append(StepResult(culprit, .failed, statements: failure.statementsDone))
            report.failure = recorded(failure, culprit, mode, last: rest.last ?? culprit)
            rest = rest.dropFirst()
        }
        report.results += rest.map { StepResult($0, .notRun) }
        return report
    }

    // MARK: Batches

    /// The steps that are run together next, and how.
    private func nextBatch(_ rest: ArraySlice<Step>, isAlone: Bool) -> (ArraySlice<Step>, StepMode) {
        if context.transaction == .all { return (rest, StepMode(ofAll: rest, foreignKeys: context.foreignKeys)) }
        guard let first = rest.first else { return (rest, StepMode(ofAll: rest, foreignKeys: false)) }
        // All of them or none, however often they are tried.
        if first.kind == .repeat {
            return (rest.prefix { $0.kind == .repeat }, StepMode(of: first, foreignKeys: context.foreignKeys))
        }
        let mode = StepMode(of: first, foreignKeys: context.foreignKeys)
        guard mode.transaction == .shared, !isAlone else { return (rest.prefix(1), mode) }
        let batch = rest.prefix(Self.batchLimit).prefix { StepMode(of: $0, foreignKeys: context.foreignKeys) == mode }
        return (batch, mode)
    }

    /// Whether steps were lost to the failure of another, and would do better without it.
    private func isWorthAnotherTry(_ outcome: BatchOutcome, _ failure: StepFailure) -> Bool {
        guard context.transaction != .all, outcome.order == nil, !outcome.undone.isEmpty else { return false }
        return failure.cause.kind != .interrupted && failure.cause.kind != .busy
    }

    private func run(_ batch: ArraySlice<Step>, _ mode: StepMode, _ plan: String) -> BatchOutcome {
        var outcome = BatchOutcome()
        do throws(DriverError) {
            if mode.foreignKeysOff { try context.driver.enforceForeignKeys(false) }
            outcome = runTogether(batch, mode, plan)
            LostConnection(context: context).settle(
                &outcome, begun: batch.prefix(outcome.done.count + outcome.undone.count + 1))
            makeDurable(&outcome, batch)
            tell(outcome)
            // A connection made anew has its foreign keys on again.
            if mode.transaction != .shared {
                try resetSession()
            }
            if mode.foreignKeysOff { try context.driver.enforceForeignKeys(true) }
        } catch {
            guard outcome.failure == nil else { return outcome }
            outcome.failure = StepFailure(error)
            outcome.failure?.isTry = false
        }
        return outcome
    }

    private func runTogether(_ batch: ArraySlice<Step>, _ mode: StepMode, _ plan: String) -> BatchOutcome {
        let server = context.driver as? any ServerDriver
        let isRepeat = batch.first?.kind == .repeat
        if mode.transaction != .none, context.transaction != .all, !isRepeat, let server {
            return ServerRunner(context: context, driver: server, plan: plan).run(batch)
        }
        server?.mayHaveTraces = true
        if mode.transaction == .none { return runJournaled(batch, mode, plan) }
        let group = GroupRunner(
            context: context, runner: StepRunner(context: context, plan: plan),
            isAllOrNothing: isRepeat || context.transaction == .all)
        return group.run(batch, mode)
    }

    /// A connection that is lost only now takes nothing with it: the next step finds out.
    private func resetSession() throws(DriverError) {
        do throws(DriverError) {
            try context.driver.resetSession()
        } catch  where error.kind == .connectionLost {
            return
        }
    }

    /// Brings the steps that are done to the disk.
    private func makeDurable(_ outcome: inout BatchOutcome, _ batch: ArraySlice<Step>) {
        guard !outcome.done.isEmpty else { return }
        do throws(DriverError) {
            do throws(DriverError) {
                try context.driver.makeDurable()
            } catch  where error.kind == .connectionLost {
                // A server that crashed may have lost what it had not written yet.
                var again = outcome
                again.failure = StepFailure(error)
                again.failure?.isTry = false
                LostConnection(context: context).settle(&again, begun: batch.prefix(outcome.done.count))
                let isUnanswered = again.failure?.isAfterAll == false && again.done.count == outcome.done.count
                if isUnanswered { throw error }
                outcome.done = again.done
                outcome.failure = again.failure ?? outcome.failure
                try context.driver.makeDurable()
            }
        } catch {
            guard let last = outcome.done.last else { return }
            var failure = StepFailure(error)
            failure.isTry = false
            failure.diagnostics[0].notes.append("\(last.subject) is done, but may not outlast a power failure")
            outcome.failure?.diagnostics += failure.diagnostics
            outcome.failure = outcome.failure ?? failure
        }
    }

    /// Tells of the steps that are done, once they are on the disk.
    private func tell(_ outcome: BatchOutcome) {
        for result in outcome.done { context.events(.finished(database: context.database, result)) }
    }

    private func runJournaled(_ batch: ArraySlice<Step>, _ mode: StepMode, _ plan: String) -> BatchOutcome {
        var outcome = BatchOutcome()
        guard let step = batch.first else { return outcome }
        defer { context.tellNotices(of: step) }
        do throws(StepFailure) {
            let result = try JournalRunner(context: context, plan: plan, mode: mode).run(step)
            outcome.done = [result]
        } catch {
            outcome.failure = error
        }
        return outcome
    }

    // MARK: Failures

    /// Notes the failed try in history and log, in a transaction of its own, and returns what people see.
    private func recorded(_ failure: StepFailure, _ step: Step, _ mode: StepMode, last: Step) -> MartletError {
        if failure.cause.kind == .interrupted {
            noteInterruption(of: step, journaled: mode.transaction == .none)
            var stop = interruption
            if failure.progress?.place != nil { stop.diagnostics[0].notes.append(state(after: failure, step, mode)) }
            return stop
        }
        var diagnostics = failure.diagnostics
        // Somebody else's lock says nothing against the step, nor does a connection that was lost; and both stand in the
        // way of writing too.
        if [.busy, .deadlock, .connectionLost].contains(failure.cause.kind) {
            diagnostics[0].notes.append(state(after: failure, step, mode))
            return MartletError(diagnostics)
        }
        var failure = failure
        var unwritten: DriverError?
        do throws(DriverError) {
            try FailureRecord(context: context).write(failure, step, journaled: mode.transaction == .none)
        } catch {
            unwritten = error
            failure.isUncertain = failure.isUncertain || failure.cause.isCommitUnknown
        }
        diagnostics[0].notes.append(state(after: failure, step, mode))
        diagnostics[0].help = diagnostics[0].help ?? nextStep(after: failure, step, mode, last: last)
        if let unwritten {
            diagnostics[0].notes.append(
                "the failed try could not be written into the history: \(unwritten.message)")
        }
        return MartletError(diagnostics)
    }

    /// Writes into the log that a step was begun and stopped; the history says nothing against it.
    ///
    /// Whoever asked for the stop is not told of more: a database that is busy by now goes without the note.
    private func noteInterruption(of step: Step, journaled: Bool) {
        if journaled, step.kind == .apply { return }
        do throws(DriverError) {
            try context.driver.begin()
            try context.history.append(
                context.entry(step.logAction, step.subject, .failed, detail: "stopped as asked"))
            try context.driver.commit()
        } catch {
            try? context.driver.rollback()
        }
    }

    /// What of the step is in the database now.
    private func state(after failure: StepFailure, _ step: Step, _ mode: StepMode) -> String {
        if failure.isUncertain {
            let moment = context.driver is any ServerDriver ? "the server can be reached" : "the storage is well"
            return "a commit failed that may have happened: what of \(step.subject) is done is not certain,"
                + " martlet status tells when \(moment)"
        }
        if context.transaction == .all { return "the transaction was undone: this run changed nothing" }
        if step.kind == .repeat { return "the transaction was undone: no repeatable of this run changed anything" }
        if mode.transaction != .none { return "the transaction was undone: \(step.subject) changed nothing" }
        if let progress = failure.progress, progress.batches > 0 {
            return progress.batches == 1
                ? "the first batch of statement \(progress.statement) is done, and stays"
                : "\(progress.batches) batches of statement \(progress.statement) are done, and stay"
        }
        switch failure.statementsDone {
        case 0: return "\(step.subject) changed nothing"
        case 1: return "it runs without a transaction: statement 1 is done, and stays"
        case let done: return "it runs without a transaction: statements 1 to \(done) are done, and stay"
        }
    }

    private func nextStep(after failure: StepFailure, _ step: Step, _ mode: StepMode, last: Step) -> String {
        if step.script?.code != nil { return "mend the code, then run the program again" }
        if let progress = failure.progress, progress.batches > 0, step.kind == .apply {
            return "mend the rows, then: martlet migrate, which goes on behind batch \(progress.batches); "
                + "if the file is to change instead, before that: martlet repair \(step.subject) --continue"
        }
        if mode.transaction == .none, step.kind == .apply, failure.cause.isOfRows {
            return failure.statementsDone == 0
                ? "mend the rows, or the file, then run the same command again"
                : "mend the rows, then: martlet migrate, which goes on with statement \(failure.statementsDone + 1); "
                    + "if the file is to change instead, before that: martlet repair \(step.subject) --continue"
        }
        if mode.transaction == .none, failure.statementsDone > 0 {
            return step.kind == .rollback
                ? "undo the rest by hand, then: martlet repair \(step.subject) --undone"
                : "mend what follows in the file, then: martlet repair \(step.subject) --continue, and martlet migrate"
        }
        if step.kind == .rollback {
            return "mend the way back in its file, then: martlet rollback \(step.subject) --from-disk"
        }
        if step.kind == .apply, failure.cause.isOfWhatIsThere {
            return "mend the file; or, if the database has all of it by other means, record that: "
                + "martlet stamp \(step.subject)\(context.databaseOption)"
                + (last.kind == .apply && last.subject != step.subject
                    ? "; if it has what follows too: martlet stamp \(last.subject)\(context.databaseOption)" : "")
        }
        return "mend the file, then run the same command again"
    }

    /// What stood in the way of a step before it was begun.
    private func unbegun(_ failure: StepFailure, _ step: Step?) -> MartletError {
        var error = failure.error
        if let step { error.diagnostics[0].notes.append("\(step.subject) was not begun, and changed nothing") }
        return error
    }

    private var interruption: MartletError {
        var error = MartletError(
            .interrupted, "stopped as asked", notes: ["what was not finished was undone"],
            help: "run the same command again to go on")
        if context.cancellation.signal == 15 { error.exitStatus = .terminated }
        return error
    }
}

extension ArraySlice<Step> {
    /// The same steps, those that were tried in front.
    fileprivate func inOrder(of tried: [Step]) -> ArraySlice<Step> {
        let known = Set(tried.map(\.subject))
        let others: [Step] = filter { !known.contains($0.subject) }
        return (tried + others)[...]
    }
}

extension DriverError {
    /// Whether the rows that are there, or are to come, break a rule; a file that makes an index or a constraint may be
    /// right then.
    ///
    /// Source: <https://www.postgresql.org/docs/current/errcodes-appendix.html>, class 23.
    fileprivate var isOfRows: Bool {
        serverCode.map { $0.hasPrefix("23") || $0.hasPrefix("SQLITE_CONSTRAINT") } ?? false
    }

    /// Whether a statement was to make what is there already.
    fileprivate var isOfWhatIsThere: Bool {
        kind == .sql && (message.hasSuffix(" already exists") || message.hasPrefix("duplicate column name: "))
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
            if case .apply(let migration) = step, !journaled, try !isApplied(migration.version) {
                try context.history.record(
                    context.row(of: migration, .failed, error: reason), RowOrigin())
            }
            // The row of an earlier run stays: what that has made is still there.
            if case .repeat(let migration) = step, try !isApplied(migration.version) {
                try context.history.record(
                    context.row(of: migration, .failed, kind: .repeatable, error: reason), RowOrigin())
            }
            if !journaled || step.kind != .apply {
                try context.history.append(context.entry(step.logAction, step.subject, .failed, detail: reason))
            }
            if step.kind == .apply || step.kind == .repeat {
                try context.seal([MigrationVersion(step.subject)], newest: false)
            }
            try context.driver.commit()
        } catch {
            try? context.driver.rollback()
            throw error
        }
    }

    /// Whether somebody else has applied it by now: that row is not ours to replace.
    private func isApplied(_ version: MigrationVersion) throws(DriverError) -> Bool {
        try context.history.row(of: version)?.isApplied ?? false
    }
}
