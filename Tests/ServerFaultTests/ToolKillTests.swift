import Glibc
import TestSupport
import Testing

/// A history of dbmate that is taken over from a server, or written back: all of it, or nothing.
@Suite struct ToolKillTests {
    /// What is done, and how to see how much of it is.
    struct Work: CustomStringConvertible, Sendable {
        let command: [String]
        /// `none` or `all`.
        let progress: String
        /// What is said when it is done.
        let claim: String
        var isMigrated = false

        var description: String { "\(command[0]) of a history of dbmate" }

        static let all = [
            Work(
                command: ["adopt"],
                progress: """
                    SELECT CASE count(*) WHEN 0 THEN 'none' WHEN 3 THEN 'all' ELSE count(*)::text END
                    FROM pg_class WHERE relkind = 'r' AND relname LIKE 'martlet%'
                    """, claim: "taken over from"),
            Work(
                command: ["export", "--as", "dbmate"],
                progress: """
                    SELECT CASE string_agg(version, ',' ORDER BY version)
                      || (SELECT least(count(*), 1) FROM martlet_log WHERE action = 'export')
                      WHEN '10' THEN 'none' WHEN '1,2,31' THEN 'all' ELSE 'some' END FROM schema_migrations
                    """, claim: "2 added", isMigrated: true),
        ]

        private static let files = Dictionary(
            uniqueKeysWithValues: (1...3).map { number in
                let text = "-- migrate:up\nCREATE TABLE t\(number) (x int);\n-- migrate:down\nDROP TABLE t\(number);\n"
                return ("migrations/\(number)_t.sql", text)
            })

        func prepare() throws -> ServerProject {
            let project = try ServerProject(Self.files)
            let tables = "CREATE TABLE t1 (x int); CREATE TABLE t2 (x int); CREATE TABLE t3 (x int);"
            if isMigrated { expectStatus(project.martlet("migrate"), 0) } else { _ = project.sql(tables) }
            _ = project.sql(
                """
                CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY);
                INSERT INTO schema_migrations VALUES \(isMigrated ? "('1')" : "('1'), ('2'), ('3')");
                """)
            return project
        }

        func copy(of origin: ServerProject) throws -> ServerProject {
            try ServerProject(Self.files, database: FreshDatabase(copyOf: origin.database))
        }

        /// What is wrong with what is there, after a run that said this.
        func problems(_ project: ServerProject, said: String) -> [String] {
            let state = project.sql(progress)
            var problems = ["none", "all"].contains(state) ? [] : ["it is \(state)"]
            if state == "none", said.contains(claim) { problems.append("it says that it is done") }
            if state == "all", !isMigrated {
                let rows = project.sql("SELECT string_agg(version, ',' ORDER BY id) FROM martlet_migrations")
                if rows != "1,2,3" { problems.append("the history has \(rows)") }
            }
            return problems
        }

        /// What is wrong after it is done once more, undisturbed.
        func problemsOfNextRun(_ project: ServerProject) -> [String] {
            let next = MartletBinary.run(command + ["--wait", "20s"], in: project.folder.path)
            if next.status != 0 { return ["the next run: \(next.everything)"] }
            var problems = problems(project, said: "")
            if project.sql(progress) != "all" { problems.append("the next run leaves it \(project.sql(progress))") }
            for proof in [["history", "--verify"], ["status", "--check"]] {
                let result = MartletBinary.run(proof, in: project.folder.path)
                if result.status != 0 { problems.append(result.everything) }
            }
            return problems
        }
    }

    @Test("A3: killed at any moment, a history is taken over or written back whole, or not at all", arguments: Work.all)
    func killed(_ work: Work) throws {
        let origin = try work.prepare()
        let whole = try work.copy(of: origin)
        let begun = ContinuousClock.now
        expectStatus(MartletBinary.run(work.command, in: whole.folder.path), 0)
        let length = Int((ContinuousClock.now - begun) / .microseconds(1))
        var sweep = Sweep("A3: \(work) on PostgreSQL, killed")
        let count = StressNumber.serverKills ?? 24
        var ends: Set<Int32> = []
        for number in 0..<count {
            let project = try work.copy(of: origin)
            let run = try #require(
                MartletBinary.start(work.command, in: project.folder.path, output: project.folder.path("out")))
            usleep(UInt32(length * number / count))
            ChildProcess.signal(run, SIGKILL)
            ends.insert(ChildProcess.wait(run))
            var problems: [String] = []
            let isEnded = ChildProcess.waitUntil {
                project.sql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()") == "1"
            }
            if !isEnded { problems.append("its sessions go on") }
            problems += work.problems(project, said: project.folder.read("out") ?? "")
            sweep.note("moment \(number)", problems + work.problemsOfNextRun(project))
            project.database.remove()
        }
        #expect(ends.contains(128 + SIGKILL))
        sweep.end(atLeast: count)
    }

    @Test("A8: so it is when the connection is cut at any message", arguments: Work.all)
    func cut(_ work: Work) throws {
        let origin = try work.prepare()
        let proxy = try PostgresProxy(origin.database.cluster)
        defer { proxy.stop() }
        func run(_ project: ServerProject) -> ProgramResult {
            MartletBinary.run(work.command + ["--url", proxy.url(project.database.name)], in: project.folder.path)
        }
        let whole = try work.copy(of: origin)
        proxy.cut(.never)
        expectStatus(run(whole), 0)
        let cuts =
            (1...proxy.counts.requests).map(PostgresProxy.Cut.request)
            + (1...proxy.counts.answers).map(PostgresProxy.Cut.answer)
        Sweep.over(cuts, "A8: \(work) on PostgreSQL, connection cut", usual: 7, atLeast: 40) { cut in
            guard let project = try? work.copy(of: origin) else { return ["no copy"] }
            defer { project.database.remove() }
            proxy.cut(cut)
            let result = run(project)
            var problems = [0, 5].contains(result.status) ? [] : ["status \(result.status): \(result.everything)"]
            problems += work.problems(project, said: result.output)
            if result.status == 0, project.sql(work.progress) != "all" {
                problems.append("status 0, and it is not done")
            }
            return problems + work.problemsOfNextRun(project)
        }
    }
}
