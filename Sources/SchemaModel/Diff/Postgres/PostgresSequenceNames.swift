internal import SQLText

/// Sequences that only have another name: they are renamed, and go on with their numbers.
///
/// A sequence is known again by the column that has its numbers from it.
struct PostgresSequenceNames {
    /// The schema afterwards.
    private(set) var schema: Schema
    /// The statements, in order.
    private(set) var statements: [ChangeStatement] = []
    /// The new names, by the old ones.
    let names: [ObjectName: ObjectName]

    /// - Parameter renamed: columns that have another name by now, or whose table has.
    init(_ old: Schema, to new: Schema, renamed: Set<ObjectReference>) {
        schema = old
        names = Self.names(PostgresLookup(old), PostgresLookup(new), renamed)
        if names.isEmpty { return }
        var taken = old.relationNames.union(new.relationNames)
        var later: [ChangeStatement] = []
        for (name, other) in names.sorted(by: { $0.key < $1.key }) {
            // In a circle the name is free only for a moment.
            let isTaken = names[other] != nil
            let between = isTaken ? FreeName.make(other, "new") { taken.contains($0) } : other
            taken.insert(between)
            statements.append(Self.rename(name, to: between))
            if isTaken { later.append(Self.rename(between, to: other)) }
        }
        statements += later
        schema.renameSequences(names)
    }

    private static func rename(_ sequence: ObjectName, to name: ObjectName) -> ChangeStatement {
        ChangeStatement(
            PostgresDDL.rename("SEQUENCE", sequence, to: name.name),
            "Renames the sequence \(sequence) to \(name.name); it goes on with its numbers.")
    }

    /// The new names, by the old ones.
    private static func names(
        _ old: PostgresLookup, _ new: PostgresLookup, _ renamed: Set<ObjectReference>
    ) -> [ObjectName: ObjectName] {
        var names: [ObjectName: ObjectName] = [:]
        for table in old.schema.tables {
            for column in table.columns {
                let isIdentity = column.identity != nil
                guard let other = new.tables[table.name]?.column(column.name), (other.identity != nil) == isIdentity,
                    let from = old.numberSource(of: column, in: table.name),
                    let to = new.numberSource(of: other, in: table.name),
                    from != to, from.schema == to.schema, names[from] == nil, !names.values.contains(to)
                else { continue }
                let reference = column.reference(in: table.name)
                let isOwn = isIdentity || renamed.contains(reference) && old.sequences[from]?.owner == reference
                if isOwn || new.sequences[from] == nil { names[from] = to }
            }
        }
        // A name that another relation has is free only if that one is renamed too.
        let taken = old.schema.relationNames
        while let refused = names.first(where: { taken.contains($0.value) && names[$0.value] == nil }) {
            names[refused.key] = nil
        }
        return names
    }
}

extension Schema {
    /// Gives sequences other names, also where defaults, views and others call them.
    mutating func renameSequences(_ names: [ObjectName: ObjectName]) {
        if names.isEmpty { return }
        PostgresSequenceTexts(self, names).apply(to: &self)
        for index in sequences.indices { sequences[index].name = names[sequences[index].name] ?? sequences[index].name }
        sequences.sort { $0.name < $1.name }
        for table in tables.indices { tables[table].renameSequences(names) }
        func renamed(_ object: ObjectReference) -> ObjectReference {
            guard object.kind == .sequence, let name = names[object.name] else { return object }
            return ObjectReference(.sequence, name)
        }
        owners.roles = Dictionary(owners.roles.map { (renamed($0.key), $0.value) }) { first, _ in first }
        owners.access = Dictionary(owners.access.map { (renamed($0.key), $0.value) }) { first, _ in first }
        dependencies = dependencies.map { SchemaDependency(renamed($0.object), needs: renamed($0.needs)) }
    }
}

extension Table {
    fileprivate mutating func renameSequences(_ names: [ObjectName: ObjectName]) {
        for index in columns.indices {
            guard let other = columns[index].identitySequence(in: name).flatMap({ names[$0.name] }) else { continue }
            let usual = ServerName.made(name, columns[index].name, "seq")
            columns[index].identity?.sequence = other == usual ? nil : other
        }
    }
}

/// Texts that call renamed sequences: the server knows these by their numbers, and writes the new names.
private struct PostgresSequenceTexts {
    private let names: [ObjectName: ObjectName]
    /// The renamed sequences that each object needs.
    private let users: [ObjectReference: [ObjectName]]

    init(_ schema: Schema, _ names: [ObjectName: ObjectName]) {
        self.names = names
        let needed = schema.dependencies.filter { $0.needs.kind == .sequence && names[$0.needs.name] != nil }
        users = Dictionary(needed.map { ($0.object, [$0.needs.name]) }, uniquingKeysWith: +)
    }

    func apply(to schema: inout Schema) {
        for table in schema.tables.indices {
            for column in schema.tables[table].columns.indices {
                let value = schema.tables[table].columns[column].defaultValue
                // Whatever stands in a DEFAULT as a sequence is one.
                schema.tables[table].columns[column].defaultValue = value.map { renamed($0, Array(names.keys)) }
            }
        }
        for index in schema.types.indices {
            let reference = ObjectReference(.type, schema.types[index].name)
            let value = schema.types[index].domain?.defaultValue
            schema.types[index].domain?.defaultValue = value.map { renamed($0, of: reference) }
        }
        for index in schema.views.indices {
            let reference = ObjectReference(.view, schema.views[index].name)
            schema.views[index].query = renamed(schema.views[index].query, of: reference)
        }
        for index in schema.routines.indices {
            let reference = schema.routines[index].reference
            schema.routines[index].definition = renamed(schema.routines[index].definition, of: reference)
        }
        for index in schema.others.indices {
            let reference = schema.others[index].reference
            schema.others[index].statements = schema.others[index].statements.map { renamed($0, of: reference) }
        }
    }

    private func renamed(_ text: String, of object: ObjectReference) -> String {
        renamed(text, users[object] ?? [])
    }

    private func renamed(_ text: String, _ sequences: [ObjectName]) -> String {
        // In two steps, as two may take each other's names.
        let marked = sequences.enumerated().reduce(text) {
            $0.replacing($1.element.asConstant, with: "\u{0}\($1.offset);")
        }
        return sequences.enumerated().reduce(marked) {
            $0.replacing("\u{0}\($1.offset);", with: (names[$1.element] ?? $1.element).asConstant)
        }
    }
}
