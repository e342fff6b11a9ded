internal import SQLText

/// Constraints and indexes that only have another name: they are renamed, which reads and blocks nothing.
struct PostgresPartNames {
    /// The schema afterwards.
    private(set) var schema: Schema
    /// The statements, in order.
    private(set) var statements: [ChangeStatement] = []
    /// The names that indexes and relations have.
    private var taken: Set<ObjectName>

    init(_ old: Schema, to new: Schema) {
        schema = old
        taken = old.relationNames
        let wanted = Dictionary(new.tables.map { ($0.name, $0) }) { first, _ in first }
        for index in schema.tables.indices {
            let table = schema.tables[index]
            guard let other = wanted[table.name], !PostgresTableFit.isRemade(table, other) else { continue }
            rename(index, to: other)
        }
    }

    private mutating func rename(_ index: Int, to other: Table) {
        let table = schema.tables[index]
        if let key = table.primaryKey, let new = other.primaryKey {
            let names = pairs([key], [new], \.name, PostgresEquality.content)
            for (_, name) in names where rename(constraint: key.name, of: table, to: name) {
                schema.tables[index].primaryKey?.name = name
            }
        }
        for (old, name) in pairs(table.uniqueKeys, other.uniqueKeys, \.name, PostgresEquality.content)
        where rename(constraint: old, of: table, to: name) {
            for item in table.uniqueKeys.indices where table.uniqueKeys[item].name == old {
                schema.tables[index].uniqueKeys[item].name = name
            }
        }
        for (old, name) in pairs(table.foreignKeys, other.foreignKeys, \.name, PostgresEquality.content)
        where rename(constraint: old, of: table, to: name) {
            for item in table.foreignKeys.indices where table.foreignKeys[item].name == old {
                schema.tables[index].foreignKeys[item].name = name
            }
        }
        for (old, name) in pairs(table.indexes, other.indexes, { $0.name }, PostgresEquality.content)
        where rename(old, of: table, to: name) {
            for item in table.indexes.indices where table.indexes[item].name == old {
                schema.tables[index].indexes[item].name = name
            }
            follow(old, in: table.name.schema, to: name)
        }
    }

    /// The old and new names of what is the same otherwise, each once.
    private func pairs<Item, Content: Equatable>(
        _ old: [Item], _ new: [Item], _ name: (Item) -> String?, _ content: (Item) -> Content
    ) -> [(String, String)] {
        let (before, after) = (Set(old.compactMap(name)), Set(new.compactMap(name)))
        var free = new.filter { item in name(item).map { !before.contains($0) } ?? false }
        return old.compactMap { item in
            guard let own = name(item), !after.contains(own),
                let place = free.firstIndex(where: { content($0) == content(item) })
            else { return nil }
            return name(free.remove(at: place)).map { (own, $0) }
        }
    }

    private mutating func rename(constraint: String?, of table: Table, to name: String) -> Bool {
        guard let constraint, taken.insert(ObjectName(schema: table.name.schema, name)).inserted else { return false }
        statements.append(
            ChangeStatement(
                PostgresDDL.renameConstraint(constraint, of: table.name, to: name),
                "Renames the constraint \(constraint) of \(table.name) to \(name)."))
        return true
    }

    private mutating func rename(_ index: String, of table: Table, to name: String) -> Bool {
        let own = ObjectName(schema: table.name.schema, index)
        guard taken.insert(ObjectName(schema: own.schema, name)).inserted else { return false }
        statements.append(
            ChangeStatement(
                PostgresDDL.rename("INDEX", own, to: name), "Renames the index \(index) of \(table.name) to \(name)."))
        return true
    }

    /// The indexes of partitions are parts of it under its new name, and it identifies and sorts rows as before.
    private mutating func follow(_ index: String, in space: String?, to name: String) {
        let own = ObjectName(schema: space, index)
        for table in schema.tables.indices {
            for item in schema.tables[table].indexes.indices where schema.tables[table].indexes[item].parent == own {
                schema.tables[table].indexes[item].parent = ObjectName(schema: space, name)
            }
            guard schema.tables[table].name.schema == space else { continue }
            if schema.tables[table].traits.clusteredOn == index { schema.tables[table].traits.clusteredOn = name }
            if schema.tables[table].traits.replicaIdentity == "USING INDEX \(PostgresDDL.name(index))" {
                schema.tables[table].traits.replicaIdentity = "USING INDEX \(PostgresDDL.name(name))"
            }
        }
    }
}
