internal import Glibc

/// How often a step is tried again that could not have a lock of the server's.
///
/// Each try waits for `lock_timeout` and no longer, as everybody else queues up behind whoever waits. In between there is
/// no transaction, and the queue goes on. All tries together have a limit; the last one has the same as the others.
struct LockPatience {
    private let context: RunContext
    private let begun = ContinuousClock.now
    private var tries = 0

    /// Begins to be patient with the next step.
    init(_ context: RunContext) { self.context = context }

    /// Whether the failed step is to be run again as a whole; waits for that first.
    ///
    /// If it is not, the failure says how often it was tried.
    mutating func isWorthAnotherTry(_ failure: inout StepFailure?) -> Bool {
        guard context.driver is any ServerDriver, var failed = failure, failed.cause.isPassing else { return false }
        tries += 1
        let spent = ContinuousClock.now - begun
        guard spent < context.wait else {
            failed.diagnostics[0].notes.append(
                "tried \(tries) time\(tries == 1 ? "" : "s") in \(DurationText.text(rounded(spent)))")
            failure = failed
            return false
        }
        guard pause(atMost: context.wait - spent) else {
            failure = .interrupted
            return false
        }
        return true
    }

    /// Waits, longer from time to time, and never as long as somebody else who lost at the same moment.
    /// - Returns: false if there is a wish to stop.
    private func pause(atMost limit: Duration) -> Bool {
        let usual = min(Duration.milliseconds(200) * (1 << min(tries - 1, 5)), .seconds(5))
        let end = ContinuousClock.now + min(usual * Double.random(in: 0.5...1.5), limit)
        while ContinuousClock.now < end {
            if context.cancellation.isCancelled { return false }
            usleep(20_000)
        }
        return true
    }

    private func rounded(_ duration: Duration) -> Duration {
        .milliseconds(duration >= .seconds(1) ? duration.wholeMilliseconds / 1000 * 1000 : duration.wholeMilliseconds)
    }
}

extension DriverError {
    /// Whether the whole transaction may go well another time: somebody had a lock, or collided with it.
    fileprivate var isPassing: Bool { kind == .busy || kind == .deadlock }
}
