internal import SQLText

/// What names columns that go, or change their type.
extension PostgresRemovals {
    /// Takes away what stands in the way of the changes of a table's columns.
    mutating func followColumns(of table: Table) {
        guard keepsTable(table.name) else { return }
        followKeys(of: table)
        let touched = touchedColumns(of: table.name)
        guard !touched.isEmpty else { return }
        let gone = Set(table.columns.filter { isRemoved($0.reference(in: table.name)) }.map(\.name))
        if let partitioning = table.partitioning, PostgresMentions(partitioning).has(touched) {
            return remove(table.reference)
        }
        for column in table.columns {
            guard let generated = column.generated, PostgresMentions(generated.expression).mayMean(touched) else {
                continue
            }
            remove(column.reference(in: table.name))
        }
        let parts =
            table.policies.map { ObjectReference(.policy, table.name, detail: $0.name) }
            + table.triggers.map { ObjectReference(.trigger, table.name, detail: $0.name) }
        for part in parts where PostgresMentions(old.text(of: part)).mayMean(touched) { remove(part) }
        // Indexes and constraints go with a column; if its type changes, the server builds them anew.
        let bound =
            table.indexes.map { ObjectReference(.index, table.name, detail: $0.name) }
            + table.constraintNames.map { ObjectReference(.constraint, table.name, detail: $0) }
        // But those of partitions it names anew.
        let isNamedAnew = table.kind == .partitioned
        for part in bound {
            let isIndex = part.kind == .index || table.keys.contains { $0.key.name == part.detail }
            if PostgresMentions(old.text(of: part)).has(isIndex && isNamedAnew ? touched : gone) { remove(part) }
        }
        followForeignKeys(of: table, touched)
        followMentions(of: table.reference, touched)
        followMentions(of: table.reference, [table.name.name], only: "publication")
    }

    /// Both sides of a foreign key have to be comparable at any moment.
    private mutating func followForeignKeys(of table: Table, _ touched: Set<String>) {
        for other in old.schema.tables {
            for key in other.foreignKeys {
                let isReferred = key.table == table.name && !touched.isDisjoint(with: key.referencedColumns)
                let isOwn = other.name == table.name && !touched.isDisjoint(with: key.columns)
                if isReferred || isOwn { remove(ObjectReference(.constraint, other.name, detail: key.name)) }
            }
        }
    }

    /// A foreign key goes with the key, or the unique index, that it leads to.
    private mutating func followKeys(of table: Table) {
        let keys = table.keys.filter { isRemoved(ObjectReference(.constraint, table.name, detail: $0.key.name)) }
        let indexes = table.indexes.filter { index in
            index.isUnique && isRemoved(ObjectReference(.index, table.name, detail: index.name))
        }
        let lost = keys.map { Set($0.key.columns) } + indexes.map { Set($0.parts.compactMap(\.column)) }
        guard !lost.isEmpty else { return }
        for other in old.schema.tables {
            for key in other.foreignKeys
            where key.table == table.name && lost.contains(Set(key.referencedColumns)) {
                remove(ObjectReference(.constraint, other.name, detail: key.name))
            }
        }
    }

    /// Takes away what needs an object and may mean one of these names of it.
    /// - Parameter kind: the kind of other objects that are looked for alone, by the name in their statements.
    mutating func followMentions(of object: ObjectReference, _ names: Set<String>, only kind: String? = nil) {
        guard !names.isEmpty else { return }
        if let kind {
            for other in old.schema.others
            where other.kind == kind && PostgresMentions(old.text(of: other.reference)).has(names) {
                remove(other.reference)
            }
            return
        }
        for dependent in dependents[object] ?? [] where !isRemoved(dependent) {
            switch dependent.kind {
            case .table, .type, .sequence, .namespace, .extension: continue
            case .column:
                if PostgresMentions(old.text(of: dependent)).mayMean(names) { loseValue(dependent) }
            default:
                if PostgresMentions(old.text(of: dependent)).mayMean(names) { remove(dependent) }
            }
        }
    }
}
