internal import SQLText

/// What goes before anything new comes, in an order in which nothing stands in the way.
///
/// First what nobody needs: foreign keys, triggers, policies, conditions, indexes, defaults. Then all else, in the
/// opposite of the order in which it was made.
struct PostgresDropPlan {
    /// Indexes, some of which go at another time than the rest.
    private(set) var indexes: PostgresIndexDrops
    /// What goes before anything new comes.
    private(set) var statements: [ChangeStatement] = []
    /// What goes when nothing uses it any more: types, collations, extensions, schemas.
    private(set) var late: [ChangeStatement] = []

    private let removals: PostgresRemovals
    /// The places of objects in the order in which they go.
    private let places: [ObjectReference: Int]
    /// Types and collations that tables have until their columns are changed.
    private let usedLonger: Set<ObjectReference>
    private let texts: PostgresThroughText

    init(_ removals: PostgresRemovals, _ pieces: [SchemaPiece]) {
        self.removals = removals
        indexes = PostgresIndexDrops(removals)
        let order = pieces.reversed().filter(\.makesObject)
        places = Dictionary(order.enumerated().map { ($1.object, $0) }) { first, _ in first }
        texts = PostgresThroughText(removals)
        let types = texts.types
        usedLonger = PostgresLateTypes.find(removals).filter { $0.kind != .type || !types.contains($0.name) }
        let old = removals.old.schema
        for sequence in old.sequences { release(sequence) }
        for table in old.tables { dropForeignKeys(of: table) }
        for table in old.tables { dropTriggers(of: table.reference, table.triggers) }
        for view in old.views { dropTriggers(of: ObjectReference(.view, view.name), view.triggers) }
        for table in old.tables { dropLeaves(of: table) }
        for view in old.views { dropIndexes(of: ObjectReference(.view, view.name), view.indexes, isPartitioned: false) }
        for type in old.types { dropConditions(of: type) }
        let firstType = pieces.lastIndex { $0.object.kind == .type }
        for index in pieces.indices.reversed() {
            if index == firstType { statements += texts.statements }
            drop(pieces[index])
        }
        putTypesAside()
        for piece in pieces.reversed() where piece.makesObject && usedLonger.contains(piece.object) {
            dropLate(piece.object)
        }
        dropExtensionsAndNamespaces(order.map(\.object))
    }

    // MARK: Helpers

    private var old: PostgresLookup { removals.old }

    /// Whether an object is there again afterwards.
    private func comesAgain(_ object: ObjectReference) -> Bool { removals.new.has(object) }

    private mutating func drop(
        _ sql: String, _ what: String, _ object: ObjectReference, loses hazards: Set<Hazard> = [], note: String = ""
    ) {
        let isAgain = comesAgain(object) && hazards.isEmpty
        statements.append(
            ChangeStatement(
                sql, isAgain ? "Takes the \(what) away until it is made again." : "Drops the \(what)\(note).",
                hazards: hazards))
    }

    /// Whether a part has to be dropped by itself: it does not go with its owner, or too late.
    private func isDroppedAlone(_ part: ObjectReference, of owner: ObjectReference, _ needs: [ObjectReference] = [])
        -> Bool
    {
        guard removals.isRemoved(part) else { return false }
        guard removals.objects.contains(owner) else { return true }
        let all = needs + (removals.needs[part] ?? [])
        guard let place = places[owner] else { return false }
        return all.contains { need in
            let changes = removals.objects.contains(need) || !removals.touchedColumns(of: need.name).isEmpty
            return changes && places[need].map { $0 < place } ?? false
        }
    }

    /// Whether a foreign key leads to a key that goes from a table that stays.
    private func losesKey(_ key: ForeignKey) -> Bool {
        guard removals.keepsTable(key.table), let table = old.tables[key.table] else { return false }
        let lost =
            table.keys.filter { removals.isRemoved(ObjectReference(.constraint, key.table, detail: $0.key.name)) }
            .map { Set($0.key.columns) }
            + table.indexes.filter { removals.isRemoved(ObjectReference(.index, key.table, detail: $0.name)) }
            .map { Set($0.parts.compactMap(\.column)) }
        return lost.contains(Set(key.referencedColumns))
    }

    /// Whether a part goes with that of the table above, which is kept.
    private func goesWithParent(_ kind: ObjectReference.Kind, of table: Table, _ isPart: (Table) -> String?) -> Bool {
        old.ancestors(of: table).contains { parent in
            guard removals.keepsTable(parent.name), let name = isPart(parent) else { return false }
            return removals.isRemoved(ObjectReference(kind, parent.name, detail: name))
        }
    }

    // MARK: What nobody needs

    /// A sequence that stays leaves the column that goes.
    private mutating func release(_ sequence: NumberSequence) {
        guard let owner = sequence.owner, removals.isRemoved(owner),
            !removals.objects.contains(ObjectReference(.sequence, sequence.name))
                || removals.handover(from: sequence.name) != nil
        else { return }
        statements.append(
            ChangeStatement(
                PostgresDDL.setOwner(of: sequence.name, nil),
                "Lets the sequence \(sequence.name) stay when its column goes."))
    }

    private mutating func dropForeignKeys(of table: Table) {
        for key in table.foreignKeys {
            let reference = ObjectReference(.constraint, table.name, detail: key.name)
            let isPart = key.isInherited && !old.ancestors(of: table).isEmpty
            let others = [key.table] + old.descendants(of: key.table)
            let needs = key.table == table.name ? [] : others.map { ObjectReference(.table, $0) }
            guard !isPart, removals.isRemoved(reference),
                losesKey(key) || isDroppedAlone(reference, of: table.reference, needs)
            else { continue }
            drop(
                PostgresDDL.dropConstraint(key.name ?? "", of: table.name),
                "foreign key \(key.name ?? "") of \(table.name)", reference)
        }
    }

    private mutating func dropTriggers(of owner: ObjectReference, _ triggers: [Trigger]) {
        for trigger in triggers {
            let reference = ObjectReference(.trigger, owner.name, detail: trigger.name)
            guard isDroppedAlone(reference, of: owner) else { continue }
            let hazards: Set<Hazard> = comesAgain(reference) ? [] : [.changesMeaning]
            drop(
                PostgresDDL.dropTrigger(trigger.name, of: owner.name), "trigger \(trigger.name) of \(owner.name)",
                reference, loses: hazards)
        }
    }

    private mutating func dropLeaves(of table: Table) {
        let owner = table.reference
        for policy in table.policies {
            let reference = ObjectReference(.policy, table.name, detail: policy.name)
            guard isDroppedAlone(reference, of: owner) else { continue }
            drop(
                PostgresDDL.dropPolicy(policy.name, of: table.name), "policy \(policy.name) of \(table.name)",
                reference, loses: comesAgain(reference) ? [] : [.changesMeaning],
                note: ": other rows may be seen and written")
        }
        for check in table.checks {
            let reference = ObjectReference(.constraint, table.name, detail: check.name)
            let isPart = check.isInherited && !old.ancestors(of: table).isEmpty
            guard !isPart, isDroppedAlone(reference, of: owner) else { continue }
            drop(
                PostgresDDL.dropConstraint(check.name ?? "", of: table.name),
                "condition \(check.name ?? "") of \(table.name)", reference)
        }
        for item in table.exclusions {
            let reference = ObjectReference(.constraint, table.name, detail: item.name)
            guard isDroppedAlone(reference, of: owner) else { continue }
            drop(
                PostgresDDL.dropConstraint(item.name, of: table.name),
                "exclusion constraint \(item.name) of \(table.name)", reference)
        }
        dropIndexes(of: owner, table.indexes, isPartitioned: table.kind == .partitioned)
        for column in table.columns {
            dropDefault(column, of: table)
            let handover = removals.handovers[column.reference(in: table.name)]
            if let handover, handover.isIdentity { statements.append(handover.puttingAside) }
            guard removals.losesIdentity(column, of: table.name) else { continue }
            statements.append(
                ChangeStatement(
                    PostgresDDL.dropIdentity(of: column.name, in: table.name),
                    "Gives \(table.name).\(column.name) no numbers any more.", hazards: [.changesMeaning]))
        }
    }

    private mutating func dropDefault(_ column: Column, of table: Table) {
        let reference = column.reference(in: table.name)
        guard column.defaultValue != nil, !removals.objects.contains(reference) else { return }
        let isOwn = removals.keepsTable(table.name) && removals.defaults.contains(reference)
        guard isOwn || !removals.keepsTable(table.name) && isDroppedAlone(reference, of: table.reference) else {
            return
        }
        statements.append(
            ChangeStatement(
                PostgresDDL.setDefault(nil, of: column.name, in: table.name),
                "Takes the default of \(table.name).\(column.name) away, as what it calls goes."))
    }

    private mutating func dropIndexes(of owner: ObjectReference, _ all: [Index], isPartitioned: Bool) {
        let dropped = all.filter { index in
            index.parent == nil
                && isDroppedAlone(ObjectReference(.index, owner.name, detail: index.name), of: owner)
        }
        statements += indexes.drop(dropped, of: owner, isPartitioned: isPartitioned)
    }

    private mutating func dropConditions(of type: UserType) {
        let owner = ObjectReference(.type, type.name)
        for check in type.domain?.checks ?? [] {
            let reference = ObjectReference(.constraint, type.name, detail: check.name)
            let isLate = usedLonger.contains(owner) && needsLost(reference)
            guard isLate || isDroppedAlone(reference, of: owner) else { continue }
            drop(
                PostgresDDL.dropCheck(check.name ?? "", fromDomain: type.name),
                "condition \(check.name ?? "") of the domain \(type.name)", reference)
        }
        if removals.defaults.contains(owner), type.domain?.defaultValue != nil {
            statements.append(
                ChangeStatement(
                    "ALTER DOMAIN \(PostgresDDL.name(type.name)) DROP DEFAULT",
                    "Takes the default of the domain \(type.name) away, as what it calls goes."))
        }
    }

    /// Whether it needs something that goes at once.
    private func needsLost(_ object: ObjectReference) -> Bool {
        (removals.needs[object] ?? []).contains { removals.isRemoved($0) && !usedLonger.contains($0) }
    }

    // MARK: All else

    private mutating func drop(_ piece: SchemaPiece) {
        let object = piece.object
        if object.kind == .view, !piece.makesObject, removals.objects.contains(object),
            let view = old.views[object.name], !view.isMaterialized
        {
            let sql = PostgresDDL.createPlaceholder(for: view).replacing(
                "CREATE VIEW", with: "CREATE OR REPLACE VIEW", maxReplacements: 1)
            statements.append(ChangeStatement(sql, "Takes its query from the view \(view.name), as others need both."))
        }
        guard piece.makesObject, !usedLonger.contains(object) else { return }
        if object.kind == .table, let table = old.tables[object.name], removals.keepsTable(object.name) {
            dropParts(of: table)
        }
        guard removals.objects.contains(object) else { return }
        dropWhole(object)
    }

    private mutating func dropWhole(_ object: ObjectReference) {
        switch object.kind {
        case .view:
            guard let view = old.views[object.name] else { return }
            drop(
                PostgresDDL.dropView(view), "\(view.isMaterialized ? "materialized view" : "view") \(view.name)",
                object, loses: comesAgain(object) ? [] : [.changesMeaning])
        case .routine:
            guard let routine = old.routines[object] else { return }
            drop(
                PostgresDDL.dropRoutine(routine),
                "\(routine.kind.rawValue) \(routine.name)(\(routine.signature))", object,
                loses: comesAgain(object) ? [] : [.changesMeaning])
        case .other:
            guard let other = old.others[object] else { return }
            drop(
                other.removal, "\(other.kind) \(other.name)", object,
                loses: comesAgain(object) ? [] : [.changesMeaning])
        case .type:
            guard let type = old.types[object.name] else { return }
            drop(PostgresDDL.dropType(type), "type \(type.name)", object)
        case .sequence: dropSequence(object)
        case .table: dropTable(object)
        default: break
        }
    }

    /// A sequence goes with its column, if that goes.
    private mutating func dropSequence(_ object: ObjectReference) {
        if let handover = removals.handover(from: object.name) { return statements.append(handover.puttingAside) }
        guard let sequence = old.sequences[object.name], !(sequence.owner.map(removals.isRemoved) ?? false) else {
            return
        }
        drop(
            PostgresDDL.dropSequence(sequence.name), "sequence \(sequence.name)", object, loses: [.deletesData],
            note: " with the number that it has come to")
    }

    private mutating func dropTable(_ object: ObjectReference) {
        guard let table = old.tables[object.name] else { return }
        // A partition goes with its table.
        if let parent = table.partition?.table, removals.objects.contains(ObjectReference(.table, parent)) { return }
        if let partition = table.partition, removals.isReferredTo(above: table) {
            statements.append(
                ChangeStatement(
                    PostgresDDL.detachPartition(table.name, of: partition.table),
                    "Makes the partition \(table.name) a table by itself, which foreign keys to \(partition.table) let go "
                        + "then; fails if other rows refer to its rows.",
                    hazards: [.blocksWrites, .mayFail]))
        }
        let other = removals.new.tables[table.name]
        let isKept = other.map { PostgresTableFit.keepsRows(table, $0) } ?? false
        if isKept || table.kind == .foreign {
            return drop(PostgresDDL.dropTable(table), "table \(table.name)", object)
        }
        let partitions = old.descendants(of: table.name).isEmpty ? "" : ", and its partitions"
        drop(
            PostgresDDL.dropTable(table), "table \(table.name) with its rows\(partitions)", object,
            loses: [.deletesData])
    }

    /// Keys and columns of a table that stays.
    private mutating func dropParts(of table: Table) {
        for (key, _) in table.keys {
            let reference = ObjectReference(.constraint, table.name, detail: key.name)
            let content = PostgresEquality.content(key)
            let isPart =
                key.isInherited
                && goesWithParent(.constraint, of: table) { parent in
                    parent.keys.first { PostgresEquality.content($0.key) == content }?.key.name
                }
            guard !isPart, removals.objects.contains(reference) else { continue }
            let isAgain = comesAgain(reference)
            drop(
                PostgresDDL.dropConstraint(key.name ?? "", of: table.name), "key \(key.name ?? "") of \(table.name)",
                reference,
                loses: isAgain && !removals.isOnline(table.name) ? [] : [.changesMeaning, .slowsQueries],
                note: (isAgain ? " until it is made again: meanwhile" : ";")
                    + " queries that use its index become slow, and rows that are equal in it may come")
        }
        // What is computed goes before what it is computed from.
        let columns = table.columns.filter { $0.generated != nil } + table.columns.filter { $0.generated == nil }
        for column in columns where removals.objects.contains(column.reference(in: table.name)) {
            let isPart =
                column.isInherited
                && goesWithParent(.column, of: table) { $0.column(column.name)?.name }
            guard !isPart else { continue }
            let isComputed = column.generated != nil
            drop(
                PostgresDDL.dropColumn(column.name, of: table.name), "column \(table.name).\(column.name)",
                column.reference(in: table.name), loses: isComputed ? [] : [.deletesData],
                note: isComputed ? "" : " with its values")
        }
    }

    // MARK: What goes late

    private mutating func putTypesAside() {
        for object in usedLonger.sorted() where object.kind == .type {
            guard let type = old.types[object.name],
                let aside = PostgresLateTypes.nameAside(type.name, old.schema, removals.new.schema)
            else { continue }
            statements.append(
                ChangeStatement(
                    PostgresDDL.rename(PostgresDDL.typeWord(type), type.name, to: aside.name),
                    "Puts the old type \(type.name) aside until no column has it any more."))
        }
    }

    private mutating func dropLate(_ object: ObjectReference) {
        if let other = old.others[object] {
            late.append(ChangeStatement(other.removal, "Drops the \(other.kind) \(other.name)."))
        }
        guard object.kind == .type, let type = old.types[object.name] else { return }
        let aside = PostgresLateTypes.nameAside(type.name, old.schema, removals.new.schema)
        late.append(
            ChangeStatement(
                PostgresDDL.dropType(type, named: aside),
                "Drops the \(aside == nil ? "" : "old ")type \(type.name), which no column has any more."))
    }

    /// Drops extensions, what others need behind them, and then schemas.
    private mutating func dropExtensionsAndNamespaces(_ order: [ObjectReference]) {
        for object in order where removals.objects.contains(object) {
            if let item = old.schema.extensions.first(where: {
                $0.name == object.name.name && object.kind == .extension
            }) {
                late.append(
                    ChangeStatement(
                        PostgresDDL.dropExtension(item), "Drops the extension \(item.name).",
                        hazards: [.changesMeaning]))
            }
        }
        for space in old.schema.namespaces
        where removals.objects.contains(ObjectReference(.namespace, ObjectName(space.name))) {
            late.append(ChangeStatement(PostgresDDL.dropNamespace(space), "Drops the schema \(space.name)."))
        }
    }
}
