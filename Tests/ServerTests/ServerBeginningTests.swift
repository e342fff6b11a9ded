import TestSupport
import Testing

/// How a project on PostgreSQL begins.
@Suite struct ServerBeginningTests {
    private let folder = ScratchFolder()
    private let database: FreshDatabase

    init() throws { database = try FreshDatabase() }

    private func martlet(_ arguments: String..., environment: [String: String] = [:]) -> ProgramResult {
        MartletBinary.run(arguments, in: folder.path, environment: environment)
    }

    /// The database's URL with a password that nobody asks for.
    private var secretURL: String { database.url.replacing("postgres@", with: "postgres:canary@") }

    private var ownTables: String {
        database.text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'martlet_%'")
    }

    @Test func aURLBeginsAProject() throws {
        let result = martlet("init", "--url", database.url)
        expectStatus(result, 0)
        #expect(
            result.output == "wrote martlet.yaml\nmade db/migrations/\n\(database.name): was there, ready\n",
            "\(result.output)")
        #expect(folder.names() == ["db", "martlet.yaml"] && folder.names(in: "db") == ["migrations"])
        expect(folder.read("martlet.yaml") ?? "", contains: "\n  \(database.name):\n    url: \(database.url)\n")
        #expect(ownTables == "3")
        expectStatus(martlet("new", "create_users"), 0)
        folder.write("db/migrations/001_create_users.sql", "CREATE TABLE users (id int);\n")
        expectStatus(martlet("migrate"), 0)
        expectStatus(martlet("status", "--check"), 0)
    }

    @Test func aVariableBeginsOneByItsName() throws {
        let name = FreshDatabase.newName()
        let variables = ["DATABASE_URL": secretURL.replacing("/\(database.name)?", with: "/\(name)?")]
        defer { _ = database.cluster.psql("postgres", "DROP DATABASE IF EXISTS \(name)") }
        let result = martlet("init", environment: variables)
        expectStatus(result, 0)
        expect(result.output, contains: "found DATABASE_URL: postgres://postgres:***@/\(name)?")
        expect(result.output, contains: "wrote martlet.yaml\nmade db/migrations/\n\(name): created\n")
        expect(folder.read("martlet.yaml") ?? "", contains: "    url: ${DATABASE_URL}\n")
        #expect(!result.everything.contains("canary"))
        expectStatus(martlet("status", environment: variables), 0)
        expectStatus(martlet("status"), 2)
    }

    @Test func aPasswordIsNotWritten() throws {
        let result = martlet("init", "--url", secretURL)
        expectStatus(result, 0)
        expect(result.error, contains: "→ martlet.yaml has no password in it: give it in PGPASSWORD")
        #expect(!(result.everything + (folder.read("martlet.yaml") ?? "canary")).contains("canary"))
        #expect(ownTables == "3")
        expectStatus(martlet("status", environment: ["PGPASSWORD": "canary"]), 0)
    }

    @Test func aDryRunWritesNothing() throws {
        let result = martlet("init", "--dry-run", "--url", database.url)
        expectStatus(result, 0)
        #expect(
            result.output == "would write martlet.yaml\nwould make db/migrations/\n\(database.name): is there\n")
        #expect(folder.names().isEmpty && ownTables == "0")
    }

    @Test func aServerThatCannotBeReachedIsComeBackTo() throws {
        let place = "host=\(database.cluster.socketFolder)&port=\(database.cluster.port)"
        let url = database.url.replacing(place, with: "host=\(folder.path)")
        let result = martlet("init", "--url", url)
        expectStatus(result, 5)
        expect(result.output, contains: "wrote martlet.yaml\nmade db/migrations/\n")
        expect(result.error, contains: "error[out-of-reach]")
        expect(result.error, contains: "martlet.yaml is written; when this is mended, martlet init goes on from there")
        folder.write("martlet.yaml", (folder.read("martlet.yaml") ?? "").replacing("host=\(folder.path)", with: place))
        expectStatus(martlet("init"), 0)
        #expect(ownTables == "3")
    }

    @Test func aDatabaseWithTablesGetsItsBaseline() throws {
        _ = database.psql("CREATE TABLE users (id int)")
        let result = martlet("init", "--url", database.url)
        expectStatus(result, 0)
        expect(result.error, contains: "martlet dump --output db/migrations/001_baseline.sql, then: martlet stamp 001")
        expectStatus(martlet("dump", "--output", "db/migrations/001_baseline.sql"), 0)
        expectStatus(martlet("stamp", "001"), 0)
        expectStatus(martlet("status", "--check"), 0)
    }
}
