internal import SQLText

/// Partitions and children that leave their tables, before anything else is changed.
struct PostgresDetaching {
    /// The schema afterwards.
    private(set) var schema: Schema
    /// The statements, in order.
    private(set) var statements: [ChangeStatement] = []
    /// The tables that leave others.
    private(set) var leaving: Set<ObjectName> = []
    /// Those of them that come back, to the same table or another one.
    private(set) var returning: Set<ObjectName> = []

    init(_ old: Schema, to new: Schema) {
        schema = old
        let wanted = Dictionary(new.tables.map { ($0.name, $0) }) { first, _ in first }
        for index in schema.tables.indices {
            let table = schema.tables[index]
            guard let other = wanted[table.name], !PostgresTableFit.isRemade(table, other) else { continue }
            if let partition = table.partition, !partition.isAt(other.partition),
                !staysBelow(partition.table, other, wanted)
            {
                detach(index, from: partition, to: other.partition)
            }
            for name in table.parents {
                let parent = old.tables.first { $0.name == name }
                let goes = parent.map { !isKept($0, wanted[name]) } ?? false
                if goes || !other.parents.contains(name) { disinherit(index, from: name, to: other.parents) }
            }
            if let type = table.traits.ofType, type != other.traits.ofType || changes(type, new) { untie(index, type) }
        }
    }

    /// Whether a partition goes with its table, and comes again with it.
    private func staysBelow(_ parent: ObjectName, _ other: Table, _ wanted: [ObjectName: Table]) -> Bool {
        guard other.partition?.table == parent, let table = schema.tables.first(where: { $0.name == parent }) else {
            return false
        }
        return !isKept(table, wanted[parent])
    }

    private func isKept(_ table: Table, _ wanted: Table?) -> Bool {
        wanted.map { !PostgresTableFit.isRemade(table, $0) } ?? false
    }

    private mutating func detach(_ index: Int, from partition: Partition, to other: Partition?) {
        let table = schema.tables[index]
        leaving.insert(table.name)
        if other != nil {
            returning.insert(table.name)
            releaseKeys(to: partition.table, for: table.name)
        }
        schema.tables[index].partition = nil
        schema.tables[index].becomeOwn(table.columns.map(\.name))
        for item in table.indexes.indices { schema.tables[index].indexes[item].parent = nil }
        let explanation =
            other == nil
            ? "Makes the partition \(table.name) a table by itself, whose rows \(partition.table) is without"
            : "Makes the partition \(table.name) a table by itself until it is attached again: till that is committed "
                + "nobody can read or write \(partition.table)"
        statements.append(
            ChangeStatement(
                PostgresDDL.detachPartition(table.name, of: partition.table),
                explanation + (other == nil ? "; fails if other rows refer to its rows." : "."),
                hazards: other == nil ? [.changesMeaning, .mayFail] : [.blocksWrites]))
    }

    /// Takes away the foreign keys that lead to a partitioned table: while rows refer to rows of a partition, that cannot
    /// leave.
    ///
    /// Source: <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DETACH-PARTITION>.
    private mutating func releaseKeys(to parent: ObjectName, for partition: ObjectName) {
        let above = schema.tables.first { $0.name == parent }?.partition?.table
        if let above { releaseKeys(to: above, for: partition) }
        for table in schema.tables {
            for key in table.foreignKeys where key.table == parent && !(key.isInherited && table.partition != nil) {
                statements.append(
                    ChangeStatement(
                        PostgresDDL.dropConstraint(key.name ?? "", of: table.name),
                        "Takes the foreign key \(key.name ?? "") of \(table.name) away until \(partition) is attached "
                            + "again: the partition cannot leave while rows refer to its rows."))
                lose(key, of: table)
            }
        }
    }

    /// The schema without a foreign key, and those that partitions have from it.
    private mutating func lose(_ key: ForeignKey, of table: Table) {
        let below = PostgresLookup(schema).descendants(of: table.name)
        let content = PostgresEquality.content(key)
        for index in schema.tables.indices {
            let name = schema.tables[index].name
            schema.tables[index].foreignKeys.removeAll { other in
                name == table.name && other.name == key.name
                    || below.contains(name) && other.isInherited && PostgresEquality.content(other) == content
            }
        }
        schema.dependencies.removeAll {
            $0.object == ObjectReference(.constraint, table.name, detail: key.name)
        }
    }

    private mutating func disinherit(_ index: Int, from parent: ObjectName, to others: [ObjectName]) {
        let table = schema.tables[index]
        leaving.insert(table.name)
        schema.tables[index].parents.removeAll { $0 == parent }
        if others.contains(where: { !schema.tables[index].parents.contains($0) }) { returning.insert(table.name) }
        let rest = schema.tables[index].parents.compactMap { name in schema.tables.first { $0.name == name } }
        schema.tables[index].becomeOwn(
            table.columns.map(\.name).filter { name in !rest.contains { $0.column(name) != nil } })
        statements.append(
            ChangeStatement(
                PostgresDDL.alterTable(table.name, "NO INHERIT \(PostgresDDL.name(parent))"),
                "Takes the rows of \(table.name) out of \(parent).", hazards: [.changesMeaning]))
    }

    private mutating func untie(_ index: Int, _ type: ObjectName) {
        let table = schema.tables[index]
        schema.tables[index].traits.ofType = nil
        statements.append(
            ChangeStatement(
                PostgresDDL.alterTable(table.name, "NOT OF"),
                "Lets \(table.name) have columns that the type \(type) has not."))
    }

    private func changes(_ type: ObjectName, _ new: Schema) -> Bool {
        schema.types.first { $0.name == type }?.attributes != new.types.first { $0.name == type }?.attributes
    }
}

extension PostgresRemovals {
    /// Whether a foreign key that stays leads to a table that this one is a partition of: it needs each of the partitions.
    func isReferredTo(above table: Table) -> Bool {
        guard let parent = table.partition.flatMap({ old.tables[$0.table] }) else { return false }
        let isReferredTo = old.schema.tables.contains { other in
            other.foreignKeys.contains { key in
                key.table == parent.name && !isRemoved(ObjectReference(.constraint, other.name, detail: key.name))
            }
        }
        return isReferredTo || self.isReferredTo(above: parent)
    }
}

extension Table {
    /// What is left of inheritance when a parent is gone: all is the table's own.
    fileprivate mutating func becomeOwn(_ names: [String]) {
        for index in columns.indices where names.contains(columns[index].name) { columns[index].isInherited = false }
        for index in checks.indices { checks[index].isInherited = false }
        for index in foreignKeys.indices { foreignKeys[index].isInherited = false }
        for index in uniqueKeys.indices { uniqueKeys[index].isInherited = false }
        primaryKey?.isInherited = false
    }
}
