internal import SQLText

/// Collations that get another definition while something uses them.
///
/// No ALTER COLLATION changes what one is, and none can be dropped that is in use. So the old one makes room under another
/// name, and goes when all that had it has the new one.
/// Source: <https://www.postgresql.org/docs/current/sql-altercollation.html>.
struct PostgresCollationsAside {
    /// The schema afterwards; who owned a collation is still known by its name, for the new one.
    private(set) var schema: Schema
    /// The statements, in order.
    private(set) var statements: [ChangeStatement] = []

    init(_ old: Schema, to new: Schema) {
        schema = old
        let used = Set(old.dependencies.map(\.needs))
        var taken = Set((old.others + new.others).filter(\.isCollation).map(\.name))
        for collation in old.others where collation.isCollation && used.contains(collation.reference) {
            guard let other = new.others.first(where: { $0.reference == collation.reference }),
                PostgresEquality.content(other) != PostgresEquality.content(collation)
            else { continue }
            let aside = FreeName.make(collation.name, "old") { taken.contains($0) }
            taken.insert(aside)
            schema.renameCollation(collation, to: aside)
            statements.append(
                ChangeStatement(
                    PostgresDDL.rename("COLLATION", collation.name, to: aside.name),
                    "Puts the old collation \(collation.name) aside until nothing has it any more."))
        }
    }
}

extension OtherObject {
    fileprivate var isCollation: Bool { kind == "collation" }
}

extension Schema {
    /// Texts with the name stay: what they belong to needs the collation, and so is made again.
    fileprivate mutating func renameCollation(_ collation: OtherObject, to aside: ObjectName) {
        func rename(_ name: inout ObjectName?) { if name == collation.name { name = aside } }
        for index in others.indices where others[index] == collation {
            others[index].name = aside
            others[index].removal = "DROP COLLATION \(PostgresDDL.name(aside))"
        }
        for table in tables.indices {
            for column in tables[table].columns.indices { rename(&tables[table].columns[column].collation) }
        }
        for type in types.indices {
            for attribute in types[type].attributes.indices { rename(&types[type].attributes[attribute].collation) }
            if types[type].domain?.collation == collation.name { types[type].domain?.collation = aside }
        }
        let (from, to) = (collation.reference, ObjectReference(.other, aside, detail: collation.kind))
        for index in dependencies.indices {
            if dependencies[index].object == from { dependencies[index].object = to }
            if dependencies[index].needs == from { dependencies[index].needs = to }
        }
    }
}
