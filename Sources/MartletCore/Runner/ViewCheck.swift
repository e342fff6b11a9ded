internal import SQLText

/// Finds views that cannot be read, on an engine that takes away and changes what they read without a look at them.
struct ViewCheck {
    let driver: any Driver
    let tables: TableNames

    /// The views of which SQLite cannot compile the query; a server lets nothing go that a view needs.
    func broken() throws(StepFailure) -> [String: String] {
        if driver is any ServerDriver { return [:] }
        let views = try StepFailure.catching { () throws(DriverError) in
            try driver.query("SELECT name FROM sqlite_schema WHERE type = 'view'").compactMap { $0.text(0) }
        }
        var broken: [String: String] = [:]
        for view in views {
            do throws(DriverError) {
                try driver.execute("SELECT 1 FROM \(driver.qualified(view)) LIMIT 0")
            } catch  where error.kind == .sql {
                broken[view] = error.message
            } catch {
                throw StepFailure(error)
            }
        }
        return broken
    }

    /// Refuses to go on if others than these cannot be read.
    func requireNone(beside known: [String: String]) throws(StepFailure) {
        let new = try broken().filter { known[$0.key] == nil }.sorted { $0.key < $1.key }
        guard let (view, reason) = new.first else { return }
        throw StepFailure(
            Diagnostic(
                .sql, "the view \(view) cannot be read after this: \(reason)",
                notes: new.dropFirst().map { "nor can \($0.key): \($0.value)" },
                help: "have the repeatable keep what the view reads, or change the view in a repeatable as well"))
    }
}
