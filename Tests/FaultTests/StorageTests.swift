import Glibc
import TestSupport
import Testing

/// Storage that does not do what is wanted: full, read-only, locked.
@Suite struct StorageTests {
    private static let large =
        "CREATE TABLE large (x TEXT);\nINSERT INTO large WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c "
        + "WHERE x < 20000) SELECT hex(randomblob(40)) FROM c;\n"

    /// A project whose third migration needs about 2 MB.
    private func projectWithALargeMigration() -> ScratchProject {
        let project = ScratchProject.setUp()
        project.folder.write("migrations/003_large.sql", Self.large)
        return project
    }

    @Test func aFullDiskUndoesTheMigration() {
        let project = projectWithALargeMigration()
        project.folder.makeFolders(["disk"])
        let disk = project.folder.path("disk")
        let mounted = Program.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", disk]).status == 0
        defer { if mounted { _ = Program.run(["umount", "--lazy", disk]) } }
        // Where nothing can be mounted, no file may grow beyond the same size.
        let limit = mounted ? [] : ["prlimit", "--fsize=409600"]
        _ = Program.run(["cp", project.database, disk + "/app.db"])
        let before = SQLiteClient.query(disk + "/app.db", ".dump")
        let result = Program.run(
            limit + [MartletBinary.path, "migrate", "-d", "app", "--url", "sqlite:disk/app.db"],
            in: project.folder.path,
            environment: MartletBinary.quietEnvironment)
        #expect(mounted ? result.status == 1 : [1, 5].contains(result.status), "\(result.everything)")
        expect(result.error, contains: mounted ? "error[disk-full]" : "error[")
        expect(result.error, contains: "003 changed nothing")
        let tables = "SELECT count(*) FROM sqlite_schema WHERE name = 'large'"
        #expect(SQLiteClient.query(disk + "/app.db", tables) == "0\n")
        #expect(SQLiteClient.query(disk + "/app.db", "PRAGMA integrity_check") == "ok\n")
        let rows = "SELECT count(*) FROM users; SELECT count(*) FROM martlet_migrations WHERE success"
        #expect(SQLiteClient.query(disk + "/app.db", rows) == "4\n2\n")
        #expect(before.contains("Ava"))
        if mounted { _ = Program.run(["mount", "-o", "remount,size=20m", disk]) }
        expectStatus(project.martlet("migrate", "--url", "sqlite:disk/app.db", "-d", "app"), 0)
        #expect(SQLiteClient.query(disk + "/app.db", tables) == "1\n")
    }

    @Test func aFileThatMayNotGrowUndoesTheMigration() {
        let project = projectWithALargeMigration()
        let result = Program.run(
            ["prlimit", "--fsize=409600", MartletBinary.path, "migrate"], in: project.folder.path,
            environment: MartletBinary.quietEnvironment)
        #expect([1, 5].contains(result.status), "\(result.everything)")
        expect(result.error, contains: "003 changed nothing")
        #expect(
            project.sql("SELECT count(*) FROM sqlite_schema WHERE name = 'large'; PRAGMA integrity_check") == "0\nok")
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT count(*) FROM large") == "20000")
    }

    @Test func fewDescriptorsAreEnoughOrAreMissed() {
        let project = projectWithALargeMigration()
        for count in 3...12 {
            let result = Program.run(
                ["prlimit", "--nofile=\(count)", MartletBinary.path, "migrate", "--to", "002"], in: project.folder.path,
                environment: MartletBinary.quietEnvironment)
            #expect(result.status < 128 && result.status != 70, "\(count): \(result.everything)")
            #expect(project.sql("PRAGMA integrity_check") == "ok")
        }
    }

    @Test func aReadOnlyDatabaseIsReadAndNotWritten() {
        let project = projectWithALargeMigration()
        let before = project.files
        _ = Program.run(["chmod", "-R", "a+rX,a-w", project.folder.path])
        defer { _ = Program.run(["chmod", "-R", "u+w", project.folder.path]) }
        // Root may write everything, so the binary runs as somebody else, from where everybody can read it.
        let tools = ScratchFolder()
        _ = Program.run(["install", "-m", "0755", MartletBinary.path, tools.path("martlet")])
        _ = Program.run(["chmod", "0755", tools.path])
        let somebody =
            getuid() == 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"] : []
        func run(_ arguments: String...) -> ProgramResult {
            Program.run(
                somebody + [tools.path("martlet")] + arguments, in: project.folder.path,
                environment: MartletBinary.quietEnvironment)
        }
        expectStatus(run("status"), 0)
        expectStatus(run("check"), 3)
        for arguments in [["migrate"], ["reset", "--yes"], ["seed", "--force"]] {
            let result = Program.run(
                somebody + [tools.path("martlet")] + arguments, in: project.folder.path,
                environment: MartletBinary.quietEnvironment)
            expectStatus(result, 1)
            expect(result.error, contains: "error[read-only]")
        }
        #expect(project.files == before)
    }

    @Test func aLockedDatabaseIsWaitedForAndLeftAlone() {
        let project = projectWithALargeMigration()
        project.replace(
            "martlet.yaml", "    url: sqlite:app.db\n", by: "    url: sqlite:app.db\n    lock_timeout: 200ms\n")
        let before = project.sql("SELECT version FROM martlet_migrations")
        let script = """
            import sqlite3, sys, time
            db = sqlite3.connect(sys.argv[1], isolation_level=None)
            db.execute("BEGIN EXCLUSIVE")
            open(sys.argv[2], "w").close()
            time.sleep(30)
            """
        let holder = Program.start(["python3", "-c", script, project.database, project.folder.path("held")]) ?? -1
        #expect(ChildProcess.waitUntil { project.folder.has("held") })
        let result = project.martlet("migrate")
        expectStatus(result, 6)
        expect(result.error, contains: "error[locked]")
        expect(result.error, contains: "it is open in process \(holder) (")
        expect(result.error, contains: "lock_timeout: 1m")
        expectStatus(project.martlet("status"), 6)
        kill(holder, SIGKILL)
        _ = ChildProcess.wait(holder)
        #expect(project.sql("SELECT version FROM martlet_migrations") == before)
        expectStatus(project.martlet("migrate"), 0)
    }

    @Test func aDatabaseThatIsReadMeanwhileIsWaitedFor() {
        let project = projectWithALargeMigration()
        let script = """
            import sqlite3, sys, time
            db = sqlite3.connect(sys.argv[1], isolation_level=None)
            db.execute("BEGIN"); db.execute("SELECT * FROM users").fetchone()
            open(sys.argv[2], "w").close()
            time.sleep(1.0)
            db.execute("COMMIT")
            """
        let reader = Program.start(["python3", "-c", script, project.database, project.folder.path("held")]) ?? -1
        #expect(ChildProcess.waitUntil { project.folder.has("held") })
        expectStatus(project.martlet("migrate"), 0)
        _ = ChildProcess.wait(reader)
        #expect(project.sql("SELECT count(*) FROM large") == "20000")
    }
}
