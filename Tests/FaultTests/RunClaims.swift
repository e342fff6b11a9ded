import TestSupport

/// What a run says that it did and did not do, held against the database.
struct RunClaims {
    let work: RunWork
    let result: ProgramResult
    /// The steps that were done before it.
    let before: Set<String>

    /// The exit statuses of a run whose storage fails: done all the same, failed, out of reach.
    private static let statuses: Set<Int32> = [0, 1, 5]

    /// What is wrong with the database, or with what is said of it.
    func problems(in database: String) -> [String] {
        var problems: [String] = []
        if !Self.statuses.contains(result.status) { problems.append("exit status \(result.status)") }
        if let problem = work.problem(in: database, said: result.output) { problems.append(problem) }
        // The cardinal sin.
        if result.status == 0, let problem = work.problemWhenComplete(in: database) {
            problems.append("exit status 0, but \(problem)")
        }
        let done = work.stepsDone(in: database)
        for step in stepsSaidToBeUndone where done.contains(step) { problems.append("\(step) is done") }
        if saysNothingChanged, done != before {
            problems.append("done is \(done.sorted()), before it was \(before.sorted())")
        }
        return problems + falseCounts(in: database)
    }

    private var lines: [Substring] { (result.output + result.error).split(separator: "\n") }

    /// `✗ 003 … failed`, `· 004 … not run`; `= 003 changed nothing`.
    private var stepsSaidToBeUndone: Set<String> {
        Set(
            lines.compactMap { line in
                if let match = line.firstMatch(of: /^  [✗·] (\S+)/) { return String(match.output.1) }
                if let match = line.firstMatch(of: /= .*?(\w+)(?: was not begun, and)? changed nothing/) {
                    return String(match.output.1)
                }
                return nil
            })
    }

    private var saysNothingChanged: Bool {
        lines.contains { $0.contains("this run changed nothing") || $0.contains("nothing was changed") }
    }

    /// The file that runs without a transaction: how far it is said to have come.
    private func falseCounts(in database: String) -> [String] {
        let sql = "SELECT statements_applied FROM martlet_migrations WHERE version = '004'"
        let recorded = Int(SQLiteClient.query(database, sql).prefix { $0 != "\n" }) ?? 0
        return lines.compactMap { line in
            let said: Int
            if line.contains("004 changed nothing") && work.name == "migrate" {
                said = 0
            } else if let match = line.firstMatch(of: /statements? (?:1 to )?(\d+) (?:is|are) done, and stays?/) {
                said = Int(match.output.1) ?? -1
            } else {
                return nil
            }
            return said == recorded ? nil : "said: \(line); recorded: \(recorded)"
        }
    }
}

extension RunWork {
    /// The steps that are done.
    func stepsDone(in database: String) -> Set<String> {
        Set(SQLiteClient.query(database, done).split(separator: "\n").map(String.init))
    }
}
