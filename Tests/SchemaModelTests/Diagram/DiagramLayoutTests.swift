import SQLText
import SchemaModel
import TestSupport
import Testing

@Suite struct DiagramLayoutTests {
    /// Some small, where a part of the drawing is most easily empty, and some larger than anybody prints.
    static let cases: [(tables: Int, seed: UInt64)] =
        (1...12).map { ($0, UInt64($0)) } + (1...20).map { (12 + $0 * 2, UInt64(100 + $0)) }
        + [(80, 1), (80, 2), (100, 3), (120, 4), (120, 5)]

    @Test("boxes are apart, edges pass beside them and end where they belong", arguments: cases)
    func drawingsAreSound(_ tables: Int, _ seed: UInt64) {
        let diagram = Diagram(RandomSchema.make(tables: tables, seed: seed))
        let checks = DrawingChecks(diagram: diagram, layout: DiagramLayout(diagram))
        #expect(checks.overlaps == [])
        #expect(checks.throughBoxes == [])
        #expect(checks.looseEnds == [])
        #expect(checks.outside == [])
    }

    @Test("edges lie upon each other next to never", arguments: cases)
    func coincidencesAreRare(_ tables: Int, _ seed: UInt64) {
        let diagram = Diagram(RandomSchema.make(tables: tables, seed: seed))
        let checks = DrawingChecks(diagram: diagram, layout: DiagramLayout(diagram))
        // Two edges that change places in one gap cannot be told apart without a corner more.
        #expect(checks.coincidences.count <= diagram.edges.count / 40, "\(checks.coincidences)")
    }

    @Test("drawings fit a page, one way or the other", arguments: cases.filter { $0.tables >= 12 })
    func shapeIsSane(_ tables: Int, _ seed: UInt64) {
        let layout = DiagramLayout(Diagram(RandomSchema.make(tables: tables, seed: seed)))
        let shape = Double(layout.width) / Double(layout.height)
        #expect(shape > 0.6 && shape < 1.9, "\(layout.width) × \(layout.height)")
    }

    @Test func theSameDiagramIsDrawnTheSameWay() {
        let diagram = Diagram(RandomSchema.make(tables: 40, seed: 9))
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

    @Test func aChainLongerThanAStackIsDrawn() {
        var schema = Schema(.postgres)
        schema.tables = (0..<400).map { number in
            var table = Table(ObjectName("t\(number)"), columns: [Column("next", "bigint")])
            table.foreignKeys = [ForeignKey(["next"], references: ObjectName("t\(number + 1)"), [])]
            return table
        }
        schema.tables[399].foreignKeys = []
        let diagram = Diagram(schema)
        let checks = DrawingChecks(diagram: diagram, layout: DiagramLayout(diagram))
        #expect(checks.overlaps == [])
        #expect(checks.throughBoxes == [])
    }
}
