import Glibc
import TestSupport
import Testing

/// Files without a transaction on a server: what was cut off is looked for, and finished or taken away.
@Suite struct ConcurrentIndexTests {
    private static let header = "-- martlet: transaction=none\n"
    private static let index =
        header + "CREATE TABLE ages (x int);\n"
        + "CREATE INDEX CONCURRENTLY users_name ON users (name);\nINSERT INTO users (name) VALUES ('Cleo');\n"

    private func project(_ script: String) throws -> ServerProject {
        let project = try ServerProject.migrated()
        project.folder.write("migrations/003_index.sql", script)
        return project
    }

    /// How the index stands: `t`, `f`, or nothing.
    private func validity(_ project: ServerProject, _ name: String = "users_name") -> String {
        project.sql("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('\(name)')")
    }

    /// A transaction that is older than the index, so that this is waited for at its end.
    private func oldTransaction(_ project: ServerProject, _ sql: String = "SELECT count(*) FROM users") -> Int32 {
        let cluster = project.database.cluster
        let pid = Program.start(
            [
                cluster.programs + "/psql", "-Xq", "-h", cluster.socketFolder, "-U", PostgresCluster.superuser, "-d",
                project.database.name, "-c", "BEGIN ISOLATION LEVEL REPEATABLE READ; \(sql); SELECT pg_sleep(600)",
            ], in: "/", environment: ["PGAPPNAME": "old"])
        #expect(
            ChildProcess.waitUntil { count(project, "application_name = 'old' AND query LIKE '%pg_sleep%'") == "1" })
        return pid ?? -1
    }

    private func end(_ pid: Int32, _ project: ServerProject) {
        _ = project.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'old' AND datname = current_database()"
        )
        _ = ChildProcess.wait(pid)
    }

    private func count(_ project: ServerProject, _ condition: String) -> String {
        project.sql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND \(condition)")
    }

    private func expectDone(_ project: ServerProject) {
        #expect(validity(project) == "t")
        #expect(project.applied == "001 002 003")
        #expect(project.sql("SELECT count(*) FROM users") == "3")
        #expect(
            project.sql("SELECT count(*) FROM pg_index WHERE indrelid = 'users'::regclass AND NOT indisvalid") == "0")
        expectStatus(project.martlet("history", "--verify"), 0)
        expectStatus(project.martlet("status", "--check"), 0)
    }

    // MARK: A5

    @Test("A5: killed while an index is made: what is left of it is taken away, and it is made again")
    func killedDuring() throws {
        let project = try project(Self.index)
        let old = oldTransaction(project)
        defer { end(old, project) }
        let run = MartletBinary.start(["migrate"], in: project.folder.path) ?? -1
        #expect(ChildProcess.waitUntil { validity(project) == "f" })
        ChildProcess.signal(run, SIGKILL)
        _ = ChildProcess.wait(run)
        #expect(ChildProcess.waitUntil { count(project, "query LIKE 'CREATE INDEX%'") == "0" })
        #expect(validity(project) == "f")
        end(old, project)
        expectStatus(project.martlet("migrate", "--wait", "20s"), 0)
        expectDone(project)
    }

    @Test(
        "A5: cut off between a statement and the note of it: what it made is found, and not made again",
        // The first of each is the row with the whole script, and the note of the statement before.
        arguments: ["CREATE INDEX CONCURRENTLY", "SET statements_applied"], [1, 2])
    func cutBehind(_ text: String, _ occurrence: Int) throws {
        let project = try project(Self.index)
        let proxy = try PostgresProxy(project.database.cluster)
        defer { proxy.stop() }
        proxy.cut(.requestWith(text, occurrence))
        let result = project.martlet("migrate", "--json", "--url", proxy.url(project.database.name))
        #expect([0, 5].contains(result.status), "\(result.everything)")
        #expect(result.output.contains("\"result\": \"done\"") == (project.applied == "001 002 003"))
        let oid =
            "SELECT oid FROM pg_class WHERE relname = 'users_name' AND EXISTS (SELECT 1 FROM pg_index WHERE indexrelid = pg_class.oid AND indisvalid)"
        let made = project.sql(oid)
        #expect(made.isEmpty == (occurrence == 1), "\(result.everything)")
        expectStatus(project.martlet("migrate", "--wait", "20s"), 0)
        if !made.isEmpty { #expect(project.sql(oid) == made) }
        expectDone(project)
    }

    @Test("A5: killed at any time in a file without a transaction: the next run goes on where it stopped")
    func killedAtRandom() throws {
        for _ in 0..<(StressNumber.serverKills ?? 40) / 4 {
            let project = try project(Self.index)
            let run = MartletBinary.start(["migrate"], in: project.folder.path) ?? -1
            usleep(UInt32.random(in: 0..<250_000))
            ChildProcess.signal(run, SIGKILL)
            _ = ChildProcess.wait(run)
            let result = project.martlet("migrate", "--wait", "20s")
            expectStatus(result, 0)
            expectDone(project)
            project.database.remove()
        }
    }

    @Test("A5: settings of statements that are done are made again before the rest") func settings() throws {
        let project = try project(
            Self.header
                + "SET search_path = elsewhere, public;\nCREATE SCHEMA elsewhere;\nSELECT 1 / (SELECT count(*) FROM gate);\n"
                + "CREATE TABLE here (x int);\nRESET search_path;\nCREATE TABLE there (x int);\n")
        _ = project.sql("CREATE TABLE gate (x int)")
        expectStatus(project.martlet("migrate"), 1)
        #expect(project.sql("SELECT statements_applied FROM martlet_migrations WHERE version = '003'") == "2")
        _ = project.sql("INSERT INTO gate VALUES (1)")
        expectStatus(project.martlet("migrate"), 0)
        #expect(
            project.sql("SELECT to_regclass('elsewhere.here'), to_regclass('public.there')") == "elsewhere.here|there")
    }

    @Test("A5: data of a COPY arrive in a file without a transaction, once") func copy() throws {
        let project = try project(
            Self.header
                + "CREATE TABLE t (x int);\nCOPY t FROM stdin;\n1\n2\n\\.\nCREATE INDEX CONCURRENTLY t_x ON t (x);\n"
                + "COPY t FROM stdin;\n3\nfour\n\\.\n")
        let failed = project.martlet("migrate")
        expectStatus(failed, 1)
        expect(failed.error, contains: "statements 1 to 3 are done, and stay")
        project.folder.write(
            "migrations/003_index.sql",
            (project.folder.read("migrations/003_index.sql") ?? "").replacing("four", with: "4"))
        expectStatus(project.martlet("repair", "003", "--continue", "--yes"), 0)
        expectStatus(project.martlet("migrate"), 0)
        #expect(project.sql("SELECT x FROM t ORDER BY x") == "1\n2\n3\n4")
        #expect(validity(project, "t_x") == "t")
    }

    @Test("A5: an interrupted index is left to the next run, which takes it away") func interrupted() throws {
        let project = try project(Self.index)
        let old = oldTransaction(project)
        defer { end(old, project) }
        let run = MartletBinary.start(["migrate"], in: project.folder.path) ?? -1
        #expect(ChildProcess.waitUntil { validity(project) == "f" })
        let begun = ContinuousClock.now
        ChildProcess.signal(run, SIGTERM)
        #expect(ChildProcess.wait(run) == 143)
        #expect(ContinuousClock.now - begun < .seconds(2))
        #expect(validity(project) == "f")
        end(old, project)
        expectStatus(project.martlet("migrate"), 0)
        expectDone(project)
    }

    @Test("A5: a partition that is half detached is detached to the end") func partition() throws {
        let project = try ServerProject([
            "migrations/001_a.sql": """
            CREATE TABLE all_of_it (x int) PARTITION BY LIST (x);
            CREATE TABLE part PARTITION OF all_of_it FOR VALUES IN (1);
            """,
            "migrations/002_b.sql": Self.header + "ALTER TABLE all_of_it DETACH PARTITION part CONCURRENTLY;\n",
        ])
        expectStatus(project.martlet("migrate", "--to", "001"), 0)
        let old = oldTransaction(project, "SELECT count(*) FROM all_of_it")
        defer { end(old, project) }
        let run = MartletBinary.start(["migrate"], in: project.folder.path) ?? -1
        #expect(ChildProcess.waitUntil { project.sql("SELECT inhdetachpending FROM pg_inherits") == "t" })
        ChildProcess.signal(run, SIGKILL)
        _ = ChildProcess.wait(run)
        end(old, project)
        expectStatus(project.martlet("migrate", "--wait", "20s"), 0)
        #expect(project.sql("SELECT count(*) FROM pg_inherits") == "0")
        #expect(project.applied == "001 002")
    }

    @Test("A5: an index without a name that was cut off is found, taken away and made again") func unnamed() throws {
        let project = try project(Self.header + "CREATE INDEX CONCURRENTLY ON users (name);\n")
        let old = oldTransaction(project)
        defer { end(old, project) }
        let run = MartletBinary.start(["migrate"], in: project.folder.path) ?? -1
        #expect(ChildProcess.waitUntil { validity(project, "users_name_idx") == "f" })
        ChildProcess.signal(run, SIGKILL)
        _ = ChildProcess.wait(run)
        #expect(ChildProcess.waitUntil { count(project, "query LIKE 'CREATE INDEX%'") == "0" })
        end(old, project)
        #expect(validity(project, "users_name_idx") == "f")
        expectStatus(project.martlet("migrate", "--wait", "20s"), 0)
        #expect(validity(project, "users_name_idx") == "t")
        #expect(project.sql("SELECT count(*) FROM pg_index WHERE indrelid = 'users'::regclass") == "2")
    }

    @Test(
        "A5: what a REINDEX has left is taken away",
        arguments: ["TABLE CONCURRENTLY posts", "SCHEMA CONCURRENTLY public", "DATABASE CONCURRENTLY"])
    func reindex(_ what: String) throws {
        let project = try project("")
        // Before 16 a database has to be named.
        let name = what.hasPrefix("DATABASE") ? " " + project.database.name : ""
        project.folder.write("migrations/003_index.sql", Self.header + "REINDEX \(what)\(name);\n")
        let old = oldTransaction(project, "SELECT count(*) FROM posts")
        defer { end(old, project) }
        let invalid =
            "SELECT count(*) FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid WHERE c.relname LIKE '%\\_cc%'"
        let run = MartletBinary.start(["migrate"], in: project.folder.path) ?? -1
        #expect(ChildProcess.waitUntil { project.sql(invalid) != "0" })
        ChildProcess.signal(run, SIGKILL)
        _ = ChildProcess.wait(run)
        #expect(ChildProcess.waitUntil { count(project, "query LIKE 'REINDEX%'") == "0" })
        end(old, project)
        #expect(project.sql(invalid) != "0")
        expectStatus(project.martlet("migrate", "--wait", "20s"), 0)
        #expect(project.sql(invalid) == "0")
    }

    // MARK: C20

    @Test("C20: an index that fails for its rows is taken away again") func duplicates() throws {
        let project = try project(Self.header + "CREATE UNIQUE INDEX CONCURRENTLY users_name ON users ((1));\n")
        let result = project.martlet("migrate")
        expectStatus(result, 1)
        expect(result.error, contains: "could not create unique index \"users_name\" (23505)")
        expect(
            result.error, contains: "it has left the index public.users_name, which is not valid: it was dropped again")
        #expect(validity(project).isEmpty)
        project.folder.write("migrations/003_index.sql", Self.index)
        expectStatus(project.martlet("migrate"), 0)
        expectDone(project)
    }

    @Test("C20: once the rows are mended that stood in the way of an index, the run goes on by itself")
    func mendedRows() throws {
        let project = try project(
            Self.header + "CREATE TABLE ages (x int);\nCREATE UNIQUE INDEX CONCURRENTLY users_name ON users (name);\n")
        _ = project.sql("INSERT INTO users (name) VALUES ('Ava')")
        let result = project.martlet("migrate")
        expectStatus(result, 1)
        expect(
            result.error, contains: "it has left the index public.users_name, which is not valid: it was dropped again")
        expect(
            result.error,
            contains: "help: mend the rows, then: martlet migrate, which goes on with statement 2; "
                + "if the file is to change instead, before that: martlet repair 003 --continue")
        _ = project.sql("DELETE FROM users WHERE id = 3")
        expectStatus(project.martlet("migrate"), 0)
        #expect(validity(project) == "t")
        #expect(project.applied == "001 002 003")
    }

    @Test("C20: an index that fails as the first statement leaves nothing half-run") func nothingDone() throws {
        let project = try project(Self.header + "CREATE UNIQUE INDEX CONCURRENTLY users_name ON users ((1));\n")
        let result = project.martlet("migrate")
        expect(result.error, contains: "help: mend the rows, or the file, then run the same command again")
        _ = project.sql("DELETE FROM users WHERE id = 2")
        expectStatus(project.martlet("migrate"), 0)
        #expect(validity(project) == "t")
    }

    @Test(
        "C20: an index that is cancelled, or has no lock in time, is taken away again", arguments: ["cancel", "lock"])
    func cancelled(_ reason: String) throws {
        let project = try project(Self.index)
        let old = oldTransaction(project)
        defer { end(old, project) }
        let output = project.folder.path("out")
        let run =
            MartletBinary.start(
                ["migrate", "--wait", reason == "lock" ? "2s" : "60s"], in: project.folder.path, output: output) ?? -1
        #expect(ChildProcess.waitUntil { validity(project) == "f" })
        if reason == "cancel" {
            _ = project.sql(
                "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX%' AND datname = current_database()"
            )
            // The index cannot be dropped either before the old transaction has ended.
            usleep(200_000)
            end(old, project)
        }
        let status = ChildProcess.wait(run)
        #expect(reason == "lock" ? status == 6 : status != 0, "\(status)")
        end(old, project)
        expectStatus(project.martlet("migrate"), 0)
        expectDone(project)
    }

    @Test(
        "C20: an index of somebody else's that is not valid is never taken for done, nor dropped",
        arguments: ["", "IF NOT EXISTS "])
    func strangers(_ clause: String) throws {
        let project = try project(Self.header + "CREATE INDEX CONCURRENTLY \(clause)users_name ON users (name);\n")
        _ = project.sql("CREATE UNIQUE INDEX CONCURRENTLY users_name ON users ((1))")
        #expect(validity(project) == "f")
        let result = project.martlet("migrate")
        expectStatus(result, 4)
        expect(result.error, contains: "error[half-run]: the index public.users_name is there and not valid")
        expect(result.error, contains: "--> migrations/003_index.sql:2:1")
        expect(result.error, contains: "DROP INDEX CONCURRENTLY public.users_name")
        #expect(validity(project) == "f")
        _ = project.sql("DROP INDEX users_name")
        expectStatus(project.martlet("migrate"), 0)
        #expect(validity(project) == "t")
    }
}
