import TestSupport
import Testing

/// Rows of every origin are proved alike: those taken over, recorded without being run, written by scripts.
@Suite struct HistoryKindTests {
    private static let files = [
        "migrations/V2__second.sql": "CREATE TABLE two (x int);\n",
        "migrations/V3__third.sql": "CREATE TABLE three (x int);\n",
        "migrations/V4__fourth.sql": "CREATE TABLE four (x int);\n",
        "migrations/V5__fifth.sql":
            "CREATE TABLE five (x int);\nINSERT INTO martlet_migrations (version, description) VALUES ('4.5', 'by hand');\n",
        "migrations/V6__sixth.sql": "CREATE TABLE six (x int);\n",
    ]

    /// A database that Flyway has begun: with a baseline, and a version behind it.
    private static func flyway(_ engine: TestedEngine) -> String {
        let (yes, time) = engine == .sqlite ? ("1", "TEXT") : ("true", "timestamp")
        return """
            CREATE TABLE base (x int); CREATE TABLE two (x int); CREATE TABLE four (x int);
            CREATE TABLE flyway_schema_history (installed_rank INT NOT NULL PRIMARY KEY, version VARCHAR(50),
              description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL, checksum INT,
              installed_by VARCHAR(100) NOT NULL, installed_on \(time) NOT NULL,
              execution_time INT NOT NULL, success BOOLEAN NOT NULL);
            INSERT INTO flyway_schema_history VALUES (1, '1', '<< Flyway Baseline >>', 'BASELINE',
              '<< Flyway Baseline >>', NULL, 'ava', '2024-01-01 00:00:00', 0, \(yes));
            INSERT INTO flyway_schema_history VALUES (2, '2', 'second', 'SQL', 'V2__second.sql', NULL, 'ava',
              '2024-01-02 00:00:00', 3, \(yes));
            """
    }

    private static func project(_ engine: TestedEngine) throws -> any ProjectUnderTest {
        let project: any ProjectUnderTest =
            switch engine {
            case .sqlite: ScratchProject(files, settings: ["layout: flyway"])
            case .postgres: try ServerProject(files, settings: ["layout: flyway"])
            }
        _ = project.sql(flyway(engine))
        for arguments in [["adopt"], ["migrate", "--to", "3"], ["stamp", "4"], ["migrate"]] {
            expectStatus(MartletBinary.run(arguments, in: project.folder.path), 0)
        }
        let kinds = project.sql("SELECT version, kind FROM martlet_migrations ORDER BY id")
        #expect(kinds == "1|adopted\n2|adopted\n3|migration\n4|stamp\n4.5|recorded\n5|migration\n6|migration")
        HistoryProofTests.expectProved(project)
        return project
    }

    @Test(
        "D1: each column of a row of each kind is proved", arguments: TestedEngine.allCases,
        ["1", "2", "4", "4.5"])
    func columns(_ engine: TestedEngine, _ version: String) throws {
        HistoryProofTests.expectColumnsProved(of: version, try Self.project(engine), engine)
    }

    @Test("D1: each column of a baseline's row is proved", arguments: TestedEngine.allCases)
    func baseline(_ engine: TestedEngine) throws {
        let files = [
            "migrations/B2__base.sql": "CREATE TABLE base (x int);\n", "migrations/V3__next.sql": "SELECT 1;\n",
        ]
        let project: any ProjectUnderTest =
            switch engine {
            case .sqlite: ScratchProject(files, settings: ["layout: flyway"])
            case .postgres: try ServerProject(files, settings: ["layout: flyway"])
            }
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql("SELECT version, kind FROM martlet_migrations ORDER BY id") == "2|baseline\n3|migration")
        HistoryProofTests.expectColumnsProved(of: "2", project, engine)
    }

    /// The rows of a snapshot have no digests; what is built on them proves the newest alone.
    @Test("D1: rows that came with a snapshot are named, and proved by what follows", arguments: TestedEngine.allCases)
    func snapshot(_ engine: TestedEngine) throws {
        let made = try engine.migrated()
        let dump = made.run("dump", "--output", "-")
        let project = try engine.project(
            engine == .sqlite ? ScratchProject.twoMigrations : ServerProject.twoMigrations)
        _ = project.sql(dump.output)
        let loaded = project.run("history", "--verify")
        expectStatus(loaded, 0)
        expect(loaded.output, contains: "nothing proves the rows of 001, 002 yet: they came with a snapshot")
        project.folder.write("migrations/003_c.sql", "CREATE TABLE c (id integer);\n")
        expectStatus(project.run("migrate"), 0)
        let built = project.run("history", "--verify")
        expect(built.output, contains: "nothing proves the row of 001 yet: it came with a snapshot")
        expect(built.output, contains: "every other row of the history is as it was written")
        HistoryProofTests.expectColumnsProved(of: "002", project, engine)
    }
}
