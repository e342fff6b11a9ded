import Martlet
import TestSupport
import Testing

// The code of the documentation, so that it is compiled; `DocumentedCodeTests` compares the texts and runs it.

func bringUpToDate(url: String, migrations: String) async throws {
    let engine = try Engine(url: url, migrations: migrations)
    let outcome = await engine.migrate()
    try outcome.requireOK()
}

func engineOfServer(_ host: String) throws -> Engine {
    try Engine(url: "postgres://shop@\(host)/shop", migrations: "/srv/shop/migrations")
}

func tell(_ outcome: Outcome) {
    for database in outcome.databases {
        print(database.name, "is at", database.current?.text ?? "nothing")
        for step in database.run?.results ?? [] { print(step.subject, step.description, step.ending.rawValue) }
    }
    for diagnostic in outcome.allDiagnostics { print(diagnostic) }
}

func plannedSteps(_ engine: Engine) async -> [String] {
    let outcome = await engine.dryRun.migrate()
    return outcome.databases.flatMap { $0.plan?.steps ?? [] }.map { "\($0.subject) \($0.description)" }
}

func projectEngine(in folder: String) throws -> Engine {
    try Engine(project: folder, databases: ["app"])
}

// MARK: Migrations in the program

func start(url: String) async throws {
    let engine = try Engine(
        url: url, migrations: .embedded(EmbeddedSQL.migrations), seeds: .embedded(EmbeddedSQL.seeds))
    try await engine.setUp().requireOK()
}

func engineOfTexts(url: String) throws -> Engine {
    try Engine(
        url: url,
        migrations: .embedded([
            "0001_create_users.sql": "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL);",
            "0001_create_users.down.sql": "DROP TABLE users;",
        ]))
}

// MARK: Migrations in Swift

let trimNotes = SwiftMigration("0004_trim_notes") { database in
    for row in try database.query("SELECT body FROM notes WHERE body LIKE ' %'") {
        let trimmed = String((row.text(0) ?? "").drop { $0 == " " })
        try database.execute("UPDATE notes SET body = $1 WHERE body = $2", [.text(trimmed), row.values[0]])
    }
} down: { _ in
    // There is nothing to bring back.
}

func startWithCode(url: String) async throws {
    let migrations = MigrationSet.embedded(EmbeddedSQL.migrations).adding(trimNotes)
    try await Engine(url: url, migrations: migrations).migrate().requireOK()
}

// MARK: A database for each test

@Test func theSeedsAreThere() async throws {
    try await Martlet.temporary(
        .embedded(EmbeddedSQL.migrations), seeds: .embedded(EmbeddedSQL.seeds)
    ) { database in
        // The program's own class, which opens the database at this URL.
        let notes = NoteStore(at: database.url)
        #expect(notes.count == 4)
    }
}

func testOnServer(_ server: String) async throws {
    try await Martlet.temporary(.embedded(EmbeddedSQL.migrations), on: server) { database in
        try await database.engine.requireCurrent()
    }
}

enum Schema {
    static let migrations = MigrationSet.embedded(EmbeddedSQL.migrations).adding(trimNotes)
}

/// The program that the tutorial tests.
struct NoteStore {
    private let path: String

    init(at url: String) { path = String(url.dropFirst("sqlite:".count)) }

    var count: Int { Int(SQLiteClient.query(path, "SELECT count(*) FROM notes").droppingLastLineEnd) ?? -1 }
}

// MARK: Is the database current?

func whatStandsInTheWay(_ engine: Engine) async -> String? {
    do throws(MartletError) {
        try await engine.requireCurrent()
        return nil
    } catch {
        switch error.diagnostics.first?.code {
        case .pendingMigrations?: return "nobody has migrated yet"
        case .newerDatabase?: return "a newer build has migrated"
        default: return "\(error)"
        }
    }
}

func isReady(_ engine: Engine) async -> Bool {
    do throws(MartletError) {
        try await engine.requireCurrent(orNewer: true)
        return true
    } catch {
        return false
    }
}

func onlyOnItsOwnSchema(_ engine: Engine) -> Engine {
    var engine = engine
    engine.context.newerDatabase = .refuse
    return engine
}

// MARK: Events and cancellation

func listening(_ engine: Engine, log: @escaping @Sendable (String) -> Void) -> Engine {
    var engine = engine
    engine.context.events = { event in
        switch event {
        case .waiting(let database, let holder):
            log("\(database): waiting for process \(holder.map { "\($0.process)" } ?? "unknown")")
        case .finished(let database, let step):
            log("\(database): \(step.subject) \(step.description), \(step.milliseconds) ms")
        default: break
        }
    }
    return engine
}

func migrate(_ engine: Engine, within limit: Duration) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await engine.migrate().requireOK() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw CancellationError()
        }
        defer { group.cancelAll() }
        try await group.next()
    }
}
