/// Watches over the rows that refer to a table while that table is dropped or built anew.
struct RebuildGuard {
    let driver: any Driver
    let script: Script

    /// The rows in each table that refers to a table the script rebuilds.
    func countReferrers() throws(StepFailure) -> [String: Int] {
        var counts: [String: Int] = [:]
        for table in script.traits.rebuiltTables {
            let found = try StepFailure.catching { () throws(DriverError) in
                try driver.rowCountsOfReferrers(to: table)
            }
            counts.merge(found) { first, _ in first }
        }
        return counts
    }

    /// Refuses to commit if rows are gone that the script does not delete itself, or if rows refer to nothing.
    func check(against before: [String: Int]) throws(StepFailure) {
        for (table, count) in before.sorted(by: { $0.key < $1.key }) {
            guard !script.traits.emptiedTables.contains(table.lowercased()), let left = try rowCount(of: table),
                left < count
            else { continue }
            throw StepFailure(
                Diagnostic(
                    .rowsLost, "\(count - left) of \(count) rows of \(table) would be lost with the rebuild",
                    at: script.wholeFile,
                    help: "delete them in the script by name if that is meant"))
        }
        let broken = try StepFailure.catching { () throws(DriverError) in try driver.brokenForeignKeys(limit: 5) }
        guard broken.isEmpty else { throw StepFailure(describe(broken)) }
    }

    /// How many rows a table has now, also if it was built anew; `nil` if it is gone.
    private func rowCount(of table: String) throws(StepFailure) -> Int? {
        try StepFailure.catching { () throws(DriverError) in
            guard try !driver.relations(named: [table]).isEmpty else { return nil }
            return try driver.query("SELECT count(*) FROM \(driver.qualified(table))").first?.integer(0)
        }
    }

    /// Refuses to go on if a commit would fail for this script's sake: the culprit is known only now.
    func checkDeferredKeys() throws(StepFailure) {
        let broken = try StepFailure.catching { () throws(DriverError) in
            try driver.hasBrokenDeferredKeys() ? try driver.brokenForeignKeys(limit: 5) : nil
        }
        if let broken { throw StepFailure(describe(broken)) }
    }

    private func describe(_ broken: [BrokenForeignKey]) -> Diagnostic {
        Diagnostic(
            .foreignKeys, "rows refer to nothing after this script",
            at: script.wholeFile,
            notes: broken.map(\.sentence),
            help: "delete or mend those rows in the script")
    }
}
