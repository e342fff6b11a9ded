internal import SQLText

/// A schema of PostgreSQL without a table or a column: the server refuses to drop what something else needs.
///
/// Source: <https://www.postgresql.org/docs/current/ddl-depend.html>.
extension Schema {
    /// The schema without a table, its sequences, and the foreign keys that lead to it; `nil` if something else needs it
    /// that stays.
    func withoutServerTable(_ table: Table, to new: Schema) -> Schema? {
        let hasChildren = tables.contains { $0.partition?.table == table.name || $0.parents.contains(table.name) }
        let owned = sequences.filter { $0.owner?.name == table.name }.map { ObjectReference(.sequence, $0.name) }
        func isPart(_ object: ObjectReference) -> Bool { object.isPart(of: table.name) || owned.contains(object) }
        guard !hasChildren, var schema = withoutUsers(of: isPart, to: new) else { return nil }
        schema.tables.removeAll { $0.name == table.name }
        schema.sequences.removeAll { owned.contains(ObjectReference(.sequence, $0.name)) }
        schema.removeForeignKeys { $0.table == table.name }
        return schema
    }

    /// The schema without a column and the indexes and constraints that are about it; `nil` if something else needs it
    /// that stays.
    func withoutServerColumn(_ column: Column, of name: ObjectName, to new: Schema) -> Schema? {
        let lookup = PostgresLookup(self)
        guard let table = lookup.tables[name], table.kind == .ordinary, table.partition == nil, table.parents.isEmpty,
            lookup.descendants(of: name).isEmpty, !table.hasMore(about: column.name, lookup)
        else { return nil }
        let own = [table.reference, column.reference(in: name)]
        let owned = sequences.filter { $0.owner == own[1] }.map { ObjectReference(.sequence, $0.name) }
        func isNeeded(by object: ObjectReference) -> Bool {
            !object.isPart(of: name) && PostgresMentions(lookup.text(of: object)).mayMean([column.name])
        }
        let users = dependencies.filter { own.contains($0.needs) && isNeeded(by: $0.object) }.map(\.object)
        guard users.allSatisfy({ $0.kind == .view && !PostgresLookup(new).has($0) }),
            var schema = withoutUsers(of: { users.contains($0) || owned.contains($0) }, to: new)
        else { return nil }
        schema.views.removeAll { users.contains(ObjectReference(.view, $0.name)) }
        schema.sequences.removeAll { owned.contains(ObjectReference(.sequence, $0.name)) }
        schema.removeForeignKeys { $0.table == name && $0.referencedColumns.contains(column.name) }
        for index in schema.tables.indices where schema.tables[index].name == name {
            schema.tables[index].remove(column.name)
        }
        schema.dependencies.removeAll { [$0.object, $0.needs].contains(own[1]) }
        return schema
    }

    /// The schema without the views that need something and are not wanted any more; `nil` if something else needs it.
    private func withoutUsers(of isGone: (ObjectReference) -> Bool, to new: Schema) -> Schema? {
        let lookup = PostgresLookup(new)
        var schema = self
        var views: Set<ObjectReference> = []
        func isAway(_ object: ObjectReference) -> Bool { isGone(object) || views.contains(object) }
        while let next = dependencies.first(where: { isAway($0.needs) && !isAway($0.object) })?.object {
            guard next.kind == .view, !lookup.has(next) else { return nil }
            views.insert(next)
        }
        schema.views.removeAll { views.contains(ObjectReference(.view, $0.name)) }
        schema.dependencies.removeAll { isAway($0.object) || isAway($0.needs) }
        return schema
    }

    /// Forgets whose what was that has gone since an earlier schema: another object gets its name.
    mutating func forgetOwners(ofLost before: Schema) {
        let (before, now) = (PostgresLookup(before), PostgresLookup(self))
        func has(_ lookup: PostgresLookup, _ object: ObjectReference) -> Bool {
            lookup.has(object) || object.kind == .sequence && lookup.holder(of: object.name) != nil
        }
        func isLost(_ object: ObjectReference) -> Bool { has(before, object) && !has(now, object) }
        owners.roles = owners.roles.filter { !isLost($0.key) }
        owners.access = owners.access.filter { !isLost($0.key) }
    }

    private mutating func removeForeignKeys(where isGone: (ForeignKey) -> Bool) {
        for index in tables.indices { tables[index].foreignKeys.removeAll(where: isGone) }
    }
}

extension ObjectReference {
    /// Whether it is a table or a part of it.
    fileprivate func isPart(of table: ObjectName) -> Bool {
        name == table && [.table, .column, .constraint, .index, .trigger, .policy].contains(kind)
    }
}

extension Table {
    /// Whether a column is mentioned by what does not go with it: other columns, policies, triggers, and what identifies
    /// or sorts rows.
    fileprivate func hasMore(about column: String, _ lookup: PostgresLookup) -> Bool {
        let parts =
            policies.map { ObjectReference(.policy, name, detail: $0.name) }
            + triggers.map { ObjectReference(.trigger, name, detail: $0.name) }
        let texts = parts.map(lookup.text) + columns.compactMap(\.generated?.expression)
        return traits.clusteredOn != nil || traits.replicaIdentity != nil
            || texts.contains { PostgresMentions($0).mayMean([column]) }
    }

    /// Takes away a column, and the indexes and constraints that are about it.
    fileprivate mutating func remove(_ column: String) {
        func isAbout(_ text: String) -> Bool { PostgresMentions(text).has([column]) }
        func isAbout(_ key: Key) -> Bool { (key.columns + key.included).contains(column) }
        columns.removeAll { $0.name == column }
        if primaryKey.map(isAbout) ?? false { primaryKey = nil }
        uniqueKeys.removeAll(where: isAbout)
        foreignKeys.removeAll { $0.columns.contains(column) }
        checks.removeAll { isAbout($0.expression) }
        exclusions.removeAll { isAbout($0.definition) }
        indexes.removeAll { isAbout($0.text) }
    }
}
