import Martlet
import Synchronization
import TestSupport
import Testing

/// Migrations that are written in Swift, among those of files.
@Suite struct SwiftMigrationTests {
    private static let files = [
        "001_posts.sql": """
        CREATE TABLE posts (id integer PRIMARY KEY, title text NOT NULL, slug text);
        INSERT INTO posts (id, title) VALUES (1, 'One Two'), (2, 'Three');
        -- ROLLBACK:
        -- DROP TABLE posts;

        """,
        "003_index.sql": "CREATE UNIQUE INDEX posts_slug ON posts (slug);\n-- ROLLBACK:\n-- DROP INDEX posts_slug;\n",
    ]

    private static let slugs = SwiftMigration("002_fill_in_slugs") { database in
        for row in try database.query("SELECT id, title FROM posts ORDER BY id") {
            let slug = (row.text(1) ?? "").lowercased().replacing(" ", with: "-")
            try database.execute("UPDATE posts SET slug = $2 WHERE id = $1", [row.values[0], .text(slug)])
        }
        try database.execute("INSERT INTO posts VALUES (3, 'x;y', NULL); DELETE FROM posts WHERE id = 3;")
    } down: { database in
        try database.execute("UPDATE posts SET slug = NULL")
    }

    private func engine(_ database: AnyDatabase, _ code: SwiftMigration...) throws -> Engine {
        try Engine(
            url: database.url,
            migrations: MigrationSet(.embedded(EmbeddedFolder("Migrations", Self.files)), code: code))
    }

    private func slugs(_ database: AnyDatabase) -> String {
        database.text("SELECT coalesce(slug, '-') FROM posts ORDER BY id").replacing("\n", with: " ")
    }

    @Test(arguments: AnyDatabase.Kind.allCases)
    func codeHasItsPlaceAmongFiles(_ kind: AnyDatabase.Kind) async throws {
        let database = try AnyDatabase(kind)
        let engine = try engine(database, Self.slugs)
        let plan = await engine.dryRun.migrate().databases[0].plan
        #expect(plan?.steps.map(\.subject) == ["001", "002", "003"] && plan?.steps[1].leadsBack == true)
        #expect(
            plan?.steps[1].statements.first?.hasPrefix("-- written in Swift: MartletTests/SwiftMigrationTests.") == true
        )
        try await engine.migrate().requireOK()
        #expect(slugs(database) == "one-two three")
        #expect(await engine.states() == ["001 applied", "002 applied", "003 applied"])
        try await engine.requireCurrent()
        let row = database.text(
            "SELECT kind, description, statements_applied FROM martlet_migrations WHERE version = '002'")
        #expect(row == "code|fill in slugs|5")
        #expect(await engine.history(verify: true).isOK)
        try await engine.rollback(.steps(2)).requireOK()
        #expect(slugs(database) == "- -")
        try await engine.migrate().requireOK()
        #expect(slugs(database) == "one-two three")
    }

    @Test(arguments: AnyDatabase.Kind.allCases)
    func whatTheDatabaseRefusesUndoesItAll(_ kind: AnyDatabase.Kind) async throws {
        let database = try AnyDatabase(kind)
        let line = #line + 3
        let code = SwiftMigration("002_bad") { database in
            try database.execute("UPDATE posts SET slug = 'x'")
            try database.execute("UPDATE nowhere SET x = $1", [1])
        }
        let outcome = await (try engine(database, code)).migrate()
        let error = try #require(outcome.allDiagnostics.first)
        #expect(error.code == .sql && error.location?.file == "MartletTests/SwiftMigrationTests.swift")
        #expect(error.location?.position?.line == line)
        #expect(error.notes.contains("the statement: UPDATE nowhere SET x = $1"))
        #expect(error.notes.contains("the transaction was undone: 002 changed nothing"))
        #expect(error.help == "mend the code, then run the program again")
        #expect(slugs(database) == "- -")
        #expect(await (try engine(database, code)).states() == ["001 applied", "002 failed", "003 pending"])
        try await (try engine(database, Self.slugs)).dryRun.migrate().requireOK()
    }

    struct OutOfSlugs: Error {}

    @Test(arguments: AnyDatabase.Kind.allCases)
    func whatTheCodeThrowsUndoesItAll(_ kind: AnyDatabase.Kind) async throws {
        let database = try AnyDatabase(kind)
        let code = SwiftMigration("002_bad") { database in
            try database.execute("UPDATE posts SET slug = 'x'")
            throw OutOfSlugs()
        }
        let error = await thrown { try await engine(database, code).migrate().requireOK() }
        #expect(error?.diagnostics.map(\.code) == [.codeFailed] && error?.exitStatus == .failed)
        expect("\(error.map { "\($0)" } ?? "")", contains: "the code of 002 ended with an error: OutOfSlugs()")
        #expect(slugs(database) == "- -")
    }

    /// On one engine a failure would leave the transaction usable, on the other not: it is the end on both.
    @Test(arguments: AnyDatabase.Kind.allCases)
    func aFailureThatIsCaughtIsOneAllTheSame(_ kind: AnyDatabase.Kind) async throws {
        let database = try AnyDatabase(kind)
        let code = SwiftMigration("002_bad") { database in
            try? database.execute("UPDATE nowhere SET x = 1")
            try? database.execute("UPDATE posts SET slug = 'x'")
        }
        let outcome = await (try engine(database, code)).migrate()
        #expect(outcome.allDiagnostics.map(\.code) == [.sql])
        #expect(slugs(database) == "- -")
    }

    @Test(
        arguments: AnyDatabase.Kind.allCases,
        [
            ("COMMIT", ErrorCode.transactionControl), ("/* x */ savepoint a", .transactionControl),
            ("SELECT 1; ROLLBACK", .transactionControl), ("VACUUM", .notInTransaction),
        ])
    func theTransactionIsNotTheCodes(_ kind: AnyDatabase.Kind, _ pair: (String, ErrorCode)) async throws {
        let database = try AnyDatabase(kind)
        for asks in [true, false] {
            let code = SwiftMigration("002_bad") { database in
                try database.execute("UPDATE posts SET slug = 'x'")
                if asks { _ = try database.query(pair.0) } else { try database.execute(pair.0) }
            }
            let outcome = await (try engine(database, code)).migrate()
            let isTwo = asks && pair.0.contains(";")
            #expect(outcome.allDiagnostics.map(\.code) == [isTwo ? .sql : pair.1])
            #expect(slugs(database) == "- -")
        }
    }

    /// A statement that does not end by itself, on both engines.
    private static let endless =
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 0 FROM n) SELECT count(*) FROM n"

    @Test(
        .timeLimit(.minutes(1)), arguments: AnyDatabase.Kind.allCases,
        [nil, endless, "DELETE FROM posts WHERE id IN (\(endless))"])
    func cancellingTheTaskStopsTheCode(_ kind: AnyDatabase.Kind, _ statement: String?) async throws {
        let database = try AnyDatabase(kind)
        let (started, signal) = AsyncStream.makeStream(of: Void.self)
        let code = SwiftMigration("002_long") { database in
            try database.execute("UPDATE posts SET slug = 'x'")
            signal.yield()
            guard let statement else { while true { try database.checkCancellation() } }
            if statement.hasPrefix("WITH") {
                _ = try database.query(statement)
            } else {
                try database.execute(statement)
            }
        }
        let engine = try engine(database, code)
        let task = Task { await engine.migrate() }
        for await _ in started { break }
        task.cancel()
        #expect(await task.value.allDiagnostics.map(\.code) == [.interrupted])
        #expect(database.text("SELECT version FROM martlet_migrations WHERE version = '002'").isEmpty)
    }

    @Test func theEditionIsWhatIsCompared() async throws {
        let database = try AnyDatabase(.sqlite)
        try await engine(database, SwiftMigration("002_x") { _ in }).migrate().requireOK()
        let other = try engine(database, SwiftMigration("002_x", edition: "2") { _ in })
        #expect(await thrown { try await other.requireCurrent() }?.diagnostics.map(\.code) == [.edited])
        #expect(await other.migrate().allDiagnostics.map(\.code) == [.edited])
        try await other.repair(MigrationVersion("002")).requireOK()
        try await other.requireCurrent()
        // A file in its place is another thing, too.
        var files = Self.files
        files["002_x.sql"] = "SELECT 1;"
        #expect(
            await thrown { try await database.engine(files).requireCurrent() }?.diagnostics.map(\.code) == [.edited])
    }

    @Test func whoeverHasNotTheCodeSeesThatItIsRecorded() async throws {
        let database = try AnyDatabase(.sqlite)
        try await engine(database, Self.slugs).migrate().requireOK()
        let bare = try database.engine(Self.files)
        #expect(await bare.states() == ["001 applied", "002 recorded", "003 applied"])
        #expect(await thrown { try await bare.requireCurrent() }?.diagnostics.map(\.code) == [.missing])
        let error = await thrown { try await bare.rollback(.from(MigrationVersion("002"))).requireOK() }
        #expect(error?.diagnostics.map(\.code) == [.irreversible])
        expect("\(error.map { "\($0)" } ?? "")", contains: "only that program has its way back")
        // A newer build's code is that of a newer build.
        let newer = SwiftMigration("004_more") { _ in }
        try await engine(database, Self.slugs, newer).migrate().requireOK()
        let old = try engine(database, Self.slugs)
        #expect(await thrown { try await old.requireCurrent() }?.diagnostics.map(\.code) == [.newerDatabase])
        try await old.migrate().requireOK()
    }

    @Test func codeWithoutAWayBackIsNotUndone() async throws {
        let database = try AnyDatabase(.sqlite)
        let engine = try Engine(url: database.url, migrations: .code([SwiftMigration("1_x") { _ in }]))
        try await engine.migrate().requireOK()
        let error = await thrown { try await engine.rollback().requireOK() }
        #expect(error?.diagnostics.map(\.code) == [.irreversible])
        expect("\(error.map { "\($0)" } ?? "")", contains: "give it a way back: SwiftMigration(")
    }

    @Test(
        arguments: [
            ("fill in", ErrorCode.strayFile), ("2_a.down", .strayFile), ("01_again", .duplicateVersion),
            ("001_posts", .duplicateVersion),
        ])
    func itsNameIsThatOfAFile(_ name: String, _ code: ErrorCode) async throws {
        let database = try AnyDatabase(.sqlite)
        let outcome = await (try engine(database, SwiftMigration(name) { _ in })).migrate()
        #expect(outcome.allDiagnostics.map(\.code) == [code])
        #expect("\(outcome.allDiagnostics)".contains("MartletTests/SwiftMigrationTests.swift"))
    }

    @Test func itMayBeForOneEnvironment() async throws {
        let database = try AnyDatabase(.sqlite)
        let engine = try engine(database, SwiftMigration("004_x", environments: ["dev"]) { _ in })
        try await engine.migrate().requireOK()
        #expect(await engine.states().last == "004 skipped")
    }

    /// SQLite empties a table before it drops it, and with it what refers to it.
    @Test func aTableIsDroppedOnlyWithForeignKeysOff() async throws {
        let database = try AnyDatabase(.sqlite)
        let files = [
            "001_a.sql": """
            CREATE TABLE a (id INTEGER PRIMARY KEY);
            CREATE TABLE b (a INTEGER REFERENCES a (id) ON DELETE CASCADE);
            INSERT INTO a VALUES (1);
            INSERT INTO b VALUES (1);
            """
        ]
        func engine(_ foreignKeys: Bool, _ row: Value) throws -> Engine {
            let code = SwiftMigration("002_rebuild", foreignKeys: foreignKeys) { database in
                try database.execute("CREATE TABLE c (id INTEGER PRIMARY KEY)")
                try database.execute("INSERT INTO c VALUES ($1)", [row])
                try database.execute("DROP TABLE a; ALTER TABLE c RENAME TO a;")
            }
            return try Engine(
                url: database.url, migrations: MigrationSet(.embedded(EmbeddedFolder("m", files)), code: [code]))
        }
        let refused = await thrown { try await engine(true, 1).migrate().requireOK() }
        #expect(refused?.diagnostics.first?.help?.contains("foreignKeys: false") == true)
        #expect(database.text("SELECT count(*) FROM b") == "1")
        let broken = await thrown { try await engine(false, 2).migrate().requireOK() }
        #expect(broken?.diagnostics.map(\.code) == [.foreignKeys])
        try await engine(false, 1).migrate().requireOK()
        #expect(database.text("SELECT count(*) FROM b") == "1")
    }

    @Test func theDatabaseIsOfNoUseAfterTheEnd() async throws {
        let database = try AnyDatabase(.sqlite)
        let kept = Mutex<[Escaped]>([])
        let code = SwiftMigration("002_x") { database in kept.withLock { $0.append(Escaped(database: database)) } }
        try await engine(database, code).migrate().requireOK()
        let escaped = try #require(kept.withLock { $0.first })
        let error = #expect(throws: MartletError.self) { try escaped.database.query("SELECT 1") }
        #expect(error?.diagnostics.map(\.code) == [.internalFault])
    }

    /// What a program should not do, and can.
    struct Escaped: @unchecked Sendable { let database: MigrationDatabase }
}
