internal import SQLText

/// Indexes that are not valid: what a CONCURRENTLY that failed has left. No statement makes such a one.
///
/// Source: <https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY>.
extension Schema {
    /// The schema with an index without rows in the place of each that is not valid.
    ///
    /// So a copy can be made of a schema with such indexes, in which they can be dropped, and are still no valid ones.
    public var withStandIns: Schema {
        withIndexes { _, index in
            guard !index.isValid else { return index }
            var index = index
            index.isValid = true
            // A part of another index has to be like it.
            if index.parent == nil { index.predicate = "false" }
            return index
        }
    }

    /// The schema that statements can lead to from another one: an index that is not valid is as it is there, or is not.
    /// - Parameter renames: what has another name now.
    public func reachable(from old: Schema, renames: [RenameHint]) -> Schema {
        dialect == .postgres ? reachable(from: PostgresRenaming(old, to: self, renames).schema) : self
    }

    /// The same, where everything has its new name.
    func reachable(from old: Schema) -> Schema {
        let lookup = PostgresLookup(old)
        return withIndexes { relation, index in
            guard !index.isValid else { return index }
            var valid = index
            valid.isValid = true
            return lookup.indexes(of: relation).first { other in
                other == index || PostgresEquality.stays(other, valid)
            }
        }
    }

    /// What is said of the indexes that no statement makes.
    public var invalidIndexes: [Omission] {
        let indexes =
            tables.flatMap { table in table.indexes.map { (table.name, $0) } }
            + views.flatMap { view in view.indexes.map { (view.name, $0) } }
        return indexes.filter { !$1.isValid }.map { relation, index in
            Omission(
                "index", "\(ObjectName(schema: relation.schema, index.name))",
                because: "it is not valid, and no statement makes such a one")
        }
    }

    private func withIndexes(_ change: (ObjectName, Index) -> Index?) -> Schema {
        var schema = self
        for place in schema.tables.indices {
            let name = schema.tables[place].name
            schema.tables[place].indexes = schema.tables[place].indexes.compactMap { change(name, $0) }
        }
        for place in schema.views.indices {
            let name = schema.views[place].name
            schema.views[place].indexes = schema.views[place].indexes.compactMap { change(name, $0) }
        }
        return schema
    }
}
