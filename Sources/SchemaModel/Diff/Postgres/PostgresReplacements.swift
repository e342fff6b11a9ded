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
            let ready = old.indexes(of: made.name).first { other in
                let reference = ObjectReference(.index, made.name, detail: other.name)
                return other.isValid && !new.has(reference) && !built.contains(reference)
                    && PostgresEquality.content(other) == PostgresEquality.content(index)
                    && other.options == index.options && !removals.namesTouched(reference)
            }
            if let ready {
                built.insert(ObjectReference(.index, made.name, detail: ready.name))
                indexes[made] = Index(old: name, beside: ready.name, isBuilt: true)
            } else {
                let wish = ObjectName(schema: made.name.schema, own)
                let beside = own == name ? FreeName.make(wish, "new") { taken.contains($0) } : wish
                taken.insert(beside)
                indexes[made] = Index(old: name, beside: beside.name, isBuilt: false)
            }
        }
        return built
    }
}

extension PostgresRemovals {
    /// The index that takes the place of one that does not stay, if it can be built beside it.
    func successor(of index: Index, among wanted: [Index], isPartitioned: Bool) -> Index? {
        guard index.isValid, index.parent == nil, !isPartitioned else { return nil }
        return wanted.first { $0.name == index.name && $0.parent == nil }
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
    /// So nobody waits for the build in one transaction either: only DROP INDEX keeps readers away.
    mutating func replaceIndex(_ index: Index, of relation: ObjectName, _ replaced: PostgresReplacements.Index) {
        let (isOnline, what) = (removals.isOnline(relation), "index \(index.name) of \(relation)")
        var step = PostgresStep(ObjectReference(.index, relation, detail: index.name), [])
        if !replaced.isBuilt {
            var beside = index
            beside.name = replaced.beside
            makeIndex(beside, of: relation, isPartitioned: false)
            if let building = steps.popLast() { (step.statements, step.needs) = (building.statements, building.needs) }
        }
        step.statements += [
            ChangeStatement(
                PostgresDDL.dropIndex(replaced.old, of: relation, concurrently: isOnline),
                "Drops the old \(what), in whose place \(replaced.beside) is.", isOutsideTransaction: isOnline),
            ChangeStatement(
                PostgresDDL.rename("INDEX", ObjectName(schema: relation.schema, replaced.beside), to: index.name),
                "Gives the new \(what) its name."),
        ]
        steps.append(step)
    }
}
