import SchemaModel
import TestSupport
import Testing

/// A schema that is read, written and loaded is the same again.
@Suite struct SchemaRoundTripTests {
    @Test("what is read and written loads as the same schema", arguments: SchemaFixture.all)
    func roundTrip(_ part: SchemaFixture.Part) throws {
        let bench = try SchemaBench()
        guard bench.version >= part.since else { return }
        bench.load(part.sql)
        try expectRoundTrip(bench)
    }

    @Test func everythingTogetherLoadsAsTheSameSchema() throws {
        let bench = try SchemaBench()
        bench.load(SchemaFixture.script(bench.version))
        try expectRoundTrip(bench)
    }

    /// Reads, writes, loads elsewhere and reads again.
    private func expectRoundTrip(_ bench: SchemaBench, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let schema = try bench.schema()
        let script = try schema.script()
        let copy = try SchemaBench(script, sourceLocation: sourceLocation).schema()
        expect(copy, toBe: schema, script, sourceLocation)
        #expect(try copy.script() == script, sourceLocation: sourceLocation)
        let dump = bench.dump()
        // pg_dump fills no views when it leaves out the rows.
        var unfilled = schema
        for index in unfilled.views.indices where unfilled.views[index].isMaterialized {
            unfilled.views[index].isPopulated = false
        }
        expect(try SchemaBench(dump).schema(), toBe: unfilled, dump, sourceLocation)
    }

    /// Tells the differences alone: a whole schema is long.
    private func expect(_ copy: Schema, toBe schema: Schema, _ script: String, _ place: SourceLocation) {
        guard copy != schema else { return }
        let differences = copy.differences(from: schema).joined(separator: "\n")
        Issue.record("\(differences)\n--- of the script:\n\(script)", sourceLocation: place)
    }
}
