import Glibc
import TestSupport
import Testing

/// Files of other tools that begin and end transactions themselves.
@Suite struct OwnTransactionTests {
    private static func project(_ engine: TestedEngine, _ up: String, _ down: String = "") throws
        -> any ProjectUnderTest
    {
        try engine.project(["migrations/0001_a.up.sql": up, "migrations/0001_a.down.sql": down])
    }

    private static let state = "SELECT state || ' ' || statements_applied FROM martlet_migrations"

    @Test("C12: a file that is one transaction is applied and recorded together", arguments: TestedEngine.allCases)
    func whole(_ engine: TestedEngine) throws {
        let project = try Self.project(
            engine, "BEGIN;\nCREATE TABLE a (x int);\nINSERT INTO nowhere VALUES (1);\nCOMMIT;\n")
        let result = project.run("migrate")
        expectStatus(result, 1)
        expect(result.error, contains: "migrations/0001_a.up.sql:3:")
        expect(result.error, contains: "changed nothing")
        project.folder.write("migrations/0001_a.up.sql", "BEGIN;\nCREATE TABLE a (x int);\nCOMMIT;\n")
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql(Self.state) == "applied 1")
    }

    @Test(
        "C12: of several transactions those that are done stay, and the run goes on behind them",
        arguments: TestedEngine.allCases)
    func several(_ engine: TestedEngine) throws {
        let project = try Self.project(
            engine,
            """
            CREATE TABLE a (x int);
            CREATE TABLE wanted (x int);
            BEGIN;
            INSERT INTO a VALUES (1);
            COMMIT;
            BEGIN;
            INSERT INTO a VALUES (2);
            INSERT INTO a SELECT 1 / x FROM wanted;
            INSERT INTO later VALUES (1);
            COMMIT;
            INSERT INTO a VALUES (3);
            """)
        let result = project.run("migrate")
        expectStatus(result, 1)
        expect(result.error, contains: "statements 1 to 5 are done, and stay")
        #expect(project.sql("SELECT x FROM a ORDER BY x") == "1")
        #expect(project.sql(Self.state) == "running 5")
        // The rest of the file is as it was begun, so that it goes on by itself.
        _ = project.sql("CREATE TABLE later (x int)")
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql("SELECT x FROM a ORDER BY x") == "1\n2\n3")
        #expect(project.sql(Self.state) == "applied 11")
    }

    @Test("C12: a transaction that a file leaves open is ended with its record", arguments: TestedEngine.allCases)
    func open(_ engine: TestedEngine) throws {
        let project = try Self.project(
            engine, "CREATE TABLE a (x int);\nBEGIN;\nINSERT INTO a VALUES (1);\n", "DROP TABLE a;\nBEGIN;\nSELECT 1;\n"
        )
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql("SELECT x FROM a") == "1")
        expectStatus(project.run("rollback", "--yes"), 0)
        #expect(project.sql("SELECT count(*) FROM martlet_migrations") == "0")
    }

    @Test("C12: a way back that fails before its first commit has changed nothing", arguments: TestedEngine.allCases)
    func wayBack(_ engine: TestedEngine) throws {
        let project = try Self.project(
            engine, "CREATE TABLE a (x int);\nCREATE TABLE b (x int);\n",
            "BEGIN;\nDROP TABLE a;\nDROP TABLE nowhere;\nCOMMIT;\nBEGIN;\nDROP TABLE b;\nCOMMIT;\n")
        expectStatus(project.run("migrate"), 0)
        expectStatus(project.run("rollback", "--yes"), 1)
        #expect(project.sql(Self.state) == "applied 2")
        #expect(project.sql("SELECT count(*) FROM a") == "0")
    }

    private static let long =
        "CREATE TABLE a (x int);\n"
        + (1...30).map { "BEGIN;\nINSERT INTO a VALUES (\($0));\nINSERT INTO a VALUES (-\($0));\nCOMMIT;\n" }.joined()

    @Test(
        "A1: killed at any time in a file with transactions of its own: each is done once",
        arguments: TestedEngine.allCases)
    func killed(_ engine: TestedEngine) throws {
        for _ in 0..<(StressNumber.serverKills ?? 40) / 4 {
            let project = try Self.project(engine, Self.long)
            let run = MartletBinary.start(["migrate"], in: project.folder.path) ?? -1
            usleep(UInt32.random(in: 0..<200_000))
            ChildProcess.signal(run, SIGKILL)
            _ = ChildProcess.wait(run)
            expectStatus(project.run("migrate", "--wait", "20s"), 0)
            #expect(project.sql("SELECT count(*) || ' ' || count(DISTINCT x) || ' ' || sum(x) FROM a") == "60 60 0")
            #expect(project.sql(Self.state) == "applied 121")
        }
    }
}
