/// What came of steps that were run together.
struct BatchOutcome {
    /// The steps that will last.
    var done: [StepResult] = []
    /// Steps that had succeeded, and were undone with the transaction of the one after them.
    var undone: [StepResult] = []
    /// What stopped the step after those.
    var failure: StepFailure?
    /// The steps in the order in which they were tried, where that is not the plan's.
    var order: [Step]?

    /// Takes back what could not be committed; without a failure before, the last one takes the blame, as without it there
    /// would have been no such commit.
    mutating func loseCommit(of finished: [StepResult], _ error: DriverError) {
        undone = finished.map(\.asUndone)
        guard failure == nil else {
            failure?.diagnostics += MartletError(error).diagnostics
            return
        }
        undone.removeLast()
        failure = StepFailure(error)
    }

    /// Nothing happened but a failure.
    init(failure: StepFailure? = nil) { self.failure = failure }
}

extension StepResult {
    /// The same step, undone.
    var asUndone: StepResult {
        var result = self
        result.ending = .undone
        return result
    }
}
