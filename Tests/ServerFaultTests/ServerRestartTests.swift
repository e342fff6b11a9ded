import Glibc
import TestSupport
import Testing

/// A server that is restarted without a checkpoint, in the middle of a run, again and again.
@Suite struct ServerRestartTests {
    private static let rows = 20_000

    /// Tables of some size with an index, one without a transaction, and one in several messages.
    private static let work: ServerWork = {
        let numbers = 101...116
        var files = ["migrations/100_log.sql": "CREATE TABLE runs (version text);\nINSERT INTO runs VALUES ('100');\n"]
        for number in numbers {
            files["migrations/\(number)_table.sql"] = """
                CREATE TABLE t\(number) (id int PRIMARY KEY, x text NOT NULL);
                INSERT INTO t\(number) SELECT g, md5(g::text) FROM generate_series(1, \(rows)) AS g;
                CREATE INDEX i\(number) ON t\(number) (x);
                INSERT INTO runs VALUES ('\(number)');

                """
        }
        files["migrations/117_concurrently.sql"] = """
            -- martlet: transaction=none
            CREATE INDEX CONCURRENTLY extra ON t101 (x, id);

            """
        return ServerWork(
            name: "migrate", command: ["migrate"], files: files,
            steps: "SELECT version FROM martlet_migrations WHERE success ORDER BY 1",
            all: Set((100...117).map { "\($0)" }))
    }()

    /// Nothing else is there than what was told, and that is whole.
    private func problems(_ project: ServerProject, told: Set<String>) -> [String] {
        var problems: [String] = []
        let done = Self.work.stepsDone(project)
        if done != told { problems.append("done: \(done.sorted()), told: \(told.sorted())") }
        let tables = project.sql("SELECT relname FROM pg_class WHERE relname ~ '^t[0-9]+$' ORDER BY 1").split(
            separator: "\n")
        let expected = done.filter { (101...116).contains(Int($0) ?? 0) }.map { "t\($0)" }.sorted()
        if tables.map(String.init) != expected { problems.append("tables: \(tables)") }
        for table in tables {
            let sum = project.sql("SELECT count(*), count(DISTINCT x), max(id) FROM \(table)")
            if sum != "\(Self.rows)|\(Self.rows)|\(Self.rows)" { problems.append("\(table): \(sum)") }
        }
        let runs = project.sql("SELECT count(*), count(DISTINCT version) FROM runs")
        if !tables.isEmpty, runs != "\(tables.count + 1)|\(tables.count + 1)" { problems.append("runs: \(runs)") }
        return problems
    }

    @Test("A7: the server is restarted at once while data is migrated: what was told as done is there, whole")
    func restarted() throws {
        let cluster = try PostgresCluster()
        defer { cluster.stop() }
        var sweep = Sweep("A7: migrate on PostgreSQL, server restarted at once")
        let count = max(8, (StressNumber.serverKills ?? 24) / 3)
        var restarts = 0
        while restarts < count {
            let project = try ServerProject(Self.work.files, database: FreshDatabase(on: cluster))
            var told: Set<String> = []
            // Until a run is quicker than the restart.
            for round in 1...4 {
                let output = project.folder.path("output\(round)")
                let run =
                    MartletBinary.start(
                        ["migrate", "--json", "--wait", "20s"], in: project.folder.path, output: output) ?? -1
                let moment = UInt32.random(in: 50_000..<900_000)
                usleep(moment)
                try cluster.restartAtOnce()
                restarts += 1
                let status = ChildProcess.wait(run)
                let document = TextFile.read(output) ?? ""
                told.formUnion(Self.work.stepsTold(document))
                var found = problems(project, told: told)
                if ![0, 5].contains(status) { found.append("status \(status)") }
                sweep.note("restart \(restarts), after \(moment) µs", found.isEmpty ? [] : found + [document])
            }
            let last = project.martlet("migrate", "--json", "--wait", "20s")
            told.formUnion(Self.work.stepsTold(last.output))
            let found = problems(project, told: told) + (told == Self.work.all ? [] : ["not all: \(last.everything)"])
            sweep.note("the last run", found)
            expectStatus(project.martlet("history", "--verify"), 0)
            #expect(project.sql("SELECT indisvalid FROM pg_index WHERE indexrelid = 'extra'::regclass") == "t")
            project.database.remove()
        }
        sweep.end(atLeast: count)
    }
}
