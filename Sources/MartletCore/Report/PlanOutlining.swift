internal import SQLText

extension PlanOutline {
    /// Makes an outline of a plan.
    init(_ plan: Plan, foreignKeys: Bool) {
        identity = plan.identity
        steps = plan.steps.map { step in
            PlanOutline.Step(
                kind: step.kind, subject: step.subject, description: step.description,
                transaction: StepMode(of: step, foreignKeys: foreignKeys).transaction.name,
                statementCount: step.script?.traits.statementCount ?? 0,
                statements: step.script.map(Self.statements) ?? [])
        }
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
