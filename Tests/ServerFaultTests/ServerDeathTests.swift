import Glibc
import TestSupport
import Testing

/// Martlet, or the server, dies in the middle of something.
@Suite struct ServerDeathTests {
    private static let endless = "CREATE TABLE n (x int);\nSELECT pg_sleep(60);\n"

    private func busy() throws -> (project: ServerProject, run: Int32) {
        let project = try ServerProject.migrated()
        project.folder.write("migrations/003_endless.sql", Self.endless)
        let run = MartletBinary.start(["migrate"], in: project.folder.path, output: project.folder.path("out")) ?? -1
        #expect(ChildProcess.waitUntil { sessions(project, "query LIKE '%pg_sleep(60)%'") == "1" })
        return (project, run)
    }

    /// How many sessions of the database there are beside that of the question.
    private func sessions(_ project: ServerProject, _ condition: String = "true") -> String {
        project.sql(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND \(condition)"
        )
    }

    private func expectMigrates(_ project: ServerProject) {
        project.folder.write("migrations/003_endless.sql", "CREATE TABLE n (x int);\n")
        expectStatus(project.martlet("migrate", "--wait", "20s"), 0)
        #expect(project.applied == "001 002 003")
    }

    // MARK: Kills

    @Test("A3: killed at a random moment, each step is done and recorded, or neither", arguments: ServerWork.everyKind)
    func killedAtRandom(_ work: ServerWork) throws {
        try disturb(work, "A3: \(work) on PostgreSQL, killed", [SIGKILL]) { $0 == 0 || $0 == 128 + SIGKILL }
    }

    @Test("A6: a signal at a random moment rolls back", arguments: ServerWork.everyKind)
    func signalledAtRandom(_ work: ServerWork) throws {
        // Before the first line of the program the system's own answer to the signal still holds.
        let expected = [0, 130, 143, 128 + SIGINT, 128 + SIGTERM, 128 + SIGHUP]
        try disturb(work, "A6: \(work) on PostgreSQL, signalled", [SIGINT, SIGTERM, SIGHUP], expected.contains)
    }

    private func disturb(
        _ work: ServerWork, _ name: String, _ signals: [Int32], _ isExpected: (Int32) -> Bool
    ) throws {
        let origin = try work.prepare()
        let whole = try work.copy(of: origin)
        let begun = ContinuousClock.now
        expectStatus(MartletBinary.run(work.command, in: whole.folder.path), 0)
        let length = (ContinuousClock.now - begun) / .microseconds(1)
        var sweep = Sweep(name)
        let count =
            max(1, (StressNumber.serverKills ?? 24) / ServerWork.everyKind.count / signals.count) * signals.count
        for number in 0..<count {
            let project = try work.copy(of: origin)
            let moment = Double.random(in: 0..<length * 1.1)
            let run = MartletBinary.start(work.command, in: project.folder.path) ?? -1
            usleep(UInt32(moment))
            ChildProcess.signal(run, signals[number % signals.count])
            let status = ChildProcess.wait(run)
            var problems = isExpected(status) ? [] : ["status \(status)"]
            if !ChildProcess.waitUntil({ sessions(project) == "0" }) { problems.append("its sessions go on") }
            problems += work.contradictions(project) + work.problemsOfNextRun(project)
            sweep.note("after \(Int(moment)) µs", problems)
            project.database.remove()
        }
        sweep.end(atLeast: count)
    }

    @Test("A4: killed while a statement runs: its lock is free within two seconds, and until then it is named")
    func killedWhileBusy() throws {
        let (project, run) = try busy()
        let waiting = project.martlet("migrate", "--wait", "0s")
        expectStatus(waiting, 6)
        expect(waiting.error, contains: "it is `migrate`, process \(run) on ")
        expect(waiting.error, contains: "of the server")
        ChildProcess.signal(run, SIGKILL)
        _ = ChildProcess.wait(run)
        let begun = ContinuousClock.now
        #expect(
            ChildProcess.waitUntil {
                project.sql(
                    "SELECT count(*) FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database WHERE locktype = 'advisory' AND datname = current_database()"
                ) == "0"
            })
        #expect(ContinuousClock.now - begun < .seconds(2))
        #expect(project.sql("SELECT to_regclass('n') IS NULL") == "t")
        expectMigrates(project)
    }

    @Test("A4: what a killed run has left is told for what it is") func leftBehindByTheDead() throws {
        let project = try ServerProject()
        // As the session of a run goes on for a moment in the server when that is gone.
        let statement = "SELECT pg_advisory_lock_shared(1296126540, 2), pg_sleep(600)"
        let arguments = ["-X", "-c", statement, project.database.url]
        let session = Program.start([project.database.cluster.programs + "/psql"] + arguments, in: "/") ?? -1
        #expect(ChildProcess.waitUntil { sessions(project, "wait_event = 'PgSleep'") == "1" })
        let process = project.sql(
            "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()")
        let result = project.martlet("migrate", "--wait", "0s")
        expectStatus(result, 6)
        expect(
            result.error, contains: "app: waiting for what an earlier martlet began (process \(process) of the server")
        expect(result.error, contains: "error[locked]: what an earlier martlet began on app goes on still")
        expect(result.error, contains: "it is process \(process) of the server, which an earlier run left, since ")
        expect(result.error, contains: "to end it: SELECT pg_terminate_backend(\(process));")
        #expect(project.sql("SELECT pg_terminate_backend(\(process))") == "t")
        _ = ChildProcess.wait(session)
        expectStatus(project.martlet("migrate"), 0)
    }

    @Test("A4: who waits for a run that is killed goes on when it is gone") func waitsForTheDead() throws {
        let (project, run) = try busy()
        project.folder.write("migrations/003_endless.sql", "CREATE TABLE n (x int);\n")
        let waiter = MartletBinary.start(["migrate", "--wait", "30s"], in: project.folder.path) ?? -1
        usleep(300_000)
        ChildProcess.signal(run, SIGKILL)
        _ = ChildProcess.wait(run)
        #expect(ChildProcess.wait(waiter) == 0)
        #expect(project.applied == "001 002 003")
    }

    @Test("A6: a signal stops the statement under way within two seconds", arguments: [SIGINT, SIGTERM, SIGHUP])
    func signal(_ signal: Int32) throws {
        let (project, run) = try busy()
        let begun = ContinuousClock.now
        ChildProcess.signal(run, signal)
        #expect(ChildProcess.wait(run) == (signal == SIGINT ? 130 : 143))
        #expect(ContinuousClock.now - begun < .seconds(2))
        #expect(ChildProcess.waitUntil { sessions(project) == "0" })
        #expect(project.sql("SELECT to_regclass('n') IS NULL") == "t")
        #expect(project.sql("SELECT count(*) FROM martlet_migrations") == "2")
        expectMigrates(project)
    }

    // MARK: The server

    @Test("A7: a session that is ended by somebody: undone, found to be so, and told") func terminated() throws {
        let (project, run) = try busy()
        let ended = project.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()"
        )
        #expect(ended == "t")
        #expect(ChildProcess.wait(run) == 5)
        #expect(project.sql("SELECT to_regclass('n') IS NULL") == "t")
        #expect(project.sql("SELECT count(*) FROM martlet_migrations WHERE version = '003'") == "0")
        expectMigrates(project)
    }

    @Test("A7: a statement that ends its own session is told as undone") func suicide() throws {
        let project = try ServerProject.migrated()
        project.folder.write(
            "migrations/003_end.sql", "CREATE TABLE n (x int);\nSELECT pg_terminate_backend(pg_backend_pid());\n")
        let result = project.martlet("migrate")
        expectStatus(result, 5)
        expect(result.error, contains: "error[out-of-reach]: the connection to the server is lost: ")
        expect(result.error, contains: "the server was asked again, over a new connection")
        expect(result.error, contains: "the transaction was undone: 003 changed nothing")
        #expect(project.applied == "001 002")
    }

    @Test("A7: a server that crashes while many small migrations run: what is told is what is there")
    func crash() throws {
        let cluster = try PostgresCluster()
        defer { cluster.stop() }
        for round in 0..<3 {
            let database = try FreshDatabase(on: cluster)
            var files: [String: String] = [:]
            for number in 100..<400 { files["migrations/\(number)_t.sql"] = "CREATE TABLE t\(number) (x int);\n" }
            let project = try ServerProject(files, database: database)
            let output = project.folder.path("out")
            let run = MartletBinary.start(["migrate", "--json"], in: project.folder.path, output: output) ?? -1
            let wanted = ["t120", "t250", "t380"][round]
            #expect(ChildProcess.waitUntil { project.sql("SELECT to_regclass('\(wanted)') IS NOT NULL") == "t" })
            // The server ends all sessions and starts anew from its log if one of them is killed.
            let victim =
                Program.start(
                    [
                        cluster.programs + "/psql", "-Xq", "-h", cluster.socketFolder, "-U", "postgres", "-c",
                        "SELECT pg_sleep(60)",
                    ],
                    in: "/") ?? -1
            var backend = ""
            #expect(
                ChildProcess.waitUntil {
                    backend =
                        cluster.psql("postgres", "SELECT pid FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'")
                        .output.droppingLastLineEnd
                    return !backend.isEmpty
                })
            // The server may answer for a moment still: it has started anew once its own processes are others.
            let checkpointer = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'"
            let before = project.sql(checkpointer)
            ChildProcess.signal(Int32(backend) ?? -1, SIGKILL)
            let status = ChildProcess.wait(run)
            _ = ChildProcess.wait(victim)
            #expect([0, 5].contains(status))
            #expect(ChildProcess.waitUntil { !["", before].contains(project.sql(checkpointer)) })
            let told = (TextFile.read(output) ?? "").split(separator: "{").filter {
                $0.contains("\"result\": \"done\"")
            }
            // The tables too are lost with what was not on the disk yet.
            let isThere = project.sql("SELECT to_regclass('martlet_migrations') IS NOT NULL") == "t"
            let applied = isThere ? project.sql("SELECT count(*) FROM martlet_migrations WHERE success") : "0"
            #expect("\(told.count)" == applied, "\(TextFile.read(output) ?? "")")
            #expect(project.sql("SELECT count(*) FROM pg_class WHERE relname ~ '^t[0-9]+$'") == applied)
            expectStatus(project.martlet("migrate"), 0)
            #expect(project.sql("SELECT count(*) FROM martlet_migrations WHERE success") == "300")
            database.remove()
        }
    }
}
