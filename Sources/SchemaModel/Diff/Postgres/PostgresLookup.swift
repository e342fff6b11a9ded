internal import SQLText

/// A schema whose objects are found by their names.
struct PostgresLookup {
    /// The schema.
    let schema: Schema
    let tables: [ObjectName: Table]
    let views: [ObjectName: View]
    let types: [ObjectName: UserType]
    let sequences: [ObjectName: NumberSequence]
    let routines: [ObjectReference: Routine]
    let others: [ObjectReference: OtherObject]
    /// The partitions and children of each table.
    let children: [ObjectName: [ObjectName]]
    /// Sequences by the DEFAULT that takes its numbers from them, and does nothing else.
    private let calls: [String: ObjectName]
    /// The columns with an identity, by the sequences behind them.
    private let identities: [ObjectName: ObjectReference]

    init(_ schema: Schema) {
        self.schema = schema
        tables = Dictionary(schema.tables.map { ($0.name, $0) }) { first, _ in first }
        views = Dictionary(schema.views.map { ($0.name, $0) }) { first, _ in first }
        types = Dictionary(schema.types.map { ($0.name, $0) }) { first, _ in first }
        sequences = Dictionary(schema.sequences.map { ($0.name, $0) }) { first, _ in first }
        routines = Dictionary(schema.routines.map { ($0.reference, $0) }) { first, _ in first }
        others = Dictionary(schema.others.map { ($0.reference, $0) }) { first, _ in first }
        let pairs = schema.tables.flatMap { table in
            ((table.partition.map { [$0.table] } ?? []) + table.parents).map { ($0, [table.name]) }
        }
        children = Dictionary(pairs, uniquingKeysWith: +)
        calls = Dictionary(schema.sequences.map { ("nextval(\($0.name.asConstant))", $0.name) }) { first, _ in first }
        let numbered = schema.tables.flatMap { table in
            table.columns.compactMap { column in
                column.identitySequence(in: table.name).map { ($0.name, column.reference(in: table.name)) }
            }
        }
        identities = Dictionary(numbered) { first, _ in first }
    }

    /// The sequence that gives a column its numbers: that of its identity, or the one that its DEFAULT calls.
    func numberSource(of column: Column, in table: ObjectName) -> ObjectName? {
        column.identity.map { $0.sequenceName(of: column.name, in: table) } ?? column.defaultValue.flatMap { calls[$0] }
    }

    /// The column that a sequence goes with, as its own or as that of its identity.
    func holder(of sequence: ObjectName) -> ObjectReference? { sequences[sequence]?.owner ?? identities[sequence] }

    /// The partitions and children of a table, with theirs.
    func descendants(of table: ObjectName) -> [ObjectName] {
        (children[table] ?? []).flatMap { [$0] + descendants(of: $0) }
    }

    /// The partitioned table above, or the tables whose columns it has.
    func ancestors(of table: Table) -> [Table] {
        ((table.partition.map { [$0.table] } ?? []) + table.parents).compactMap { tables[$0] }
    }

    /// Whether a constraint, an index or another part of an object is there.
    func has(_ object: ObjectReference) -> Bool {
        switch object.kind {
        case .namespace: schema.namespaces.contains { $0.name == object.name.name }
        case .extension: schema.extensions.contains { $0.name == object.name.name }
        case .type: types[object.name] != nil
        case .sequence: sequences[object.name] != nil
        case .table: tables[object.name] != nil
        case .view: views[object.name] != nil
        case .routine: routines[object] != nil
        case .other: others[object] != nil
        case .column: tables[object.name]?.column(object.detail ?? "") != nil
        case .constraint:
            tables[object.name]?.constraintNames.contains(object.detail ?? "")
                ?? types[object.name]?.domain?.checks.contains { $0.name == object.detail } ?? false
        case .index: indexes(of: object.name).contains { $0.name == object.detail }
        case .trigger: triggers(of: object.name).contains { $0.name == object.detail }
        case .policy: tables[object.name]?.policies.contains { $0.name == object.detail } ?? false
        }
    }

    /// The indexes of a table or a view.
    func indexes(of relation: ObjectName) -> [Index] {
        tables[relation]?.indexes ?? views[relation]?.indexes ?? []
    }

    /// The triggers of a table or a view.
    func triggers(of relation: ObjectName) -> [Trigger] {
        tables[relation]?.triggers ?? views[relation]?.triggers ?? []
    }

    /// All that an object says of others in words.
    func text(of object: ObjectReference) -> String {
        switch object.kind {
        case .view: return views[object.name]?.query ?? ""
        case .routine: return routines[object]?.definition ?? ""
        case .other: return others[object]?.statements.joined(separator: ";") ?? ""
        case .policy:
            let policy = tables[object.name]?.policies.first { $0.name == object.detail }
            return [policy?.using, policy?.check].compactMap(\.self).joined(separator: " ")
        case .trigger: return triggers(of: object.name).first { $0.name == object.detail }?.definition ?? ""
        case .index: return indexes(of: object.name).first { $0.name == object.detail }?.text ?? ""
        case .constraint: return tables[object.name]?.constraintText(object.detail ?? "") ?? ""
        case .column:
            let column = tables[object.name]?.column(object.detail ?? "")
            return column?.generated?.expression ?? column?.defaultValue ?? ""
        default: return ""
        }
    }
}

extension Identity {
    /// The sequence behind it.
    func sequenceName(of column: String, in table: ObjectName) -> ObjectName {
        sequence ?? ServerName.made(table, column, "seq")
    }
}

extension Column {
    /// The identity, with the sequence behind it.
    func identitySequence(in table: ObjectName) -> (name: ObjectName, identity: Identity)? {
        identity.map { ($0.sequenceName(of: name, in: table), $0) }
    }
}

extension ObjectName {
    /// A sequence or another relation as the server writes it in an expression.
    var asConstant: String { "\(SQLLiteral.text(quoted(.postgres)))::regclass" }
}

// MARK: References

extension Routine {
    /// What it is called among others.
    var reference: ObjectReference { ObjectReference(.routine, name, detail: signature) }
}

extension OtherObject {
    /// What it is called among others.
    var reference: ObjectReference { ObjectReference(.other, name, detail: kind) }
}

extension Table {
    /// What it is called among others.
    var reference: ObjectReference { ObjectReference(.table, name) }

    /// The names of all constraints.
    var constraintNames: Set<String> {
        let keys = keys.compactMap(\.key.name)
        return Set(keys + foreignKeys.compactMap(\.name) + checks.compactMap(\.name) + exclusions.map(\.name))
    }

    /// The primary key and the unique constraints.
    var keys: [(key: Key, isPrimary: Bool)] {
        (primaryKey.map { [($0, true)] } ?? []) + uniqueKeys.map { ($0, false) }
    }

    /// The names of keys and foreign keys that come from the table above.
    var inheritedNames: Set<String> {
        let keys = keys.filter(\.key.isInherited).compactMap(\.key.name)
        return Set(keys + foreignKeys.filter(\.isInherited).compactMap(\.name))
    }

    /// What a constraint says of columns.
    func constraintText(_ name: String) -> String {
        if let check = checks.first(where: { $0.name == name }) { return check.expression }
        if let exclusion = exclusions.first(where: { $0.name == name }) { return exclusion.definition }
        if let key = keys.first(where: { $0.key.name == name })?.key {
            return (key.columns + key.included).map(\.quotedAsIdentifier).joined(separator: " ")
        }
        return foreignKeys.first { $0.name == name }?.columns.map(\.quotedAsIdentifier).joined(separator: " ") ?? ""
    }
}

extension Index {
    /// What it says of columns.
    var text: String {
        let columns = parts.compactMap(\.column) + included
        return (columns.map(\.quotedAsIdentifier) + parts.compactMap(\.expression) + [predicate ?? ""]).joined(
            separator: " ")
    }
}

extension Column {
    /// What it is called among others.
    func reference(in relation: ObjectName) -> ObjectReference { ObjectReference(.column, relation, detail: name) }

    /// What the server calls its NOT NULL, since version 18.
    func usualNotNull(of table: ObjectName) -> String { ServerName.made(table.name, name, "not_null") }
}
