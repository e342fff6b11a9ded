internal import SQLText

/// Gives what is made again to whom it belonged, as soon as it is there: before it is filled, and before others get rights.
///
/// A function with SECURITY DEFINER runs as its owner, and so does the query of a view. Whoever may drop an object for its
/// owner's sake may give it back; to drop it as the owner of its schema is not enough.
/// Source: <https://www.postgresql.org/docs/current/sql-alterfunction.html>.
struct PostgresOwnerPlan {
    private let removals: PostgresRemovals
    private let present: PostgresLookup
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
            guard seen.insert(object).inserted, !present.has(object), let role = owner(of: object),
                let removal = removals.new.removal(of: object)
            else { return step }
            var step = step
            let words = removal.dropFirst("DROP ".count)
            var statement = ChangeStatement(
                PostgresDDL.give(removal, to: role),
                "Gives \(words) to \(role), to whom \(reason(object)); fails if you may not act as \(role).")
            statement.namesRoles = true
            step.statements.append(statement)
            return step
        }
    }

    private func reason(_ object: ObjectReference) -> String {
        if roles[object] != nil { return "it belonged before" }
        return object.kind == .sequence ? "its table belongs" : "that belonged which it takes the place of"
    }

    private var roles: [ObjectReference: String] { removals.old.schema.owners.roles }

    private func owner(of object: ObjectReference) -> String? {
        switch object.kind {
        // A sequence goes with a column of its own owner's table alone.
        case .sequence:
            let table = removals.new.sequences[object.name]?.owner?.name
            return table.map { roles[ObjectReference(.table, $0)] } ?? roles[object]
        case .table: return roles[object] ?? roles[ObjectReference(.view, object.name)]
        case .view: return roles[object] ?? roles[ObjectReference(.table, object.name)]
        case .routine: return roles[object] ?? predecessors.routines[object].flatMap { roles[$0] }
        default: return roles[object]
        }
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

extension PostgresLookup {
    /// The statement that drops a whole object.
    func removal(of object: ObjectReference) -> String? {
        switch object.kind {
        case .type: types[object.name].map { PostgresDDL.dropType($0) }
        case .sequence: PostgresDDL.dropSequence(object.name)
        case .table: tables[object.name].map { PostgresDDL.dropTable($0) }
        case .view: views[object.name].map { PostgresDDL.dropView($0) }
        case .routine: routines[object].map { PostgresDDL.dropRoutine($0) }
        case .other: others[object]?.removal
        default: nil
        }
    }
}
