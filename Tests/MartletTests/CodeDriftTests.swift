import Martlet
import TestSupport
import Testing

/// Drift of a database that a program's own code has migrated.
@Suite struct CodeDriftTests {
    private func engine(_ database: AnyDatabase, _ code: SwiftMigration...) throws -> Engine {
        let files = ["001_posts.sql": "CREATE TABLE posts (id integer PRIMARY KEY);\n"]
        return try Engine(
            url: database.url, migrations: MigrationSet(.embedded(EmbeddedFolder("Migrations", files)), code: code))
    }

    private func tags(edition: String = "1") -> SwiftMigration {
        SwiftMigration("002_tags", edition: edition) { try $0.execute("CREATE TABLE tags (id integer)") }
    }

    @Test(arguments: AnyDatabase.Kind.allCases)
    func theCodeIsRunAgain(_ kind: AnyDatabase.Kind) async throws {
        let database = try AnyDatabase(kind)
        let engine = try engine(database, tags())
        try await engine.migrate().requireOK()
        #expect(await engine.drift().isOK)
        _ = database.text("ALTER TABLE tags ADD COLUMN name text")
        let outcome = await engine.drift()
        #expect(outcome.exitStatus == .answerIsNo)
        #expect(outcome.databases.first?.drift?.lines.contains { $0.contains("name") } == true)
    }

    @Test(arguments: AnyDatabase.Kind.allCases)
    func withoutTheCodeNobodyKnows(_ kind: AnyDatabase.Kind) async throws {
        let database = try AnyDatabase(kind)
        try await engine(database, tags()).migrate().requireOK()
        for other in [try engine(database), try engine(database, tags(edition: "2"))] {
            let outcome = await other.drift()
            #expect(outcome.databases.first?.diagnostics.map(\.code) == [.unreplayable])
            #expect(
                outcome.databases.first?.diagnostics.first?.notes.first?.hasPrefix("002 was written in Swift") == true)
        }
    }
}
