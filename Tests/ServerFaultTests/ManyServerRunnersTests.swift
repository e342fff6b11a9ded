import Glibc
import TestSupport
import Testing

/// Several runs on one database of a server at once.
@Suite struct ManyServerRunnersTests {
    private static func files(_ count: Int) -> [String: String] {
        var files = ["migrations/100_log.sql": "CREATE TABLE runs (version text);\n"]
        for number in 101..<100 + count {
            // The same table again, or the same row, would show.
            files["migrations/\(number)_step.sql"] =
                "CREATE TABLE t\(number) (x text);\nINSERT INTO runs VALUES ('\(number)');\n"
        }
        return files
    }

    private func race(_ name: String, processes: Int, migrations: Int, rounds: Int) throws {
        var sweep = Sweep(name)
        for round in 1...rounds {
            let project = try ServerProject(Self.files(migrations))
            let pids = (0..<processes).map { _ in
                MartletBinary.start(["migrate", "--wait", "300s"], in: project.folder.path) ?? -1
            }
            let statuses = pids.map(ChildProcess.wait)
            var problems = statuses.contains { $0 != 0 } ? ["\(statuses)"] : []
            let state = project.sql(
                """
                SELECT (SELECT count(*) FROM runs), (SELECT count(DISTINCT version) FROM runs),
                  (SELECT count(*) FROM martlet_migrations), (SELECT count(*) FROM martlet_migrations WHERE success),
                  (SELECT count(*) FROM martlet_log WHERE action = 'apply' AND result = 'done')
                """)
            let all = "\(migrations - 1)|\(migrations - 1)|\(migrations)|\(migrations)|\(migrations)"
            if state != all { problems.append(state) }
            sweep.note("round \(round)", problems)
            project.database.remove()
        }
        sweep.end(atLeast: rounds)
    }

    @Test("B1: two runs at once on an empty database") func two() throws {
        try race(
            "B1: 2 runs on an empty PostgreSQL database", processes: 2, migrations: 3, rounds: StressNumber.rounds ?? 6)
    }

    @Test("B2: fifty runs at once apply each of twenty migrations once") func fifty() throws {
        let rounds = StressNumber.rounds.map { max(1, $0 / 4) } ?? 1
        try race("B2: 50 runs, 20 migrations on PostgreSQL", processes: 50, migrations: 20, rounds: rounds)
    }

    @Test("B4: a run that makes an index concurrently is not held up by one that waits for it") func index() throws {
        let project = try ServerProject.migrated()
        project.folder.write(
            "migrations/003_index.sql",
            "-- martlet: transaction=none\nSELECT pg_sleep(1);\nCREATE INDEX CONCURRENTLY i ON users (name);\n"
                + "DROP INDEX CONCURRENTLY i;\nREINDEX TABLE CONCURRENTLY users;\n")
        let runs = (0..<4).map { _ in MartletBinary.start(["migrate"], in: project.folder.path) ?? -1 }
        #expect(runs.map(ChildProcess.wait) == [0, 0, 0, 0])
        #expect(project.applied == "001 002 003")
        #expect(
            project.sql(
                "SELECT count(*) FROM martlet_log WHERE subject = '003' AND action = 'apply' AND result = 'done'")
                == "1")
    }

    @Test("B6: a clock that is a year off decides nothing", arguments: ["-1y", "+1y"]) func oddClockOnServer(
        _ shift: String
    )
        throws
    {
        let project = try ServerProject.migrated()
        project.folder.write("migrations/003_c.sql", "CREATE TABLE c (x int);\n-- ROLLBACK:\n-- DROP TABLE c;\n")
        expectStatus(project.martlet(under: ["faketime", "-f", shift], ["migrate"]), 0)
        #expect(
            project.sql("SELECT count(DISTINCT extract(year FROM applied_at)) FROM martlet_migrations") == "2",
            "the clock was not shifted")
        // What was applied last is undone first, whatever is written beside it.
        expectStatus(project.martlet("rollback", "--yes"), 0)
        #expect(project.applied == "001 002")
        let sleep = "SELECT pg_sleep(60);\n"
        project.folder.write("migrations/003_c.sql", sleep)
        let holder = MartletBinary.start(["migrate"], in: project.folder.path) ?? -1
        #expect(
            ChildProcess.waitUntil {
                project.sql(
                    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid() AND datname = current_database()"
                ) == "1"
            })
        let result = project.martlet(under: ["faketime", "-f", shift], ["migrate", "--wait", "100ms"])
        expectStatus(result, 6)
        expect(result.error, contains: "process \(holder) on ")
        ChildProcess.signal(holder, SIGINT)
        #expect(ChildProcess.wait(holder) == 130)
    }
}
