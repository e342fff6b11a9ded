internal import SQLText

/// Constraints and indexes that only have another name: they are renamed, which reads and blocks nothing.
struct PostgresPartNames {
    /// The schema afterwards.
    private(set) var schema: Schema
    /// The statements, in order.
    private(set) var statements: [ChangeStatement] = []

    private enum Kind { case key, uniqueKey, foreignKey, index }

    /// A constraint or an index with another name.
    private struct Rename {
        var kind: Kind
        /// The place of the table in the schema, and its name.
        var place: Int
        var table: ObjectName
        var old: String
        var new: String

        var from: ObjectName { ObjectName(schema: table.schema, old) }
        var to: ObjectName { ObjectName(schema: table.schema, new) }
        /// Whether its name is that of an index, which no other relation of the schema may have.
        var isRelation: Bool { kind != .foreignKey }
    }

    init(_ old: Schema, to new: Schema) {
        schema = old
        let wanted = Dictionary(new.tables.map { ($0.name, $0) }) { first, _ in first }
        let all = old.tables.indices.flatMap { place -> [Rename] in
            let table = old.tables[place]
            guard let other = wanted[table.name], !PostgresTableFit.isRemade(table, other) else { return [] }
            return Self.renames(place, table, other)
        }
        let renames = Self.possible(all, old)
        if renames.isEmpty { return }
        write(renames, taken: old.relationNames.union(new.relationNames))
        for rename in renames { apply(rename) }
        follow(renames.filter { $0.kind == .index })
    }

    // MARK: What has another name

    private static func renames(_ place: Int, _ table: Table, _ other: Table) -> [Rename] {
        func named<Item, Content: Equatable>(
            _ kind: Kind, _ old: [Item], _ new: [Item], _ name: (Item) -> String?, _ content: (Item) -> Content
        ) -> [Rename] {
            pairs(old, new, name, content).map {
                Rename(kind: kind, place: place, table: table.name, old: $0, new: $1)
            }
        }
        let primary = [table.primaryKey, other.primaryKey].map { $0.map { [$0] } ?? [] }
        return named(.key, primary[0], primary[1], \.name, PostgresEquality.content)
            + named(.uniqueKey, table.uniqueKeys, other.uniqueKeys, \.name, PostgresEquality.content)
            + named(.foreignKey, table.foreignKeys, other.foreignKeys, \.name, PostgresEquality.content)
            + named(.index, table.indexes, other.indexes, { $0.name }, PostgresEquality.content)
    }

    /// The old and new names of what is the same otherwise, each once.
    private static func pairs<Item, Content: Equatable>(
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

    /// Those whose name is free, or gets free as what has it is renamed too: tables that were swapped take each other's.
    private static func possible(_ all: [Rename], _ old: Schema) -> [Rename] {
        let taken = old.relationNames
        var renames: [Rename] = []
        var given: Set<ObjectName> = []
        for rename in all where !rename.isRelation || given.insert(rename.to).inserted {
            let names = old.tables[rename.place].constraintNames
            if rename.isRelation || !names.contains(rename.new) { renames.append(rename) }
        }
        while true {
            let freed = Set(renames.filter(\.isRelation).map(\.from))
            let refused = renames.firstIndex { $0.isRelation && taken.contains($0.to) && !freed.contains($0.to) }
            guard let refused else { return renames }
            renames.remove(at: refused)
        }
    }

    // MARK: Statements

    private mutating func write(_ renames: [Rename], taken: Set<ObjectName>) {
        var taken = taken
        var waiting = Set(renames.filter(\.isRelation).map(\.from))
        var later: [ChangeStatement] = []
        for rename in renames {
            if rename.isRelation { waiting.remove(rename.from) }
            // In a circle the name is free only for a moment.
            guard rename.isRelation, waiting.contains(rename.to) else {
                statements.append(statement(rename, from: rename.old, to: rename.new))
                continue
            }
            let between = FreeName.make(rename.to, "new") { taken.contains($0) }
            taken.insert(between)
            statements.append(statement(rename, from: rename.old, to: between.name))
            later.append(statement(rename, from: between.name, to: rename.new))
        }
        statements += later
    }

    private func statement(_ rename: Rename, from name: String, to other: String) -> ChangeStatement {
        let table = rename.table
        guard rename.kind == .index else {
            return ChangeStatement(
                PostgresDDL.renameConstraint(name, of: table, to: other),
                "Renames the constraint \(name) of \(table) to \(other).")
        }
        return ChangeStatement(
            PostgresDDL.rename("INDEX", ObjectName(schema: table.schema, name), to: other),
            "Renames the index \(name) of \(table) to \(other).")
    }

    // MARK: The schema

    private mutating func apply(_ rename: Rename) {
        let (place, old, new) = (rename.place, rename.old, rename.new)
        switch rename.kind {
        case .key: schema.tables[place].primaryKey?.name = new
        case .uniqueKey:
            for item in schema.tables[place].uniqueKeys.indices where schema.tables[place].uniqueKeys[item].name == old
            {
                schema.tables[place].uniqueKeys[item].name = new
            }
        case .foreignKey:
            for item in schema.tables[place].foreignKeys.indices
            where schema.tables[place].foreignKeys[item].name == old {
                schema.tables[place].foreignKeys[item].name = new
            }
        case .index:
            for item in schema.tables[place].indexes.indices where schema.tables[place].indexes[item].name == old {
                schema.tables[place].indexes[item].name = new
            }
        }
    }

    /// The indexes of partitions are parts of them under their new names, and they identify and sort rows as before.
    private mutating func follow(_ renames: [Rename]) {
        let names = Dictionary(renames.map { ($0.from, $0.to) }) { first, _ in first }
        for table in schema.tables.indices {
            let space = schema.tables[table].name.schema
            for item in schema.tables[table].indexes.indices {
                guard let parent = schema.tables[table].indexes[item].parent else { continue }
                schema.tables[table].indexes[item].parent = names[parent] ?? parent
            }
            if let index = schema.tables[table].traits.clusteredOn,
                let new = names[ObjectName(schema: space, index)]
            {
                schema.tables[table].traits.clusteredOn = new.name
            }
            let identity = schema.tables[table].traits.replicaIdentity
            let renamed = names.first { old, _ in
                old.schema == space && identity == "USING INDEX \(PostgresDDL.name(old.name))"
            }
            if let renamed {
                schema.tables[table].traits.replicaIdentity = "USING INDEX \(PostgresDDL.name(renamed.value.name))"
            }
        }
    }
}
