internal import SQLText

extension PlanOutline {
    /// Makes an outline of a plan for a database.
    init(_ plan: Plan, for target: DatabaseTarget) {
        identity = plan.identity
        steps = plan.steps.map { step in
            PlanOutline.Step(
                kind: step.kind, subject: step.subject, description: step.description,
                transaction: Self.transaction(of: step, target).name,
                statementCount: step.script?.traits.statementCount ?? 0,
                statements: step.script.map(Self.statements) ?? [])
        }
    }

    private static func transaction(of step: MartletCore.Step, _ target: DatabaseTarget) -> StepMode.Transaction {
        target.transaction == .all ? .shared : StepMode(of: step, foreignKeys: target.foreignKeys).transaction
    }

    private static func statements(of script: Script) -> [String] {
        guard let text = script.text else { return [] }
        return SQLiteScript.statements(in: text).map { $0.text(in: text) }
    }
}

extension StepMode.Transaction {
    fileprivate var name: String {
        switch self {
        case .shared: "shared"
        case .own: "own"
        case .none: "none"
        }
    }
}
