public import MartletCore

extension SQLiteConnection {
    /// Runs SQLite's own checks: the file's structure, then the foreign keys, then what would make it faster.
    public func selfCheck(_ progress: (String) -> Void) throws(DriverError) -> [CheckFinding] {
        try cancelHandle.whileRunning { () throws(DriverError) in try check(progress) }
    }

    private func check(_ progress: (String) -> Void) throws(DriverError) -> [CheckFinding] {
        progress("integrity_check")
        let damage = try damage()
        // Whatever else would be read of a damaged file could be wrong too.
        guard damage.isEmpty else { return damage }
        progress("foreign_key_check")
        var findings = try violations()
        progress("advice")
        findings += try advice()
        return findings
    }

    private func damage() throws(DriverError) -> [CheckFinding] {
        var messages: [String] = []
        do throws(DriverError) {
            try query("PRAGMA integrity_check(20)", []) { row in messages += row.text(0).map { [$0] } ?? [] }
        } catch  where error.kind == .corrupt {
            messages.append(error.message)
        }
        // Nothing may refer to the last page, and then nobody misses it.
        if messages == ["ok"], let end = try missingEnd() { messages.append(end) }
        let help = "martlet restore the newest backup; what can still be read: sqlite3 \(shellPath) .recover"
        // A message has a heading that names the database, and then a line for each fault.
        return messages.flatMap { $0.split(separator: "\n") }.filter { $0 != "ok" && !$0.hasPrefix("*** ") }
            .map { CheckFinding(.damage, String($0), help: help) }
    }

    /// Rows that refer to nothing, and keys that can refer to nothing.
    private func violations() throws(DriverError) -> [CheckFinding] {
        do throws(DriverError) {
            return try violations(in: nil)
        } catch  where error.isKeyMismatch {
            var findings: [CheckFinding] = []
            for table in try tableNames() { findings += try violationsOrMismatch(in: table) }
            return findings
        }
    }

    private func violationsOrMismatch(in table: String) throws(DriverError) -> [CheckFinding] {
        do throws(DriverError) {
            return try violations(in: table)
        } catch  where error.isKeyMismatch {
            return try keyMismatches(of: table, error)
        }
    }

    /// Rows of a table, or of all, that refer to nothing; of many the first twenty.
    private func violations(in table: String?) throws(DriverError) -> [CheckFinding] {
        let limit = 20
        let broken = try brokenForeignKeys(of: table, limit: limit + 1)
        var findings = broken.prefix(limit).map { row in
            CheckFinding(
                .violation, "\(row.subject) refers to no row of \(row.parent)",
                help: "delete the row, or insert what it refers to; it was written without PRAGMA foreign_keys = ON")
        }
        if broken.count > limit {
            findings.append(
                CheckFinding(
                    .violation, "and more rows than these \(limit)",
                    help: "all of them: sqlite3 \(shellPath) 'PRAGMA foreign_key_check'"))
        }
        return findings
    }
}
