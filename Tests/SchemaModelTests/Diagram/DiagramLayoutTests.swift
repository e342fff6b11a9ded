import SQLText
import SchemaModel
import TestSupport
import Testing

@Suite struct DiagramLayoutTests {
    /// Some small, where a part of the drawing is most easily empty, and some larger than anybody prints.
    static let cases: [(tables: Int, seed: UInt64)] =
        (1...12).map { ($0, UInt64($0)) } + (1...12).map { (12 + $0 * 3, UInt64(100 + $0)) } + [(70, 1), (120, 2)]

    @Test("boxes are apart; edges pass beside them, end where they belong and can be told apart", arguments: cases)
    func drawingsAreSound(_ tables: Int, _ seed: UInt64) {
        let diagram = Diagram(TangledSchema.make(tables: tables, seed: seed))
        let layout = DiagramLayout(diagram)
        let checks = DrawingChecks(diagram: diagram, layout: layout)
        #expect(checks.overlaps == [])
        #expect(checks.throughBoxes == [])
        #expect(checks.looseEnds == [])
        #expect(checks.outside == [])
        // Two edges that change places within one gap would need a corner more to be apart everywhere.
        #expect(checks.coincidences.count <= diagram.edges.count / 40, "\(checks.coincidences)")
        // There is little choice with a few boxes.
        let shape = Double(layout.width) / Double(layout.height)
        #expect(tables < 12 || shape > 0.65 && shape < 1.65, "\(layout.width) × \(layout.height)")
    }

    @Test func theSameDiagramIsDrawnTheSameWay() {
        let diagram = Diagram(TangledSchema.make(tables: 40, seed: 9))
        #expect(DiagramLayout(diagram) == DiagramLayout(diagram))
    }

    @Test func nothingIsDrawnForAnEmptySchema() {
        let layout = DiagramLayout(Diagram(Schema(.sqlite)))
        #expect(layout.frames.isEmpty && layout.paths.isEmpty)
        #expect(layout.width == 48 && layout.height == 48)
    }

    @Test func aHubOfManyHasRoomForAllItsEdges() throws {
        var schema = Schema(.postgres)
        var hub = Table(ObjectName("hub"), columns: [Column("id", "bigint")])
        hub.primaryKey = Key(["id"])
        schema.tables = [hub]
        for number in 0..<60 {
            var table = Table(ObjectName("leaf_\(number)"), columns: [Column("hub_id", "bigint")])
            table.foreignKeys = [ForeignKey(["hub_id"], references: ObjectName("hub"), ["id"])]
            schema.tables.append(table)
        }
        let diagram = Diagram(schema)
        let layout = DiagramLayout(diagram)
        let checks = DrawingChecks(diagram: diagram, layout: layout)
        #expect(checks.coincidences == [])
        #expect(checks.throughBoxes == [])
        let ends = try layout.paths.map { try #require($0.last) }
        for side in Set(ends.map(\.x)) {
            let heights = ends.filter { $0.x == side }.map(\.y).sorted()
            #expect(zip(heights, heights.dropFirst()).allSatisfy { $1 - $0 >= 8 })
        }
    }

    @Test func aLongChainIsDrawnInSeveralLines() {
        var schema = Schema(.postgres)
        schema.tables = (0..<150).map { number in
            var table = Table(ObjectName("t\(number)"), columns: [Column("next", "bigint")])
            table.foreignKeys = [ForeignKey(["next"], references: ObjectName("t\(number + 1)"), [])]
            return table
        }
        schema.tables[149].foreignKeys = []
        let diagram = Diagram(schema)
        let checks = DrawingChecks(diagram: diagram, layout: DiagramLayout(diagram))
        #expect(checks.overlaps == [])
        #expect(checks.throughBoxes == [])
    }
}
