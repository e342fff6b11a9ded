internal import SQLText
public import SchemaModel

extension RandomPostgresSchema {
    /// A schema with a few changes, and hints for the renames among them; now and then the server refuses what comes
    /// out.
    public mutating func mutation(of schema: Schema) -> (schema: Schema, renames: [RenameHint]) {
        self.schema = schema
        var hints: [RenameHint] = []
        for _ in 0...random.upTo(3) {
            switch random.upTo(5) {
            case 0: mutateTypes()
            case 1: mutatePrograms()
            case 2: renameColumn(&hints)
            default: mutateTable()
            }
        }
        return (self.schema, hints)
    }

    private mutating func mutateTypes() {
        guard !schema.types.isEmpty else { return }
        let index = random.upTo(schema.types.count - 1)
        switch schema.types[index].kind {
        case .enumeration:
            let place = random.upTo(schema.types[index].labels.count)
            if random.chance(70) {
                let label = "new \(random.upTo(99))"
                guard !schema.types[index].labels.contains(label) else { return }
                schema.types[index].labels.insert(label, at: place)
            } else {
                schema.types[index].labels.reverse()
            }
        case .domain:
            if random.chance(50) { schema.types[index].domain?.isNullable.toggle() }
            if random.chance(50) { schema.types[index].domain?.checks = [] }
        case .composite:
            if schema.types[index].attributes.count > 1, random.chance(50) {
                schema.types[index].attributes.removeLast()
            } else {
                schema.types[index].attributes.append(Column("added\(random.upTo(9))", "text"))
            }
        case .range: schema.types[index].options = ["subtype": "date"]
        }
    }

    private mutating func mutatePrograms() {
        if !schema.routines.isEmpty, random.chance(50) {
            let index = random.upTo(schema.routines.count - 1)
            let definition = schema.routines[index].definition
            schema.routines[index].definition =
                random.chance(60)
                ? definition.replacing("SELECT $1", with: "SELECT 1 + $1")
                : definition.replacing("(n ", with: "(other ")
        }
        if !schema.views.isEmpty, random.chance(50) {
            let index = random.upTo(schema.views.count - 1)
            schema.views[index].query = schema.views[index].query.replacing(
                "\n  FROM", with: ", 7 AS seven\n  FROM", maxReplacements: 1)
        }
    }

    private mutating func mutateTable() {
        guard !schema.tables.isEmpty else { return }
        let place = random.upTo(schema.tables.count - 1)
        guard schema.tables[place].partition == nil, schema.tables[place].columns.count > 1 else { return }
        let index = random.upTo(schema.tables[place].columns.count - 1)
        switch random.upTo(15) {
        case 0: addColumn(to: place)
        case 1 where schema.tables[place].kind == .ordinary: schema.tables[place].columns.remove(at: index)
        case 2: schema.tables[place].columns[index].isNullable.toggle()
        case 3:
            if schema.tables[place].columns[index].type == "integer" {
                schema.tables[place].columns[index].type = random.pick(["bigint", "text", "numeric"])
                schema.tables[place].columns[index].defaultValue = nil
            }
        case 4: schema.tables[place].indexes = Array(schema.tables[place].indexes.dropFirst())
        case 5: schema.tables[place].indexes += [Index("added index", on: [schema.tables[place].columns[index].name])]
        case 6: schema.tables[place].checks = Array(schema.tables[place].checks.dropFirst())
        case 7: schema.tables[place].foreignKeys = []
        case 8: schema.tables[place].policies = []
        case 9...10 where schema.tables[place].kind == .ordinary: changeIndexes(of: place)
        case 11 where schema.tables[place].kind == .ordinary:
            let column = schema.tables[place].columns[index].name
            guard schema.tables[place].primaryKey?.columns.contains(column) == false else { return }
            schema.tables[place].primaryKey?.parts.append(IndexPart(column: column))
        case 12 where schema.tables[place].kind == .ordinary: collate(place)
        case 13...14 where schema.tables[place].kind == .ordinary: changeValidity(in: place)
        default: schema.tables[place].triggers = []
        }
    }

    private func hasFamily(_ table: Table) -> Bool {
        !table.parents.isEmpty || schema.tables.contains { $0.parents.contains(table.name) }
    }

    /// Other collations for columns, and for indexes under the same names.
    private mutating func collate(_ place: Int) {
        guard !hasFamily(schema.tables[place]) else { return }
        for index in schema.tables[place].columns.indices
        where schema.tables[place].columns[index].type.hasPrefix("text") && random.chance(70) {
            schema.tables[place].columns[index].collation = random.pick([nil, ObjectName("C"), ObjectName("POSIX")])
        }
        for index in schema.tables[place].indexes.indices where random.chance(50) {
            let column = schema.tables[place].indexes[index].parts[0].column.flatMap(schema.tables[place].column)
            guard column?.type == "text" else { continue }
            schema.tables[place].indexes[index].parts[0].collation = random.pick([
                nil, ObjectName("C"), ObjectName("POSIX"),
            ])
        }
    }

    /// What is known of the rows becomes unknown, and the other way round.
    private mutating func changeValidity(in place: Int) {
        guard !hasFamily(schema.tables[place]) else { return }
        for index in schema.tables[place].checks.indices where random.chance(60) {
            schema.tables[place].checks[index].isValidated.toggle()
        }
        for index in schema.tables[place].foreignKeys.indices where random.chance(60) {
            schema.tables[place].foreignKeys[index].isValidated.toggle()
        }
        for index in schema.types.indices where schema.types[index].domain != nil && random.chance(20) {
            guard schema.types[index].domain?.checks.isEmpty == false else { continue }
            schema.types[index].domain?.checks[0].isValidated.toggle()
        }
    }

    /// Other indexes under the same names.
    private mutating func changeIndexes(of place: Int) {
        for index in schema.tables[place].indexes.indices where schema.tables[place].indexes[index].method == "btree" {
            schema.tables[place].indexes[index].parts[0].isDescending.toggle()
            if random.chance(30) { schema.tables[place].indexes[index].isUnique.toggle() }
        }
    }

    private mutating func addColumn(to place: Int) {
        var column = Column("added\(random.upTo(9))", random.pick(["integer", "text", "uuid"]))
        if column.type == "uuid" { column.defaultValue = "gen_random_uuid()" }
        if random.chance(30) { column.isNullable = false }
        let isLast = random.chance(60)
        guard schema.tables[place].column(column.name) == nil, schema.tables[place].kind == .ordinary,
            !schema.tables.contains(where: { $0.parents.contains(schema.tables[place].name) })
        else { return }
        let count = schema.tables[place].columns.count
        schema.tables[place].columns.insert(column, at: isLast ? count : random.upTo(count))
    }

    /// Only where nothing else names the column.
    private mutating func renameColumn(_ hints: inout [RenameHint]) {
        let places = schema.tables.indices.filter {
            schema.tables[$0].kind == .ordinary && schema.tables[$0].partition == nil
        }
        guard hints.isEmpty, let place = places.randomElement(using: &random) else { return }
        let table = schema.tables[place]
        guard let column = table.columns.last, column.generated == nil, column.name != "id" else { return }
        let name = "renamed"
        hints.append(RenameHint(column: column.name, of: table.name, to: name))
        schema.tables[place].columns[table.columns.count - 1].name = name
    }
}
