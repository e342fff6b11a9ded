internal import SQLText

/// Indexes and keys that get another definition, most of them under the same name: the new index is built beside the
/// old one before that goes, so that neither queries nor rows are ever without.
///
/// That cannot be where something else needs the old one, or where the old one is in the way of what is changed.
struct PostgresReplacements {
    /// An index beside the one whose place it takes.
    struct Index {
        /// The index or constraint that goes.
        var old: String
        /// The name under which the new index is until then.
        var beside: String
        /// Whether it is there already: an earlier run has built it, and was stopped then.
        var isBuilt: Bool
    }

    /// The new indexes and keys, by the old ones.
    private(set) var wanted: [ObjectReference: ObjectReference] = [:]
    /// How they are replaced, by the new ones.
    private(set) var indexes: [ObjectReference: Index] = [:]

    /// Notes an index or a key that shall be replaced.
    mutating func add(_ old: ObjectReference, by new: ObjectReference) { wanted[old] = new }

    /// Has an index or a key go first after all.
    mutating func remove(_ old: ObjectReference) { wanted[old] = nil }

    /// Whether an index or a key goes at last, when another one is in its place.
    func has(_ old: ObjectReference) -> Bool { wanted[old] != nil }

    /// Gives the new indexes names, when it is known which are replaced.
    /// - Returns: indexes that nobody wants under their names, and that are what would be built.
    mutating func name(_ removals: PostgresRemovals) -> Set<ObjectReference> {
        let (old, new) = (removals.old, removals.new)
        var taken = old.schema.relationNames.union(new.schema.relationNames)
        var built: Set<ObjectReference> = []
        for (gone, made) in wanted.sorted(by: { $0.key < $1.key }) {
            guard let name = gone.detail, let own = made.detail, let index = new.indexBehind(made) else { continue }
            // An earlier run has built a part, and was stopped before that was one.
            let stays = made.kind == .index && old.indexes(of: made.name).contains { PostgresEquality.stays($0, index) }
            if stays { continue }
            let ready = old.indexes(of: made.name).first { other in
                let reference = ObjectReference(.index, made.name, detail: other.name)
                return other.isValid && !new.has(reference) && !built.contains(reference)
                    && PostgresEquality.content(other) == PostgresEquality.content(index)
                    && other.options == index.options && !removals.namesTouched(reference)
            }
            if let ready, old.tables[made.name]?.kind != .partitioned, index.parent == nil {
                built.insert(ObjectReference(.index, made.name, detail: ready.name))
                indexes[made] = Index(old: name, beside: ready.name, isBuilt: true)
            } else {
                let wish = ObjectName(schema: made.name.schema, own)
                let isTaken = old.schema.relationNames.contains(wish)
                let beside = isTaken ? FreeName.make(wish, "new") { taken.contains($0) } : wish
                taken.insert(beside)
                indexes[made] = Index(old: name, beside: beside.name, isBuilt: false)
            }
        }
        return built
    }
}

extension PostgresRemovals {
    /// The index that takes the place of one that does not stay, if it can be built beside it.
    func successor(of index: Index, of relation: ObjectName, among wanted: [Index]) -> Index? {
        guard index.isValid else { return nil }
        guard let parent = index.parent else {
            let isPartitioned = old.tables[relation]?.kind == .partitioned
            guard !isPartitioned || hasSameParts(index, of: relation) else { return nil }
            return wanted.first { $0.name == index.name && $0.parent == nil }
        }
        // It goes with that of the whole, and is built for the new one.
        guard let table = old.tables[relation]?.partition?.table, new.tables[relation]?.partition?.table == table,
            let whole = old.indexes(of: table).first(where: { $0.name == parent.name }),
            let other = successor(of: whole, of: table, among: new.indexes(of: table)),
            !PostgresEquality.stays(whole, other)
        else { return nil }
        return wanted.first { $0.parent == parent }
    }

    /// Whether a partitioned table stays one with the same partitions, each of which has its part of an index before and
    /// afterwards.
    private func hasSameParts(_ index: Index, of table: ObjectName) -> Bool {
        let parts = old.children[table] ?? []
        guard Set(parts) == Set(new.children[table] ?? []), old.tables[table]?.partition == nil else { return false }
        let name = ObjectName(schema: table.schema, index.name)
        return parts.allSatisfy { part in
            [old, new].allSatisfy { schema in
                schema.tables[part]?.kind == .ordinary && schema.indexes(of: part).count { $0.parent == name } == 1
            } && !detaching.leaving.contains(part)
                && old.indexes(of: part).allSatisfy { $0.parent != name || $0.isValid }
        }
    }

    /// The key that takes the place of one that does not stay, if its index can be built beside: a table has but one
    /// primary key, whatever that is called.
    func successor(of key: Key, isPrimary: Bool, in table: Table, _ other: Table) -> Key? {
        guard isOnline(table.name), table.kind == .ordinary, other.partition == nil, !key.isWithoutOverlaps else {
            return nil
        }
        let new = isPrimary ? other.primaryKey : other.uniqueKeys.first { $0.name == key.name }
        guard let new, let name = new.name, !new.isWithoutOverlaps else { return nil }
        // Another relation may have the name as yet.
        let isFree = name == key.name || !old.schema.relationNames.contains(ObjectName(schema: table.name.schema, name))
        let staysNotNull = key.columns.allSatisfy { other.column($0).map { !$0.isNullable } ?? false }
        return isFree && (!isPrimary || staysNotNull) ? new : nil
    }

    /// Whether an index or a key that shall be replaced has to go first: something needs it, or names what changes.
    func isInTheWay(_ part: ObjectReference) -> Bool {
        if isRemoved(part) || !(dependents[part] ?? []).isEmpty { return true }
        if namesTouched(part) { return true }
        guard let columns = old.referableColumns(of: part) else { return false }
        return old.schema.tables.contains { table in
            table.foreignKeys.contains { $0.table == part.name && Set($0.referencedColumns) == columns }
        }
    }
}

extension PostgresRemovals {
    /// Whether an index needs something that goes or is changed.
    func needsLost(_ index: ObjectReference) -> Bool {
        namesTouched(index) || (needs[index] ?? []).contains { isRemoved($0) }
    }

    /// Whether an index or a key names columns that go or change their type.
    fileprivate func namesTouched(_ part: ObjectReference) -> Bool {
        let touched = touchedColumns(of: part.name)
        return !touched.isEmpty && PostgresMentions(old.text(of: part)).mayMean(touched)
    }
}

extension PostgresLookup {
    /// The index that a new index or key consists of.
    fileprivate func indexBehind(_ part: ObjectReference) -> Index? {
        if part.kind == .index { return indexes(of: part.name).first { $0.name == part.detail } }
        return tables[part.name]?.keys.first { $0.key.name == part.detail }.flatMap { $0.key.index }
    }

    /// The columns to which foreign keys may lead by an index or a key.
    fileprivate func referableColumns(of part: ObjectReference) -> Set<String>? {
        let index = indexBehind(part)
        return index.flatMap { $0.isUnique ? Set($0.parts.compactMap(\.column)) : nil }
    }
}

extension Key {
    /// The index that it is kept in.
    var index: Index? {
        name.map { name in
            var index = Index(name, parts)
            (index.isUnique, index.included) = (true, included)
            (index.nullsAreEqual, index.options) = (nullsAreEqual, options)
            return index
        }
    }
}

extension PostgresCreatePlan {
    /// Builds an index beside the one whose place it takes, drops that, and gives the new one the name.
    ///
    /// So nobody waits for the build in one transaction either: only DROP INDEX keeps readers away. That of a partitioned
    /// table goes when all partitions have their parts of the new one, and takes the old parts along.
    mutating func replaceIndex(_ index: Index, of relation: ObjectName, _ replaced: PostgresReplacements.Index) {
        let isPartitioned = new.tables[relation]?.kind == .partitioned
        let reference = ObjectReference(.index, relation, detail: index.name)
        var step = PostgresStep(reference, [])
        if !replaced.isBuilt {
            var beside = index
            beside.name = replaced.beside
            makeIndex(beside, of: relation, isPartitioned: isPartitioned)
            if let building = steps.popLast() { (step.statements, step.needs) = (building.statements, building.needs) }
        }
        if index.parent != nil {
            // The name is free when the index of the whole is gone.
        } else if isPartitioned {
            swaps.append(swap(index, of: relation, replaced))
        } else {
            step.statements += swap(index, of: relation, replaced).statements
        }
        steps.append(step)
    }

    /// Drops an index in whose place another one is, and gives that its name, with those of its parts.
    private func swap(
        _ index: Index, of relation: ObjectName, _ replaced: PostgresReplacements.Index
    ) -> PostgresStep {
        let parts = (new.children[relation] ?? []).flatMap { part in
            new.indexes(of: part).filter { $0.parent?.name == index.name && $0.parent?.schema == relation.schema }
                .map { ObjectReference(.index, part, detail: $0.name) }
        }
        let isOnline = removals.isOnline(relation) && new.tables[relation]?.kind != .partitioned
        let drop = ChangeStatement(
            PostgresDDL.dropIndex(replaced.old, of: relation, concurrently: isOnline),
            "Drops the old index \(index.name) of \(relation), in whose place \(replaced.beside) is.",
            isOutsideTransaction: isOnline)
        let own = ObjectReference(.index, relation, detail: index.name)
        let names = ([own] + parts).compactMap { reference -> ChangeStatement? in
            guard let name = reference.detail, let beside = removals.replacements.indexes[reference]?.beside,
                beside != name
            else { return nil }
            return ChangeStatement(
                PostgresDDL.rename("INDEX", ObjectName(schema: reference.name.schema, beside), to: name),
                "Gives the new index \(name) of \(reference.name) its name.")
        }
        return PostgresStep(own, [drop] + names, needs: parts)
    }
}
