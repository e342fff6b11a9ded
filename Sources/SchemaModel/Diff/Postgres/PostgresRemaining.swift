internal import SQLText

extension PostgresRemovals {
    /// The old schema without what goes.
    var remaining: Schema {
        var schema = old.schema
        let texts = PostgresThroughText(self)
        schema.namespaces.removeAll { objects.contains(ObjectReference(.namespace, ObjectName($0.name))) }
        schema.extensions.removeAll { objects.contains(ObjectReference(.extension, ObjectName($0.name))) }
        schema.types = schema.types.compactMap(remaining)
        schema.sequences = schema.sequences.compactMap(remaining)
        schema.tables = schema.tables.compactMap { remaining($0, texts) }
        schema.views = schema.views.compactMap(remaining)
        schema.routines.removeAll { objects.contains($0.reference) }
        schema.others.removeAll { objects.contains($0.reference) }
        return schema
    }

    /// Whether a part stays for good: an index that goes at last is none to be relied on.
    private func isKept(_ kind: ObjectReference.Kind, _ owner: ObjectName, _ name: String?) -> Bool {
        let part = ObjectReference(kind, owner, detail: name)
        return !objects.contains(part) && !replacements.has(part)
    }

    private func remaining(_ type: UserType) -> UserType? {
        let reference = ObjectReference(.type, type.name)
        guard !objects.contains(reference) else { return nil }
        var type = type
        type.domain?.checks.removeAll { !isKept(.constraint, type.name, $0.name) }
        if defaults.contains(reference) { type.domain?.defaultValue = nil }
        return type
    }

    private func remaining(_ sequence: NumberSequence) -> NumberSequence? {
        guard !objects.contains(ObjectReference(.sequence, sequence.name)) else { return nil }
        var sequence = sequence
        if sequence.owner.map(isRemoved) ?? false { sequence.owner = nil }
        return sequence
    }

    private func remaining(_ table: Table, _ texts: PostgresThroughText) -> Table? {
        guard !objects.contains(table.reference) else { return nil }
        var table = table
        let name = table.name
        loseTraits(&table)
        table.columns.removeAll { objects.contains($0.reference(in: name)) }
        for index in table.columns.indices where defaults.contains(table.columns[index].reference(in: name)) {
            table.columns[index].defaultValue = nil
        }
        for index in table.columns.indices where texts.has(table.columns[index]) {
            (table.columns[index].type, table.columns[index].defaultValue) = ("text", nil)
            table.columns[index].storage?.mode = nil
            table.columns[index].storage?.compression = nil
        }
        for index in table.columns.indices where losesIdentity(table.columns[index], of: name) {
            table.columns[index].identity = nil
        }
        if let key = table.primaryKey, !isKept(.constraint, name, key.name) { table.primaryKey = nil }
        table.uniqueKeys.removeAll { !isKept(.constraint, name, $0.name) }
        table.foreignKeys.removeAll { !isKept(.constraint, name, $0.name) }
        table.checks.removeAll { !isKept(.constraint, name, $0.name) }
        table.exclusions.removeAll { !isKept(.constraint, name, $0.name) }
        table.indexes.removeAll { !isKept(.index, name, $0.name) }
        table.triggers.removeAll { !isKept(.trigger, name, $0.name) }
        table.policies.removeAll { !isKept(.policy, name, $0.name) }
        return table
    }

    /// What is left, with the identities as they are in the end: other numbers have come in the place of some, and the
    /// sequence behind others has got another name.
    func settlingIdentities(in present: Schema) -> Schema {
        var schema = present
        for table in schema.tables.indices {
            let name = schema.tables[table].name
            for index in schema.tables[table].columns.indices {
                let column = schema.tables[table].columns[index]
                guard column.identity != nil, let other = new.tables[name]?.column(column.name) else { continue }
                if other.identity == nil { schema.tables[table].columns[index].identity = nil }
                schema.tables[table].columns[index].identity?.sequence = other.identity?.sequence
            }
        }
        return schema
    }

    /// Whether a column that stays has numbers no more, whose sequence goes with them at once.
    func losesIdentity(_ column: Column, of table: ObjectName) -> Bool {
        let reference = column.reference(in: table)
        return column.identity != nil && keepsTable(table) && !isRemoved(reference) && handovers[reference] == nil
            && new.tables[table]?.column(column.name)?.identity == nil
    }

    /// A table is not clustered on an index that goes, and its rows are identified by nothing then.
    private func loseTraits(_ table: inout Table) {
        func goes(_ index: String) -> Bool {
            !isKept(.index, table.name, index) || !isKept(.constraint, table.name, index)
        }
        if table.traits.clusteredOn.map(goes) ?? false { table.traits.clusteredOn = nil }
        let start = "USING INDEX "
        guard let identity = table.traits.replicaIdentity, identity.hasPrefix(start) else { return }
        let names = table.indexes.map(\.name) + table.constraintNames
        let index = names.first { $0.quotedName(.postgres) == identity.dropFirst(start.count) }
        if index.map(goes) ?? true { table.traits.replicaIdentity = "" }
    }

    private func remaining(_ view: View) -> View? {
        guard !objects.contains(ObjectReference(.view, view.name)) else { return nil }
        var view = view
        view.indexes.removeAll { !isKept(.index, view.name, $0.name) }
        view.triggers.removeAll { !isKept(.trigger, view.name, $0.name) }
        if let index = view.clusteredOn, !isKept(.index, view.name, index) { view.clusteredOn = nil }
        return view
    }
}
