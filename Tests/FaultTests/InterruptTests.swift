import Glibc
import TestSupport
import Testing

/// Signals, and several processes at once.
@Suite struct InterruptTests {
    /// A statement that would run for hours.
    private static let endless =
        "CREATE TABLE n (x INTEGER);\nINSERT INTO n WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT x FROM c "
        + "WHERE x < 0;\n"

    /// A project, and a run in the middle of its third migration, which has no end.
    private static func busyProject() -> (ScratchProject, pid_t) {
        var files = ScratchProject.twoMigrations
        files["migrations/003_endless.sql"] = endless
        let project = ScratchProject(files)
        let pid = ChildProcess.start(["migrate"], in: project)
        // Its journal is there: the long statement's transaction has begun.
        #expect(ChildProcess.waitUntil { project.folder.has("app.db-journal") })
        return (project, pid)
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func aSignalRollsBackAndFreesTheLock(_ signal: Int32) {
        let status: Int32 = signal == SIGINT ? 130 : 143
        var files = ScratchProject.twoMigrations
        files["migrations/003_endless.sql"] = Self.endless
        let project = ScratchProject(files)
        expectStatus(project.martlet("migrate", "--to", "002"), 0)
        let before = project.sql("SELECT version, success FROM martlet_migrations; SELECT name FROM sqlite_schema")
        let pid = ChildProcess.start(["migrate"], in: project)
        // Its journal is there: the long statement's transaction has begun.
        #expect(ChildProcess.waitUntil { project.folder.has("app.db-journal") })
        usleep(100_000)
        let begun = ContinuousClock.now
        kill(pid, signal)
        #expect(ChildProcess.wait(pid) == status)
        #expect(ContinuousClock.now - begun < .seconds(2))
        #expect(
            project.sql("SELECT version, success FROM martlet_migrations; SELECT name FROM sqlite_schema") == before)
        #expect(project.folder.names() == ["app.db", "martlet.yaml", "migrations", "seeds"])
        project.folder.write("migrations/003_endless.sql", "CREATE TABLE n (x INTEGER);\n")
        expectStatus(project.martlet("migrate", "--wait", "0s"), 0)
    }

    @Test func aSecondSignalEndsAtOnce() {
        let (project, pid) = Self.busyProject()
        kill(pid, SIGINT)
        kill(pid, SIGINT)
        #expect(ChildProcess.wait(pid) == 130)
        #expect(project.sql("PRAGMA integrity_check") == "ok")
        project.folder.write("migrations/003_endless.sql", "CREATE TABLE n (x INTEGER);\n")
        expectStatus(project.martlet("migrate"), 0)
    }

    @Test func whoWaitsForTheLockCanBeInterrupted() {
        let (project, holder) = Self.busyProject()
        let waiter = ChildProcess.start(["migrate"], in: project)
        usleep(300_000)
        kill(waiter, SIGTERM)
        #expect(ChildProcess.wait(waiter) == 143)
        kill(holder, SIGINT)
        #expect(ChildProcess.wait(holder) == 130)
    }

    @Test func whoDoesNotGetTheLockNamesItsHolder() {
        let (project, holder) = Self.busyProject()
        let result = project.martlet("migrate", "--wait", "100ms")
        expectStatus(result, 6)
        expect(result.error, contains: "error[locked]: another martlet is at work on app")
        expect(result.error, contains: "`migrate`, process \(holder) on ")
        expect(result.error, contains: ", since 20")
        // Looking is allowed meanwhile.
        expectStatus(project.martlet("status"), 0)
        kill(holder, SIGINT)
        #expect(ChildProcess.wait(holder) == 130)
    }

    @Test func aKilledHolderLeavesNoLock() {
        let (project, holder) = Self.busyProject()
        kill(holder, SIGKILL)
        #expect(ChildProcess.wait(holder) == 128 + SIGKILL)
        project.folder.write("migrations/003_endless.sql", "CREATE TABLE n (x INTEGER);\n")
        expectStatus(project.martlet("migrate", "--wait", "0s"), 0)
        #expect(project.folder.names() == ["app.db", "martlet.yaml", "migrations", "seeds"])
    }

    @Test(arguments: [2, 20])
    func manyAtOnceApplyEachMigrationOnce(_ processes: Int) {
        let migrations = 10
        var files: [String: String] = ["migrations/000_log.sql": "CREATE TABLE runs (version TEXT);\n"]
        for number in 1..<migrations {
            files["migrations/00\(number)_step.sql"] =
                "CREATE TABLE t\(number) (x TEXT);\nINSERT INTO runs VALUES ('\(number)');\n"
        }
        let project = ScratchProject(files)
        let pids = (0..<processes).map { _ in ChildProcess.start(["migrate"], in: project) }
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
}
