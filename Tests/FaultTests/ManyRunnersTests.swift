import TestSupport
import Testing

/// Many processes that migrate one database at once: each migration is applied once, and all of them succeed.
@Suite struct ManyRunnersTests {
    @Test("B3: fifty runs at once apply each of twenty migrations once", arguments: ["delete", "wal"])
    func fiftyRunsAtOnceApplyEachMigrationOnce(_ journal: String) {
        let (processes, migrations) = (50, 20)
        var files = ["migrations/100_log.sql": "CREATE TABLE runs (version TEXT);\n"]
        for number in 101..<100 + migrations {
            // The same table again, or the same row, would show.
            files["migrations/\(number)_step.sql"] =
                "CREATE TABLE t\(number) (x TEXT);\nINSERT INTO runs VALUES ('\(number)');\n"
        }
        var sweep = Sweep("B3: \(processes) processes, \(migrations) migrations, journal_mode \(journal)")
        let rounds = StressNumber.rounds ?? 3
        for round in 1...rounds {
            let project = ScratchProject(files, settings: journal == "wal" ? ["journal_mode: wal"] : [])
            let pids = (0..<processes).map { _ in ChildProcess.start(["migrate"], in: project) }
            let statuses = pids.map(ChildProcess.wait)
            var problems: [String] = []
            if statuses.contains(where: { $0 != 0 }) { problems.append("\(statuses)") }
            let state = project.sql(
                """
                PRAGMA integrity_check;
                SELECT count(*), count(DISTINCT version) FROM runs;
                SELECT count(*), sum(success) FROM martlet_migrations;
                SELECT count(*) FROM martlet_log WHERE action = 'apply' AND result = 'done';
                """)
            if state != "ok\n\(migrations - 1)|\(migrations - 1)\n\(migrations)|\(migrations)\n\(migrations)" {
                problems.append(state)
            }
            let left = project.folder.names()
            if left != ["app.db", "martlet.yaml", "migrations", "seeds"] { problems.append("left behind: \(left)") }
            sweep.note("round \(round)", problems)
        }
        sweep.end(atLeast: rounds)
    }
}
