internal import SQLText

/// What has gone from a schema with something that was dropped, kept as it was, so that it can be made again.
///
/// What a statement drops by name belongs to whoever wrote the statement. What went with it, because it could not stay
/// without, belongs to nobody there: it is to come back, with its rights and comments.
public struct SchemaLoss: Sendable {
    /// The schema before a statement, and what was in it no longer afterwards.
    private struct Entry {
        var before: Schema
        var gone: Set<ObjectReference>
        /// What the statement named.
        var named: Set<ObjectReference>
        /// The DEFAULTs that went from columns that stayed.
        var defaults: [ObjectReference: String]
        /// Types that stayed and lost something: a condition, an attribute.
        var poorer: Set<ObjectReference>
    }

    private var entries: [Entry] = []

    /// Nothing has gone.
    public init() {}

    /// Whether nothing has gone.
    public var isEmpty: Bool { entries.isEmpty }

    /// Notes what a statement has taken away.
    /// - Parameter isNamed: whether the statement drops an object by name.
    public mutating func note(
        before: Schema, after: Schema, isNamed: (ObjectReference) -> Bool
    ) {
        // What had gone before, and is dropped by name now, is not to come back either.
        // Of routines the name alone does not tell which one.
        for index in entries.indices {
            entries[index].named.formUnion(entries[index].gone.filter { $0.kind != .routine && isNamed($0) })
        }
        let gone = before.references.subtracting(after.references)
        let defaults = before.defaults.filter { after.references.contains($0.key) && after.defaults[$0.key] == nil }
        let types = Dictionary(after.types.map { ($0.name, $0) }) { first, _ in first }
        let poorer = before.types.filter { type in types[type.name].map { $0 != type } ?? false }
        guard !gone.isEmpty || !defaults.isEmpty || !poorer.isEmpty else { return }
        entries.append(
            Entry(
                before: before, gone: gone, named: Self.roots(of: gone.filter(isNamed), gone, before),
                defaults: defaults, poorer: Set(poorer.map { ObjectReference(.type, $0.name) })))
    }

    /// Those of some objects that need none of the others, not even by way of what went too: of two routines of one name
    /// the one that the statement meant.
    private static func roots(of objects: Set<ObjectReference>, _ gone: Set<ObjectReference>, _ schema: Schema)
        -> Set<ObjectReference>
    {
        guard objects.count > 1 else { return objects }
        let needs = Dictionary(schema.dependencies.map { ($0.object, [$0.needs]) }, uniquingKeysWith: +)
        return objects.filter { object in
            guard object.kind == .routine else { return true }
            var (seen, open) = (Set<ObjectReference>(), [object])
            while let next = open.popLast() {
                for other in needs[next] ?? [] where gone.contains(other) && seen.insert(other).inserted {
                    open.append(other)
                }
            }
            return seen.isDisjoint(with: objects.subtracting([object]))
        }
    }

    /// What has gone with others, whether or not it is there again.
    public var taken: [ObjectReference] {
        entries.flatMap { entry in
            entry.gone.subtracting(entry.named).filter { part in !entry.gone.contains { $0.owns(part) } }
                + entry.defaults.keys + entry.poorer
        }.sorted()
    }

    /// What has gone with others and cannot be made again with what was in it: tables, columns, keys; and types that have
    /// lost a condition or an attribute, as rows of theirs may break it by now.
    public var irretrievable: [ObjectReference] {
        entries.flatMap { entry in
            entry.gone.filter { object in
                guard !entry.named.contains(object), !entry.gone.contains(where: { $0.owns(object) }) else {
                    return false
                }
                switch object.kind {
                case .table, .column, .sequence, .namespace, .extension: return true
                case .constraint: return !entry.before.hasCheck(object)
                default: return false
                }
            } + entry.poorer
        }.sorted()
    }

    /// The roles to which objects belonged, of those that went.
    public var owners: [ObjectReference: String] {
        entries.reduce(into: [:]) { owners, entry in
            let lost = entry.before.owners.roles.filter { entry.gone.contains($0.key) }
            owners.merge(lost) { first, _ in first }
        }
    }

    /// Who might do what with the objects that went, and with columns of views among them, to the letter.
    public var access: [ObjectReference: AccessList] {
        entries.reduce(into: [:]) { access, entry in
            let lost = entry.before.owners.access.filter { object, _ in
                entry.gone.contains(object)
                    || object.kind == .column && entry.gone.contains(ObjectReference(.view, object.name))
            }
            access.merge(lost) { first, _ in first }
        }
    }

    /// What went, be it by its name or with others.
    public var gone: Set<ObjectReference> { entries.reduce(into: []) { $0.formUnion($1.gone) } }

    /// A schema with all that has gone with others, and with what belonged to those objects that were made again.
    ///
    /// What is there again stays as it is; of rights, comments, triggers, indexes and defaults it gets what it had and
    /// has not got.
    public func completing(_ now: Schema) -> Schema {
        var goal = now
        for entry in entries.reversed() { Self.complete(&goal, entry) }
        goal.sort()
        return goal
    }

    private static func complete(_ goal: inout Schema, _ entry: Entry) {
        let before = entry.before
        func comesBack(_ object: ObjectReference) -> Bool {
            entry.gone.contains(object) && !entry.named.contains(object)
        }
        for view in before.views {
            let reference = ObjectReference(.view, view.name)
            if let index = goal.views.firstIndex(where: { $0.name == view.name }) {
                goal.views[index].takeOver(from: view, isNew: entry.gone.contains(reference), comesBack)
            } else if comesBack(reference) {
                goal.views.append(view)
            }
        }
        for routine in before.routines where entry.gone.contains(routine.reference) {
            if let index = goal.routines.firstIndex(where: { $0.reference == routine.reference }) {
                goal.routines[index].comment = goal.routines[index].comment ?? routine.comment
                goal.routines[index].grants.add(routine.grants)
            } else if comesBack(routine.reference) {
                goal.routines.append(routine)
            }
        }
        for type in before.types where comesBack(ObjectReference(.type, type.name)) {
            if !goal.types.contains(where: { $0.name == type.name }) { goal.types.append(type) }
        }
        for other in before.others where comesBack(other.reference) {
            if !goal.others.contains(where: { $0.reference == other.reference }) { goal.others.append(other) }
        }
        for table in before.tables {
            guard let index = goal.tables.firstIndex(where: { $0.name == table.name }) else { continue }
            goal.tables[index].takeOver(from: table, entry.defaults, comesBack)
        }
        let lost = before.dependencies.filter { entry.gone.contains($0.object) && !goal.dependencies.contains($0) }
        goal.dependencies += lost
    }
}

extension View {
    /// Takes over what it had before it went, and what went from it alone.
    fileprivate mutating func takeOver(
        from old: View, isNew: Bool, _ comesBack: (ObjectReference) -> Bool
    ) {
        let name = name
        for trigger in old.triggers
        where (isNew || comesBack(ObjectReference(.trigger, name, detail: trigger.name)))
            && !triggers.contains(where: { $0.name == trigger.name })
        {
            triggers.append(trigger)
        }
        guard isNew else { return }
        comment = comment ?? old.comment
        grants.add(old.grants)
        if isMaterialized, old.isMaterialized {
            indexes += old.indexes.filter { index in !indexes.contains { $0.name == index.name } }
            clusteredOn = clusteredOn ?? old.clusteredOn
            replicaIdentity = replicaIdentity ?? old.replicaIdentity
        }
        for index in columns.indices {
            guard let was = old.columns.first(where: { $0.name == columns[index].name }) else { continue }
            columns[index].comment = columns[index].comment ?? was.comment
            columns[index].grants.add(was.grants)
            if isMaterialized, columns[index].type == was.type {
                columns[index].storage = columns[index].storage ?? was.storage
            }
            if !isMaterialized { columns[index].defaultValue = columns[index].defaultValue ?? was.defaultValue }
        }
    }
}

extension Table {
    /// Takes over what went from it.
    fileprivate mutating func takeOver(
        from old: Table, _ defaults: [ObjectReference: String], _ comesBack: (ObjectReference) -> Bool
    ) {
        let table = name
        func isLost(_ kind: ObjectReference.Kind, _ name: String?) -> Bool {
            comesBack(ObjectReference(kind, table, detail: name))
        }
        triggers += old.triggers.filter { part in
            isLost(.trigger, part.name) && !triggers.contains { $0.name == part.name }
        }
        policies += old.policies.filter { part in
            isLost(.policy, part.name) && !policies.contains { $0.name == part.name }
        }
        indexes += old.indexes.filter { part in
            isLost(.index, part.name) && !indexes.contains { $0.name == part.name }
        }
        checks += old.checks.filter { part in
            isLost(.constraint, part.name) && !checks.contains { $0.name == part.name }
        }
        for index in columns.indices where columns[index].defaultValue == nil {
            columns[index].defaultValue = defaults[columns[index].reference(in: table)]
        }
    }
}

extension [Grant] {
    /// Adds the rights of roles that have none of their own.
    fileprivate mutating func add(_ others: [Grant]) {
        self += others.filter { other in !contains { $0.role == other.role } }
    }
}

extension ObjectReference {
    /// Whether another object is a part of this one, and goes with it.
    fileprivate func owns(_ part: ObjectReference) -> Bool {
        switch (kind, part.kind) {
        case (.table, .column), (.table, .constraint), (.table, .index), (.table, .trigger), (.table, .policy),
            (.view, .index), (.view, .trigger), (.type, .constraint):
            name == part.name
        default: false
        }
    }
}

extension Schema {
    /// All that can be told apart in it.
    fileprivate var references: Set<ObjectReference> {
        var all = Set(namespaces.map { ObjectReference(.namespace, ObjectName($0.name)) })
        all.formUnion(extensions.map { ObjectReference(.extension, ObjectName($0.name)) })
        all.formUnion(types.map { ObjectReference(.type, $0.name) })
        all.formUnion(sequences.map { ObjectReference(.sequence, $0.name) })
        all.formUnion(routines.map(\.reference))
        all.formUnion(others.map(\.reference))
        for view in views {
            func part(_ kind: ObjectReference.Kind, _ name: String) -> ObjectReference {
                ObjectReference(kind, view.name, detail: name)
            }
            all.insert(ObjectReference(.view, view.name))
            all.formUnion(view.triggers.map { part(.trigger, $0.name) } + view.indexes.map { part(.index, $0.name) })
        }
        for table in tables {
            func part(_ kind: ObjectReference.Kind, _ name: String) -> ObjectReference {
                ObjectReference(kind, table.name, detail: name)
            }
            all.insert(table.reference)
            all.formUnion(table.columns.map { part(.column, $0.name) })
            all.formUnion(table.constraintNames.map { part(.constraint, $0) })
            all.formUnion(table.indexes.map { part(.index, $0.name) } + table.triggers.map { part(.trigger, $0.name) })
            all.formUnion(table.policies.map { part(.policy, $0.name) })
        }
        return all
    }

    /// The DEFAULT of each column of a table that has one.
    fileprivate var defaults: [ObjectReference: String] {
        tables.reduce(into: [:]) { defaults, table in
            for column in table.columns { defaults[column.reference(in: table.name)] = column.defaultValue }
        }
    }

    /// Whether a constraint is a condition on the rows of a table.
    fileprivate func hasCheck(_ object: ObjectReference) -> Bool {
        tables.first { $0.name == object.name }?.checks.contains { $0.name == object.detail } ?? false
    }

    /// Whether all that another schema has is there.
    public func hasAll(of other: Schema) -> Bool { other.references.isSubset(of: references) }

    fileprivate mutating func sort() {
        views.sort { $0.name < $1.name }
        routines.sort { $0.reference < $1.reference }
        types.sort { $0.name < $1.name }
        others.sort { $0.reference < $1.reference }
        dependencies.sort()
        for index in views.indices {
            views[index].triggers.sort { $0.name < $1.name }
            views[index].indexes.sort { $0.name < $1.name }
        }
        for index in tables.indices {
            tables[index].triggers.sort { $0.name < $1.name }
            tables[index].policies.sort { $0.name < $1.name }
            tables[index].indexes.sort { $0.name < $1.name }
        }
    }
}
