internal import SQLText
internal import SchemaModel

/// What in the database needs the objects that repeatables make anew.
///
/// A view gets no other columns, and a function no other result, but by being dropped: then all that needs it goes, and
/// comes back as it was. Whether that has to be, the server alone can tell.
struct RepeatableDependents {
    private let dialect: Dialect
    /// What needs each object that something needs.
    private let dependents: [ObjectReference: [ObjectReference]]

    init(in schema: Schema) {
        dialect = schema.dialect
        let triggers = schema.views.flatMap { view in
            view.triggers.map {
                SchemaDependency(
                    ObjectReference(.trigger, view.name, detail: $0.name), needs: ObjectReference(.view, view.name))
            }
        }
        dependents = Dictionary(grouping: schema.dependencies + triggers, by: \.needs).mapValues { $0.map(\.object) }
    }

    /// What needs what each statement of a script makes anew or drops, also by way of others, by the number of the
    /// statement; of an object that several name, at the first of them.
    func words(for script: SourceText) -> [Int: [String]] {
        var told: Set<ObjectReference> = []
        var words: [Int: [String]] = [:]
        for (index, statement) in SQLScript.statements(in: script).enumerated() {
            guard let target = statement.target(in: script), !target.isTemporary, target.kind != .trigger else {
                continue
            }
            let named = dependents.keys.filter { target.names($0, dialect) && told.insert($0).inserted }
            let objects = objects(behind: named).subtracting(named)
            if !objects.isEmpty { words[index + 1] = objects.sorted().map(\.words) }
        }
        return words
    }

    private func objects(behind named: [ObjectReference]) -> Set<ObjectReference> {
        var (found, open) = (Set<ObjectReference>(), named)
        while let object = open.popLast() {
            for other in dependents[object] ?? [] where found.insert(other).inserted { open.append(other) }
        }
        return found
    }
}

extension SQLStatement {
    fileprivate func target(in text: SourceText) -> StatementTarget? {
        text.utf8.withUnsafeBufferPointer { bytes in
            StatementTarget(UnsafeBufferPointer(rebasing: bytes[range]), dialect: text.dialect)
        }
    }
}

extension PlanOutline {
    /// Adds to the statements of repeatables what needs what they make anew, as far as it is there before the plan.
    mutating func addDependents(of plan: Plan, in session: DatabaseSession) throws(MartletError) {
        guard plan.steps.contains(where: { $0.kind == .repeat }) else { return }
        let dependents = try session.asking { () throws(DriverError) in
            RepeatableDependents(in: try session.driver.schema(excluding: Set(session.target.tables.all)))
        }
        for (index, step) in plan.steps.enumerated() where step.kind == .repeat {
            guard let text = step.script?.text else { continue }
            for (number, words) in dependents.words(for: text) { steps[index].note(words, ofStatement: number) }
        }
    }
}

extension PlanOutline.Step {
    fileprivate mutating func note(_ dependents: [String], ofStatement number: Int) {
        let place = forecasts.firstIndex { $0.number >= number } ?? forecasts.endIndex
        if place == forecasts.endIndex || forecasts[place].number > number {
            forecasts.insert(StatementForecast(number: number), at: place)
        }
        forecasts[place].dependents = dependents
    }
}
