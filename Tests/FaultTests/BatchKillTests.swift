import Glibc
import TestSupport
import Testing

/// Batches that are killed, stopped or run twice at once.
@Suite struct BatchKillTests {
    private static let rows = 3000

    private static let files = [
        "migrations/001_rows.sql": """
        CREATE TABLE t (a INTEGER NOT NULL, b TEXT NOT NULL, n INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (b, a));
        CREATE TABLE copy (a INTEGER NOT NULL, b TEXT NOT NULL);
        WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < \(rows))
          INSERT INTO t (a, b) SELECT i, 'x' || (i % 7) FROM g;

        """
    ]

    private static let fill = """
        -- martlet:up batch=20 pause=2ms
        UPDATE t SET n = n + 1;
        INSERT INTO copy SELECT t.a, t.b FROM t;
        UPDATE t SET n = n + 10 WHERE a % 2 = 0 OR a % 2 = 1;
        -- martlet:down batch=20 pause=2ms
        UPDATE t SET n = n - 11;

        """

    /// No row was gone through twice, and none was left out.
    private func expectOnce(_ project: any ProjectUnderTest, _ sum: Int, _ comment: Comment) {
        #expect(project.sql("SELECT count(*), min(n), max(n) FROM t") == "\(Self.rows)|\(sum)|\(sum)", comment)
    }

    private func project(_ engine: TestedEngine) throws -> any ProjectUnderTest {
        let project = try engine.project(Self.files)
        expectStatus(project.run("migrate"), 0)
        project.folder.write("migrations/002_fill.sql", Self.fill)
        return project
    }

    /// How many runs are killed before one may come to its end.
    private static let kills = StressNumber.serverKills ?? 24

    /// Runs a command again and again, and kills it at a random moment.
    private func killing(_ arguments: [String], _ project: any ProjectUnderTest) throws -> Int {
        var killed = 0
        while killed < Self.kills {
            let process = try #require(MartletBinary.start(arguments + ["--wait", "10s"], in: project.folder.path))
            // Long enough to begin, and not to end: all of it takes more than two seconds.
            usleep(UInt32.random(in: 5_000..<120_000))
            ChildProcess.signal(process, SIGKILL)
            if ChildProcess.wait(process) == 0 { break }
            killed += 1
            // No batch is there without its note, and no note without its batch.
            let noted = project.sql(
                "SELECT coalesce(max(progress), '') FROM martlet_migrations WHERE version = '002' AND progress LIKE '%\"statement\":1}%'"
            )
            if !noted.isEmpty, arguments == ["migrate"], let rows = noted.firstMatch(of: #/"rows":(\d+)/#) {
                #expect(project.sql("SELECT count(*) FROM t WHERE n = 1") == String(rows.output.1))
            }
        }
        return killed
    }

    @Test("A1: batches that are killed at any moment change each row once", arguments: TestedEngine.allCases)
    func kills(_ engine: TestedEngine) throws {
        let project = try project(engine)
        let forward = try killing(["migrate"], project)
        expectStatus(project.run("migrate"), 0)
        expectOnce(project, 11, "\(forward) kills")
        #expect(project.sql("SELECT count(*), count(DISTINCT a) FROM copy") == "\(Self.rows)|\(Self.rows)")
        let back = try killing(["rollback", "002", "--yes"], project)
        // The last of them may have come to its end.
        if project.sql("SELECT count(*) FROM martlet_migrations WHERE version = '002'") == "1" {
            expectStatus(project.run("rollback", "002", "--yes"), 0)
        }
        expectOnce(project, 0, "\(back) kills")
        #expect(forward > 3 && back > 3)
    }

    @Test("A6: a stop ends batches behind the one in hand, and the next run goes on", arguments: TestedEngine.allCases)
    func stop(_ engine: TestedEngine) throws {
        let project = try project(engine)
        for signal in [SIGINT, SIGTERM, SIGINT] {
            let process = try #require(MartletBinary.start(["migrate"], in: project.folder.path))
            usleep(300_000)
            ChildProcess.signal(process, signal)
            #expect(ChildProcess.wait(process) == (signal == SIGINT ? 130 : 143))
            #expect(project.sql("SELECT state FROM martlet_migrations WHERE version = '002'") == "running")
        }
        expectStatus(project.run("migrate"), 0)
        expectOnce(project, 11, "stopped three times")
    }

    @Test("B3: of several runs of the same batches one waits for the other", arguments: TestedEngine.allCases)
    func twoRunners(_ engine: TestedEngine) throws {
        let project = try project(engine)
        let processes = try (0..<3).map { _ in
            try #require(MartletBinary.start(["migrate", "--wait", "60s"], in: project.folder.path))
        }
        for process in processes { #expect(ChildProcess.wait(process) == 0) }
        expectOnce(project, 11, "three runs")
    }

    @Test("B9: while batches run, others write between them", arguments: TestedEngine.allCases)
    func others(_ engine: TestedEngine) throws {
        let project = try project(engine)
        let gone = Int(project.sql("SELECT count(*) FROM t WHERE b = 'x6' AND a % 2 = 0")) ?? 0
        let process = try #require(MartletBinary.start(["migrate"], in: project.folder.path))
        usleep(200_000)
        // Gone before its turn, come behind the end, and changed on the way.
        let patience = engine == .sqlite ? "PRAGMA busy_timeout = 20000; " : ""
        _ = project.sql(patience + "DELETE FROM t WHERE b = 'x6' AND a % 2 = 0")
        _ = project.sql(patience + "INSERT INTO t (a, b, n) VALUES (1, 'y', 0)")
        #expect(ChildProcess.wait(process) == 0)
        #expect(project.sql("SELECT count(*) FROM t WHERE n = 11") == String(Self.rows - gone))
        // It came behind the end of the first statement; the last one has ended, or begun behind it.
        #expect(["0", "10"].contains(project.sql("SELECT n FROM t WHERE b = 'y'")))
    }

    @Test("B9: a batch that cannot have a lock is tried again, smaller, and nothing is done twice") func lockedRow()
        throws
    {
        let project = try ServerProject(Self.files, settings: ["lock_timeout: 150ms"])
        expectStatus(project.martlet("migrate"), 0)
        project.folder.write("migrations/002_fill.sql", "-- martlet: batch=500\nUPDATE t SET n = n + 11;\n")
        let holder = BackgroundProgram(
            project.database,
            "BEGIN; UPDATE t SET n = n WHERE a = 1500; SELECT pg_sleep(2); COMMIT")
        usleep(500_000)
        let result = project.martlet("migrate", "--format", "ndjson", "--wait", "30s")
        holder.wait()
        expectStatus(result, 0)
        expectOnce(project, 11, "a row was locked")
        #expect(result.everything.contains("\"event\":\"batches\""))
    }

    @Test(
        "A6: a batch that runs for longer than it may is undone, and names its range", arguments: TestedEngine.allCases)
    func timeOut(_ engine: TestedEngine) throws {
        let project = try project(engine)
        let slow =
            engine == .sqlite
            ? "(SELECT count(*) FROM t AS x, t AS y, t AS z WHERE x.a < y.a) < 0" : "pg_sleep(0.02) IS NULL"
        project.folder.write(
            "migrations/002_fill.sql",
            "-- martlet: batch=500 statement_timeout=300ms\nUPDATE t SET n = n + 1 WHERE b <> 'x6' OR \(slow);\n")
        let result = project.run("migrate")
        #expect(result.status != 0)
        expect(result.error, contains: "it ran for more than 300ms")
        expect(result.error, contains: "the rows where (t.\"b\", t.\"a\")")
    }
}

/// `psql` at work on its own.
private struct BackgroundProgram {
    private let process: pid_t?

    init(_ database: FreshDatabase, _ sql: String) {
        process = Program.start([database.cluster.programs + "/psql", database.url, "--quiet", "--command", sql])
    }

    func wait() { if let process { _ = ChildProcess.wait(process) } }
}
