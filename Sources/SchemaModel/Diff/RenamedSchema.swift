internal import SQLText

/// A schema after the renames that lead to another one.
///
/// Names that stand by themselves follow: those in keys, foreign keys and indexes. Expressions stay as they are.
struct RenamedSchema {
    /// The schema with the new names.
    private(set) var schema: Schema
    /// The old names of tables, by the new ones.
    private(set) var tables: [NameKey: ObjectName] = [:]
    /// The old names of columns, by the new names of table and column.
    private(set) var columns: [NameKey: [NameKey: String]] = [:]
    /// The old names of sequences that follow their columns, by the new ones.
    private(set) var sequences: [NameKey: ObjectName] = [:]
    /// Hints that name nothing, or a name that is taken.
    private(set) var unused: [RenameHint] = []
    /// What is not there any more, as its name is another's.
    let displaced: Displacement
    /// The schema as it was.
    private let old: Schema

    init(_ old: Schema, to new: Schema, _ hints: [RenameHint]) {
        self.old = old
        displaced = Displacement(old, to: new, hints)
        schema = displaced.schema
        let schema = schema
        let dialect = schema.dialect
        let wanted = Dictionary(new.tables.map { (NameKey($0.name, dialect), $0) }) { first, _ in first }
        let names = tableNames(to: wanted, hints.filter { $0.column == nil })
        let columnHints = hints.filter { $0.column != nil }
        for table in schema.tables {
            let key = NameKey(table.name, dialect)
            let name = NameKey(names[key] ?? table.name, dialect)
            if names[key] != nil { tables[name] = table.name }
            let own = columnHints.filter { NameKey($0.table, dialect) == key }
            let renamed = columnNames(of: table, to: wanted[name], own)
            self.schema.renameColumns(
                Dictionary(renamed.map { (NameKey($0, dialect), $1) }) { first, _ in first }, of: table.name)
            for (old, column) in renamed { columns[name, default: [:]][NameKey(column, dialect)] = old }
        }
        let old = Set(schema.tables.map { NameKey($0.name, dialect) })
        unused += columnHints.filter { !old.contains(NameKey($0.table, dialect)) }
        self.schema.renameTables(names)
    }

    /// The columns of a table, by its new name, whose names are another's.
    func displacedColumns(of table: NameKey) -> [Column] {
        displaced.columns[tables[table].map { NameKey($0, schema.dialect) } ?? table] ?? []
    }

    /// What a table, by its new name, loses to those whose names are another's: the columns, what is about them, and the
    /// foreign keys that lead to what goes.
    func displacedParts(of table: NameKey) -> [DescribedObject] {
        let name = tables[table].map { NameKey($0, old.dialect) } ?? table
        func parts(_ schema: Schema) -> [DescribedObject] {
            let table = schema.tables.first { NameKey($0.name, schema.dialect) == name }
            return table.map { DescribedTable($0, schema.dialect).object.parts } ?? []
        }
        let kept = parts(displaced.schema)
        return parts(old).filter { part in !kept.contains { $0.kind == part.kind && $0.key == part.key } }
    }

    /// Gives sequences the names that they have in another schema, as their columns tell.
    mutating func renameSequences(to new: Schema) {
        let names = PostgresSequenceNames(schema, to: new, renamed: renamedColumns)
        schema = names.schema
        for (old, name) in names.names { sequences[NameKey(name, schema.dialect)] = old }
    }

    /// The columns that have another name by now, or whose table has.
    var renamedColumns: Set<ObjectReference> {
        schema.tables.reduce(into: []) { references, table in
            let key = NameKey(table.name, schema.dialect)
            let own = table.columns.filter { column in
                tables[key] != nil || columns[key]?[NameKey(column.name, schema.dialect)] != nil
            }
            references.formUnion(own.map { $0.reference(in: table.name) })
        }
    }

    /// The new names of tables, by the old ones.
    private mutating func tableNames(to wanted: [NameKey: Table], _ hints: [RenameHint]) -> [NameKey: ObjectName] {
        let dialect = schema.dialect
        let old = Set(schema.tables.map { NameKey($0.name, dialect) })
        let leaving = Set(hints.map { NameKey($0.table, dialect) })
        var taken: Set<NameKey> = []
        var names: [NameKey: ObjectName] = [:]
        for hint in hints {
            let (from, to) = (NameKey(hint.table, dialect), NameKey(hint.newName, dialect))
            let isFree = !old.contains(to) || leaving.contains(to)
            guard let table = wanted[to], old.contains(from), from != to, isFree, names[from] == nil,
                taken.insert(to).inserted
            else {
                unused.append(hint)
                continue
            }
            names[from] = table.name
        }
        // On SQLite a name in another case is the same name.
        for table in schema.tables where !leaving.contains(NameKey(table.name, dialect)) {
            let key = NameKey(table.name, dialect)
            if let same = wanted[key], !same.name.isIdentical(to: table.name) { names[key] = same.name }
        }
        return names
    }

    /// The renames of a table's columns, in its order.
    private mutating func columnNames(of table: Table, to new: Table?, _ hints: [RenameHint]) -> [(String, String)] {
        let dialect = schema.dialect
        let leaving = Set(hints.compactMap(\.column).map { NameKey($0, dialect) })
        let old = Set(table.columns.map { NameKey($0.name, dialect) })
        var taken: Set<NameKey> = []
        var names: [NameKey: String] = [:]
        for hint in hints {
            let (from, to) = (NameKey(hint.column ?? "", dialect), NameKey(hint.newName.name, dialect))
            let isTaken = old.contains(to) && !leaving.contains(to)
            let column = new?.columns.first { NameKey($0.name, dialect) == to }
            guard let column, old.contains(from), from != to, !isTaken, names[from] == nil, taken.insert(to).inserted
            else {
                unused.append(hint)
                continue
            }
            names[from] = column.name
        }
        for column in table.columns where !leaving.contains(NameKey(column.name, dialect)) {
            let same = new?.columns.first { NameKey($0.name, dialect) == NameKey(column.name, dialect) }
            if let same, Array(same.name.utf8) != Array(column.name.utf8) {
                names[NameKey(column.name, dialect)] = same.name
            }
        }
        return table.columns.compactMap { column in names[NameKey(column.name, dialect)].map { (column.name, $0) } }
    }
}

extension ObjectName {
    /// Whether both are the same bytes.
    func isIdentical(to other: ObjectName) -> Bool {
        Array(name.utf8) == Array(other.name.utf8) && Array((schema ?? "").utf8) == Array((other.schema ?? "").utf8)
    }
}

extension Schema {
    /// Gives tables new names, also where foreign keys, partitions and sequences name them.
    mutating func renameTables(_ names: [NameKey: ObjectName]) {
        guard !names.isEmpty else { return }
        let dialect = dialect
        func renamed(_ name: ObjectName) -> ObjectName { names[NameKey(name, dialect)] ?? name }
        for table in tables.indices {
            tables[table].name = renamed(tables[table].name)
            for key in tables[table].foreignKeys.indices {
                tables[table].foreignKeys[key].table = renamed(tables[table].foreignKeys[key].table)
            }
            if let parent = tables[table].partition?.table { tables[table].partition?.table = renamed(parent) }
            tables[table].parents = tables[table].parents.map(renamed)
        }
        for index in sequences.indices {
            sequences[index].owner = sequences[index].owner.map {
                ObjectReference($0.kind, renamed($0.name), detail: $0.detail)
            }
        }
        tables.sort { $0.name < $1.name }
        for table in tables.indices where dialect == .sqlite { tables[table].sortConstraints() }
    }

    /// Gives columns of a table new names, all at once, also where keys, indexes, foreign keys and sequences name them.
    mutating func renameColumns(_ names: [NameKey: String], of table: ObjectName) {
        guard !names.isEmpty else { return }
        let dialect = dialect
        let place = NameKey(table, dialect)
        func renamed(_ name: String) -> String { names[NameKey(name, dialect)] ?? name }
        for index in tables.indices {
            for key in tables[index].foreignKeys.indices
            where NameKey(tables[index].foreignKeys[key].table, dialect) == place {
                let names = tables[index].foreignKeys[key].referencedColumns
                tables[index].foreignKeys[key].referencedColumns = names.map(renamed)
            }
            if NameKey(tables[index].name, dialect) == place { tables[index].renameColumns(renamed) }
            if dialect == .sqlite { tables[index].sortConstraints() }
        }
        for index in sequences.indices {
            guard let owner = sequences[index].owner, NameKey(owner.name, dialect) == place else { continue }
            sequences[index].owner?.detail = owner.detail.map(renamed)
        }
    }
}

extension Table {
    fileprivate mutating func renameColumns(_ renamed: (String) -> String) {
        func rename(_ parts: inout [IndexPart]) {
            for index in parts.indices { parts[index].column = parts[index].column.map(renamed) }
        }
        for index in columns.indices { columns[index].name = renamed(columns[index].name) }
        if var key = primaryKey {
            rename(&key.parts)
            key.included = key.included.map(renamed)
            primaryKey = key
        }
        for index in uniqueKeys.indices {
            rename(&uniqueKeys[index].parts)
            uniqueKeys[index].included = uniqueKeys[index].included.map(renamed)
        }
        for index in indexes.indices {
            rename(&indexes[index].parts)
            indexes[index].included = indexes[index].included.map(renamed)
        }
        for index in foreignKeys.indices {
            foreignKeys[index].columns = foreignKeys[index].columns.map(renamed)
            foreignKeys[index].deleteColumns = foreignKeys[index].deleteColumns.map(renamed)
        }
    }
}
