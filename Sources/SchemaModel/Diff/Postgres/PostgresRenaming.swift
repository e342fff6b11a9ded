internal import SQLText

/// Tables, columns and what belongs to them that get other names, before anything else is changed.
struct PostgresRenaming {
    /// The schema afterwards, with its texts as the server writes them then.
    private(set) var schema: Schema
    /// The statements, in order.
    private(set) var statements: [ChangeStatement] = []
    /// The new names of tables, by the old ones.
    private var tables: [ObjectName: ObjectName] = [:]
    /// The new names of columns, by the old names of table and column.
    private var columns: [ObjectName: [String: String]] = [:]

    /// - Parameter namesNotNull: whether the server has a name for every NOT NULL, as since version 18.
    init(_ old: Schema, to new: Schema, _ hints: [RenameHint], namesNotNull: Bool = false) {
        let old = Displacement(old, to: new, hints).schema
        let renamed = RenamedSchema(old, to: new, hints + Self.hints(below: hints, old))
        schema = renamed.schema
        for table in new.tables {
            let key = NameKey(table.name, .postgres)
            let name = renamed.tables[key] ?? table.name
            if name != table.name { tables[name] = table.name }
            for column in table.columns {
                guard let before = renamed.columns[key]?[NameKey(column.name, .postgres)] else { continue }
                columns[name, default: [:]][before] = column.name
            }
        }
        if !(tables.isEmpty && columns.isEmpty) {
            renameTables(old, new)
            renameColumns(old)
            PostgresRenamedTexts(old, tables, columns, namesNotNull: namesNotNull).apply(to: &schema)
        }
        let sequences = PostgresSequenceNames(schema, to: new, renamed: renamed.renamedColumns)
        let parts = PostgresPartNames(sequences.schema, to: new)
        schema = parts.schema
        statements += sequences.statements + parts.statements
    }

    /// Columns that partitions and children have from a table are renamed with it.
    private static func hints(below hints: [RenameHint], _ old: Schema) -> [RenameHint] {
        let lookup = PostgresLookup(old)
        return hints.flatMap { hint -> [RenameHint] in
            guard let column = hint.column else { return [] }
            let children = lookup.descendants(of: hint.table).filter { name in
                lookup.tables[name]?.column(column)?.isInherited ?? false
                    && !hints.contains { $0.table == name && $0.column == column }
            }
            return children.map { RenameHint(column: column, of: $0, to: hint.newName.name) }
        }
    }

    private mutating func renameTables(_ old: Schema, _ new: Schema) {
        var taken = old.relationNames.union(new.relationNames)
        var later: [ChangeStatement] = []
        for (name, other) in tables.sorted(by: { $0.key < $1.key }) {
            guard let table = old.tables.first(where: { $0.name == name }) else { continue }
            let word = table.kind == .foreign ? "FOREIGN TABLE" : "TABLE"
            let moved = move(name, to: other.schema, word)
            guard moved.name != other.name else { continue }
            // In a circle the name is free only for a moment.
            let isTaken = old.tables.contains { $0.name == other }
            let between = isTaken ? FreeName.make(other, "new") { taken.contains($0) } : other
            taken.insert(between)
            statements.append(rename(word, moved, to: between.name))
            if isTaken { later.append(rename(word, between, to: other.name)) }
        }
        statements += later
    }

    private func rename(_ word: String, _ table: ObjectName, to name: String) -> ChangeStatement {
        ChangeStatement(
            PostgresDDL.rename(word, table, to: name), "Renames the table \(table) to \(name).",
            hazards: [.changesMeaning]
        ).renaming
    }

    private mutating func move(_ table: ObjectName, to space: String?, _ word: String) -> ObjectName {
        guard let space, space != table.schema else { return table }
        if !schema.namespaces.contains(where: { $0.name == space }) {
            schema.namespaces.append(Namespace(space))
            statements.append(
                ChangeStatement(PostgresDDL.createNamespace(Namespace(space)), "Makes the schema \(space)."))
        }
        statements.append(
            ChangeStatement(
                PostgresDDL.move(word, table, to: space), "Takes the table \(table) to the schema \(space).",
                hazards: [.changesMeaning]
            ).renaming)
        return ObjectName(schema: space, table.name)
    }

    private mutating func renameColumns(_ old: Schema) {
        var taken = Set(old.tables.flatMap { $0.columns.map(\.name) } + columns.values.flatMap(\.values))
        for table in old.tables {
            let name = tables[table.name] ?? table.name
            var later: [ChangeStatement] = []
            for column in table.columns {
                guard let other = columns[table.name]?[column.name], !isRenamedAbove(column, of: table, old) else {
                    continue
                }
                // In a circle the name is free only for a moment.
                guard table.columns.contains(where: { $0.name == other }) else {
                    statements.append(rename(column.name, of: name, to: other))
                    continue
                }
                let between = FreeName.make(ObjectName(other), "new") { taken.contains($0.name) }.name
                taken.insert(between)
                statements.append(rename(column.name, of: name, to: between))
                later.append(rename(between, of: name, to: other))
            }
            statements += later
        }
    }

    private func rename(_ column: String, of table: ObjectName, to name: String) -> ChangeStatement {
        ChangeStatement(
            PostgresDDL.renameColumn(column, of: table, to: name),
            "Renames the column \(column) of \(table) to \(name).", hazards: [.changesMeaning]
        ).renaming
    }

    /// A column that comes from the table above is renamed with it.
    private func isRenamedAbove(_ column: Column, of table: Table, _ old: Schema) -> Bool {
        let parents = (table.partition.map { [$0.table] } ?? []) + table.parents
        return column.isInherited && parents.contains { columns[$0]?[column.name] != nil }
    }
}

extension ChangeStatement {
    /// The same, known as one that gives another name.
    fileprivate var renaming: ChangeStatement {
        var statement = self
        statement.renames = true
        return statement
    }
}

/// Texts that name renamed tables and columns, as far as it can be known how the server writes them.
///
/// Where that is wrong the text differs from the wanted one, and the object is made again.
private struct PostgresRenamedTexts {
    private let old: Schema
    private let tables: [ObjectName: ObjectName]
    private let columns: [ObjectName: [String: String]]
    private let namesNotNull: Bool
    /// What needs each renamed table, or a table with a renamed column.
    private var needs: [ObjectReference: [String: String]] = [:]

    init(
        _ old: Schema, _ tables: [ObjectName: ObjectName], _ columns: [ObjectName: [String: String]],
        namesNotNull: Bool
    ) {
        (self.old, self.tables, self.columns, self.namesNotNull) = (old, tables, columns, namesNotNull)
        for dependency in old.dependencies where dependency.needs.kind == .table {
            needs[dependency.object, default: [:]].merge(names(of: dependency.needs.name)) { first, _ in first }
        }
    }

    /// The new names of a table and its columns, by the old ones.
    private func names(of table: ObjectName) -> [String: String] {
        var names = columns[table] ?? [:]
        if let other = tables[table] { names[table.name] = other.name }
        return names
    }

    private func renamed(_ text: String, _ names: [String: String]) -> String {
        names.isEmpty ? text : PostgresMentions(text).renaming(names)
    }

    func apply(to schema: inout Schema) {
        let before = Dictionary(old.tables.map { (tables[$0.name] ?? $0.name, $0) }) { first, _ in first }
        for index in schema.tables.indices {
            guard let table = before[schema.tables[index].name] else { continue }
            rename(&schema.tables[index], from: table)
        }
        for index in schema.views.indices {
            let reference = ObjectReference(.view, schema.views[index].name)
            schema.views[index].query = renamed(schema.views[index].query, needs[reference] ?? [:])
        }
        for index in schema.routines.indices { rename(&schema.routines[index]) }
        for index in schema.others.indices { rename(&schema.others[index]) }
        schema.dependencies = old.dependencies.map {
            SchemaDependency(renamed($0.object), needs: renamed($0.needs))
        }
        let owners = old.owners.roles.map { (renamed($0.key), $0.value) }
        schema.owners.roles = Dictionary(owners) { first, _ in first }
        let access = old.owners.access.map { (renamed($0.key), $0.value) }
        schema.owners.access = Dictionary(access) { first, _ in first }
        for index in schema.sequences.indices { rename(&schema.sequences[index]) }
        schema.renameSequences(movedSequences)
    }

    /// The new names of sequences that go to another schema with their tables.
    private var movedSequences: [ObjectName: ObjectName] {
        let owned = old.sequences.compactMap { sequence in sequence.owner.map { (sequence.name, $0.name) } }
        let ofIdentities = old.tables.flatMap { table in
            table.columns.compactMap { $0.identitySequence(in: table.name)?.name }.map { ($0, table.name) }
        }
        let moved = (owned + ofIdentities).compactMap { sequence, table in
            tables[table]?.schema.map { (sequence, ObjectName(schema: $0, sequence.name)) }
        }
        return Dictionary(moved.filter { $0 != $1 }) { first, _ in first }
    }

    private func rename(_ table: inout Table, from old: Table) {
        let names = names(of: old.name)
        for index in table.columns.indices {
            rename(&table.columns[index], of: table.name, from: old.columns[index], old)
        }
        for index in table.checks.indices {
            table.checks[index].expression = renamed(table.checks[index].expression, names)
        }
        for index in table.exclusions.indices {
            table.exclusions[index].definition = renamed(table.exclusions[index].definition, names)
        }
        for index in table.indexes.indices {
            for part in table.indexes[index].parts.indices {
                table.indexes[index].parts[part].expression = table.indexes[index].parts[part].expression.map {
                    renamed($0, names)
                }
            }
            table.indexes[index].predicate = table.indexes[index].predicate.map { renamed($0, names) }
        }
        for index in table.triggers.indices {
            table.triggers[index].definition = renamed(table.triggers[index].definition, names)
            table.triggers[index].events = table.triggers[index].events.map { renamed($0, names) }
        }
        for index in table.policies.indices {
            let reference = ObjectReference(.policy, old.name, detail: table.policies[index].name)
            let all = names.merging(needs[reference] ?? [:]) { first, _ in first }
            table.policies[index].using = table.policies[index].using.map { renamed($0, all) }
            table.policies[index].check = table.policies[index].check.map { renamed($0, all) }
        }
        table.partitioning = table.partitioning.map { renamed($0, names) }
    }

    private func rename(_ column: inout Column, of table: ObjectName, from before: Column, _ old: Table) {
        if let generated = column.generated {
            column.generated?.expression = renamed(generated.expression, names(of: old.name))
        }
        if let row = tables.first(where: { PostgresTypeName(column.type).isOf($0.key) }) {
            column.type = row.value.quoted(.postgres) + (column.type.hasSuffix("[]") ? "[]" : "")
        }
        if namesNotNull, !column.isNullable {
            // The constraint keeps its name.
            let name = column.notNullName ?? before.usualNotNull(of: old.name)
            column.notNullName = name == column.usualNotNull(of: table) ? nil : name
        }
        guard let identity = column.identity else { return }
        // The sequence keeps its name, and goes to another schema with its table.
        let name = identity.sequenceName(of: before.name, in: old.name)
        let moved = ObjectName(schema: table.schema, name.name)
        column.identity?.sequence = moved == ServerName.made(table, column.name, "seq") ? nil : moved
    }

    private func rename(_ routine: inout Routine) {
        let names = needs[routine.reference] ?? [:]
        (routine.signature, routine.definition) = (
            renamed(routine.signature, names), renamed(routine.definition, names)
        )
        routine.result = routine.result.map { renamed($0, names) }
    }

    private func rename(_ other: inout OtherObject) {
        let names = needs[other.reference] ?? [:]
        guard !names.isEmpty else { return }
        other.statements = other.statements.map { renamed($0, names) }
        other.removal = renamed(other.removal, names)
        guard let table = tables.first(where: { $0.key.description == other.detail }) else { return }
        other.detail = table.value.description
        other.name = renamedRule(other.name)
    }

    /// A rule is called after its table too.
    private func renamedRule(_ name: ObjectName) -> ObjectName {
        for (table, other) in tables where table.schema == name.schema && name.name.hasSuffix(" ON \(table.name)") {
            return ObjectName(schema: other.schema, name.name.dropLast(table.name.count) + other.name)
        }
        return name
    }

    private func rename(_ sequence: inout NumberSequence) {
        guard let owner = old.sequences.first(where: { $0.name == sequence.name })?.owner else { return }
        sequence.owner = renamed(owner)
    }

    private func renamed(_ object: ObjectReference) -> ObjectReference {
        var other = object
        switch object.kind {
        case .table, .constraint, .index, .trigger, .policy: other.name = tables[object.name] ?? object.name
        case .column:
            other.name = tables[object.name] ?? object.name
            other.detail = object.detail.map { columns[object.name]?[$0] ?? $0 }
        case .routine: other.detail = object.detail.map { renamed($0, needs[object] ?? [:]) }
        case .other where object.detail == "rule": other.name = renamedRule(object.name)
        default: break
        }
        return other
    }
}
