import TestSupport
import Testing

/// A connection that is lost: what a run says of it is what the next reader finds.
@Suite struct LostConnectionTests {
    @Test("A8: a connection is cut at any message, and what was done is told as done", arguments: ServerWork.everyKind)
    func cutAnywhere(_ work: ServerWork) throws {
        let origin = try work.prepare()
        let proxy = try PostgresProxy(origin.database.cluster)
        defer { proxy.stop() }
        let whole = try work.copy(of: origin)
        proxy.cut(.never)
        expectStatus(run(work, whole, proxy), 0)
        let counts = proxy.counts
        let cuts =
            (1...counts.requests).map(PostgresProxy.Cut.request) + (1...counts.answers).map(PostgresProxy.Cut.answer)
        Sweep.over(cuts, "A8: \(work) on PostgreSQL, connection cut", usual: 61, atLeast: 200) { cut in
            guard let project = try? work.copy(of: origin) else { return ["no copy"] }
            defer { project.database.remove() }
            proxy.cut(cut)
            let result = run(work, project, proxy)
            return problems(work, project, result) + work.problemsOfNextRun(project)
        }
    }

    @Test("A8: a connection is cut at any message of a file with transactions of its own: each is done once")
    func cutInOwnTransactions() throws {
        let script =
            "CREATE TABLE a (x int);\n"
            + (1...3).map { "BEGIN;\nINSERT INTO a VALUES (\($0)), (-\($0));\nCOMMIT;\n" }.joined()
        func project() throws -> ServerProject { try ServerProject(["migrations/0001_a.up.sql": script]) }
        func migrate(_ project: ServerProject, _ proxy: PostgresProxy) -> ProgramResult {
            MartletBinary.run(["migrate", "--url", proxy.url(project.database.name)], in: project.folder.path)
        }
        let whole = try project()
        let proxy = try PostgresProxy(whole.database.cluster)
        defer { proxy.stop() }
        proxy.cut(.never)
        expectStatus(migrate(whole, proxy), 0)
        let cuts =
            (1...proxy.counts.requests).map(PostgresProxy.Cut.request)
            + (1...proxy.counts.answers).map(PostgresProxy.Cut.answer)
        Sweep.over(cuts, "A8: own transactions on PostgreSQL, connection cut", usual: 23, atLeast: 60) { cut in
            guard let project = try? project() else { return ["no project"] }
            defer { project.database.remove() }
            proxy.cut(cut)
            let result = migrate(project, proxy)
            let next = project.martlet("migrate", "--wait", "20s")
            let rows = project.sql("SELECT count(*) || ' ' || count(DISTINCT x) || ' ' || sum(x) FROM a")
            if next.status == 0, rows == "6 6 0" { return [] }
            return ["rows \(rows)", result.everything, next.everything]
        }
    }

    private func run(_ work: ServerWork, _ project: ServerProject, _ proxy: PostgresProxy) -> ProgramResult {
        MartletBinary.run(
            work.command + ["--json", "--url", proxy.url(project.database.name)], in: project.folder.path)
    }

    private func problems(_ work: ServerWork, _ project: ServerProject, _ result: ProgramResult) -> [String] {
        var problems = work.contradictions(project)
        let (done, told) = (work.stepsDone(project), work.stepsTold(result.output))
        if done != told { problems.append("done: \(done.sorted()), told: \(told.sorted())") }
        if ![0, 5].contains(result.status) { problems.append("status \(result.status)") }
        if result.status == 0, done != work.all { problems.append("status 0, but \(done.sorted())") }
        return problems.isEmpty ? [] : problems + [result.everything]
    }
}
