import TestSupport
import Testing

/// Ways in which a database comes to where it is, none of which is a drift.
@Suite struct DriftAfterTests {
    private static let third = """
        -- martlet:up
        CREATE TABLE tags (id integer PRIMARY KEY);
        -- martlet:down
        DROP TABLE tags;

        """

    private static func files(_ engine: TestedEngine) -> [String: String] {
        engine == .sqlite ? ScratchProject.twoMigrations : ServerProject.twoMigrations
    }

    private static func project(
        _ engine: TestedEngine, _ files: [String: String]? = nil, _ settings: [String]
    ) throws -> any ProjectUnderTest {
        let files = files ?? Self.files(engine)
        return switch engine {
        case .sqlite: ScratchProject(files, settings: settings)
        case .postgres: try ServerProject(files, settings: settings)
        }
    }

    /// Expects no drift, and one as soon as there is a table more.
    private static func expectNone(
        _ project: any ProjectUnderTest, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let result = project.run("drift")
        expectStatus(result, 0, sourceLocation: sourceLocation)
        expect(result.output, contains: "✓ the schema is ", sourceLocation: sourceLocation)
        _ = project.sql("CREATE TABLE made_by_hand (id integer)")
        let other = project.run("drift")
        expectStatus(other, 3, sourceLocation: sourceLocation)
        expect(other.output, contains: "the database has 1 more\n", sourceLocation: sourceLocation)
        expect(other.output, contains: "made_by_hand", sourceLocation: sourceLocation)
        _ = project.sql("DROP TABLE made_by_hand")
    }

    @Test(arguments: TestedEngine.allCases, [[], ["fingerprint: true"]])
    func aRestoredDatabaseHasItsOwnHistory(_ engine: TestedEngine, _ settings: [String]) throws {
        let project = try Self.project(engine, nil, settings + ["backups: backups", "backup: {before: [migrate]}"])
        expectStatus(project.run("migrate"), 0)
        project.folder.write("migrations/003_tags.sql", Self.third)
        expectStatus(project.run("migrate"), 0)
        Self.expectNone(project)
        expectStatus(project.run("restore", "--before", "003", "--yes"), 0)
        Self.expectNone(project)
        expectStatus(project.run("migrate"), 0)
        Self.expectNone(project)
        expectStatus(project.run("history", "--verify"), 0)
    }

    @Test(arguments: TestedEngine.allCases, [[], ["fingerprint: true"]])
    func whatWasStampedIsImplied(_ engine: TestedEngine, _ settings: [String]) throws {
        let project = try Self.project(engine, nil, settings)
        for (_, text) in Self.files(engine).sorted(by: { $0.key < $1.key }) { _ = project.sql(text) }
        expectStatus(project.run("stamp", "002"), 0)
        Self.expectNone(project)
        project.folder.write("migrations/003_tags.sql", Self.third)
        expectStatus(project.run("migrate"), 0)
        Self.expectNone(project)
        expectStatus(project.run("rollback", "--yes"), 0)
        Self.expectNone(project)
    }

    /// The schema that was there becomes the first migration.
    @Test(arguments: TestedEngine.allCases) func aDumpedBaselineImpliesWhatItWasTakenOf(_ engine: TestedEngine) throws {
        let project = try engine.project([:])
        for (_, text) in Self.files(engine).sorted(by: { $0.key < $1.key }) { _ = project.sql(text) }
        _ = project.sql("CREATE VIEW names AS SELECT name FROM users")
        expectStatus(project.run("dump", "--output", "migrations/001_baseline.sql"), 0)
        expectStatus(project.run("stamp", "001"), 0)
        Self.expectNone(project)
        project.folder.write("migrations/002_tags.sql", Self.third)
        expectStatus(project.run("migrate"), 0)
        Self.expectNone(project)
    }

    /// A database that a snapshot was loaded into.
    @Test(arguments: TestedEngine.allCases) func aLoadedSnapshotImpliesItsMigrations(_ engine: TestedEngine) throws {
        let files = Self.files(engine).merging(["migrations/003_tags.sql": Self.third]) { $1 }
        let made = try engine.project(files)
        expectStatus(made.run("migrate"), 0)
        let snapshot = made.run("dump", "--output", "-")
        expectStatus(snapshot, 0)
        let project = try engine.project(files)
        _ = project.sql(snapshot.output)
        #expect(project.sql("SELECT count(*) FROM martlet_migrations") == "3")
        Self.expectNone(project)
    }

    @Test(arguments: TestedEngine.allCases) func aPartOfTheFolderImpliesItsPart(_ engine: TestedEngine) throws {
        let project = try Self.project(
            engine, Self.files(engine).merging(["migrations/003_tags.sql": Self.third]) { $1 }, [])
        for arguments in [
            ["migrate", "--to", "001"], ["migrate", "--to", "002"], ["migrate"], ["rollback", "--steps", "2", "--yes"],
            ["migrate", "--steps", "1"], ["reset", "--yes"],
        ] {
            expectStatus(MartletBinary.run(arguments, in: project.folder.path), 0)
            Self.expectNone(project)
        }
    }

    /// Rows are no schema: how far they have come does not count.
    @Test(arguments: TestedEngine.allCases) func aBatchThatIsHalfDoneIsNone(_ engine: TestedEngine) throws {
        let files = [
            "migrations/001_rows.sql": """
            CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER CHECK (n < 150));
            WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < 200)
              INSERT INTO t (id) SELECT i FROM g;

            """, "migrations/002_fill.sql": "-- martlet: batch=20\nUPDATE t SET n = id;\n",
            "migrations/003_after.sql": Self.third,
        ]
        let project = try Self.project(engine, files, [])
        expectStatus(project.run("migrate"), 1)
        #expect(project.sql("SELECT count(n) FROM t") == "140")
        Self.expectNone(project)
    }

    // MARK: Histories of other tools

    @Test(arguments: TestedEngine.allCases) func aHistoryWithABaselineIsReplayed(_ engine: TestedEngine) throws {
        let project = try Self.project(
            engine,
            [
                "migrations/B2__base.sql": "CREATE TABLE base (x int);\n",
                "migrations/V1__old.sql": "CREATE TABLE old (x int);\n",
                "migrations/V2__older.sql": "DROP TABLE old; CREATE TABLE base (x int);\n",
                "migrations/V3__new.sql": "CREATE TABLE new_one (x int);\n",
            ], ["layout: flyway"])
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql("SELECT version FROM martlet_migrations ORDER BY id") == "2\n3")
        Self.expectNone(project)
    }

    /// What was there before nobody has written down.
    @Test(arguments: TestedEngine.allCases) func aBaselineWithoutAScriptImpliesNothing(_ engine: TestedEngine) throws {
        let project = try Self.project(
            engine, ["migrations/V2__new.sql": "CREATE TABLE new_one (x int);\n"], ["layout: flyway"])
        let (yes, time) = engine == .sqlite ? ("1", "TEXT") : ("true", "timestamp")
        _ = project.sql(
            """
            CREATE TABLE base (x int);
            CREATE TABLE flyway_schema_history (installed_rank INT NOT NULL PRIMARY KEY, version VARCHAR(50),
              description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL, checksum INT,
              installed_by VARCHAR(100) NOT NULL, installed_on \(time) NOT NULL,
              execution_time INT NOT NULL, success BOOLEAN NOT NULL);
            INSERT INTO flyway_schema_history VALUES (1, '1', '<< Flyway Baseline >>', 'BASELINE',
              '<< Flyway Baseline >>', NULL, 'ava', '2024-01-01 00:00:00', 0, \(yes));
            """)
        expectStatus(project.run("adopt"), 0)
        expectStatus(project.run("migrate"), 0)
        let result = project.run("drift")
        expectStatus(result, 4)
        expect(result.error, contains: "1 was taken over without its script")
        expectStatus(project.run("check"), 0)
    }

    // MARK: Extensions

    /// What belongs to an extension comes and goes with it.
    @Test(arguments: [[], ["fingerprint: true"]]) func whatAnExtensionOwnsIsItsOwn(_ settings: [String]) throws {
        let project = try ServerProject(
            [
                "migrations/001_extensions.sql": """
                CREATE SCHEMA tools;
                CREATE EXTENSION hstore WITH SCHEMA tools;
                CREATE EXTENSION pg_stat_statements;
                CREATE EXTENSION citext;
                CREATE EXTENSION postgres_fdw;
                CREATE TABLE words (word citext PRIMARY KEY, more tools.hstore DEFAULT 'a=>1');
                CREATE INDEX words_more ON words USING gin (more);
                -- ROLLBACK:
                -- SELECT 1;

                """
            ], settings: settings)
        expectStatus(project.martlet("migrate"), 0)
        Self.expectNone(project)
        // A function that was taken from its extension is somebody's own from then on.
        _ = project.sql("ALTER EXTENSION citext DROP FUNCTION citext_hash(citext)")
        let drift = project.martlet("drift")
        expectStatus(drift, 3)
        expect(drift.output, contains: "citext_hash")
    }

    /// The tables of a tool that lives in the database, in a schema that an extension has made or an administrator.
    @Test func anExtensionMadeByHandIsNamed() throws {
        let project = try ServerProject.migrated()
        _ = project.sql("CREATE EXTENSION citext")
        let drift = project.martlet("drift")
        expectStatus(drift, 3)
        expect(drift.output, contains: "the database has 1 more\n")
        expect(drift.output, contains: "+ extension citext")
    }
}
