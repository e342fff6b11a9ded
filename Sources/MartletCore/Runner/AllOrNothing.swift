/// What `transaction: all` asks of a plan: that every step can share the one transaction.
struct AllOrNothing {
    let target: DatabaseTarget

    /// Refuses a plan that cannot be run as a whole, where it has to be.
    func check(_ plan: Plan) throws(MartletError) {
        guard target.transaction == .all else { return }
        for step in plan.steps {
            guard let script = step.script, StepMode(of: step, foreignKeys: false).transaction == .none else {
                continue
            }
            throw refusal(
                "\(step.subject) runs without a transaction, so it cannot share one with the others", script,
                help: "set transaction: each in martlet.yaml for as long as this file is pending")
        }
        try checkForeignKeys(plan)
    }

    /// Foreign keys are on or off for a whole transaction.
    private func checkForeignKeys(_ plan: Plan) throws(MartletError) {
        guard StepMode(ofAll: plan.steps[...], foreignKeys: target.foreignKeys).foreignKeysOff,
            let step = plan.steps.first(where: { $0.script?.options.foreignKeys == true }), let script = step.script
        else { return }
        throw refusal(
            "\(step.subject) wants foreign keys on, while others of this run drop tables", script,
            help: "apply it by itself: martlet migrate --to VERSION, or set transaction: each in martlet.yaml")
    }

    private func refusal(_ fact: String, _ script: Script, help: String) -> MartletError {
        MartletError(
            .notInTransaction, fact,
            at: script.wholeFile,
            notes: ["transaction: all is set for \(target.name)", "nothing was changed"], help: help)
    }
}
