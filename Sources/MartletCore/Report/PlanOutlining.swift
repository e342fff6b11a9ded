internal import Lint
internal import SQLText

extension PlanOutline {
    /// Makes an outline of a plan for a database.
    init(_ plan: Plan, for target: DatabaseTarget) {
        (identity, basis) = (plan.identity, plan.basis)
        steps = plan.steps.map { Self.step($0, target, $0.script.map(Self.statements) ?? []) }
    }

    /// Makes an outline that says of each statement what it does to the tables that are there.
    /// - Parameter driver: a connection to the database; `nil` where there is none yet, and so no table.
    init(_ plan: Plan, for target: DatabaseTarget, asking driver: (any Driver)?) throws(DriverError) {
        (identity, basis) = (plan.identity, plan.basis)
        let read = Parallel.map(plan.steps.count, portion: 16) { Self.statementsWithEffects(of: plan.steps[$0]) }
        var forecaster = try PlanForecaster(of: read.flatMap(\.effects), in: target, asking: driver)
        steps = zip(plan.steps, read).map { step, read in
            var outline = Self.step(step, target, read.statements)
            outline.forecasts = read.effects.enumerated().map { index, effect in
                forecaster.forecast(effect, number: index + 1)
            }.filter { !$0.isEmpty }
            return outline
        }
    }

    private static func step(
        _ step: MartletCore.Step, _ target: DatabaseTarget, _ statements: [String]
    ) -> PlanOutline.Step {
        PlanOutline.Step(
            kind: step.kind, subject: step.subject, description: step.description,
            checksum: step.checksum, filledChecksum: step.filledChecksum,
            transaction: transaction(of: step, target).name, leadsBack: step.leadsBack,
            dependencies: step.dependencies(in: target),
            statementCount: step.script?.traits.statementCount ?? 0, statements: statements)
    }

    /// Of longer scripts, most of which bring rows, it is not told what they do: each statement would be parsed.
    private static let effectLimit = 1 << 20

    /// Cuts a script once for both.
    private static func statementsWithEffects(
        of step: MartletCore.Step
    ) -> (statements: [String], effects: [StatementEffect]) {
        guard let script = step.script, script.code == nil, let text = script.text else {
            return (step.script.map(statements) ?? [], [])
        }
        let linted = LintedScript(text)
        let effects = text.utf8.count <= effectLimit ? StatementEffect.effects(of: linted) : []
        return (linted.statements.map { $0.textAsWritten(in: text) }, effects)
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

extension Plan {
    /// How much text may be read before a run for the sake of what the history tells of it.
    private static let quickLimit = (steps: 100, bytes: 1 << 18)

    /// What is told of the statements of each version, for the history; nothing of a plan that is so long that making it
    /// would be noticed, and nothing where the database does not tell.
    func quickForecasts(for target: DatabaseTarget, asking driver: any Driver) -> [String: String] {
        let bytes = steps.reduce(0) { $0 + ($1.script?.text?.utf8.count ?? 0) }
        guard steps.count <= Self.quickLimit.steps, bytes <= Self.quickLimit.bytes else { return [:] }
        return (try? PlanOutline(self, for: target, asking: driver))?.steps.forecastTexts ?? [:]
    }
}

extension [PlanOutline.Step] {
    /// What is told of the statements of each version, as the history keeps it.
    var forecastTexts: [String: String] {
        let told = filter { $0.kind == .apply && !$0.forecasts.isEmpty }
        return Dictionary(
            told.map { ($0.subject, JSONValue.array($0.forecasts.map(\.json)).compact) },
            uniquingKeysWith: { first, _ in first })
    }
}

extension PlanForecaster {
    /// Begins with what is there of all that the statements name; what they make is not looked for.
    fileprivate init(
        of effects: [StatementEffect], in target: DatabaseTarget, asking driver: (any Driver)?
    ) throws(DriverError) {
        let (tables, indexes) = Self.namesAsked(by: effects)
        let sizing = driver as? any TableSizing
        let owners = indexes.isEmpty ? [:] : try sizing?.tables(ofIndexes: indexes) ?? [:]
        let names = tables.union(owners.values.map(\.name))
        self.init(
            target.url.dialect, sizes: names.isEmpty ? [] : try sizing?.tableSizes(named: names) ?? [],
            tableOfIndex: owners)
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
