import Glibc
import TestSupport
import Testing

/// Several processes, other programs and odd clocks at one database.
@Suite struct ConcurrencyTests {
    @Test("B3: many at once apply each migration once", arguments: [2, 20])
    func manyAtOnce(_ processes: Int) {
        let migrations = 10
        var files: [String: String] = ["migrations/000_log.sql": "CREATE TABLE runs (version TEXT);\n"]
        for number in 1..<migrations {
            files["migrations/00\(number)_step.sql"] =
                "CREATE TABLE t\(number) (x TEXT);\nINSERT INTO runs VALUES ('\(number)');\n"
        }
        let project = ScratchProject(files)
        let pids = (0..<processes).map { _ in ChildProcess.start(["migrate", "--wait", "5m"], in: project) }
        let statuses = pids.map(ChildProcess.wait)
        #expect(statuses.allSatisfy { $0 == 0 }, "\(statuses)")
        #expect(project.sql("SELECT count(*) FROM runs") == "\(migrations - 1)")
        #expect(project.sql("SELECT count(*), sum(success) FROM martlet_migrations") == "\(migrations)|\(migrations)")
        #expect(
            project.sql("SELECT count(*) FROM martlet_log WHERE action = 'apply' AND result = 'done'")
                == "\(migrations)")
        #expect(project.sql("PRAGMA integrity_check") == "ok")
        #expect(project.folder.names() == ["app.db", "martlet.yaml", "migrations", "seeds"])
    }

    // MARK: Locks and clocks

    @Test("B6: a killed holder leaves no lock") func killedHolder() {
        let busy = BusyProject()
        #expect(busy.end(with: SIGKILL) == 128 + SIGKILL)
        busy.expectMigrates()
    }

    @Test(
        "B6: a lock file of last year, whatever it says, locks nobody out",
        arguments: [
            "4711\nelsewhere\nmigrate\n2019-01-01T00:00:00Z\n", "1\nhere\nmigrate\n2999-01-01T00:00:00Z\n", "",
            "\u{0}\u{1}",
        ])
    func oldLockFile(_ text: String) {
        let project = ScratchProject.migrated(to: "001")
        project.folder.write("app.db.martlet-lock", text)
        _ = Program.run(["touch", "-d", "2 years ago", project.folder.path("app.db.martlet-lock")])
        expectStatus(project.martlet("migrate", "--wait", "0s"), 0)
        #expect(project.folder.names() == ["app.db", "martlet.yaml", "migrations", "seeds"])
    }

    @Test("B6: no decision asks the clock, a year early or late", arguments: ["-1y", "+1y"])
    func oddClock(_ shift: String) {
        let project = ScratchProject(ScratchProject.seeded, settings: ["backups: backups"])
        let clock = ["faketime", "-f", shift]
        expectStatus(project.martlet("migrate", "--to", "001"), 0)
        for command in [
            ["migrate", "--wait", "0s"], ["seed"], ["status", "--check"], ["backup"], ["history", "--verify"],
            ["check"],
        ] {
            expectStatus(project.martlet(under: clock, command), 0)
        }
        let years = project.sql(
            "SELECT count(DISTINCT substr(applied_at, 1, 4)) FROM martlet_migrations; SELECT max(execution_ms) < 60000 "
                + "FROM martlet_log")
        #expect(years == "2\n1", "the clock was not shifted")
        // Both at the right time again: what was applied last is undone first, whatever was written beside it.
        expectStatus(project.martlet("rollback", "--yes"), 0)
        #expect(project.sql("SELECT version FROM martlet_migrations") == "001")
        let backup = "backups/" + (project.folder.names(in: "backups").first ?? "")
        expectStatus(project.martlet("restore", backup, "--yes"), 0)
        expectStatus(project.martlet("status", "--check"), 0)
    }

    @Test("B6: a runner whose clock is a year off waits for the one that is at work", arguments: ["-1y", "+1y"])
    func oddClockWhileLocked(_ shift: String) {
        let busy = BusyProject()
        let result = busy.project.martlet(under: ["faketime", "-f", shift], ["migrate", "--wait", "100ms"])
        expectStatus(result, 6)
        expect(result.error, contains: "process \(busy.run) on ")
        #expect(busy.end(with: SIGINT) == 130)
        busy.expectMigrates()
    }

    // MARK: Other programs

    @Test("B9: whoever does not get the lock names its holder") func anotherMartlet() {
        let busy = BusyProject()
        let result = busy.project.martlet("migrate", "--wait", "100ms")
        expectStatus(result, 6)
        expect(result.error, contains: "error[locked]: another martlet is at work on app")
        expect(result.error, contains: "`migrate`, process \(busy.run) on ")
        expect(result.error, contains: ", since 20")
        // Looking is allowed meanwhile.
        expectStatus(busy.project.martlet("status"), 0)
        #expect(busy.end(with: SIGINT) == 130)
    }

    private static func project(_ settings: [String] = []) -> ScratchProject {
        let project = ScratchProject.migrated(settings: settings)
        project.folder.write("migrations/003_third.sql", "CREATE TABLE third (x);\n")
        return project
    }

    @Test(
        "B9: a lock of another program is waited for, and then it is told who has it",
        arguments: [
            "BEGIN IMMEDIATE", "BEGIN EXCLUSIVE",
        ])
    func anotherProgram(_ begin: String) {
        let project = Self.project(["lock_timeout: 200ms"])
        let before = project.dump
        let holder = PythonHolder(project, "db.execute('\(begin)')")
        let begun = ContinuousClock.now
        let result = project.martlet("migrate")
        #expect(ContinuousClock.now - begun > .milliseconds(200))
        expectStatus(result, 6)
        expect(result.error, contains: "error[locked]")
        expect(result.error, contains: "it is open in process \(holder.process) (")
        expect(result.error, contains: "lock_timeout: 1m")
        expectStatus(project.martlet("status"), begin.contains("EXCLUSIVE") ? 6 : 0)
        holder.kill()
        #expect(project.dump == before)
        expectStatus(project.martlet("migrate"), 0)
    }

    @Test("B9: a reader is waited for until it is done") func readerMeanwhile() {
        let project = Self.project()
        let reader = PythonHolder(
            project, "db.execute('BEGIN'); db.execute('SELECT * FROM users').fetchone()",
            afterwards: "time.sleep(1); db.execute('COMMIT')")
        expectStatus(project.martlet("migrate"), 0)
        #expect(reader.wait() == 0)
        #expect(project.sql("SELECT count(*) FROM third") == "0")
    }

    @Test("B9: a reader of a write-ahead log keeps nobody from writing, and sees what it saw") func readerOfALog() {
        let project = Self.project()
        #expect(project.sql("PRAGMA journal_mode = wal") == "wal")
        let reader = PythonHolder(
            project, "db.execute('BEGIN'); db.execute('SELECT * FROM users').fetchone()",
            afterwards: """
                while not os.path.exists('go'): time.sleep(0.01)
                assert db.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'third'").fetchone()[0] == 0
                db.execute('COMMIT')
                assert db.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'third'").fetchone()[0] == 1
                """)
        expectStatus(project.martlet("migrate"), 0)
        project.folder.write("go", "")
        #expect(reader.wait() == 0)
        #expect(project.sql("PRAGMA integrity_check") == "ok")
    }
}
