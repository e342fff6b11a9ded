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
        try expectRoundTrip(bench, withDump: part.isKeptByDump)
    }

    @Test func everythingTogetherLoadsAsTheSameSchema() throws {
        let bench = try SchemaBench()
        bench.load(SchemaFixture.script(bench.version))
        try expectRoundTrip(bench)
    }

    @Test(
        "what the projects' migrations make loads as the same schema",
        arguments: [
            "KokoroWebsiteAdmin/database/migrations", "TaskFlow/migrations", "TaskFlow/postgresql",
            "AvatarDataGenerator/migrations/versions",
        ])
    func projects(_ folder: String) throws {
        let path = MartletBinary.packageRoot + "/Projects/" + folder
        let order = ["25698f3f906f", "d8cfd3cb4083", "3a0f944324eb"]
        let files = Folder.names(path).filter { $0.hasSuffix(".sql") && !$0.hasSuffix("patch.sql") }.sorted {
            left, right in
            func place(_ name: String) -> Int { order.firstIndex { name.hasPrefix($0) } ?? 0 }
            return (place(left), left) < (place(right), right)
        }
        #expect(!files.isEmpty)
        let bench = try SchemaBench()
        for file in files { bench.load(try #require(TextFile.read("\(path)/\(file)"))) }
        #expect(try bench.schema().tables.count > 2)
        try expectRoundTrip(bench)
    }

    @Test func aRoleWithoutRightsReadsTheSameSchema() throws {
        let bench = try SchemaBench(SchemaFixture.role)
        bench.load(SchemaFixture.script(bench.version))
        #expect(try bench.schema(as: "martlet_reader").differences(from: bench.schema()) == [])
    }

    /// Reads, writes, loads elsewhere and reads again.
    private func expectRoundTrip(
        _ bench: SchemaBench, withDump: Bool = true, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let schema = try bench.schema()
        let script = try schema.script()
        let copy = try SchemaBench(script, sourceLocation: sourceLocation).schema()
        expect(copy, toBe: schema, script, sourceLocation)
        #expect(try copy.script() == script, sourceLocation: sourceLocation)
        guard withDump else { return }
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
