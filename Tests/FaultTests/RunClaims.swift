import TestSupport

/// What a run says that it did and did not do, held against the database.
struct RunClaims {
    let work: RunWork
    let result: ProgramResult

    /// Whether it says that it does not know, as the storage failed in the middle of a commit.
    var isUncertain: Bool { result.error.contains("is not certain") }

    /// Those that are not so.
    func falseOnes(in folder: String) -> [String] {
        let done = work.stepsDone(in: folder)
        var claims = stepsSaidToBeUndone.intersection(done).sorted().map { "\($0) is done" }
        if saysNothingChanged, done != work.before {
            claims.append("done is \(done.sorted()), before it was \(work.before.sorted())")
        }
        return claims + falseCounts(in: folder + "/app.db")
    }

    private var lines: [Substring] { (result.output + result.error).split(separator: "\n") }

    /// `✗ 003 … failed`, `· 004 … not run`; `= 003 changed nothing`.
    private var stepsSaidToBeUndone: Set<String> {
        if isUncertain { return [] }
        return Set(
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
