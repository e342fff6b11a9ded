internal import SQLText
public import SchemaModel

extension RandomSchema {
    /// A schema with a few changes, and hints for the renames among them; now and then SQLite refuses what comes out.
    public mutating func mutation(of schema: Schema) -> (schema: Schema, renames: [RenameHint]) {
        var (schema, hints) = (schema, [RenameHint]())
        for _ in 0...random.upTo(3) {
            switch random.upTo(4) {
            case 0: mutateTables(&schema, &hints)
            case 1: mutateViews(&schema)
            default: mutateTable(&schema, &hints)
            }
        }
        schema.tables.sort { $0.name < $1.name }
        schema.views.sort { $0.name < $1.name }
        for index in schema.tables.indices { schema.tables[index].sortConstraints() }
        return (schema, hints)
    }

    private mutating func mutateTables(_ schema: inout Schema, _ hints: inout [RenameHint]) {
        guard !schema.tables.isEmpty, hints.isEmpty else { return }
        let index = random.upTo(schema.tables.count - 1)
        switch random.upTo(2) {
        case 0: schema.tables.remove(at: index)
        case 1: schema.tables.append(table())
        default:
            let new = ObjectName(name())
            let old = schema.tables[index].name
            hints.append(RenameHint(table: old, to: new))
            schema.tables[index].name = new
            for table in schema.tables.indices {
                for key in schema.tables[table].foreignKeys.indices
                where schema.tables[table].foreignKeys[key].table == old {
                    schema.tables[table].foreignKeys[key].table = new
                }
            }
            // A trigger says of which table it is.
            schema.tables[index].triggers = []
        }
    }

    private mutating func mutateViews(_ schema: inout Schema) {
        if !schema.views.isEmpty, random.chance(50) {
            schema.views.remove(at: random.upTo(schema.views.count - 1))
        } else {
            schema.views.append(View(ObjectName(name()), query: "SELECT 1 AS x"))
        }
    }

    private mutating func mutateTable(_ schema: inout Schema, _ hints: inout [RenameHint]) {
        guard !schema.tables.isEmpty else { return }
        let place = random.upTo(schema.tables.count - 1)
        guard schema.tables[place].kind == .ordinary, schema.tables[place].columns.count > 1 else { return }
        var table = schema.tables[place]
        let index = random.upTo(table.columns.count - 1)
        switch random.upTo(13) {
        case 0, 1: addColumn(to: &table)
        case 2, 3: table.columns.remove(at: index)
        case 4: table.columns[index].isNullable.toggle()
        case 5: table.columns[index].defaultValue = random.pick([nil, "7", "CURRENT_DATE", "1 + 3"])
        case 6: table.columns[index].type = random.pick(["INTEGER", "TEXT", "BLOB"])
        case 7: table.indexes = Array(table.indexes.dropFirst()) + [Index(name(), on: [table.columns[index].name])]
        case 8: table.triggers = []
        case 9: table.checks = Array(table.checks.dropFirst())
        case 10: table.foreignKeys = Array(table.foreignKeys.dropFirst())
        case 11: table.columns[index].collation = random.pick([nil, ObjectName("NOCASE"), ObjectName("RTRIM")])
        case 12: collateParts(of: &table)
        default:
            guard hints.isEmpty else { return }
            let (old, new) = (table.columns[index].name, name())
            hints.append(RenameHint(column: old, of: table.name, to: new))
            table.columns[index].name = new
            table.indexes = []
            table.triggers = []
            table.primaryKey = nil
            table.traits.isAutoincrement = false
            for key in table.foreignKeys.indices {
                table.foreignKeys[key].columns = table.foreignKeys[key].columns.map { $0 == old ? new : $0 }
            }
        }
        schema.tables[place] = table
    }

    /// Other collations for indexes and keys under the same names.
    private mutating func collateParts(of table: inout Table) {
        for index in table.indexes.indices {
            table.indexes[index].parts = table.indexes[index].parts.map { part in
                part.column.flatMap(table.column).map { self.part(of: $0) } ?? part
            }
        }
        for index in table.uniqueKeys.indices {
            table.uniqueKeys[index].parts = table.uniqueKeys[index].columns.compactMap(table.column)
                .map { part(of: $0) }
        }
    }

    private mutating func addColumn(to table: inout Table) {
        var column = Column(name(), random.pick(["INTEGER", "TEXT", "ANY"]))
        if random.chance(40) { column.defaultValue = random.pick(["1", "'x'", "CURRENT_TIME", "(1)"]) }
        if random.chance(30) { column.isNullable = false }
        if random.chance(20) { table.checks.append(Check("\(column.name.quotedName(.sqlite)) <> 5")) }
        if random.chance(20) {
            table.foreignKeys.append(ForeignKey([column.name], references: table.name, []))
        }
        let isLast = random.chance(70)
        table.columns.insert(column, at: isLast ? table.columns.count : random.upTo(table.columns.count))
    }
}
