import KokoroWebsiteAdmin
import Martlet
import TestSupport
import Testing

/// `initDB()` and `initData()` of KokoroWebsiteAdmin, called as a program does.
@Suite struct WebsiteAdminLibraryTests {
    private let fresh: FreshDatabase
    private let engine: Engine

    init() throws {
        fresh = try FreshDatabase()
        engine = try Engine(
            ProjectRequest(
                project: MartletBinary.packageRoot + "/Projects/KokoroWebsiteAdmin", url: fresh.url,
                environment: [:], currentFolder: "/"))
    }

    private var count: String { fresh.text("SELECT count(*) FROM task_templates") }

    @Test func initDBCreatesTheTablesAlone() async throws {
        try await initDB(engine)
        let tables =
            "SELECT string_agg(tablename, ',' ORDER BY tablename) FROM pg_tables WHERE tablename !~ '^(pg|sql|martlet)_'"
        #expect(fresh.text(tables) == "operation_logs,task_history,task_templates")
        #expect(count == "0")
    }

    @Test func initDataInsertsTheTemplatesAlsoAlone() async throws {
        try await initData(engine)
        #expect(count == "4")
    }

    @Test func theSeedIsTheMigration() throws {
        let folder = MartletBinary.packageRoot + "/Projects/KokoroWebsiteAdmin/database/"
        let migration = try #require(TextFile.read(folder + "migrations/002_default_templates.sql"))
        #expect(TextFile.read(folder + "seeds/001_default_templates.sql") == migration)
    }

    @Test func againTheyChangeNothing() async throws {
        try await initDB(engine)
        try await initData(engine)
        _ = fresh.text("UPDATE task_templates SET is_active = false WHERE id = 1")
        _ = fresh.text("UPDATE task_templates SET description = 'mine' WHERE id = 2")
        let rows = "SELECT t::text FROM task_templates AS t ORDER BY id"
        let before = fresh.text(rows)
        for _ in 1...3 {
            try await initDB(engine)
            try await initData(engine)
        }
        #expect(fresh.text(rows) == before)
        #expect(before.contains("mine"))
    }

    @Test func atTheSameTimeTheyDoItOnce() async throws {
        let engine = engine
        try await withThrowingTaskGroup { group in
            for _ in 1...6 {
                group.addTask {
                    try await initDB(engine)
                    try await initData(engine)
                }
            }
            try await group.waitForAll()
        }
        #expect(fresh.text("SELECT count(*), max(id) FROM task_templates") == "4|4")
        #expect(fresh.text("SELECT count(*) FROM martlet_migrations") == "2")
    }

    @Test func initDBIsContentWithADatabaseThatIsFurther() async throws {
        try await initData(engine)
        try await initDB(engine)
        #expect(count == "4")
    }

    @Test func initDBTakesOverWhatPsqlMade() async throws {
        let files = MartletBinary.packageRoot + "/Projects/KokoroWebsiteAdmin/database/migrations/"
        for file in ["001_initial_schema.sql", "002_default_templates.sql"] {
            expectStatus(fresh.cluster.psql(fresh.name, "", arguments: ["-f", files + file]), 0)
        }
        _ = fresh.text("UPDATE task_templates SET is_active = false")
        let rows = "SELECT t::text FROM task_templates AS t ORDER BY id"
        let before = fresh.text(rows)
        try await initDB(engine)
        try await initData(engine)
        #expect(fresh.text(rows) == before)
        #expect(fresh.text("SELECT count(*) FROM martlet_migrations") == "2")
    }

    @Test func aRoleThatMayNotIsMartletsError() async throws {
        _ = fresh.text("CREATE ROLE guest_\(fresh.name) LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        defer { _ = fresh.text("DROP ROLE guest_\(fresh.name)") }
        let guest = try Engine(
            ProjectRequest(
                project: MartletBinary.packageRoot + "/Projects/KokoroWebsiteAdmin",
                url: fresh.url(as: "guest_\(fresh.name)"), environment: [:], currentFolder: "/")
        )
        let error = await #expect(throws: MartletError.self) { try await initDB(guest) }
        #expect(error?.exitStatus != .done)
        expect(error?.description ?? "", contains: "permission denied")
    }
}
