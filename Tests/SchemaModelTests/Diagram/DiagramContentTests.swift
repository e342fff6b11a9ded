import SQLText
import SchemaModel
import Testing

@Suite struct DiagramContentTests {
    private func schema(_ tables: [Table], _ dialect: Dialect = .postgres) -> Schema {
        var schema = Schema(dialect)
        schema.tables = tables
        return schema
    }

    private func table(_ name: String, _ columns: [String], references: [String: String] = [:]) -> Table {
        var table = Table(ObjectName(name), columns: columns.map { Column($0, "integer") })
        table.primaryKey = columns.first.map { Key([$0]) }
        table.foreignKeys = references.sorted { $0.key < $1.key }.map {
            ForeignKey([$0.key], references: ObjectName($0.value), ["id"])
        }
        return table
    }

    @Test func keysComeBeforeOtherColumns() {
        let tables = [table("a", ["id"]), table("b", ["id", "note", "a_id"], references: ["a_id": "a"])]
        let diagram = Diagram(schema(tables))
        #expect(diagram.boxes[1].rows.map(\.name) == ["id", "a_id", "note"])
        #expect(diagram.boxes[1].rows.map(\.isPrimaryKey) == [true, false, false])
        #expect(diagram.boxes[1].rows.map(\.isForeignKey) == [false, true, false])
        #expect(diagram.edges.map(\.sourceRows) == [[1]])
    }

    @Test("the marks of an edge say how many rows there are at its ends", arguments: [true, false], [true, false])
    func cardinality(isNullable: Bool, isUnique: Bool) {
        var child = table("b", ["id", "a_id"], references: ["a_id": "a"])
        child.columns[1].isNullable = isNullable
        if isUnique { child.uniqueKeys = [Key(["a_id"])] }
        let edge = Diagram(schema([table("a", ["id"]), child])).edges[0]
        #expect(edge.isOptional == isNullable)
        #expect(edge.isUnique == isUnique)
    }

    @Test func aUniqueIndexOfSomeRowsMakesNoOneToOne() {
        var child = table("b", ["id", "a_id"], references: ["a_id": "a"])
        child.indexes = [Index("i", on: ["a_id"])]
        child.indexes[0].isUnique = true
        #expect(Diagram(schema([table("a", ["id"]), child])).edges[0].isUnique)
        child.indexes[0].predicate = "a_id > 0"
        #expect(!Diagram(schema([table("a", ["id"]), child])).edges[0].isUnique)
    }

    @Test func severalForeignKeysAndCompositeOnesAreEdgesOfTheirOwn() {
        var child = table("b", ["id", "x", "y"], references: ["x": "a", "y": "a"])
        child.foreignKeys.append(ForeignKey(["y", "x"], references: ObjectName("a"), ["id", "part"]))
        let diagram = Diagram(schema([table("a", ["id", "part"]), child]))
        #expect(diagram.edges.map(\.sourceRows) == [[1], [2], [2, 1]])
        #expect(diagram.edges.last?.label == "b (y, x) → a (id, part)")
    }

    @Test func aTableThatIsNotThereGetsABoxThatSaysSo() {
        let diagram = Diagram(schema([table("b", ["id", "a_id"], references: ["a_id": "gone"])]))
        #expect(diagram.boxes.map(\.kind) == [.table, .missing])
        #expect(diagram.boxes[1].footnotes == ["not in this schema"])
    }

    @Test func sqliteTakesNamesForEqualThatDifferInCase() {
        let tables = [table("Users", ["ID"]), table("b", ["id", "user_id"], references: ["USER_ID": "USERS"])]
        #expect(Diagram(schema(tables, .sqlite)).boxes.count == 2)
        #expect(Diagram(schema(tables, .sqlite)).edges.first?.sourceRows == [1])
        #expect(Diagram(schema(tables, .postgres)).boxes.count == 3)
    }

    @Test func partitionsAreCountedUnlessTheyAreSpecial() {
        var parent = table("events", ["id"])
        parent.kind = .partitioned
        let partitions = (1...3).map { number -> Table in
            var partition = table("events_\(number)", ["id"])
            partition.partition = Partition(of: ObjectName("events"), bound: "DEFAULT")
            return partition
        }
        let diagram = Diagram(schema([parent] + partitions))
        #expect(diagram.boxes.map(\.title) == ["events"])
        #expect(diagram.boxes[0].footnotes == ["3 partitions"])
        let other = table("b", ["id", "event_id"], references: ["event_id": "events_2"])
        #expect(Diagram(schema([other, parent] + partitions)).boxes.map(\.title) == ["b", "events", "events_2"])
    }

    @Test func aLimitLeavesKeysAndCountsTheRest() {
        let tables = [table("a", ["id"]), table("b", ["id", "x", "y", "z", "a_id"], references: ["a_id": "a"])]
        var options = DiagramOptions()
        options.columnLimit = 1
        let box = Diagram(schema(tables), options: options).boxes[1]
        #expect(box.rows.map(\.name) == ["id", "a_id"])
        #expect(box.footnotes == ["3 more columns"])
        options.columnLimit = 4
        #expect(Diagram(schema(tables), options: options).boxes[1].footnotes == ["1 more column"])
    }

    @Test func theFocusKeepsNeighboursAndTheirEdgesToIt() {
        let tables = [
            table("a", ["id"]), table("b", ["id", "a_id"], references: ["a_id": "a"]),
            table("c", ["id", "a_id", "b_id"], references: ["a_id": "a", "b_id": "b"]), table("d", ["id"]),
        ]
        var options = DiagramOptions()
        options.focus = ObjectName("b")
        let diagram = Diagram(schema(tables), options: options)
        #expect(diagram.boxes.map(\.title) == ["a", "b", "c"])
        #expect(diagram.edges.map(\.label) == ["b (a_id) → a (id)", "c (b_id) → b (id)"])
    }

    @Test func viewsLeadToWhatTheyRead() {
        var schema = schema([table("a", ["id"])])
        var view = View(ObjectName("recent"), query: "SELECT id FROM a")
        view.columns = [Column("id", "integer")]
        schema.views = [view]
        schema.dependencies = [
            SchemaDependency(
                ObjectReference(.view, ObjectName("recent")),
                needs: ObjectReference(.column, ObjectName("a"), detail: "id"))
        ]
        #expect(Diagram(schema).boxes.count == 1)
        var options = DiagramOptions()
        options.includesViews = true
        let diagram = Diagram(schema, options: options)
        #expect(diagram.boxes.map(\.kind) == [.table, .view])
        #expect(diagram.edges.map(\.label) == ["recent reads a"])
    }

    @Test func namesHaveTheirSchemaOnlyWhereThereAreSeveral() {
        func names(_ names: [ObjectName]) -> [String] { Diagram(schema(names.map { Table($0) })).boxes.map(\.title) }
        #expect(names([ObjectName(schema: "app", "a"), ObjectName(schema: "app", "b")]) == ["a", "b"])
        #expect(names([ObjectName(schema: "app", "a"), ObjectName(schema: "public", "b")]) == ["app.a", "b"])
    }
}
