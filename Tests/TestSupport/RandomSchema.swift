internal import SQLText
public import SchemaModel

/// Schemas made at random for SQLite, each in the form in which one is read from a database.
///
/// Everything that the model can say of SQLite comes up now and then, and names are as bad as they may be.
public struct RandomSchema {
    var random: SeededGenerator
    private var count = 0

    /// Begins a sequence of schemas.
    public init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// The next schema of the sequence.
    public mutating func next() -> Schema {
        var schema = Schema(.sqlite)
        for _ in 0...random.upTo(3) { schema.tables.append(table()) }
        for index in schema.tables.indices {
            schema.tables[index].foreignKeys = foreignKeys(of: index, in: schema.tables)
        }
        for index in schema.tables.indices { addParts(to: &schema.tables[index]) }
        if random.chance(20) { schema.tables.append(virtualTable()) }
        for _ in 0..<random.upTo(2) { if let view = view(in: schema) { schema.views.append(view) } }
        schema.tables.sort { $0.name < $1.name }
        schema.views.sort { $0.name < $1.name }
        return schema
    }

    // MARK: Names

    /// A name that no other object has.
    mutating func name() -> String {
        count += 1
        let name = random.pick([
            "plain", "order", "Capital", "with space", "quo\"te", "it's", "back`tick", "bra]cket", "é漢", "a.b",
            "semi;colon",
            "key", "end", "--", "/*", "(", "100%", "select", "_x", "begin",
        ])
        return random.chance(50) ? "\(name)\(count)" : "\(count)\(name)"
    }

    /// A constraint's name, seldom.
    mutating func constraintName() -> String? { random.chance(15) ? name() : nil }

    /// What happens on a conflict, seldom.
    mutating func conflict() -> String? {
        random.chance(10) ? random.pick(["ROLLBACK", "FAIL", "IGNORE", "REPLACE"]) : nil
    }

    /// Some of several, in any order, at least one.
    mutating func some<Element>(of elements: [Element], upTo limit: Int) -> [Element] {
        let shuffled = elements.shuffled(using: &random)
        return Array(shuffled.prefix(1 + random.upTo(max(0, min(limit, elements.count) - 1))))
    }

    // MARK: Objects beside tables

    private mutating func virtualTable() -> Table {
        var table = Table(ObjectName("docs\(random.upTo(9))"), columns: [Column("title", ""), Column("body", "")])
        table.kind = .virtual
        table.traits.module = random.pick(["fts5(title, body)", "fts5(title, \"body\", tokenize = 'porter ascii')"])
        return table
    }

    private mutating func view(in schema: Schema) -> View? {
        var sources = schema.tables.map { ($0.name, $0.columns) }
        for view in schema.views { sources.append((view.name, view.columns)) }
        let (source, all) = random.pick(sources)
        // What type a column without one has in a view depends on the version.
        let columns = all.filter { !$0.type.isEmpty }
        guard !columns.isEmpty else { return nil }
        let chosen = some(of: columns, upTo: 3)
        let list = chosen.map { $0.name.quotedName(.sqlite) }.joined(separator: ", ")
        var view = View(ObjectName(name()), query: "SELECT \(list)\nFROM \(source.name.quotedName(.sqlite))")
        if random.chance(30) { view.query += "\nWHERE 1 < 2 -- always\nLIMIT 10" }
        view.namesColumns = random.chance(30)
        for column in chosen { view.columns.append(Column(view.namesColumns ? name() : column.name, column.type)) }
        if random.chance(20) {
            view.triggers = [
                SQLiteDefinition.trigger(
                    name(), "INSTEAD OF", [random.pick(["INSERT", "DELETE", "UPDATE"])], on: view.name.name,
                    action: "SELECT 1;")
            ]
        }
        return view
    }

    private mutating func addParts(to table: inout Table) {
        for _ in 0..<random.upTo(3) { table.indexes.append(index(of: table)) }
        table.indexes.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        for _ in 0..<random.upTo(2) { table.triggers.append(trigger(of: table)) }
        table.triggers.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        table.sortConstraints()
    }

    private mutating func index(of table: Table) -> Index {
        var index = Index(name(), some(of: table.columns, upTo: 3).map { part(of: $0) })
        index.isUnique = random.chance(30)
        let column = random.pick(table.columns).name.quotedName(.sqlite)
        if random.chance(25) { index.parts.append(IndexPart(expression: "lower(\(column))")) }
        if random.chance(25) { index.predicate = "\(column) IS NOT NULL AND \(column) <> 'x  y'" }
        return index
    }

    /// A column of a key or an index, now and then with a direction and a collation of its own.
    mutating func part(of column: Column) -> IndexPart {
        var part = IndexPart(column: column.name)
        part.isDescending = random.chance(25)
        if random.chance(20) {
            let collation = ObjectName(random.pick(["BINARY", "NOCASE", "RTRIM"]))
            if collation != column.collation ?? ObjectName("BINARY") { part.collation = collation }
        }
        return part
    }

    private mutating func trigger(of table: Table) -> Trigger {
        let column = random.pick(table.columns).name.quotedName(.sqlite)
        let event = random.pick(["INSERT", "DELETE", "UPDATE", "UPDATE OF \(column)"])
        let row = event == "DELETE" ? "old" : "new"
        let condition = random.chance(40) ? "\(row).\(column) IS NOT NULL" : nil
        let action = random.pick([
            "SELECT 1;", "SELECT CASE WHEN 1 THEN 2 END;\n-- two\nSELECT 'a;  b';", "DELETE FROM x\nWHERE 1 = 2;",
        ])
        return SQLiteDefinition.trigger(
            name(), random.pick(["BEFORE", "AFTER"]), [event], on: table.name.name, when: condition, action: action)
    }
}
