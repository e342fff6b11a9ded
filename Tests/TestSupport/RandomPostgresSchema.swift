internal import SQLText
public import SchemaModel

/// Schemas made at random for PostgreSQL, in a form from which a script can be written; the server's form of them is
/// what a database gives that was made from the script.
///
/// Names come from small sets, so that two schemas have objects of the same name that differ. Now and then the server
/// refuses a schema.
public struct RandomPostgresSchema {
    var random: SeededGenerator
    /// The schema that grows.
    var schema = Schema(.postgres)

    /// Begins with a seed.
    public init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// The next schema.
    public mutating func next() -> Schema {
        schema = Schema(.postgres)
        schema.namespaces = [Namespace("public"), Namespace("Other \"one\"")]
        addTypes()
        addSequences()
        addRoutines()
        addTables()
        if random.chance(40) { addPartitions() }
        if random.chance(25) { addChild() }
        addForeignKeys()
        addTableRoutines()
        for index in schema.tables.indices { addParts(to: index) }
        addViews()
        addOthers()
        addComments()
        return schema
    }

    // MARK: Helpers

    /// A name in one of the two schemas, mostly in the first.
    mutating func place(_ name: String) -> ObjectName {
        ObjectName(schema: random.chance(75) ? "public" : "Other \"one\"", name)
    }

    /// Some of several, in their order.
    mutating func some<Element>(of elements: [Element], _ percent: UInt64) -> [Element] {
        elements.filter { _ in random.chance(percent) }
    }

    /// Says that an object needs another.
    mutating func need(_ object: ObjectReference, _ needs: ObjectReference) {
        schema.dependencies.append(SchemaDependency(object, needs: needs))
    }

    func quoted(_ name: ObjectName) -> String { name.quoted(.postgres) }

    func quoted(_ name: String) -> String { name.quotedName(.postgres) }

    // MARK: Types, sequences, routines

    private mutating func addTypes() {
        for name in some(of: ["mood", "Size of it"], 70) {
            var type = UserType(place(name), .enumeration)
            type.labels = some(of: ["a", "it's b", "C", "d", "e"], 60)
            if type.labels.isEmpty { type.labels = ["a"] }
            if random.chance(15) { type.labels.reverse() }
            schema.types.append(type)
        }
        for name in some(of: ["positive", "short"], 60) {
            var type = UserType(place(name), .domain)
            type.domain = Domain(name == "positive" ? random.pick(["integer", "integer", "bigint"]) : "text")
            type.domain?.isNullable = random.chance(90)
            if random.chance(60) {
                let text = name == "positive" ? "VALUE > \(random.upTo(1))" : "length(VALUE) < \(random.upTo(2) + 90)"
                type.domain?.checks = [Check(text, name: random.pick(["is_fine", "Is Fine"]))]
                type.domain?.checks[0].isValidated = random.chance(80)
            }
            if name == "short", random.chance(30) {
                type.domain?.collation = ObjectName(random.pick(["C", "POSIX"]))
            }
            if random.chance(30) { type.domain?.defaultValue = name == "positive" ? "7" : "'x'" }
            schema.types.append(type)
        }
        if random.chance(60) {
            var type = UserType(place("pair"), .composite)
            type.attributes = some(
                of: [
                    Column("x", random.pick(["integer", "integer", "bigint"])), Column("Y", "text"),
                    Column("when", "date"),
                ], 70)
            schema.types.append(type)
        }
        if random.chance(30) {
            var type = UserType(place("span"), .range)
            type.options = ["subtype": random.pick(["numeric", "text"])]
            schema.types.append(type)
        }
    }

    private mutating func addSequences() {
        for name in some(of: ["numbers", "Count up"], 40) {
            var numbers = Numbering(random.pick(["bigint", "bigint", "integer"]))
            if numbers.type == "integer" { numbers.maximum = Int64(Int32.max) }
            numbers.increment = Int64(1 + random.upTo(2))
            numbers.cache = random.pick([1, 1, 5])
            numbers.cycles = random.chance(20)
            schema.sequences.append(NumberSequence(place(name), numbers))
        }
    }

    private mutating func addRoutine(
        _ name: String, _ arguments: String, _ signature: String, _ result: String, _ rest: String
    ) {
        let own = place(name)
        let definition = "CREATE FUNCTION \(quoted(own))(\(arguments)) RETURNS \(result)\n LANGUAGE \(rest)"
        let language = String(rest.prefix { $0 != " " })
        var routine = Routine(own, signature: signature, language: language, definition: definition)
        routine.result = result
        schema.routines.append(routine)
    }

    private mutating func addRoutines() {
        if random.chance(70) {
            let argument = random.pick(["n", "n", "m"])
            addRoutine(
                "twice", "\(argument) integer", "integer", "integer",
                "sql IMMUTABLE AS 'SELECT $1 * \(random.pick([2, 3]))'")
        }
        if random.chance(60) {
            addRoutine(
                "Made up", "", "", random.pick(["integer", "integer", "bigint"]),
                "sql STABLE AS 'SELECT \(random.upTo(3) + 1)'")
        }
        addRoutine("note", "", "", "trigger", "plpgsql AS 'BEGIN RETURN NEW; END'")
        if random.chance(30) {
            addRoutine(
                "is_ok", "t text", "text", "boolean",
                "plpgsql IMMUTABLE AS 'BEGIN RETURN \(random.pick(["true", "$1 IS NULL OR true"])); END'")
        }
    }

    /// Functions that take rows of a table, or read it by a body that the server understands.
    private mutating func addTableRoutines() {
        guard let index = schema.tables.indices.randomElement(using: &random) else { return }
        let table = schema.tables[index]
        let needed = ObjectReference(.table, table.name)
        if random.chance(25) {
            addRoutine(
                "of row", "r \(quoted(table.name))", quoted(table.name), "boolean", "sql IMMUTABLE AS 'SELECT true'")
            guard let routine = schema.routines.last else { return }
            let reference = ObjectReference(.routine, routine.name, detail: routine.signature)
            need(reference, needed)
            if random.chance(50), table.kind == .ordinary, table.partition == nil,
                schema.tables.allSatisfy({ !$0.parents.contains(table.name) })
            {
                schema.tables[index].checks.append(
                    Check("\(quoted(routine.name))(\(quoted(table.name.name)))", name: "by row"))
                need(ObjectReference(.constraint, table.name, detail: "by row"), reference)
            }
        }
        if random.chance(25), let column = table.columns.last {
            addRoutine(
                "reads", "", "", "bigint",
                "sql\nBEGIN ATOMIC\n SELECT count(t.\(quoted(column.name))) FROM \(quoted(table.name)) t;\nEND")
            guard let routine = schema.routines.last else { return }
            need(ObjectReference(.routine, routine.name, detail: ""), needed)
        }
    }

    // MARK: Views and others

    private mutating func addViews() {
        var sources = schema.tables.map { (ObjectReference(.table, $0.name), $0.columns) }
        for name in ["v1", "Second view", "v3", "kept"] where random.chance(60) {
            guard !sources.isEmpty else { return }
            let (source, all) = random.pick(sources)
            let columns = random.chance(30) ? all : some(of: all, 60)
            guard !columns.isEmpty else { continue }
            let list = columns.map { "s.\(quoted($0.name))" }.joined(separator: ", ")
            var view = View(place(name), query: "SELECT \(list)\n  FROM \(quoted(source.name)) s")
            if random.chance(30) { view.query = "SELECT \(list)\n  FROM \(quoted(source.name)) AS s" }
            if random.chance(40) { view.query += "\n WHERE s.\(quoted(columns[0].name)) IS NOT NULL" }
            view.columns = columns.map { Column($0.name, $0.type) }
            view.isMaterialized = name == "kept" || random.chance(10)
            let reference = ObjectReference(.view, view.name)
            need(reference, source)
            if let twice = schema.routines.first(where: { $0.name.name == "twice" }), random.chance(30) {
                view.query = view.query.replacing(
                    "\n  FROM", with: ", \(quoted(twice.name))(5) AS five\n  FROM", maxReplacements: 1)
                view.columns.append(Column("five", "integer"))
                need(reference, ObjectReference(.routine, twice.name, detail: twice.signature))
            }
            if view.isMaterialized {
                view.isPopulated = random.chance(80)
                if random.chance(60) { view.indexes = [Index("\(name) by first", on: [columns[0].name])] }
            } else {
                if random.chance(20) { view.options = ["security_barrier": "true"] }
            }
            schema.views.append(view)
            sources.append((reference, view.columns))
        }
    }

    private mutating func addOthers() {
        guard let table = schema.tables.first(where: { $0.kind == .ordinary && $0.columns.count > 2 }) else { return }
        let reference = ObjectReference(.table, table.name)
        if random.chance(30) {
            let columns = table.columns.prefix(2).map { quoted($0.name) }.joined(separator: ", ")
            let name = ObjectName(schema: "public", "together")
            schema.others.append(
                OtherObject(
                    "statistics", name,
                    statements: [
                        "CREATE STATISTICS public.together (dependencies) ON \(columns) FROM \(quoted(table.name))"
                    ],
                    removal: ""))
            need(ObjectReference(.other, name, detail: "statistics"), reference)
        }
        if random.chance(25) {
            let name = ObjectName(schema: table.name.schema, "off ON \(table.name.name)")
            let action = random.pick([
                "DO ALSO NOTIFY x", "WHERE old.\(quoted(table.columns[1].name)) IS NULL DO INSTEAD NOTHING",
            ])
            schema.others.append(
                OtherObject(
                    "rule", name,
                    statements: ["CREATE RULE off AS ON DELETE TO \(quoted(table.name)) \(action)"],
                    removal: ""))
            need(ObjectReference(.other, name, detail: "rule"), reference)
        }
    }

    // MARK: Comments

    private mutating func comment() -> String? { random.chance(20) ? random.pick(["one", "it's two"]) : nil }

    private mutating func addComments() {
        for index in schema.types.indices { schema.types[index].comment = comment() }
        for index in schema.sequences.indices { schema.sequences[index].comment = comment() }
        for index in schema.routines.indices { schema.routines[index].comment = comment() }
        for index in schema.views.indices { schema.views[index].comment = comment() }
        schema.tables = schema.tables.map { commented($0) }
    }

    private mutating func commented(_ table: Table) -> Table {
        var table = table
        table.comment = comment()
        for index in table.columns.indices { table.columns[index].comment = comment() }
        table.primaryKey?.comment = comment()
        for index in table.checks.indices where !table.checks[index].isInherited {
            table.checks[index].comment = comment()
        }
        for index in table.indexes.indices { table.indexes[index].comment = comment() }
        for index in table.triggers.indices { table.triggers[index].comment = comment() }
        for index in table.policies.indices { table.policies[index].comment = comment() }
        return table
    }
}
