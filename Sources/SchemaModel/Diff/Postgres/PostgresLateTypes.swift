internal import SQLText

/// Types and collations that go when no column has them any more.
enum PostgresLateTypes {
    /// Types and collations of columns that are changed later, and what these need.
    static func find(_ removals: PostgresRemovals) -> Set<ObjectReference> {
        let dependencies = removals.old.schema.dependencies
        func isUser(_ object: ObjectReference) -> Bool {
            let isKept = removals.new.tables[object.name] != nil || removals.keepsTable(object.name)
            return object.kind == .table && isKept
        }
        func canWait(_ object: ObjectReference) -> Bool {
            removals.objects.contains(object)
                && (object.kind == .type || object.kind == .other && object.detail == "collation")
        }
        var late = Set(dependencies.filter { isUser($0.object) && canWait($0.needs) }.map(\.needs))
        var count = -1
        while count != late.count {
            count = late.count
            late.formUnion(dependencies.filter { late.contains($0.object) && canWait($0.needs) }.map(\.needs))
        }
        return late
    }

    /// The name that a type has while the new one of its name is there; `nil` if that name is free.
    static func nameAside(_ type: ObjectName, _ old: Schema, _ new: Schema) -> ObjectName? {
        let taken = old.relationNames.union(new.relationNames)
        let isTaken =
            new.types.contains { $0.name == type } || new.tables.contains { $0.name == type }
            || new.views.contains { $0.name == type } || new.sequences.contains { $0.name == type }
        guard isTaken else { return nil }
        return FreeName.make(ObjectName(schema: type.schema, type.name), "old") { taken.contains($0) }
    }
}
