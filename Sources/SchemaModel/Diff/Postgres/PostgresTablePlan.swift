internal import SQLText

/// Tables that stay, and are changed in their place.
extension PostgresCreatePlan {
    /// Changes a table to what it should be, without what has a piece of its own.
    mutating func alter(_ table: Table) {
        alterTraits(of: table)
        alterColumns(of: table)
        alterConstraints(of: table)
        attach(table)
        inherit(table)
        if let type = table.traits.ofType, tables[table.name]?.traits.ofType != type {
            add(
                table.reference, PostgresDDL.alterTable(table.name, "OF \(PostgresDDL.name(type))"),
                "Ties the columns of \(table.name) to the type \(type); fails if they are not the same in the same order.",
                [.mayFail])
        }
    }

    /// Changes something of a table where it is kept.
    mutating func change(_ table: ObjectName, _ edit: (inout Table) -> Void) {
        guard var state = tables[table] else { return }
        edit(&state)
        tables[table] = state
    }

    /// The partitions and children that a table has by now, with theirs.
    func descendants(of table: ObjectName) -> [ObjectName] {
        tables.values.filter { $0.partition?.table == table || $0.parents.contains(table) }.map(\.name).sorted()
            .flatMap { [$0] + descendants(of: $0) }
    }

    /// The tables that a table has its columns from by now.
    func parents(of table: ObjectName) -> [Table] {
        guard let state = tables[table] else { return [] }
        return ((state.partition.map { [$0.table] } ?? []) + state.parents).compactMap { tables[$0] }
    }

    private mutating func alterTraits(of table: Table) {
        guard let old = tables[table.name] else { return }
        if old.traits.isUnlogged != table.traits.isUnlogged {
            add(
                table.reference,
                PostgresDDL.alterTable(table.name, "SET \(table.traits.isUnlogged ? "UNLOGGED" : "LOGGED")"),
                table.traits.isUnlogged
                    ? "Has the rows of \(table.name) go with a crash."
                    : "Has the rows of \(table.name) outlive a crash.",
                [.blocksWrites, .rewritesTable])
        }
        for change in PostgresDDL.optionChanges(from: old.traits.options, to: table.traits.options) {
            add(
                table.reference, PostgresDDL.alterTable(table.name, change),
                "Changes storage parameters of \(table.name), for rows that come.")
        }
        let options = PostgresDDL.serverOptionChanges(
            from: old.traits.serverOptions, to: table.traits.serverOptions)
        if let options {
            add(
                table.reference, "ALTER FOREIGN TABLE \(PostgresDDL.name(table.name)) \(options)",
                "Changes what the server of \(table.name) is told.", [.changesMeaning])
        }
        change(table.name) {
            ($0.traits.options, $0.traits.serverOptions) = (table.traits.options, table.traits.serverOptions)
        }
    }

    /// What is said of a table when its indexes are there.
    mutating func alterProperties(of table: Table) {
        guard let old = present.tables[table.name] else { return }
        let (before, after) = (old.traits, table.traits)
        let parts =
            table.indexes.map { ObjectReference(.index, table.name, detail: $0.name) }
            + table.keys.map { ObjectReference(.constraint, table.name, detail: $0.key.name) }
        func say(_ change: String, _ explanation: String, _ hazards: Set<Hazard> = []) {
            steps.append(
                PostgresStep(
                    table.reference,
                    [
                        ChangeStatement(
                            "ALTER TABLE ONLY \(PostgresDDL.name(table.name)) \(change)", explanation, hazards: hazards)
                    ],
                    needs: parts))
        }
        if before.replicaIdentity != after.replicaIdentity {
            say(
                "REPLICA IDENTITY \(after.replicaIdentity ?? "DEFAULT")",
                "Says what identifies a row of \(table.name) to subscribers.", [.changesMeaning])
        }
        if before.clusteredOn != after.clusteredOn {
            say(
                after.clusteredOn.map { "CLUSTER ON \(PostgresDDL.name($0))" } ?? "SET WITHOUT CLUSTER",
                "Says by which index CLUSTER sorts \(table.name).")
        }
        if before.hasRowSecurity != after.hasRowSecurity {
            say(
                "\(after.hasRowSecurity ? "ENABLE" : "DISABLE") ROW LEVEL SECURITY",
                after.hasRowSecurity
                    ? "Has policies say who sees which rows of \(table.name)."
                    : "Shows all rows of \(table.name) to everybody who may read it.", [.changesMeaning])
        }
        if before.forcesRowSecurity != after.forcesRowSecurity {
            say(
                "\(after.forcesRowSecurity ? "FORCE" : "NO FORCE") ROW LEVEL SECURITY",
                "Says whether policies count for the owner of \(table.name) too.", [.changesMeaning])
        }
    }

    // MARK: Partitions and parents

    /// Makes a table a partition, when it has what its partitioned table wants of it.
    mutating func attach(_ table: Table) {
        guard let partition = table.partition, !partition.isAt(tables[table.name]?.partition) else { return }
        let isNew = made.contains(table.name)
        var needs = table.constraintNames.sorted().map { ObjectReference(.constraint, table.name, detail: $0) }
        needs += table.columns.map { $0.reference(in: table.name) }
        guard let parent = tables[partition.table] else { return }
        // An index that the partition lacks would be made under a name of the server's choice.
        for index in table.indexes {
            guard let name = index.parent, parent.indexes.contains(where: { $0.name == name.name }) else { continue }
            if !(tables[table.name]?.indexes.contains { $0.name == index.name } ?? false) {
                makeIndex(index.withoutParent, of: table.name, isPartitioned: table.kind == .partitioned)
            }
            change(table.name) { state in
                state.indexes.removeAll { $0.name == index.name }
                state.indexes.append(index)
            }
            needs.append(ObjectReference(.index, table.name, detail: index.name))
        }
        makeForeignKeys(of: table, below: parent)
        let hasDefault = tables.values.contains {
            $0.partition?.table == parent.name && $0.partition?.bound == "DEFAULT"
        }
        let reasons =
            (isNew ? [] : ["a row is none of its own"])
            + (hasDefault && partition.bound != "DEFAULT" ? ["the default partition has rows that are its own"] : [])
        add(
            table.reference, PostgresDDL.attachPartition(table.name, partition),
            "Makes \(table.name) a partition of \(parent.name)"
                + (reasons.isEmpty ? "." : "; fails if \(reasons.joined(separator: ", or if "))."),
            reasons.isEmpty ? [] : [.blocksWrites, .mayFail], needs: needs)
        let keys = parent.foreignKeys
        change(table.name) { state in
            state.partition = partition
            for index in state.columns.indices { state.columns[index].isInherited = true }
            state.foreignKeys += keys.filter { key in
                !state.foreignKeys.contains { PostgresEquality.content($0) == PostgresEquality.content(key) }
            }
        }
    }

    /// A foreign key with a name of its own is taken for a part of that of the partitioned table.
    private mutating func makeForeignKeys(of table: Table, below parent: Table) {
        for key in table.foreignKeys where key.isInherited {
            let content = PostgresEquality.content(key)
            let above = parent.foreignKeys.first { PostgresEquality.content($0) == content }
            let isThere = tables[table.name]?.foreignKeys.contains { $0.name == key.name } ?? false
            guard let above, above.name != key.name, !isThere else { continue }
            add(
                ObjectReference(.constraint, table.name, detail: key.name),
                PostgresDDL.addConstraint(PostgresDDL.foreignKeyConstraint(key), to: table.name),
                "Makes the foreign key \(key.name ?? "") of \(table.name).")
            change(table.name) { $0.foreignKeys.append(key) }
        }
    }

    private mutating func inherit(_ table: Table) {
        let needs =
            table.columns.map { $0.reference(in: table.name) }
            + table.checks.map { ObjectReference(.constraint, table.name, detail: $0.name) }
        for parent in table.parents where !(tables[table.name]?.parents.contains(parent) ?? true) {
            add(
                table.reference, PostgresDDL.alterTable(table.name, "INHERIT \(PostgresDDL.name(parent))"),
                "Adds the rows of \(table.name) to those of \(parent).", [.changesMeaning], needs: needs)
            change(table.name) { $0.parents.append(parent) }
        }
    }
}

extension Index {
    /// The index by itself, before it becomes a part of that of the partitioned table.
    var withoutParent: Index {
        var index = self
        index.parent = nil
        return index
    }
}
