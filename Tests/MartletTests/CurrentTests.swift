import Martlet
import TestSupport
import Testing

/// Whether a database is what a build was made for, and what a build does with one that is newer.
@Suite struct CurrentTests {
    private static let all = [
        "001_users.sql": "CREATE TABLE users (id integer);\n-- ROLLBACK:\n-- DROP TABLE users;\n",
        "002_posts.sql": "CREATE TABLE posts (id integer);\n-- ROLLBACK:\n-- DROP TABLE posts;\n",
        "003_tags.sql": "CREATE TABLE tags (id integer);\n-- ROLLBACK:\n-- DROP TABLE tags;\n",
    ]

    /// The texts of a build that knows so many of them.
    private static func build(_ count: Int) -> [String: String] {
        Dictionary(uniqueKeysWithValues: all.sorted { $0.key < $1.key }.prefix(count).map { ($0.key, $0.value) })
    }

    @Test(arguments: AnyDatabase.Kind.allCases) func onlyACurrentDatabaseWillDo(_ kind: AnyDatabase.Kind) async throws {
        let database = try AnyDatabase(kind)
        let engine = try database.engine(Self.build(2))
        if kind == .sqlite {
            let absent = await thrown { try await engine.requireCurrent() }
            #expect(absent?.diagnostics.map(\.code) == [.noDatabase])
        }
        try await engine.migrate(MigrationSelection(steps: 1)).requireOK()
        let pending = await thrown { try await engine.requireCurrent() }
        #expect(pending?.diagnostics.map(\.code) == [.pendingMigrations] && pending?.exitStatus == .answerIsNo)
        expect("\(pending.map { "\($0)" } ?? "")", contains: "has 1 pending migration: 002 posts; nothing was changed")
        try await engine.migrate().requireOK()
        try await engine.requireCurrent()
    }

    @Test(arguments: AnyDatabase.Kind.allCases)
    func aNewerDatabaseIsToldApart(_ kind: AnyDatabase.Kind) async throws {
        let database = try AnyDatabase(kind)
        try await database.engine(Self.build(3)).migrate().requireOK()
        let before = database.text("SELECT version, state, applied_at FROM martlet_migrations")
        let old = try database.engine(Self.build(2))
        let error = await thrown { try await old.requireCurrent() }
        #expect(error?.diagnostics.map(\.code) == [.newerDatabase] && error?.exitStatus == .needsPerson)
        expect("\(error.map { "\($0)" } ?? "")", contains: "is newer than this build, which does not know 003 tags")
        try await old.requireCurrent(orNewer: true)
        let outcome = await old.migrate()
        #expect(outcome.isOK && outcome.databases[0].run?.results.isEmpty == true)
        #expect(outcome.allDiagnostics.map(\.severity) == [.warning])
        var strict = old
        strict.context.newerDatabase = .refuse
        #expect(await strict.migrate().allDiagnostics.map(\.code) == [.newerDatabase])
        #expect(database.text("SELECT version, state, applied_at FROM martlet_migrations") == before)
        // The way out that the message names needs no text of the newer version.
        try await old.rollback(.to(MigrationVersion("002"))).requireOK()
        try await old.requireCurrent()
    }

    @Test func aVersionThatIsMissingAmongOthersIsNoNewerOne() async throws {
        let database = try AnyDatabase(.sqlite)
        try await database.engine(Self.all).migrate().requireOK()
        let other = try database.engine(Self.all.filter { $0.key != "002_posts.sql" })
        #expect(await thrown { try await other.requireCurrent() }?.diagnostics.map(\.code) == [.missing])
        #expect(await other.migrate().allDiagnostics.map(\.code) == [.missing])
        let stranger = try database.engine(["000_else.sql": "CREATE TABLE x (y);"])
        #expect(
            await thrown { try await stranger.requireCurrent() }?.diagnostics.map(\.code).contains(.missing) == true)
    }

    @Test func everythingElseThatIsWrongIsToldToo() async throws {
        let database = try AnyDatabase(.sqlite)
        try await database.engine(Self.build(2)).migrate().requireOK()
        var texts = Self.build(2)
        texts["001_users.sql"] = "CREATE TABLE users (id integer, name text);\n"
        texts["0015_late.sql"] = "CREATE TABLE late (id integer);\n"
        texts["000_early.sql"] = "CREATE TABLE early (id integer);\n"
        let engine = try database.engine(texts)
        let error = await thrown { try await engine.requireCurrent() }
        #expect(error?.diagnostics.map(\.code) == [.edited, .outOfOrder])
        texts["tool.py"] = ""
        let strays = await thrown { try await database.engine(texts).requireCurrent() }
        #expect(strays?.diagnostics.map(\.code) == [.strayFile, .edited, .outOfOrder])
    }

    @Test func aMigrationThatStoppedHalfWayIsNotCurrent() async throws {
        let database = try AnyDatabase(.sqlite)
        let engine = try database.engine([
            "001_a.sql": "-- martlet: transaction=none\nCREATE TABLE a (x);\nCREATE TABLE a (x);\n"
        ])
        #expect(await engine.migrate().isOK == false)
        #expect(await thrown { try await engine.requireCurrent() }?.diagnostics.map(\.code) == [.halfRun])
    }

    @Test func revisionsOfANewerBuildAreTheOnesThatCameLast() async throws {
        let database = try AnyDatabase(.sqlite)
        let first = "-- Revision: aaa\n-- Parent:\nCREATE TABLE a (x);\n"
        let second = "-- Revision: 0b0\n-- Parent: aaa\nCREATE TABLE b (x);\n"
        try await database.engine(["aaa_first.sql": first, "0b0_second.sql": second]).migrate().requireOK()
        let old = try database.engine(["aaa_first.sql": first])
        #expect(await thrown { try await old.requireCurrent() }?.diagnostics.map(\.code) == [.newerDatabase])
        #expect(await old.migrate().isOK)
    }

    @Test func aServerIsAskedOverOneConnectionThatOnlyReads() async throws {
        let cluster = try PostgresCluster(settings: ["fsync": "off", "log_connections": "on"])
        defer { cluster.stop() }
        let url = "postgres://postgres@/postgres?host=\(cluster.socketFolder)&port=\(cluster.port)"
        let migrations = MigrationSet.embedded(EmbeddedFolder("Migrations", Self.all))
        try await Engine(url: url, migrations: migrations).migrate().requireOK()
        let before = cluster.log.matches(of: /connection authorized/).count
        let reader = try Engine(
            url: url + "&options=-c%20default_transaction_read_only%3Don", migrations: migrations)
        try await reader.requireCurrent()
        #expect(before > 0 && cluster.log.matches(of: /connection authorized/).count == before + 1)
    }

    /// No lock is taken and nothing is written, so that a health check may ask as often as it likes.
    @Test func askingChangesNothing() async throws {
        let database = try AnyDatabase(.sqlite)
        let engine = try database.engine(Self.build(2))
        try await engine.migrate().requireOK()
        let before = Program.run(["sha256sum", database.folder.path("app.db")]).output
        let names = database.folder.names()
        for _ in 0..<3 { try await engine.requireCurrent() }
        #expect(Program.run(["sha256sum", database.folder.path("app.db")]).output == before)
        #expect(database.folder.names() == names)
    }
}
