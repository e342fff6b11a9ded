/// Finds the rows of a history that nothing proves: no row is built on them, and no seal of them holds.
struct HistoryGaps {
    /// Why a row has no proof.
    enum Reason: Int, Sendable {
        /// The log tells of it, and has no seal.
        case cutOff
        /// It was loaded with a snapshot.
        case loaded
        /// It was written by a script, or by hand.
        case written
        /// The log does not tell of it at all.
        case untold
    }

    /// The rows, in the order of the history, with how many there are.
    let versions: [(version: MigrationVersion, reason: Reason)]
    /// How many rows there are beside them.
    let provedCount: Int

    /// Looks at every row; one that is under way changes with each statement, and is not counted.
    init(in history: HistoryStore) throws(DriverError) {
        let seals = try HistorySeal.standing(in: history)
        let told = try Self.subjects(of: history)
        var versions: [(version: MigrationVersion, reason: Reason)] = []
        var provedCount = 0
        // The row of the chain that comes next, which may be built on this one.
        var next: Row?
        func settle(_ row: Row, isBuiltOn: Bool) {
            let version = row.text(1) ?? ""
            if isBuiltOn || seals[version] != nil {
                provedCount += 1
            } else {
                versions.append((MigrationVersion(version), Self.reason(row, isTold: told.contains(version))))
            }
        }
        let sql = "SELECT \(HistoryChain.columns(of: history)) FROM \(history.name) ORDER BY id"
        for row in try history.driver.query(sql).reversed() where !HistoryChain.isUnderWay(row) {
            guard HistoryChain.mayHold(row) else {
                settle(row, isBuiltOn: false)
                continue
            }
            settle(row, isBuiltOn: next?.text(HistoryChain.previousHash) != nil)
            next = row
        }
        (self.versions, self.provedCount) = (versions.reversed(), provedCount)
    }

    private static func reason(_ row: Row, isTold: Bool) -> Reason {
        switch HistoryChain.origin(of: row) {
        case .snapshot: .loaded
        case .recorded: .written
        default: isTold ? .cutOff : .untold
        }
    }

    /// What the log tells anything of.
    private static func subjects(of history: HistoryStore) throws(DriverError) -> Set<String> {
        guard try history.presentTables().contains(history.tables.log) else { return [] }
        let rows = try history.driver.query("SELECT DISTINCT subject FROM \(history.logName)")
        return Set(rows.compactMap { $0.text(0) })
    }

    /// What is proved and what is not, a sentence each.
    var sentences: [String] {
        guard !versions.isEmpty else { return ["every row of the history is as it was written"] }
        let first = provedCount == 0 ? [] : ["every other row of the history is as it was written"]
        return Dictionary(grouping: versions, by: \.reason).sorted { $0.key.rawValue < $1.key.rawValue }
            .map { reason, versions in
                let names = versions.prefix(5).map(\.version.text) + (versions.count > 5 ? ["…"] : [])
                let rows = "the row\(versions.count == 1 ? "" : "s") of \(names.joined(separator: ", "))"
                return "nothing proves \(rows) yet: \(reason.words(isOne: versions.count == 1))"
            } + first
    }
}

extension HistoryGaps.Reason {
    fileprivate func words(isOne: Bool) -> String {
        let (it, was) = isOne ? ("it", "was") : ("they", "were")
        return switch self {
        case .cutOff: "the run that wrote \(isOne ? "it" : "them") was cut off, or was an older Martlet's"
        case .loaded: "\(it) came with a snapshot"
        case .written: "\(it) \(was) written by a script, or by hand"
        case .untold: "the log, which tells of every run, does not tell of \(isOne ? "it" : "them")"
        }
    }
}
