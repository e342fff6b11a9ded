internal import SQLText

/// Names for what is there for a while only.
enum FreeName {
    /// A name made of another and a label that is not taken; the server cuts what is longer than 63 bytes.
    static func make(_ name: ObjectName, _ label: String, isTaken: (ObjectName) -> Bool) -> ObjectName {
        var number = 1
        while true {
            let ending = number == 1 ? label : "\(label)\(number)"
            let free = ObjectName(schema: name.schema, ServerName.made(name.name, nil, ending))
            if !isTaken(free) { return free }
            number += 1
        }
    }
}

extension Schema {
    /// The names that no relation or type may have that is made.
    var relationNames: Set<ObjectName> {
        var names = Set(tables.map(\.name) + views.map(\.name) + sequences.map(\.name) + types.map(\.name))
        for table in tables {
            let space = table.name.schema
            names.formUnion(table.indexes.map { ObjectName(schema: space, $0.name) })
            names.formUnion(table.constraintNames.map { ObjectName(schema: space, $0) })
            names.formUnion(
                table.columns.compactMap { column in
                    column.identity.map { $0.sequenceName(of: column.name, in: table.name) }
                })
        }
        for view in views { names.formUnion(view.indexes.map { ObjectName(schema: view.name.schema, $0.name) }) }
        return names
    }
}
