/// Compares the history with the log: what was applied and never taken back must have its row.
///
/// The chain of digests cannot tell that the newest rows are gone, as nothing was built on them.
struct HistoryLedger {
    let history: HistoryStore

    /// The versions the log says are applied, and the history has no applied row for; in the order of the log.
    func lost() throws(DriverError) -> [LogEntry] {
        let present = try history.presentTables()
        guard present.contains(history.tables.log) else { return [] }
        let applied = present.contains(history.tables.history) ? try history.appliedVersions() : []
        return Self.standing(try history.logEntries(limit: .max)).filter {
            !applied.contains(MigrationVersion($0.subject))
        }
    }

    /// The entries that applied a version which no later entry of the log takes back or settles in another way.
    static func standing(_ entries: [LogEntry]) -> [LogEntry] {
        var standing: [String: (order: Int, entry: LogEntry)] = [:]
        for (order, entry) in entries.enumerated() {
            switch (entry.action, entry.result) {
            case (.apply, .done), (.repeat, .done), (.stamp, .done), (.adopt, .done), (.accept, .done):
                standing[entry.subject] = (order, entry)
            // A way back without a transaction may have stopped half-way, which the row tells.
            case (.rollback, _), (.repair, _): standing[entry.subject] = nil
            // Whatever else was in the file is gone with it.
            case (.reset, _), (.restore, _): standing = [:]
            default: continue
            }
        }
        return standing.values.sorted { $0.order < $1.order }.map(\.entry)
    }
}
