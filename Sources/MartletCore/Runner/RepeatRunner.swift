internal import SQLText

/// Runs the repeatables of a run inside of a transaction that somebody else begins and ends: all of them, or none.
///
/// One that misses something is put behind the others and tried again, until nothing moves any more: what it misses may be
/// made by one of them. What went with an object that was made anew is made again at last, so that a file that makes it
/// itself comes first.
final class RepeatRunner {
    private let context: RunContext
    private let recorder: StepRunner
    private var taken: TakenObjects
    /// The steps in the order in which they came to be done; in front of those that did not the one that failed.
    private(set) var order: [Step] = []

    init(context: RunContext, recorder: StepRunner) {
        (self.context, self.recorder) = (context, recorder)
        taken = TakenObjects(context: context)
    }

    /// Runs the steps, which are all repeatables.
    func run(_ steps: ArraySlice<Step>, into finished: inout [StepResult]) throws(StepFailure) {
        let views = ViewCheck(driver: context.driver, tables: context.tables)
        let broken = try StepFailure.before { () throws(StepFailure) in try views.broken() }
        var waiting = Array(steps)
        while !waiting.isEmpty {
            let held = try round(waiting, into: &finished)
            // What went with something may be what they miss.
            if held.count == waiting.count, let first = held.first, try !restore(all: steps, &finished) {
                throw blamed(first.failure, on: first.step, of: steps, &finished)
            }
            waiting = held.map(\.step)
        }
        _ = try restore(all: steps, &finished)
        try views.requireNone(beside: broken)
    }

    /// Tries each of the steps once.
    /// - Returns: those that miss something, and what they said.
    private func round(
        _ steps: [Step], into finished: inout [StepResult]
    ) throws(StepFailure) -> [(step: Step, failure: StepFailure)] {
        var held: [(step: Step, failure: StepFailure)] = []
        for (index, step) in steps.enumerated() {
            if context.cancellation.isCancelled { throw .interrupted }
            do throws(StepFailure) {
                finished.append(try perform(step))
                order.append(step)
            } catch  where error.cause.isOfWhatIsMissing && context.driver.isInTransaction {
                held.append((step, error))
            } catch {
                order += [step] + held.map(\.step) + steps[(index + 1)...]
                throw error
            }
        }
        return held
    }

    private func perform(_ step: Step) throws(StepFailure) -> StepResult {
        context.announce(step)
        defer { context.tellNotices(of: step) }
        try StepFailure.catching { () throws(DriverError) in try context.driver.savepoint() }
        let before = taken
        do throws(StepFailure) {
            let result = try apply(step)
            try StepFailure.catching { () throws(DriverError) in try context.driver.releaseSavepoint() }
            return result
        } catch {
            taken = before
            var failure = error
            guard context.driver.isInTransaction else { throw failure }
            do throws(DriverError) {
                try context.driver.rollbackToSavepoint()
            } catch {
                failure.diagnostics += MartletError(error).diagnostics
                try? context.driver.rollback()
            }
            throw failure
        }
    }

    private func apply(_ step: Step) throws(StepFailure) -> StepResult {
        let begun = ContinuousClock.now
        guard let script = step.script else { return StepResult(step, .done) }
        try resetSession()
        let result = try run(script, step.subject)
        try RebuildGuard(driver: context.driver, script: script).checkDeferredKeys()
        // What the script has set must not reach the next one, nor the history.
        try resetSession()
        let milliseconds = (ContinuousClock.now - begun).wholeMilliseconds
        do throws(DriverError) {
            try recorder.record(step, result, milliseconds)
        } catch {
            throw StepFailure(recording: step, error, tables: context.tables)
        }
        return StepResult(step, .done, statements: result.statements, rows: result.rows, milliseconds: milliseconds)
    }

    private func run(_ script: Script, _ subject: String) throws(StepFailure) -> ScriptRunner.Result {
        // Rows need nobody to make way, and go to a server many at a time.
        if let server = context.driver as? any ServerDriver, script.text?.statementTargets.isEmpty == true {
            return try ServerScript(context: context, driver: server).run(script, subject: subject)
        }
        let enclosure = DependentGuard(context: context, taken: taken, subject: subject)
        defer { taken = enclosure.taken }
        return try ScriptRunner(context: context, enclosure: enclosure).run(script, subject: subject)
    }

    private func resetSession() throws(StepFailure) {
        guard let server = context.driver as? any ServerDriver else { return }
        _ = try StepFailure.catching { () throws(DriverError) in
            try server.runBatch(server.resetStatements.map { .own($0) }, within: nil)
        }
    }

    /// Makes again what went with something, as far as no file has.
    /// - Returns: whether anything had gone.
    private func restore(
        all steps: ArraySlice<Step>, _ finished: inout [StepResult]
    ) throws(StepFailure) -> Bool {
        guard !taken.isEmpty else { return false }
        let culprit = steps.first { $0.subject == taken.subject }
        do throws(StepFailure) {
            let saysRights = steps.contains { $0.script?.mentions(anyOf: ["grant", "revoke"]) ?? false }
            try taken.restore(at: culprit?.script?.wholeFile, saysRights: saysRights)
            try resetSession()
            return true
        } catch {
            guard let culprit else { throw error }
            throw blamed(error, on: culprit, of: steps, &finished)
        }
    }

    /// A failure that is told of one of the steps, whether or not that was the last one.
    private func blamed(
        _ failure: StepFailure, on culprit: Step, of steps: ArraySlice<Step>, _ finished: inout [StepResult]
    ) -> StepFailure {
        finished.removeAll { $0.subject == culprit.subject }
        order = order.filter { $0.subject != culprit.subject } + [culprit]
        order += steps.filter { step in !order.contains { $0.subject == step.subject } }
        return failure
    }
}

extension DriverError {
    /// Whether a statement names something that is not there, so that it may be run when another has made it.
    ///
    /// Source: <https://www.postgresql.org/docs/current/errcodes-appendix.html>, class 42 and 3F.
    fileprivate var isOfWhatIsMissing: Bool {
        let codes = ["42P01", "42703", "42704", "42883", "3F000"]
        if let serverCode, codes.contains(serverCode) { return true }
        return kind == .sql && message.hasPrefix("no such ")
    }
}
