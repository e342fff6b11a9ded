import Glibc
import TestSupport
import Testing

/// An index that is made concurrently waits for every older transaction of its database: nobody who waits for its run
/// may have one, or both wait for ever.
@Suite struct ConcurrentRunsTests {
    private static let indexes = """
        -- martlet: transaction=none
        CREATE INDEX CONCURRENTLY by_name ON users (name);
        CREATE UNIQUE INDEX CONCURRENTLY by_both ON users (id, name);
        DROP INDEX CONCURRENTLY by_name;
        REINDEX INDEX CONCURRENTLY by_both;

        """
    private static let files = ServerProject.twoMigrations.merging([
        "migrations/003_indexes.sql": indexes + "-- ROLLBACK:\n-- DROP INDEX CONCURRENTLY by_both;\n",
        "migrations/004_fill.sql": "-- martlet: batch=1 pause=50ms\nUPDATE users SET name = name || '!';\n",
    ]) { $1 }

    /// A transaction that is older than the indexes, so that they are not ready before it ends.
    private func hold(_ database: FreshDatabase) throws -> Int32 {
        let pid = try #require(
            Program.start(
                [
                    database.cluster.programs + "/psql", "-Xq", "-h", database.cluster.socketFolder, "-U",
                    PostgresCluster.superuser, "-d", database.name, "-c",
                    "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM users; SELECT pg_sleep(600)",
                ], in: "/", environment: ["PGAPPNAME": "old"]))
        #expect(
            ChildProcess.waitUntil {
                database.text(
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'old' AND query LIKE '%pg_sleep%' AND datname = current_database()"
                ) == "1"
            })
        return pid
    }

    private func release(_ holder: Int32, _ database: FreshDatabase) {
        _ = database.text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'old' AND datname = current_database()"
        )
        _ = ChildProcess.wait(holder)
    }

    private func isBuilding(_ project: ServerProject) -> Bool {
        project.sql("SELECT count(*) FROM pg_index WHERE indrelid = 'users'::regclass AND NOT indisvalid") != "0"
    }

    @Test(
        "B4: what only reads does not wait for an index that is made concurrently",
        arguments: [
            ["status"], ["check"], ["drift"], ["plan"], ["plan", "--rehearse"], ["migrate", "-n"],
            ["history", "--verify"],
            ["rollback", "-n"], ["verify"], ["dump", "-o", "schema.sql"], ["backup", "-o", "copy"],
        ])
    func readers(_ command: [String]) throws {
        let project = try ServerProject(Self.files)
        expectStatus(project.martlet("migrate", "--to", "002"), 0)
        let holder = try hold(project.database)
        defer { release(holder, project.database) }
        let run = try #require(MartletBinary.start(["migrate"], in: project.folder.path))
        #expect(ChildProcess.waitUntil { isBuilding(project) })
        let result = MartletBinary.run(command, in: project.folder.path)
        // It finds a run that is half done, whose first index is there: what it makes of that is not the question here.
        #expect([0, 1, 3, 4].contains(result.status), "\(result.everything)")
        #expect(isBuilding(project), "nobody was at work by then")
        release(holder, project.database)
        #expect(ChildProcess.wait(run) == 0)
        #expect(project.applied == "001 002 003 004")
    }

    @Test("B4: runs of every kind that wait for one which makes indexes concurrently do not hold it up")
    func waiters() throws {
        let project = try ServerProject(Self.files)
        expectStatus(project.martlet("migrate", "--to", "002"), 0)
        let holder = try hold(project.database)
        let run = try #require(MartletBinary.start(["migrate"], in: project.folder.path))
        #expect(ChildProcess.waitUntil { isBuilding(project) })
        let commands = [
            ["migrate"], ["migrate"], ["setup"], ["seed"], ["init"], ["stamp", "004"], ["verify"], ["drift"],
            ["check"], ["plan", "--rehearse"], ["backup"],
        ]
        let others = commands.map { command in
            let waits = ["migrate", "setup", "seed", "init", "stamp"].contains(command[0]) ? ["--wait", "100s"] : []
            return MartletBinary.start(command + waits, in: project.folder.path) ?? -1
        }
        // All of them have begun to wait, or are done.
        usleep(1_000_000)
        release(holder, project.database)
        #expect(ChildProcess.wait(run) == 0)
        let statuses = others.map(ChildProcess.wait)
        #expect(statuses.allSatisfy { [0, 1, 3, 4].contains($0) }, "\(zip(commands, statuses).map { "\($0)" })")
        #expect(statuses[0...4].allSatisfy { $0 == 0 }, "\(statuses)")
        #expect(project.applied == "001 002 003 004")
        #expect(project.sql("SELECT name FROM users ORDER BY id") == "Ava!\nBen!")
        #expect(project.sql("SELECT count(*) FROM pg_index WHERE NOT indisvalid") == "0")
        expectStatus(project.martlet("history", "--verify"), 0)
    }

    @Test("B4: two projects in one database that make indexes concurrently at once both come to their end")
    func twoProjects() throws {
        var sweep = Sweep("B4: two projects, one database, CREATE INDEX CONCURRENTLY")
        let rounds = StressNumber.rounds.map { max(1, $0 / 10) } ?? 2
        for round in 1...rounds {
            let first = try ServerProject(Self.files)
            expectStatus(first.martlet("migrate", "--to", "002"), 0)
            let second = try ServerProject(
                [
                    "migrations/001_more.sql": """
                    -- martlet: transaction=none
                    CREATE INDEX CONCURRENTLY second_name ON users (name) WHERE name <> '';
                    CREATE INDEX CONCURRENTLY second_post ON posts ((author + 1));
                    REINDEX TABLE CONCURRENTLY users;

                    """
                ], settings: ["tables: {history: h2, log: l2, seeds: s2}"], database: first.database)
            expectStatus(second.martlet("init"), 0)
            let runs = [first, second, first, second].map {
                MartletBinary.start(["migrate", "--wait", "100s"], in: $0.folder.path) ?? -1
            }
            let statuses = runs.map(ChildProcess.wait)
            var problems = statuses == [0, 0, 0, 0] ? [] : ["\(statuses)"]
            let state = first.sql(
                "SELECT count(*) FILTER (WHERE indisvalid), count(*) FROM pg_index WHERE indrelid IN ('users'::regclass, 'posts'::regclass)"
            )
            if state != "6|6" { problems.append(state) }
            sweep.note("round \(round)", problems)
        }
        sweep.end(atLeast: rounds)
    }
}
