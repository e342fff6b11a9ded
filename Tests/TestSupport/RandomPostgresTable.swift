internal import SQLText
internal import SchemaModel

extension RandomPostgresSchema {
    // MARK: Tables

    mutating func addTables() {
        for name in ["users", "Orders", "select", "tags"] where random.chance(65) {
            var table = Table(place(name))
            table.columns = [Column("id", random.pick(["integer", "integer", "bigint"]))]
            table.columns[0].isNullable = false
            giveNumbers(to: &table.columns[0], of: table.name)
            for name in ["a", "b", "Some text", "order", "made", "feels", "price"] where random.chance(55) {
                table.columns.append(column(name, of: table.name))
            }
            if random.chance(30) { table.columns.shuffle(using: &random) }
            addKeys(to: &table)
            addGenerated(to: &table)
            addChecks(to: &table)
            table.traits.isUnlogged = random.chance(8)
            // Since 15 a sequence goes with its table in this too.
            for index in schema.sequences.indices where schema.sequences[index].owner?.name == table.name {
                schema.sequences[index].isUnlogged = table.traits.isUnlogged
            }
            if random.chance(15) { table.traits.options = ["fillfactor": random.pick(["70", "90"])] }
            schema.tables.append(table)
            needTypes(of: table)
        }
    }

    private mutating func giveNumbers(to column: inout Column, of table: ObjectName) {
        let limit = column.type == "integer" ? Int64(Int32.max) : .max
        switch random.upTo(3) {
        case 0:
            var numbers = Numbering(column.type, maximum: limit)
            numbers.increment = Int64(1 + random.upTo(1))
            column.identity = Identity(isAlways: random.chance(50), numbers: numbers)
        case 1:
            let name = ObjectName(schema: table.schema, "\(table.name)_id_seq")
            var sequence = NumberSequence(name, Numbering(column.type, maximum: limit))
            sequence.owner = ObjectReference(.column, table, detail: "id")
            column.defaultValue = "nextval('\(quoted(name))'::regclass)"
            schema.sequences.append(sequence)
            need(column.reference(of: table), ObjectReference(.sequence, name))
        default: break
        }
    }

    private mutating func column(_ name: String, of table: ObjectName) -> Column {
        let own = schema.types.map { quoted($0.name) }
        let types: [String: [String]] = [
            "a": ["integer", "bigint", "text", "numeric(10,2)"],
            "b": ["integer", "smallint", "double precision", "text[]"],
            "Some text": ["text", "character varying(20)", "character varying(40)", "character varying"],
            "order": ["integer", "boolean", "uuid", "jsonb"],
            "made": ["timestamp with time zone", "timestamp without time zone", "date"],
            "feels": own.isEmpty ? ["text"] : own + own.prefix(1).map { $0 + "[]" },
            "price": ["numeric", "numeric(8,2)", "integer"],
        ]
        var column = Column(name, random.pick(types[name] ?? ["text"]))
        column.isNullable = random.chance(65)
        if random.chance(40) { giveDefault(to: &column, of: table) }
        if column.type == "text" {
            if random.chance(30) { column.collation = ObjectName(random.pick(["C", "POSIX"])) }
            if random.chance(15) {
                var storage = ColumnStorage()
                storage.mode = "EXTERNAL"
                storage.statistics = 50
                column.storage = storage
            }
        }
        return column
    }

    private mutating func giveDefault(to column: inout Column, of table: ObjectName) {
        switch column.type {
        case "integer", "bigint", "smallint", "numeric", "numeric(10,2)", "numeric(8,2)", "double precision":
            column.defaultValue = random.pick(["1", "0", "5"])
            if column.type == "bigint" || column.type == "integer", random.chance(40),
                let routine = schema.routines.first(where: { $0.name.name == "Made up" })
            {
                column.defaultValue = "\(quoted(routine.name))()"
                need(column.reference(of: table), ObjectReference(.routine, routine.name, detail: routine.signature))
            }
        case "text", "character varying(20)", "character varying(40)", "character varying":
            column.defaultValue = random.pick(["'x'", "'it''s'"])
        case "boolean": column.defaultValue = "true"
        case "uuid": column.defaultValue = "gen_random_uuid()"
        case "jsonb": column.defaultValue = "'{}'"
        case "text[]": column.defaultValue = "'{}'"
        case "date", "timestamp with time zone", "timestamp without time zone": column.defaultValue = "now()"
        default:
            guard let type = schema.types.first(where: { quoted($0.name) == column.type }), let label = type.labels.last
            else { return }
            column.defaultValue = SQLLiteral.text(label)
        }
    }

    private mutating func needTypes(of table: Table) {
        for column in table.columns {
            for type in schema.types where column.type.hasPrefix(quoted(type.name)) {
                need(ObjectReference(.table, table.name), ObjectReference(.type, type.name))
            }
        }
    }

    // MARK: Constraints

    private mutating func addKeys(to table: inout Table) {
        if random.chance(85) {
            table.primaryKey = Key(
                ["id"],
                name: random.pick(["\(table.name.name)_pkey", "\(table.name.name)_pkey", "Key of \(table.name.name)"]))
        }
        let simple = table.columns.filter { !["jsonb"].contains($0.type) && $0.name != "feels" }
        if random.chance(40), let column = simple.randomElement(using: &random) {
            var key = Key([column.name], name: "\(table.name.name) unique")
            if random.chance(30), let other = simple.first(where: { $0.name != column.name }) {
                key.included = [other.name]
            }
            if random.chance(20) { key.deferral = .usual }
            table.uniqueKeys.append(key)
        }
        if random.chance(15), table.column("made")?.type == "date" {
            table.exclusions.append(
                Exclusion("EXCLUDE USING gist (daterange(made, made + 1) WITH &&)", name: "\(table.name.name)_no_two"))
        }
    }

    private mutating func addGenerated(to table: inout Table) {
        guard random.chance(30),
            let source = table.columns.first(where: { ["integer", "text"].contains($0.type) && $0.identity == nil })
        else { return }
        var column = Column("computed", source.type)
        let name = quoted(source.name)
        var expression = source.type == "text" ? "upper(\(name))" : "\(name) + \(random.upTo(1))"
        if source.type == "integer", random.chance(50),
            let twice = schema.routines.first(where: { $0.name.name == "twice" })
        {
            expression = "\(quoted(twice.name))(\(name))"
            need(column.reference(of: table.name), ObjectReference(.routine, twice.name, detail: twice.signature))
        }
        column.generated = Generated(expression, isStored: true)
        table.columns.append(column)
    }

    private mutating func addChecks(to table: inout Table) {
        for name in ["positive", "Not empty"] where random.chance(35) {
            guard let column = table.columns.randomElement(using: &random) else { return }
            var check = Check("\(quoted(column.name)) IS NOT NULL OR true", name: name)
            if ["integer", "bigint"].contains(column.type) {
                check.expression = "\(quoted(column.name)) > \(random.pick(["-5", "0"]))"
            }
            if column.type == "text" {
                check.expression = "\(quoted(column.name)) <> ''"
                if random.chance(40), let routine = schema.routines.first(where: { $0.name.name == "is_ok" }) {
                    check.expression = "\(quoted(routine.name))(\(quoted(column.name)))"
                    need(
                        ObjectReference(.constraint, table.name, detail: name),
                        ObjectReference(.routine, routine.name, detail: routine.signature))
                }
            }
            check.isValidated = random.chance(75)
            table.checks.append(check)
        }
    }

    mutating func addForeignKeys() {
        let targets = schema.tables.filter { $0.primaryKey?.columns == ["id"] && !$0.traits.isUnlogged }
        for index in schema.tables.indices where random.chance(60) {
            let table = schema.tables[index]
            guard let target = targets.randomElement(using: &random), table.partition == nil, table.parents.isEmpty,
                let column = table.columns.first(where: {
                    ["integer", "bigint"].contains($0.type) && $0.identity == nil && $0.generated == nil
                        && $0.defaultValue == nil
                })
            else { continue }
            var key = ForeignKey([column.name], references: target.name, ["id"], name: "to other")
            key.onDelete = random.pick([.noAction, .cascade, .setNull])
            key.deferral = random.pick([.never, .never, .possible, .usual])
            key.isValidated = table.kind == .partitioned || random.chance(75)
            schema.tables[index].foreignKeys.append(key)
            guard table.kind == .partitioned else { continue }
            for child in schema.tables.indices where schema.tables[child].partition?.table == table.name {
                var own = key
                own.isInherited = true
                schema.tables[child].foreignKeys.append(own)
            }
        }
    }

    // MARK: Partitions and children

    /// A table with partitions, whose columns, keys and conditions are written for each.
    mutating func addPartitions() {
        var table = Table(place("events"))
        table.kind = .partitioned
        table.partitioning = random.pick(["RANGE (id)", "RANGE (id)", "LIST (id)"])
        table.columns = [Column("id", random.pick(["integer", "integer", "bigint"]))]
        table.columns[0].isNullable = false
        for name in ["a", "Some text", "made"] where random.chance(60) {
            table.columns.append(column(name, of: table.name))
        }
        if random.chance(60) { table.primaryKey = Key(["id"], name: "events_pkey") }
        if random.chance(40) { table.checks = [Check("id > \(random.pick(["-100", "-50"]))", name: "of id")] }
        if random.chance(60), let column = table.columns.last {
            table.indexes = [Index("events by it", on: [column.name])]
        }
        let bounds =
            table.partitioning == "LIST (id)" ? ["IN (1, 2)", "IN (3)"] : ["FROM (0) TO (10)", "FROM (10) TO (20)"]
        var parts: [Table] = []
        for (number, bound) in bounds.enumerated() where random.chance(80) {
            parts.append(partition("events_\(number)", of: table, "FOR VALUES \(bound)"))
        }
        if random.chance(50) { parts.append(partition("events_rest", of: table, "DEFAULT")) }
        if random.chance(20), let index = parts.indices.last {
            parts[index].partition = nil
            for item in parts[index].indexes.indices { parts[index].indexes[item].parent = nil }
            for item in parts[index].columns.indices { parts[index].columns[item].isInherited = false }
        }
        schema.tables.append(table)
        schema.tables += parts
    }

    private mutating func partition(_ name: String, of table: Table, _ bound: String) -> Table {
        var part = table
        part.name = ObjectName(schema: table.name.schema, name)
        (part.kind, part.partitioning) = (.ordinary, nil)
        part.partition = Partition(of: table.name, bound: bound)
        for index in part.columns.indices { part.columns[index].isInherited = true }
        part.primaryKey?.name = random.pick(["\(name)_pkey", "\(name)_pkey", "\(name) own key"])
        part.primaryKey?.isInherited = true
        for index in part.checks.indices { part.checks[index].isInherited = true }
        for index in part.indexes.indices {
            part.indexes[index].parent = ObjectName(schema: table.name.schema, part.indexes[index].name)
            part.indexes[index].name = "\(name) \(part.indexes[index].name)"
        }
        if random.chance(30) { part.indexes.append(Index("\(name) own", on: ["id"])) }
        if random.chance(25), let last = part.columns.indices.last, part.columns[last].type == "text" {
            part.columns[last].defaultValue = "'own'"
        }
        return part
    }

    /// A table with the columns of another.
    mutating func addChild() {
        guard let parent = schema.tables.first(where: { $0.kind == .ordinary && $0.partition == nil }) else { return }
        var table = Table(place("child"))
        table.parents = [parent.name]
        for column in parent.columns {
            var own = column
            (own.isInherited, own.identity) = (true, nil)
            table.columns.append(own)
        }
        table.columns.append(Column("extra", random.pick(["text", "integer"])))
        for check in parent.checks {
            var own = check
            own.isInherited = true
            table.checks.append(own)
        }
        schema.tables.append(table)
    }

    // MARK: Parts

    mutating func addParts(to index: Int) {
        let table = schema.tables[index]
        let reference = ObjectReference(.table, table.name)
        if table.kind == .ordinary, table.partition == nil { schema.tables[index].indexes += indexes(of: table) }
        if random.chance(30), let note = schema.routines.first(where: { $0.name.name == "note" }),
            table.partition == nil
        {
            let timing = random.pick(["BEFORE", "AFTER"])
            let column = table.columns.randomElement(using: &random).map { " OF \(quoted($0.name))" } ?? ""
            let event = random.pick(["INSERT", "UPDATE", "UPDATE\(column)"])
            var trigger = Trigger(
                "noted", timing: timing, events: [event], action: "",
                definition:
                    "CREATE TRIGGER noted \(timing) \(event) ON \(quoted(table.name)) FOR EACH ROW EXECUTE FUNCTION \(quoted(note.name))()"
            )
            if table.kind == .ordinary { trigger.enabled = random.pick([nil, nil, "DISABLED", "ALWAYS"]) }
            schema.tables[index].triggers = [trigger]
            let part = ObjectReference(.trigger, table.name, detail: "noted")
            need(part, ObjectReference(.routine, note.name, detail: note.signature))
            need(part, reference)
        }
        if random.chance(25) {
            var policy = Policy(random.pick(["own rows", "all_of_it"]))
            policy.isPermissive = random.chance(70)
            policy.command = random.pick(["ALL", "SELECT", "UPDATE"])
            policy.using = random.pick(["true", "\(quoted(table.columns[0].name)) IS NOT NULL"])
            if policy.command != "SELECT", random.chance(40) { policy.check = "true" }
            schema.tables[index].policies = [policy]
            schema.tables[index].traits.hasRowSecurity = random.chance(70)
            schema.tables[index].traits.forcesRowSecurity = random.chance(20)
        }
    }

    private mutating func indexes(of table: Table) -> [Index] {
        var indexes: [Index] = []
        for name in ["first", "Second \"", "third"] where random.chance(40) {
            let columns = table.columns.filter { !["jsonb"].contains($0.type) && $0.name != "feels" }
            guard let column = columns.randomElement(using: &random) else { break }
            var index = Index("\(table.name.name) \(name)", on: [column.name])
            index.isUnique = random.chance(20)
            index.parts[0].isDescending = random.chance(20)
            if random.chance(30) { index.predicate = "\(quoted(column.name)) IS NOT NULL" }
            if column.type == "text", random.chance(40) {
                index.parts[0] = IndexPart(expression: "lower(\(quoted(column.name)))")
            }
            if column.type == "integer", random.chance(30),
                let twice = schema.routines.first(where: { $0.name.name == "twice" })
            {
                index.parts[0] = IndexPart(expression: "\(quoted(twice.name))(\(quoted(column.name)))")
                need(
                    ObjectReference(.index, table.name, detail: index.name),
                    ObjectReference(.routine, twice.name, detail: twice.signature))
            }
            if ["text", "character varying"].contains(column.type), random.chance(30) {
                index.parts[0].collation = ObjectName(random.pick(["C", "POSIX"]))
            }
            if random.chance(20), let other = columns.first(where: { $0.name != column.name }) {
                index.included = [other.name]
            }
            if random.chance(15) { index.options = ["fillfactor": "80"] }
            indexes.append(index)
        }
        return indexes
    }
}

extension Column {
    fileprivate func reference(of table: ObjectName) -> ObjectReference {
        ObjectReference(.column, table, detail: name)
    }
}
