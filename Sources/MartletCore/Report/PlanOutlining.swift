internal import SQLText

extension PlanOutline {
    /// Makes an outline of a plan for a database.
    init(_ plan: Plan, for target: DatabaseTarget) {
        (identity, basis) = (plan.identity, plan.basis)
        steps = plan.steps.map { step in
            PlanOutline.Step(
                kind: step.kind, subject: step.subject, description: step.description,
                checksum: step.checksum, filledChecksum: step.filledChecksum,
                transaction: Self.transaction(of: step, target).name, leadsBack: step.leadsBack,
                dependencies: step.dependencies(in: target),
                statementCount: step.script?.traits.statementCount ?? 0,
                statements: step.script.map(Self.statements) ?? [])
        }
    }

    /// One outline of two plans that are carried out one after the other, under the identity of the first that does
    /// anything.
    func followed(by next: PlanOutline?) -> PlanOutline {
        guard let next, !next.steps.isEmpty else { return self }
        var both = self
        if steps.isEmpty { both.identity = next.identity }
        both.steps += next.steps
        return both
    }

    private static func transaction(of step: MartletCore.Step, _ target: DatabaseTarget) -> StepMode.Transaction {
        target.transaction == .all ? .shared : StepMode(of: step, foreignKeys: target.foreignKeys).transaction
    }

    private static func statements(of script: Script) -> [String] {
        if let code = script.code {
            return ["-- written in Swift: \(code.place.file):\(code.place.position?.line ?? 0)"]
        }
        guard let text = script.text else { return [] }
        return SQLScript.statements(in: text).map { $0.textAsWritten(in: text) }
    }
}

extension Step {
    /// Whether there is a way back from it, if it is one forward.
    fileprivate var leadsBack: Bool? {
        guard case .apply(let migration) = self, let script = migration.script else { return nil }
        return script.down != nil
    }

    /// What of other databases has to come before it.
    fileprivate func dependencies(in target: DatabaseTarget) -> [String] {
        guard case .apply(let migration) = self else { return [] }
        return migration.foreignDependencies(in: target.name).map(\.description)
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
