import Glibc
import TestSupport
import Testing

/// Somebody else has a lock that a migration needs.
@Suite struct LockTimeoutTests {
    /// A session that holds a lock on `users` until it is ended, with a secret in its statement.
    private func hold(_ database: FreshDatabase, _ sql: String) -> Int32 {
        let cluster = database.cluster
        let pid = Program.start(
            [
                cluster.programs + "/psql", "-Xq", "-h", cluster.socketFolder, "-U", PostgresCluster.superuser, "-d",
                database.name, "-c", "BEGIN; \(sql)",
            ], in: "/", environment: ["PGAPPNAME": "reports"])
        #expect(
            ChildProcess.waitUntil {
                database.text(
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'reports' AND datname = current_database() AND query LIKE '%pg_sleep%'"
                ) == "1"
            })
        return pid ?? -1
    }

    private func end(_ pid: Int32, _ database: FreshDatabase) {
        _ = database.text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'reports' AND datname = current_database()"
        )
        _ = ChildProcess.wait(pid)
    }

    private static let reader =
        "SELECT count(*), 'sec''ret-4711' FROM users; SELECT 'geheim-0815' AS password, pg_sleep(600)"

    private func project() throws -> ServerProject {
        let project = try ServerProject.migrated(settings: ["lock_timeout: 300ms"])
        project.folder.write(
            "migrations/003_age.sql", "CREATE TABLE ages (x int);\nALTER TABLE users ADD COLUMN age int;\n")
        return project
    }

    @Test("B7: a long reader is named while it is waited for, and in the error; nothing is left in its way")
    func reader() throws {
        let project = try project()
        let holder = hold(project.database, Self.reader)
        defer { end(holder, project.database) }
        let begun = ContinuousClock.now
        let result = project.martlet("migrate", "--wait", "3s")
        #expect((.seconds(3)...(.seconds(8))).contains(ContinuousClock.now - begun))
        expectStatus(result, 6)
        expect(result.error, contains: "error[locked]: canceling statement due to lock timeout (55P03)")
        expect(result.error, contains: "--> migrations/003_age.sql:2:1")
        expect(result.error, contains: "app: 003 waits for a lock held by `reports`, role postgres, process ")
        expect(result.error, contains: "the lock is held by `reports`, role postgres, process ")
        expect(
            result.error,
            contains: "it runs: BEGIN; SELECT count(*), '…' FROM users; SELECT '…' AS password, pg_sleep(…)")
        expect(result.error, contains: "the transaction was undone: 003 changed nothing")
        expect(result.error, contains: "SELECT pg_terminate_backend(")
        #expect(!result.everything.contains("4711") && !result.everything.contains("0815"))
        let tries = result.error.firstMatch(of: #/tried (\d+) times in 3s/#).flatMap { Int($0.output.1) } ?? 0
        #expect(tries >= 3, "\(result.error)")
        #expect(project.sql("SELECT to_regclass('ages') IS NULL") == "t")
        #expect(project.sql("SELECT count(*) FROM martlet_migrations WHERE version = '003'") == "0")
    }

    @Test("B7: the whole transaction is tried again until the reader is gone") func goesOnTrying() throws {
        let project = try project()
        let holder = hold(project.database, Self.reader)
        let output = project.folder.path("events")
        let run = MartletBinary.start(
            ["migrate", "--format", "ndjson", "--wait", "60s"], in: project.folder.path, output: output)
        #expect(ChildProcess.waitUntil { TextFile.read(output)?.contains("\"blocked\"") == true })
        usleep(1_500_000)
        end(holder, project.database)
        #expect(ChildProcess.wait(run ?? -1) == 0)
        let events = TextFile.read(output) ?? ""
        #expect(
            events.split(separator: "\n").count {
                $0.contains("\"event\": \"blocked\"") || $0.contains("\"event\":\"blocked\"")
            } == 1, "\(events)")
        expect(events, contains: "\"application\":\"reports\"")
        #expect(project.applied == "001 002 003")
        #expect(project.sql("SELECT count(*) FROM martlet_log WHERE subject = '003' AND action <> 'seal'") == "1")
    }

    @Test("B7: between two tries others are let through", arguments: ["each", "all"]) func queue(_ rule: String) throws
    {
        let project = try project()
        if rule == "all" {
            project.folder.write(
                "martlet.yaml", (project.folder.read("martlet.yaml") ?? "") + "    transaction: all\n")
        }
        let holder = hold(project.database, Self.reader)
        defer { end(holder, project.database) }
        let run = MartletBinary.start(["migrate", "--wait", "8s"], in: project.folder.path)
        // Whoever reads queues up behind the one who waits for the table alone; never for longer than one try.
        var longest = Duration.zero
        for _ in 0..<40 {
            let begun = ContinuousClock.now
            #expect(project.sql("SELECT count(*) FROM users") == "2")
            longest = max(longest, ContinuousClock.now - begun)
            usleep(30_000)
        }
        #expect(longest < .seconds(2), "\(longest)")
        #expect(ChildProcess.wait(run ?? -1) == 6)
        #expect(project.applied == "001 002")
    }

    @Test("B7: with no time to wait there is one try") func oneTry() throws {
        let project = try project()
        let holder = hold(project.database, Self.reader)
        defer { end(holder, project.database) }
        let begun = ContinuousClock.now
        let result = project.martlet("migrate", "--wait", "0s")
        #expect(ContinuousClock.now - begun < .seconds(2))
        expectStatus(result, 6)
        expect(result.error, contains: "tried 1 time in")
    }

    @Test("B7: whoever waits for a lock can be interrupted") func interrupted() throws {
        let project = try project()
        let holder = hold(project.database, Self.reader)
        defer { end(holder, project.database) }
        let run = MartletBinary.start(["migrate", "--wait", "60s"], in: project.folder.path) ?? -1
        usleep(1_000_000)
        let begun = ContinuousClock.now
        ChildProcess.signal(run, SIGINT)
        #expect(ChildProcess.wait(run) == 130)
        #expect(ContinuousClock.now - begun < .seconds(2))
        #expect(project.applied == "001 002")
    }

    @Test("B7: two that wait for each other: the one that the server picks is tried again") func deadlock() throws {
        let project = try ServerProject.migrated()
        project.folder.write(
            "migrations/003_both.sql",
            "LOCK TABLE posts;\nSELECT pg_sleep(1);\nLOCK TABLE users;\nCREATE TABLE pair (x int);\n")
        let holder = hold(
            project.database, "LOCK TABLE users; SELECT pg_sleep(0.5); LOCK TABLE posts; SELECT pg_sleep(1)")
        let result = project.martlet("migrate")
        expectStatus(result, 0)
        #expect(project.applied == "001 002 003")
        _ = ChildProcess.wait(holder)
    }

    @Test("B7: what a session of another role does is hidden from this one, and so is the way to end it")
    func anotherRole() throws {
        let project = try OwnedProject.migrated(
            ["migrations/001_users.sql": "CREATE TABLE users (id int);\n"], settings: ["lock_timeout: 200ms"])
        project.folder.write("migrations/002_age.sql", "ALTER TABLE users ADD COLUMN age int;\n")
        let holder = hold(project.database, "SELECT count(*), pg_sleep(600) FROM users")
        defer { end(holder, project.database) }
        let result = project.martlet("migrate", "--wait", "1s")
        expectStatus(result, 6)
        expect(result.error, contains: "what it does is hidden from this role; who may see it: GRANT pg_read_all_stats")
        expect(
            result.error, contains: "have an administrator end it, if it was forgotten: SELECT pg_terminate_backend(")
        #expect(!result.everything.contains("insufficient privilege"), "\(result.everything)")
    }
}
