internal import SQLText

/// Which objects of a schema have to go before another schema can come: those that it has not, those that no ALTER
/// changes, and all that stands in the way of these.
///
/// PostgreSQL refuses to drop what something else needs, and to change the type of a column that a view, a rule, a
/// policy, a trigger or a generated column names.
/// Source: <https://www.postgresql.org/docs/current/ddl-depend.html>.
struct PostgresRemovals {
    let old: PostgresLookup
    let new: PostgresLookup
    /// The objects, also those that come again.
    private(set) var objects: Set<ObjectReference> = []
    /// Columns and domains whose DEFAULT goes though they stay.
    private(set) var defaults: Set<ObjectReference> = []
    /// Columns whose type changes in its place, and attributes of composite types.
    private(set) var retyped: Set<ObjectReference> = []
    /// Types that are made anew under their names while columns still have them.
    private(set) var replaced: Set<ObjectName> = []
    /// Columns that get their numbers from another sequence, as the old one goes.
    private(set) var handovers: [ObjectReference: PostgresHandover] = [:]
    /// Indexes and keys that go when others are in their places.
    private(set) var replacements = PostgresReplacements()
    /// Tables that leave their partitioned tables and parents first.
    let detaching: PostgresDetaching
    /// What needs what in the old schema, by what is needed.
    let dependents: [ObjectReference: [ObjectReference]]
    /// What needs what in the old schema, by what needs it.
    let needs: [ObjectReference: [ObjectReference]]

    private let options: PostgresChangePlan.Options

    init(_ detaching: PostgresDetaching, _ new: PostgresLookup, _ options: PostgresChangePlan.Options) {
        let old = PostgresLookup(detaching.schema)
        (self.old, self.new, self.options, self.detaching) = (old, new, options, detaching)
        dependents = Dictionary(old.schema.dependencies.map { ($0.needs, [$0.object]) }, uniquingKeysWith: +)
        needs = Dictionary(old.schema.dependencies.map { ($0.object, [$0.needs]) }, uniquingKeysWith: +)
        findWhole()
        findTypes()
        for table in old.schema.tables {
            if let other = new.tables[table.name] { findParts(of: table, other) }
        }
        for view in old.schema.views {
            if let other = new.views[view.name] { findParts(of: view, other) }
        }
        close()
        var replacements = replacements
        objects.subtract(replacements.name(self))
        self.replacements = replacements
        handovers = PostgresHandover.find(self)
    }

    /// Whether others may go on writing to a relation: not to a table that leaves another one, and comes back in the
    /// same transaction.
    func isOnline(_ relation: ObjectName) -> Bool { options.online && !detaching.returning.contains(relation) }

    /// How the numbers of a sequence that goes go on elsewhere; of an identity's the column knows it.
    func handover(from sequence: ObjectName) -> PostgresHandover? {
        handovers.values.filter { $0.source == sequence && !$0.isIdentity }.min { $0.column < $1.column }
    }

    /// Whether an object goes, by itself or with what it belongs to.
    func isRemoved(_ object: ObjectReference) -> Bool {
        if objects.contains(object) { return true }
        switch object.kind {
        case .column, .constraint, .index, .trigger, .policy: return hasLostOwner(object)
        default: return false
        }
    }

    /// Whether that goes which an object belongs to.
    func hasLostOwner(_ object: ObjectReference) -> Bool {
        [.table, .view, .type].contains { objects.contains(ObjectReference($0, object.name)) }
    }

    /// Whether a table stays, whatever becomes of its parts.
    func keepsTable(_ name: ObjectName) -> Bool {
        old.tables[name] != nil && !objects.contains(ObjectReference(.table, name))
    }

    /// The columns of a table, or the attributes of a type, that go or change their type.
    func touchedColumns(of relation: ObjectName) -> Set<String> {
        let columns = old.tables[relation]?.columns ?? old.types[relation]?.attributes ?? []
        return Set(
            columns.filter { column in
                let reference = column.reference(in: relation)
                return objects.contains(reference) || retyped.contains(reference)
            }.map(\.name))
    }

    // MARK: What is not wanted any more

    private mutating func findWhole() {
        for space in old.schema.namespaces { lookFor(ObjectReference(.namespace, ObjectName(space.name))) }
        for item in old.schema.extensions { lookFor(ObjectReference(.extension, ObjectName(item.name))) }
        for type in old.schema.types { lookFor(ObjectReference(.type, type.name)) }
        for sequence in old.schema.sequences { lookFor(ObjectReference(.sequence, sequence.name)) }
        for table in old.schema.tables {
            if new.tables[table.name].map({ PostgresTableFit.isRemade(table, $0) }) ?? true {
                objects.insert(table.reference)
            }
        }
        for view in old.schema.views where new.views[view.name].map({ !PostgresEquality.stays(view, $0) }) ?? true {
            objects.insert(ObjectReference(.view, view.name))
        }
        for routine in old.schema.routines {
            let other = new.routines[routine.reference]
            if other.map({ !PostgresEquality.stays(routine, $0) }) ?? true { objects.insert(routine.reference) }
        }
        for other in old.schema.others {
            let wanted = new.others[other.reference].map(PostgresEquality.content)
            if wanted != PostgresEquality.content(other) { objects.insert(other.reference) }
        }
    }

    private mutating func lookFor(_ object: ObjectReference) {
        if !new.has(object) { objects.insert(object) }
    }

    private mutating func findTypes() {
        for type in old.schema.types {
            guard let other = new.types[type.name] else { continue }
            let change = PostgresTypeFit(type, other)
            if change.isReplaced || change.isReplacedWithin && isHeld(type) {
                replace(type.name)
            } else {
                for check in type.domain?.checks ?? []
                where !(other.domain?.checks ?? []).contains(where: { PostgresEquality.stays(check, $0) }) {
                    objects.insert(ObjectReference(.constraint, type.name, detail: check.name))
                }
                retyped.formUnion(change.touched.map { ObjectReference(.column, type.name, detail: $0) })
            }
        }
    }

    /// Whether columns of tables have values of the type within others: such a type cannot be changed, nor checked.
    private func isHeld(_ type: UserType) -> Bool {
        let holders = dependents[ObjectReference(.type, type.name)] ?? []
        let isWithin = holders.contains { holder in
            holder.kind == .type && (type.kind != .domain || old.types[holder.name]?.kind != .domain)
        }
        let isUsed = old.schema.tables.contains { table in
            table.columns.contains { column in
                let name = PostgresTypeName(column.type)
                return name.isOf(type.name) && (type.kind == .composite || name.isArray)
            }
        }
        return isWithin || isUsed
    }

    private mutating func findParts(of table: Table, _ other: Table) {
        guard !objects.contains(table.reference) else { return }
        let name = table.name
        for column in table.columns {
            let reference = column.reference(in: name)
            guard let wanted = other.column(column.name),
                !PostgresTableFit.isColumnRemade(column, wanted, options)
            else {
                objects.insert(reference)
                continue
            }
            if column.type != wanted.type || column.collation != wanted.collation { retyped.insert(reference) }
        }
        func find(_ kind: ObjectReference.Kind, _ name: String?, _ stays: Bool) {
            if !stays { objects.insert(ObjectReference(kind, table.name, detail: name)) }
        }
        for (key, isPrimary) in table.keys {
            let stays = other.keys.contains { $0.isPrimary == isPrimary && PostgresEquality.stays(key, $0.key) }
            if !stays, let successor = successor(of: key, isPrimary: isPrimary, in: table, other) {
                replace(.constraint, name, key.name, by: successor.name)
            } else {
                find(.constraint, key.name, stays)
            }
        }
        for key in table.foreignKeys {
            find(.constraint, key.name, other.foreignKeys.contains { PostgresEquality.stays(key, $0) })
        }
        for check in table.checks {
            // What is a child's own stays so, though its parent has it too.
            let stays = other.checks.contains { wanted in
                PostgresEquality.stays(check, wanted)
                    && (other.parents.isEmpty || check.isInherited == wanted.isInherited)
            }
            find(.constraint, check.name, stays)
        }
        for item in table.exclusions {
            let stays = other.exclusions.contains { $0.name == item.name && $0.definition == item.definition }
            find(.constraint, item.name, stays)
        }
        for policy in table.policies {
            find(.policy, policy.name, other.policies.contains { PostgresEquality.stays(policy, $0) })
        }
        findIndexes(of: name, table.indexes, other.indexes)
        findTriggers(of: name, table.triggers, other.triggers)
    }

    private mutating func findParts(of view: View, _ other: View) {
        guard !objects.contains(ObjectReference(.view, view.name)) else { return }
        findIndexes(of: view.name, view.indexes, other.indexes)
        findTriggers(of: view.name, view.triggers, other.triggers)
    }

    private mutating func findIndexes(of relation: ObjectName, _ indexes: [Index], _ wanted: [Index]) {
        for index in indexes where !wanted.contains(where: { PostgresEquality.stays(index, $0) }) {
            if let successor = successor(of: index, of: relation, among: wanted) {
                replace(.index, relation, index.name, by: successor.name)
            } else {
                remove(.index, relation, index.name)
            }
        }
    }

    private mutating func replace(
        _ kind: ObjectReference.Kind, _ relation: ObjectName, _ name: String?, by other: String?
    ) {
        replacements.add(
            ObjectReference(kind, relation, detail: name), by: ObjectReference(kind, relation, detail: other))
    }

    private mutating func findTriggers(of relation: ObjectName, _ triggers: [Trigger], _ others: [Trigger]) {
        for trigger in triggers where !others.contains(where: { PostgresEquality.stays(trigger, $0) }) {
            objects.insert(ObjectReference(.trigger, relation, detail: trigger.name))
        }
    }

    // MARK: What stands in the way

    /// Adds until nothing is missing.
    private mutating func close() {
        var last = -1
        while last != objects.count + defaults.count + retyped.count {
            last = objects.count + defaults.count + retyped.count
            for dependency in old.schema.dependencies
            where isRemoved(dependency.needs) && !isRemoved(dependency.object) {
                lose(dependency.object, dependency.needs)
            }
            for table in old.schema.tables {
                followTable(table)
                followColumns(of: table)
            }
            for type in old.schema.types where !isRemoved(ObjectReference(.type, type.name)) {
                followMentions(of: ObjectReference(.type, type.name), touchedColumns(of: type.name))
            }
            for part in replacements.wanted.keys where isInTheWay(part) {
                replacements.remove(part)
                objects.insert(part)
            }
        }
    }

    /// What becomes of an object that needs one that goes.
    private mutating func lose(_ object: ObjectReference, _ needed: ObjectReference) {
        switch object.kind {
        case .column: loseValue(object)
        case .table: loseOfTable(object, needed)
        case .type: loseOfType(object, needed)
        case .namespace, .extension, .sequence: break
        default: objects.insert(object)
        }
    }

    mutating func loseValue(_ column: ObjectReference) {
        let isGenerated = old.tables[column.name]?.column(column.detail ?? "")?.generated != nil
        if isGenerated { objects.insert(column) } else { defaults.insert(column) }
    }

    private mutating func loseOfTable(_ table: ObjectReference, _ needed: ObjectReference) {
        switch needed.kind {
        case .routine: objects.insert(table)
        // A collation goes when no column has it any more.
        case .other where needed.detail != "collation": objects.insert(table)
        case .table, .view:
            // The row type of a relation has no other that it could become.
            let columns = old.tables[table.name]?.columns.filter { PostgresTypeName($0.type).isOf(needed.name) } ?? []
            objects.formUnion(columns.map { $0.reference(in: table.name) })
        default: break
        }
    }

    private mutating func loseOfType(_ type: ObjectReference, _ needed: ObjectReference) {
        let isDomain = old.types[type.name]?.kind == .domain
        switch needed.kind {
        case .type where !replaced.contains(needed.name): break
        case .extension: break
        case .routine where isDomain: defaults.insert(type)
        case .type where isDomain && old.types[type.name]?.domain.map({ !mentions($0.type, needed.name) }) ?? false:
            defaults.insert(type)
        default: replace(type.name)
        }
    }

    private func mentions(_ type: String, _ name: ObjectName) -> Bool { PostgresTypeName(type).isOf(name) }

    /// Has a type made anew, and the columns of tables converted to the new one.
    private mutating func replace(_ type: ObjectName) {
        guard new.types[type] != nil else { return }
        replaced.insert(type)
        objects.insert(ObjectReference(.type, type))
        for table in old.schema.tables {
            for column in table.columns where PostgresTypeName(column.type).isOf(type) {
                let reference = column.reference(in: table.name)
                if column.generated == nil { retyped.insert(reference) } else { objects.insert(reference) }
            }
        }
    }

    // MARK: Tables

    /// What goes with a table, or with a part of the one above.
    private mutating func followTable(_ table: Table) {
        guard isRemoved(table.reference) else { return followParents(of: table) }
        for child in old.children[table.name] ?? [] where old.tables[child]?.partition != nil {
            objects.insert(ObjectReference(.table, child))
        }
        for other in old.schema.tables where other.name != table.name {
            for key in other.foreignKeys where key.table == table.name { remove(.constraint, other.name, key.name) }
        }
        followMentions(of: table.reference, [table.name.name], only: "publication")
    }

    /// Adds an object.
    mutating func remove(_ object: ObjectReference) { objects.insert(object) }

    private mutating func remove(_ kind: ObjectReference.Kind, _ relation: ObjectName, _ name: String?) {
        objects.insert(ObjectReference(kind, relation, detail: name))
    }

    /// What a table has from those above goes with it there; what is a part of theirs cannot go alone.
    private mutating func followParents(of table: Table) {
        let parents = old.ancestors(of: table)
        guard !parents.isEmpty else { return }
        func goes(_ kind: ObjectReference.Kind, _ parent: Table, _ name: String?) -> Bool {
            isRemoved(ObjectReference(kind, parent.name, detail: name))
        }
        for parent in parents where keepsTable(parent.name) {
            for column in table.columns where column.isInherited {
                if goes(.column, parent, column.name) { objects.insert(column.reference(in: table.name)) }
                if retyped.contains(column.reference(in: parent.name)) {
                    retyped.insert(column.reference(in: table.name))
                }
            }
            for check in table.checks where check.isInherited && goes(.constraint, parent, check.name) {
                remove(.constraint, table.name, check.name)
            }
            tie(table, to: parent) { item in item.keys.map { ($0.key.name, PostgresEquality.content($0.key)) } }
            tie(table, to: parent) { item in item.foreignKeys.map { ($0.name, PostgresEquality.content($0)) } }
        }
        for index in table.indexes {
            guard let name = index.parent,
                let parent = parents.first(where: { $0.indexes.contains { $0.name == name.name } })
            else { continue }
            tieParts(.index, (table.name, index.name), (parent.name, name.name))
        }
    }

    /// Ties keys of a table to those of the table above that are the same.
    private mutating func tie<Content: Equatable>(
        _ table: Table, to parent: Table, _ parts: (Table) -> [(name: String?, content: Content)]
    ) {
        let inherited = table.inheritedNames
        for part in parts(table) where part.name.map(inherited.contains) ?? false {
            guard let other = parts(parent).first(where: { $0.content == part.content }) else { continue }
            tieParts(.constraint, (table.name, part.name), (parent.name, other.name))
        }
    }

    /// Two parts, of which neither can go without the other.
    private mutating func tieParts(
        _ kind: ObjectReference.Kind, _ part: (ObjectName, String?), _ above: (ObjectName, String?)
    ) {
        let (own, other) = (
            ObjectReference(kind, part.0, detail: part.1), ObjectReference(kind, above.0, detail: above.1)
        )
        if objects.contains(own) || objects.contains(other) { objects.formUnion([own, other]) }
    }
}
