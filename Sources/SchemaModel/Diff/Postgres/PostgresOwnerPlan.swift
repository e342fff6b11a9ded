internal import SQLText

/// Gives what is made again to whom it belonged, as soon as it is there: before it is filled, and before others get rights.
///
/// A function with SECURITY DEFINER runs as its owner, and so does the query of a view. Whoever may drop an object for its
/// owner's sake may give it back; to drop it as the owner of its schema is not enough.
/// Source: <https://www.postgresql.org/docs/current/sql-alterfunction.html>.
struct PostgresOwnerPlan {
    let removals: PostgresRemovals
    /// What is left of the old schema.
    let present: PostgresLookup
    private let predecessors: PostgresPredecessors

    /// - Parameter present: what is left of the old schema.
    init(_ removals: PostgresRemovals, present: PostgresLookup) {
        (self.removals, self.present) = (removals, present)
        predecessors = PostgresPredecessors(removals.old, removals.new)
    }

    /// The steps, of which those that make something again give it back.
    func completing(_ steps: [PostgresStep]) -> [PostgresStep] {
        var seen: Set<ObjectReference> = []
        return steps.map { step in
            let object = step.object
            guard seen.insert(object).inserted, !present.has(object) else { return step }
            var step = step
            guard let role = owner(of: object), let removal = removals.new.removal(of: object) else {
                if let note = definerNote(of: object), !step.statements.isEmpty {
                    step.statements[0].explanation += " " + note
                }
                return step
            }
            let words = removal.dropFirst("DROP ".count)
            var statement = ChangeStatement(
                PostgresDDL.give(removal, to: role),
                "Gives \(words) to \(role), to whom \(reason(object)); fails if you may not act as \(role).")
            statement.namesRoles = true
            step.statements.append(statement)
            return step
        }
    }

    /// What is to be known of a routine that acts as its owner, where nobody says who that should be.
    private func definerNote(of object: ObjectReference) -> String? {
        guard let routine = removals.new.routines[object], routine.actsAsOwner else { return nil }
        let isNew = predecessor(of: object) == nil
        let note =
            "It acts as its owner (SECURITY DEFINER), who is whoever runs this statement"
            + (isNew ? ", and everybody may call it." : ".")
        guard isNew else { return note }
        let wanted = removals.new.schema.owners
        let owner = wanted.roles[object].map { "it belongs to \($0)" }
        let callers = wanted.access[object].map { "\($0.callers) may call it" }
        let facts = [owner, callers].compactMap(\.self)
        return facts.isEmpty ? note : note + " In the schema that this leads to \(facts.joined(separator: ", and "))."
    }

    private func reason(_ object: ObjectReference) -> String {
        if roles[object] != nil { return "it belonged before" }
        return object.kind == .sequence ? "its table belongs" : "that belonged which it takes the place of"
    }

    private var roles: [ObjectReference: String] { removals.old.schema.owners.roles }

    /// Who owns an object in the end; `nil` if that is whoever makes it.
    func owner(of object: ObjectReference) -> String? {
        if object.kind == .column {
            let isView = removals.new.views[object.name] != nil
            return owner(of: ObjectReference(isView ? .view : .table, object.name))
        }
        // A sequence goes with a column of its own owner's table alone.
        if object.kind == .sequence, let column = removals.new.holder(of: object.name) {
            return roles[ObjectReference(.table, column.name)]
        }
        return predecessor(of: object).flatMap { roles[$0] }
    }

    /// The object of the old schema that an object is, or takes the place of.
    func predecessor(of object: ObjectReference) -> ObjectReference? {
        // What is gone may be known by its owner alone.
        if removals.old.has(object) || roles[object] != nil { return object }
        let other: ObjectReference? =
            switch object.kind {
            case .table: ObjectReference(.view, object.name)
            case .view: ObjectReference(.table, object.name)
            case .routine: predecessors.routines[object]
            case .sequence: source(before: object.name).map { ObjectReference(.sequence, $0) }
            default: nil
            }
        return other.flatMap { removals.old.has($0) || $0.kind == .sequence ? $0 : nil }
    }

    /// The sequence that a column had its numbers from, which has them from another one now.
    private func source(before sequence: ObjectName) -> ObjectName? {
        guard let holder = removals.new.holder(of: sequence),
            let column = removals.old.tables[holder.name]?.column(holder.detail ?? "")
        else { return nil }
        return removals.old.numberSource(of: column, in: holder.name)
    }
}

/// Routines that take the place of others: of the same name, with other arguments.
struct PostgresPredecessors {
    /// The routine that goes, by the one that comes; none where there is more than one of either.
    let routines: [ObjectReference: ObjectReference]

    init(_ old: PostgresLookup, _ new: PostgresLookup) {
        let gone = Dictionary(grouping: old.schema.routines.map(\.reference).filter { !new.has($0) }, by: \.name)
        let made = Dictionary(grouping: new.schema.routines.map(\.reference).filter { !old.has($0) }, by: \.name)
        let pairs = made.compactMap { name, routines -> (ObjectReference, ObjectReference)? in
            guard let others = gone[name], routines.count == 1, others.count == 1 else { return nil }
            return (routines[0], others[0])
        }
        routines = Dictionary(pairs) { first, _ in first }
    }
}

extension Routine {
    /// Whether it acts with the rights of its owner, and not of whoever calls it.
    fileprivate var actsAsOwner: Bool {
        // The server writes the properties on lines of their own, between the language and the body.
        let properties = definition.split(separator: "\n").drop { !$0.hasPrefix(" LANGUAGE ") }.prefix {
            $0.hasPrefix(" ")
        }
        return properties.contains { $0.contains(" SECURITY DEFINER") }
    }
}

extension AccessList {
    /// Who may run a routine besides its owner.
    fileprivate var callers: String {
        let names = entries.map { entry in if case .role(let name) = entry.holder { name } else { "everybody" } }
        return names.isEmpty ? "nobody else" : names.joined(separator: ", ")
    }
}

extension PostgresLookup {
    /// The statement that drops a whole object.
    func removal(of object: ObjectReference) -> String? {
        switch object.kind {
        case .type: types[object.name].map { PostgresDDL.dropType($0) }
        case .sequence: sequences[object.name].map { PostgresDDL.dropSequence($0.name) }
        case .table: tables[object.name].map { PostgresDDL.dropTable($0) }
        case .view: views[object.name].map { PostgresDDL.dropView($0) }
        case .routine: routines[object].map { PostgresDDL.dropRoutine($0) }
        case .other: others[object]?.removal
        default: nil
        }
    }
}
