import Glibc
import TestSupport
import Testing

/// What the other commands make of files in batches, before them, in the middle, and behind them.
@Suite struct BatchCommandTests {
    private static let key = "id INTEGER PRIMARY KEY, m INTEGER NOT NULL DEFAULT 0 CHECK (m < 5)"
    private static let sums = "SELECT count(*), min(n), max(n) FROM t"

    /// Stops where a row has 4 for `m`.
    private static let fill = """
        -- martlet:up batch=100
        UPDATE t SET n = n + 1, m = m + CASE m WHEN 4 THEN 1 ELSE 0 END;
        -- martlet:down batch=100
        UPDATE t SET n = n - 1;

        """

    private func project(_ engine: TestedEngine, _ files: [String: String]) throws -> any ProjectUnderTest {
        let project = try engine.project(BatchTests.rows(1000, key: Self.key))
        expectStatus(project.run("migrate"), 0)
        for (name, text) in files { project.folder.write("migrations/" + name, text) }
        return project
    }

    /// With five of ten batches of 002 done, and 003 behind it.
    private func halfDone(_ engine: TestedEngine) throws -> any ProjectUnderTest {
        let project = try project(engine, ["002_fill.sql": Self.fill])
        _ = project.sql("UPDATE t SET m = 4 WHERE id = 550")
        #expect(project.run("migrate").status == 1)
        #expect(project.sql("SELECT count(*) FROM t WHERE n = 1") == "500")
        project.folder.write(
            "migrations/003_next.sql",
            "ALTER TABLE t ADD COLUMN later INTEGER;\n-- ROLLBACK:\n-- ALTER TABLE t DROP COLUMN later;\n")
        return project
    }

    private func letGo(_ project: any ProjectUnderTest) { _ = project.sql("UPDATE t SET m = 1 WHERE id = 550") }

    // MARK: In the middle

    @Test(arguments: TestedEngine.allCases) func statusAndCheckTellOfTheHalf(_ engine: TestedEngine) throws {
        let project = try halfDone(engine)
        let status = project.run("status")
        expectStatus(status, 0)
        expect(status.output, contains: "half-run, 50 %")
        #expect(project.run("status", "--check").status == 4)
        let check = project.run("check")
        #expect(check.status == 4, "\(check.everything)")
        expect(check.everything, contains: "1 version needs a person")
        #expect(!check.everything.contains("drift"), "\(check.everything)")
        expectStatus(project.run("drift"), 0)
        expectStatus(project.run("history", "--verify"), 0)
        expect(project.run("repair", "002").error, contains: "statement 1 is done in part: 5 of its batches are noted")
    }

    @Test(arguments: TestedEngine.allCases) func whatIsBehindWaits(_ engine: TestedEngine) throws {
        let project = try halfDone(engine)
        #expect(project.run("migrate").status == 1)
        #expect(!project.run("migrate", "--to", "003").output.contains("003 next  done"))
        #expect(project.sql("SELECT count(*) FROM martlet_migrations WHERE version = '003'") == "0")
        letGo(project)
        expectStatus(project.run("migrate", "--to", "002"), 0)
        #expect(project.sql(Self.sums) == "1000|1|1")
        #expect(project.sql("SELECT count(*) FROM martlet_migrations WHERE version = '003'") == "0")
        expectStatus(project.run("migrate"), 0)
        expectStatus(project.run("status", "--check"), 0)
        expectStatus(project.run("drift"), 0)
    }

    @Test(arguments: TestedEngine.allCases) func toWhatIsBeforeItLeavesItAlone(_ engine: TestedEngine) throws {
        let project = try halfDone(engine)
        letGo(project)
        let result = project.run("migrate", "--to", "001")
        #expect([0, 4].contains(result.status), "\(result.everything)")
        #expect(project.sql("SELECT count(*) FROM t WHERE n = 1") == "500")
        expect(project.run("status").output, contains: "half-run, 50 %")
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql(Self.sums) == "1000|1|1")
    }

    @Test(arguments: TestedEngine.allCases) func halfIsNotRolledBackAsAWhole(_ engine: TestedEngine) throws {
        let project = try halfDone(engine)
        for arguments in [["rollback", "--yes"], ["rollback", "002", "--yes"], ["rollback", "--to", "001", "--yes"]] {
            let result = MartletBinary.run(arguments, in: project.folder.path)
            #expect(result.status != 0, "\(arguments): \(result.everything)")
            #expect(project.sql("SELECT count(*), min(n), max(n) FROM t WHERE id <= 500") == "500|1|1")
            #expect(project.sql("SELECT state FROM martlet_migrations WHERE version = '002'") == "running")
        }
        letGo(project)
        expectStatus(project.run("migrate"), 0)
        expectStatus(project.run("rollback", "--to", "001", "--yes"), 0)
        #expect(project.sql(Self.sums) == "1000|0|0")
        expectStatus(project.run("history", "--verify"), 0)
    }

    @Test(arguments: TestedEngine.allCases) func aPlanOfTheRestIsHeldTo(_ engine: TestedEngine) throws {
        let project = try halfDone(engine)
        letGo(project)
        expect(project.run("plan").output, contains: "batches of 100 rows, about 5 of them")
        expectStatus(project.run("plan", "--out", "plan.json"), 0)
        expectStatus(project.run("migrate", "--plan", "plan.json"), 0)
        #expect(project.sql(Self.sums) == "1000|1|1")
        expectStatus(project.run("status", "--check"), 0)
    }

    @Test(arguments: TestedEngine.allCases) func aFileEditedInTheMiddleIsNoticed(_ engine: TestedEngine) throws {
        let project = try halfDone(engine)
        letGo(project)
        project.folder.write("migrations/002_fill.sql", Self.fill.replacing("n + 1", with: "n + 2"))
        for arguments in [["migrate"], ["migrate", "--to", "003"], ["plan"]] {
            let result = MartletBinary.run(arguments, in: project.folder.path)
            #expect(result.status == 4, "\(arguments): \(result.everything)")
            expect(result.error, contains: "stopped after batch 5 of statement 1")
        }
        #expect(project.sql("SELECT max(n) FROM t") == "1")
        // Its comments may change.
        project.folder.write("migrations/002_fill.sql", "-- Fills n.\n" + Self.fill)
        let commented = project.run("migrate")
        #expect([0, 4].contains(commented.status), "\(commented.everything)")
        project.folder.write("migrations/002_fill.sql", Self.fill)
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql(Self.sums) == "1000|1|1")
    }

    // MARK: One behind another

    @Test(arguments: TestedEngine.allCases) func twoFilesRunOneBehindTheOther(_ engine: TestedEngine) throws {
        let project = try project(
            engine,
            [
                "002_fill.sql": Self.fill,
                "003_more.sql": "-- martlet: batch=70\nUPDATE t SET n = n * 10 WHERE n = 1;\n",
                "004_copy.sql": "CREATE TABLE copy (id INTEGER PRIMARY KEY, n INTEGER);\n",
                "005_copy.sql":
                    "-- martlet: batch=33\nINSERT INTO copy SELECT t.id, t.n FROM t;\nDELETE FROM t WHERE id > 900;\n",
            ])
        _ = project.sql("UPDATE t SET m = 4 WHERE id = 550")
        #expect(project.run("migrate").status == 1)
        #expect(project.sql("SELECT max(n) FROM t") == "1")
        letGo(project)
        expectStatus(project.run("migrate"), 0)
        #expect(project.sql(Self.sums) == "900|10|10")
        #expect(project.sql("SELECT count(*), min(n), max(n) FROM copy") == "1000|10|10")
        expectStatus(project.run("status", "--check"), 0)
        #expect(project.sql("SELECT count(*) FROM martlet_migrations WHERE progress IS NOT NULL") == "0")
    }

    // MARK: In databases that are thrown away

    @Test(arguments: TestedEngine.allCases) func scratchDatabasesRunThemToo(_ engine: TestedEngine) throws {
        let project = try project(engine, ["002_fill.sql": Self.fill])
        let verify = project.run("verify", "002")
        expectStatus(verify, 0)
        expect(verify.output, contains: "lossless")
        let rehearsal = project.run("plan", "--rehearse")
        expectStatus(rehearsal, 0)
        #expect(project.sql(Self.sums) == "1000|0|0")
        expectStatus(project.run("diff", "migrations", "app", "--check"), 0)
        expectStatus(project.run("migrate"), 0)
        expectStatus(project.run("diff", "migrations", "app", "--check"), 0)
        expectStatus(project.run("drift"), 0)
        expectStatus(project.run("check"), 0)
        expectStatus(project.run("redo", "--yes"), 0)
        #expect(project.sql(Self.sums) == "1000|1|1")
    }

    @Test(arguments: TestedEngine.allCases) func aWayBackThatLosesRowsIsFound(_ engine: TestedEngine) throws {
        let project = try project(
            engine,
            [
                "002_fill.sql":
                    "-- martlet:up batch=100\nUPDATE t SET n = 5;\n-- martlet:down batch=100\nUPDATE t SET n = 0;\n"
            ])
        let verify = project.run("verify", "002", "--json")
        expect(verify.output, contains: "\"lossy\"")
    }

    // MARK: While others wait

    /// The batches that a run made, as its events tell.
    private func batches(_ events: String) -> Int {
        events.matches(of: #/"batches":\s*(\d+)/#).compactMap { Int($0.output.1) }.max() ?? 0
    }

    @Test(arguments: [TestedEngine.postgres]) func batchesMakeWayForThoseWhoWait(_ engine: TestedEngine) throws {
        let slow =
            engine == .sqlite
            ? "(SELECT count(*) FROM t AS x WHERE x.id < t.id) >= 0" : "pg_sleep(0.0003) IS NOT NULL"
        let fill = "-- martlet: batch=250\nUPDATE t SET n = n + 1 WHERE \(slow);\n"
        let alone = try project(engine, ["002_fill.sql": fill])
        let undisturbed = alone.run("migrate", "--format", "ndjson")
        expectStatus(undisturbed, 0)
        #expect(batches(undisturbed.everything) <= 4)

        let crowded = try project(engine, ["002_fill.sql": fill])
        let others = try Others(crowded, engine)
        let result = crowded.run("migrate", "--format", "ndjson", "--wait", "60s")
        let turns = others.stop()
        expectStatus(result, 0)
        #expect(crowded.sql(Self.sums) == "1000|1|1")
        #expect(batches(result.everything) > 4, "\(result.everything)")
        #expect(turns > 2, "the others came to their turn \(turns) times")
    }

    /// A session that wants the table for itself, again and again.
    private final class Others {
        private let project: any ProjectUnderTest
        private let process: pid_t

        init(_ project: any ProjectUnderTest, _ engine: TestedEngine) throws {
            self.project = project
            project.folder.write("go", "")
            let script =
                switch engine {
                case .sqlite:
                    """
                    import os, sqlite3, time
                    db = sqlite3.connect('app.db', isolation_level=None, timeout=30)
                    while os.path.exists('go'):
                        db.execute('BEGIN IMMEDIATE'); time.sleep(0.03); db.execute('COMMIT')
                        open('turns', 'a').write('x'); time.sleep(0.01)
                    """
                case .postgres:
                    """
                    import os, subprocess, time
                    while os.path.exists('go'):
                        subprocess.run(['psql', 'URL', '-qXc', 'BEGIN; LOCK TABLE t IN SHARE MODE; COMMIT'], check=True)
                        open('turns', 'a').write('x'); time.sleep(0.02)
                    """
                }
            let server = (project as? ServerProject)?.database
            let text = script.replacing("'psql'", with: "'\(server?.cluster.programs ?? "")/psql'")
                .replacing("URL", with: server?.url ?? "")
            process = try #require(Program.start(["python3", "-c", text], in: project.folder.path))
            #expect(ChildProcess.waitUntil { project.folder.has("turns") })
        }

        /// How many turns it had.
        func stop() -> Int {
            project.folder.remove("go")
            #expect(ChildProcess.wait(process) == 0)
            return project.folder.read("turns")?.count ?? 0
        }
    }
}
