/// Finds out what became of steps whose connection to the server was lost: the log knows, as it is written in the
/// transaction of what it tells of.
struct LostConnection {
    let context: RunContext

    /// How long a server that was ended is waited for.
    private static let patience = Duration.seconds(10)

    private static let undefinedTable = "42P01"

    /// Corrects what is said of steps that were run together, the last of which the connection was lost with.
    /// - Parameter begun: the steps that the server may have done.
    func settle(_ outcome: inout BatchOutcome, begun: ArraySlice<Step>) {
        guard let server = context.driver as? any ServerDriver, var failure = outcome.failure,
            failure.cause.kind == .connectionLost
        else { return }
        do throws(DriverError) {
            let found = try server.reconnect(within: min(Self.patience, context.wait), context.cancellation)
            let done = try stepsDone(begun)
            guard done.count == begun.count || found.oldSessionEnded else {
                failure.isUncertain = failure.cause.isCommitUnknown
                outcome.failure = failure
                return
            }
            note(done, of: begun, found, &failure, &outcome)
        } catch {
            // What was committed without waiting for the disk may be gone with a server that crashed.
            failure.isUncertain = failure.cause.isCommitUnknown || !outcome.done.isEmpty
            outcome.done = []
            failure.diagnostics[0].notes.append("the server was asked again, in vain: \(Excerpt.of(error.message))")
            outcome.failure = failure
        }
    }

    private func note(
        _ done: ArraySlice<Step>, of begun: ArraySlice<Step>, _ found: Reconnection, _ failure: inout StepFailure,
        _ outcome: inout BatchOutcome
    ) {
        let known = outcome.done + outcome.undone
        outcome.done = done.map { step in
            var result = known.first { $0.subject == step.subject } ?? StepResult(step, .done)
            result.ending = .done
            return result
        }
        outcome.undone.removeAll { result in done.contains { $0.subject == result.subject } }
        if context.transaction != .all { outcome.undone = [] }
        guard done.count == begun.count else {
            failure.cause.isCommitUnknown = false
            failure.statementsDone = (try? statementsDone(begun.dropFirst(done.count).first)) ?? failure.statementsDone
            failure.diagnostics[0].notes.append("the server was asked again, over a new connection")
            outcome.failure = failure
            return
        }
        // All is done, and nobody else can have begun: it goes on as if nothing had been.
        guard !found.isLocked else {
            outcome.failure = nil
            return
        }
        failure.isTry = false
        failure.isAfterAll = true
        failure.diagnostics[0].notes.append("the lock went with it, so that another martlet may have begun by now")
        outcome.failure = failure
    }

    /// The first of the steps, as far as the log of this run has them.
    private func stepsDone(_ steps: ArraySlice<Step>) throws(DriverError) -> ArraySlice<Step> {
        var entries: [(action: LogEntry.Action, subject: String)] = []
        do throws(DriverError) {
            entries = try context.history.entriesDone(by: context.run)
        } catch  where error.serverCode == Self.undefinedTable {
            // A crash has undone the first steps of a database, and with them Martlet's tables.
        }
        return steps.prefix { step in entries.contains { $0.action == step.logAction && $0.subject == step.subject } }
    }

    /// How far a file without a transaction has come.
    private func statementsDone(_ step: Step?) throws(DriverError) -> Int? {
        guard case .apply(let migration)? = step else { return nil }
        return try context.history.row(of: migration.version)?.statementsApplied
    }
}
