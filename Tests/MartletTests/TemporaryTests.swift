import Martlet
import TestSupport
import Testing

/// Databases for tests.
@Suite struct TemporaryTests {
    private static let migrations = MigrationSet.embedded([
        "001_rows.sql": "CREATE TABLE rows (id integer PRIMARY KEY, name text);\n-- ROLLBACK:\n-- DROP TABLE rows;\n"
    ])
    private static let seeds = ScriptSource.embedded(["001_a.sql": "INSERT INTO rows VALUES (1, 'seeded');\n"])

    /// A database on the server that tests share, for an engine; `nil` for SQLite.
    private func server(_ kind: AnyDatabase.Kind) throws -> FreshDatabase? {
        kind == .postgres ? try FreshDatabase() : nil
    }

    /// What the engine's own client prints.
    private static func text(_ database: TemporaryDatabase, _ sql: String) -> String {
        if database.url.hasPrefix("sqlite:") {
            let file = String(database.url.dropFirst("sqlite:".count))
            return Program.run(["sqlite3", file, sql]).output.droppingLastLineEnd
        }
        return Program.run(["psql", "-XAtq", database.url, "-c", sql]).output.droppingLastLineEnd
    }

    /// Whether the database is there.
    private func isThere(_ database: TemporaryDatabase) async -> Bool {
        await database.engine.status().databases.first.map { !$0.isAbsent && $0.server != nil } ?? false
    }

    @Test(arguments: AnyDatabase.Kind.allCases)
    func eachIsMigratedSeededItsOwnAndGoneAfterwards(_ kind: AnyDatabase.Kind) async throws {
        let server = try server(kind)
        var urls: Set<String> = []
        for round in 0..<3 {
            let database = try await Martlet.temporary(Self.migrations, seeds: Self.seeds, on: server?.url) {
                database in
                try await database.engine.requireCurrent()
                #expect(Self.text(database, "SELECT name FROM rows") == "seeded")
                _ = Self.text(database, "INSERT INTO rows VALUES (2, 'round \(round)')")
                #expect(Self.text(database, "SELECT count(*) FROM rows") == "2")
                #expect(await database.engine.history(verify: true).isOK)
                return database
            }
            urls.insert(database.url)
            #expect(await isThere(database) == false)
        }
        #expect(urls.count == 3)
    }

    struct Failure: Error {}

    @Test(arguments: AnyDatabase.Kind.allCases)
    func itIsGoneAlsoWhereTheBodyThrows(_ kind: AnyDatabase.Kind) async throws {
        let server = try server(kind)
        var kept: TemporaryDatabase?
        await #expect(throws: Failure.self) {
            try await Martlet.temporary(Self.migrations, on: server?.url) { database in
                kept = database
                #expect(await isThere(database))
                throw Failure()
            }
        }
        let database = try #require(kept)
        #expect(await isThere(database) == false)
    }

    @Test(arguments: AnyDatabase.Kind.allCases) func manyAtOnceDoNotMeet(_ kind: AnyDatabase.Kind) async throws {
        let server = try server(kind)
        let url = server?.url
        let urls = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<8 { group.addTask { try await Self.work(number, on: url) } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(urls.count == 8)
    }

    /// Writes, waits, and reads what it wrote.
    private static func work(_ number: Int, on server: String?) async throws -> String {
        try await Martlet.temporary(migrations, seeds: seeds, on: server) { database in
            _ = text(database, "UPDATE rows SET name = '\(number)'")
            try await Task.sleep(for: .milliseconds(20))
            #expect(text(database, "SELECT name FROM rows") == "\(number)")
            return database.url
        }
    }

    /// What is migrated once serves all: the others are copies.
    @Test(arguments: AnyDatabase.Kind.allCases) func theSecondIsACopy(_ kind: AnyDatabase.Kind) async throws {
        let server = try server(kind)
        // A text of its own, so that no other test has made the template.
        let name = "copied_\(kind)"
        let migrations = MigrationSet.embedded(["001_a.sql": "CREATE TABLE \(name) (x integer);"])
        var times: Set<String> = []
        for _ in 0..<3 {
            try await Martlet.temporary(migrations, on: server?.url) { database in
                _ = times.insert(Self.text(database, "SELECT applied_at FROM martlet_migrations"))
            }
        }
        #expect(times.count == 1 && times.first?.isEmpty == false)
    }

    @Test func aFolderThatChangesIsReadAgain() async throws {
        let folder = ScratchFolder()
        for version in ["001", "002"] {
            folder.write("m/\(version)_x.sql", "CREATE TABLE t\(version) (x);")
            try await Martlet.temporary(.folder(folder.path("m"))) { database in
                #expect(await database.engine.states().last == "\(version) applied")
            }
        }
    }

    /// Two closures that are written in the same place may still do different things.
    @Test func codeIsNotTakenForOtherCode() async throws {
        func migrations(_ value: Int) -> MigrationSet {
            MigrationSet.code([
                SwiftMigration("001_x") { database in
                    try database.execute("CREATE TABLE x (y); INSERT INTO x VALUES (\(value))")
                }
            ])
        }
        let kept = migrations(7)
        for (set, value) in [(migrations(1), "1"), (migrations(2), "2"), (kept, "7"), (kept, "7"), (kept, "7")] {
            try await Martlet.temporary(set) { database in #expect(Self.text(database, "SELECT y FROM x") == value) }
        }
    }

    @Test(arguments: AnyDatabase.Kind.allCases)
    func whatCannotBeMigratedIsToldAndLeavesNothing(_ kind: AnyDatabase.Kind) async throws {
        let server = try server(kind)
        let bad = MigrationSet.embedded(["001_a.sql": "CREATE TABEL a (x);"])
        for _ in 0..<2 {
            let error = await thrown {
                try await Martlet.temporary(bad, on: server?.url) { _ in
                    _ = Issue.record("there is nothing to test with")
                }
            }
            #expect(error?.diagnostics.map(\.code) == [.sql])
        }
    }

    @Test func aRoleThatMayMakeNoDatabaseIsToldSo() async throws {
        let server = try FreshDatabase()
        _ = server.psql("DROP ROLE IF EXISTS tester_without; CREATE ROLE tester_without LOGIN")
        let error = await thrown {
            try await Martlet.temporary(Self.migrations, on: server.url(as: "tester_without")) { _ in }
        }
        #expect(error?.diagnostics.map(\.code) == [.accessDenied])
        #expect(error?.diagnostics.first?.help?.contains("CREATEDB") == true)
        _ = server.psql("DROP ROLE tester_without")
    }

    /// What a process has left that was killed is removed by the next one that asks.
    @Test func whatKilledProcessesLeftIsRemoved() async throws {
        let cluster = try PostgresCluster()
        defer { cluster.stop() }
        let abandoned = ".martlet-test-0123456789abcdef.3"
        #expect(cluster.psql("postgres", "CREATE DATABASE \"\(abandoned)\"").status == 0)
        let url = "postgres://postgres@/postgres?host=\(cluster.socketFolder)&port=\(cluster.port)"
        try await Martlet.temporary(Self.migrations, on: url) { _ in }
        let names = cluster.psql("postgres", "SELECT datname FROM pg_database WHERE datname LIKE '.martlet%'").output
        #expect(!names.contains(abandoned))
        // The template stays for as long as this process does, whoever asks the server next.
        try await Martlet.temporary(Self.migrations, on: url + "&application_name=other") { database in
            try await Martlet.temporary(Self.migrations, on: url) { try await $0.engine.requireCurrent() }
            try await database.engine.requireCurrent()
        }
        #expect(names.split(separator: "\n").count == 1)
    }
}
