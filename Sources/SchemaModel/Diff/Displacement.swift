internal import SQLText

/// What goes of a schema before something else gets its name: the old `b`, where `a` is called `b` from now on.
///
/// That is so only where nothing keeps or gets the name that becomes free: whoever says that `a` is `b` now, while both
/// schemas have both, has more likely forgotten what has become of `b`.
struct Displacement {
    /// The schema without what goes.
    private(set) var schema: Schema
    /// The tables that go, and the views and sequences that go with them.
    private(set) var gone: Schema
    /// The columns that go, by the old names of their tables.
    private(set) var columns: [NameKey: [Column]] = [:]

    init(_ old: Schema, to new: Schema, _ hints: [RenameHint]) {
        schema = old
        gone = Schema(old.dialect)
        let dialect = old.dialect
        func key(_ name: ObjectName) -> NameKey { NameKey(name, dialect) }
        let renames = hints.filter { $0.column == nil }.map { (from: key($0.table), to: key($0.newName)) }
        let names = Set(new.tables.map { key($0.name) })
        let leaving = Self.displaced(of: Set(old.tables.map { key($0.name) }), by: renames, wanted: names)
        for table in old.tables where leaving.contains(key(table.name)) {
            guard let rest = schema.without(table, to: new) else { continue }
            schema = rest
            gone.tables.append(table)
        }
        for table in schema.tables {
            let name = renames.first { $0.from == key(table.name) }?.to ?? key(table.name)
            guard let other = new.tables.first(where: { key($0.name) == name }) else { continue }
            removeColumns(of: table, hints.filter { key($0.table) == key(table.name) }, to: other, in: new)
        }
        let (views, sequences) = (Set(schema.views.map(\.name)), Set(schema.sequences.map(\.name)))
        gone.views = old.views.filter { !views.contains($0.name) }
        gone.sequences = old.sequences.filter { !sequences.contains($0.name) }
        if dialect == .postgres, !gone.tables.isEmpty || !columns.isEmpty { schema.forgetOwners(ofLost: old) }
    }

    private mutating func removeColumns(of table: Table, _ hints: [RenameHint], to other: Table, in new: Schema) {
        let dialect = schema.dialect
        func keys(_ columns: [Column]) -> Set<NameKey> { Set(columns.map { NameKey($0.name, dialect) }) }
        let renames = hints.compactMap { hint in
            hint.column.map { (from: NameKey($0, dialect), to: NameKey(hint.newName.name, dialect)) }
        }
        let leaving = Self.displaced(of: keys(table.columns), by: renames, wanted: keys(other.columns))
        for column in table.columns where leaving.contains(NameKey(column.name, dialect)) {
            guard let rest = schema.without(column, of: table.name, to: new) else { continue }
            schema = rest
            columns[NameKey(table.name, dialect), default: []].append(column)
        }
    }

    /// The names that others get and whose owners have no other one.
    private static func displaced(
        of old: Set<NameKey>, by renames: [(from: NameKey, to: NameKey)], wanted: Set<NameKey>
    ) -> Set<NameKey> {
        let (leaving, coming) = (Set(renames.map(\.from)), Set(renames.map(\.to)))
        let fitting = renames.filter { from, to in
            old.contains(from) && wanted.contains(to) && (!wanted.contains(from) || coming.contains(from))
        }
        return Set(fitting.map(\.to)).intersection(old).subtracting(leaving)
    }
}

extension Schema {
    /// The schema without a table; `nil` if something that stays needs it.
    fileprivate func without(_ table: Table, to new: Schema) -> Schema? {
        if dialect == .postgres { return withoutServerTable(table, to: new) }
        // SQLite does not ask who needs a table, and views are made again around it.
        var schema = self
        schema.tables.removeAll { NameKey($0.name, .sqlite) == NameKey(table.name, .sqlite) }
        return schema
    }

    /// The schema without a column; `nil` if something that stays needs it.
    fileprivate func without(_ column: Column, of table: ObjectName, to new: Schema) -> Schema? {
        if dialect == .postgres { return withoutServerColumn(column, of: table, to: new) }
        // The table is made anew, with its constraints and indexes.
        var schema = self
        for index in schema.tables.indices where schema.tables[index].name == table {
            schema.tables[index].columns.removeAll { $0.name == column.name }
        }
        return schema
    }
}
