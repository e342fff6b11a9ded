internal import SQLText

/// What `transaction: all` asks of a plan: that every step can share the one transaction.
struct AllOrNothing {
    let context: RunContext

    /// Why the plan cannot be run as a whole; `nil` if it can, or need not.
    func problem(with plan: Plan) -> MartletError? {
        guard context.transaction == .all else { return nil }
        for step in plan.steps {
            guard let script = step.script, StepMode(of: step, foreignKeys: false).transaction == .none else {
                continue
            }
            return MartletError(
                .notInTransaction, "\(step.subject) runs without a transaction, so it cannot share one with the others",
                at: SourceLocation(file: script.location(of: SourceOffset(utf8: 0)).file),
                notes: ["transaction: all is set for \(context.database)", "nothing was changed"],
                help: "set transaction: each in martlet.yaml for as long as this file is pending")
        }
        return foreignKeyProblem(with: plan)
    }

    /// Foreign keys are on or off for a whole transaction.
    private func foreignKeyProblem(with plan: Plan) -> MartletError? {
        guard StepMode(ofAll: plan.steps[...], foreignKeys: context.foreignKeys).foreignKeysOff,
            let step = plan.steps.first(where: { $0.script?.options.foreignKeys == true }), let script = step.script
        else { return nil }
        return MartletError(
            .notInTransaction, "\(step.subject) wants foreign keys on, while others of this run drop tables",
            at: SourceLocation(file: script.location(of: SourceOffset(utf8: 0)).file),
            notes: ["transaction: all is set for \(context.database)", "nothing was changed"],
            help: "apply it by itself: martlet migrate --to VERSION, or set transaction: each in martlet.yaml")
    }
}
