import Martlet
import Synchronization
import TestSupport
import Testing

/// The Swift code of the documentation is that of `DocumentedCode.swift`, and does what is said of it.
@Suite struct DocumentedCodeTests {
    private let folder = ScratchFolder()

    @Test func everySnippetIsCompiled() {
        let files = [
            "MartletTests/DocumentedCode.swift", "AvatarDataGeneratorTests/DocumentedModels.swift",
            "ProjectsTests/WebsiteAdminUsage.swift",
        ]
        let compiled = files.map { withoutIndents(TextFile.read(MartletBinary.packageRoot + "/Tests/" + $0) ?? "") }
            .joined()
        let snippets = MarkdownPage.all.flatMap { page in
            page.blocks.filter { $0.language == "swift" }.map { (page.path, $0.text) }
        }
        #expect(snippets.count >= 10)
        for (path, text) in snippets {
            let code = text.replacing(/import [A-Za-z]+\n\n/, with: "")
            #expect(compiled.contains("\n" + withoutIndents(code)), "\(path) shows code that is not compiled:\n\(text)")
        }
    }

    /// What a page shows is the inside of a function, here and there.
    private func withoutIndents(_ text: String) -> String { text.replacing(/\n +/, with: "\n") }

    private func write() {
        folder.write("migrations/001_a.sql", "-- Description: The first\nCREATE TABLE a (x INTEGER);\n")
        folder.write("migrations/002_b.sql", "CREATE TABLE b (x INTEGER);\n")
    }

    private var url: String { "sqlite:" + folder.path("app.db") }

    private func engine() throws -> Engine { try Engine(url: url, migrations: folder.path("migrations")) }

    @Test func aServiceIsBroughtUpToDate() async throws {
        write()
        #expect(await plannedSteps(try engine()) == ["001 The first", "002 b"])
        #expect(await whatStandsInTheWay(try engine())?.contains("error[no-database]") == true)
        try await engine().migrate(MigrationSelection(steps: 1)).requireOK()
        #expect(await whatStandsInTheWay(try engine()) == "nobody has migrated yet")
        try await bringUpToDate(url: url, migrations: folder.path("migrations"))
        #expect(await whatStandsInTheWay(try engine()) == nil)
        #expect(await plannedSteps(try engine()) == [])
        tell(await (try engine()).status())
    }

    @Test func aFailureIsThrownAndReadsWell() async throws {
        folder.write("migrations/001_a.sql", "CREATE TABEL a (x);\n")
        let error = await #expect(throws: MartletError.self) {
            try await bringUpToDate(url: url, migrations: folder.path("migrations"))
        }
        #expect(error?.exitStatus == .failed)
        let text = error.map { "\($0)" } ?? ""
        expect(text, contains: "error[sql]: \(folder.path)/migrations/001_a.sql:1:8: near \"TABEL\": syntax error; ")
        expect(text, contains: "; help: mend the file")
        #expect(error?.diagnostics.first?.location?.position?.column == 8)
    }

    @Test func eventsAreHeard() async throws {
        write()
        let heard = Mutex<[String]>([])
        let engine = listening(try engine()) { line in heard.withLock { $0.append(line) } }
        try await engine.migrate().requireOK()
        let untimed = heard.withLock { $0.map { $0.replacing(/[0-9]+ ms/, with: "… ms") } }
        #expect(untimed == ["app: 001 The first, … ms", "app: 002 b, … ms"])
    }

    @Test func theProgramBringsItsMigrations() async throws {
        let url = "sqlite:" + folder.path("notes.db")
        try await start(url: url)
        #expect(NoteStore(at: url).count == 4)
        try await startWithCode(url: url)
        try await start(url: url)
        let old = try Engine(url: url, migrations: .embedded(EmbeddedSQL.migrations))
        #expect(await whatStandsInTheWay(old) == "a newer build has migrated")
        #expect(await isReady(old))
        #expect(await onlyOnItsOwnSchema(old).migrate().allDiagnostics.map(\.code) == [.newerDatabase])
        #expect(await plannedSteps(try engineOfTexts(url: "sqlite::memory:")) == ["0001 create users"])
    }

    @Test func theCodeOfTheTutorialDoesWhatItSays() async throws {
        try await Martlet.temporary(Schema.migrations) { database in
            let notes = String(database.url.dropFirst("sqlite:".count))
            try await database.engine.rollback().requireOK()
            #expect(SQLiteClient.query(notes, "INSERT INTO notes VALUES ('  blanks') RETURNING body") == "  blanks\n")
            try await database.engine.migrate().requireOK()
            #expect(SQLiteClient.query(notes, "SELECT count(*) FROM notes WHERE body = 'blanks'") == "1\n")
        }
    }

    @Test func aServiceOnAServerIsBroughtUpToDate() async throws {
        write()
        let server = try FreshDatabase()
        let engine = try Engine(url: server.url, migrations: folder.path("migrations"))
        #expect(await isReady(engine) == false)
        try await bringUpToDate(url: server.url, migrations: folder.path("migrations"))
        #expect(await isReady(engine))
        #expect(server.text("SELECT string_agg(version, ' ' ORDER BY id) FROM martlet_migrations") == "001 002")
    }

    @Test func theEngineOfAServerKnowsWhereItIs() throws {
        let database = try #require(try engineOfServer("db.example").context.project.databases.first)
        #expect("\(database.url)".hasPrefix("postgres://shop@db.example/shop"))
    }

    @Test func everyOperationIsInTheReference() {
        let page = TextFile.read(MartletBinary.packageRoot + "/docs/reference/library.md") ?? ""
        let source = TextFile.read(MartletBinary.packageRoot + "/Sources/Martlet/EngineOperations.swift") ?? ""
        let operations = source.matches(of: /public func (\w+)\(/).map { "`\($0.1)(" }
        #expect(operations.count >= 16)
        #expect(operations.filter { !page.contains($0) } == [])
    }

    @Test func aServersDatabaseIsTestedOn() async throws {
        let server = try FreshDatabase()
        try await testOnServer(server.url)
    }

    @Test(.timeLimit(.minutes(1))) func aLimitStopsTheMigration() async throws {
        folder.write(
            "migrations/001_long.sql",
            "CREATE TABLE a AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n;\n")
        let engine = try engine()
        await #expect(throws: CancellationError.self) { try await migrate(engine, within: .milliseconds(50)) }
        #expect(await engine.states() == ["001 pending"])
        folder.write("migrations/001_long.sql", "CREATE TABLE a (x);\n")
        try await migrate(engine, within: .seconds(30))
        #expect(await engine.states() == ["001 applied"])
    }

    @Test func aProjectIsOpened() async throws {
        write()
        folder.write(
            "martlet.yaml", "databases:\n  app:\n    url: sqlite:app.db\n    migrations: migrations\n")
        #expect(await plannedSteps(try projectEngine(in: folder.path)).count == 2)
    }
}
