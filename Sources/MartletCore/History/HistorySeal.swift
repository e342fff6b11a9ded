/// Proves the rows that no other row is built on, by digests of them in the log.
///
/// The chain proves a row by the next one. The newest has none, and neither has the row of a repeatable or of a try that
/// failed: those are sealed, in the transaction of the row, or, by a run on a server, right behind it. A seal holds until
/// the log tells of a later change to its subject; whatever else changes a sealed row has to seal it again.
///
/// What a seal leaves to the chain is `previous_hash`, which is written anew where rows between are taken out.
struct HistorySeal {
    let history: HistoryStore
    /// What the time is, by whom it is done, and in which run.
    let stamp: LogEntry

    /// Makes one for a run.
    /// - Parameter stamp: an entry of that run, whose moment, number and person the seals get.
    init(_ history: HistoryStore, like stamp: LogEntry) {
        self.history = history
        self.stamp = stamp
    }

    /// Seals the newest row, and those of some versions.
    func seal(_ versions: [MigrationVersion] = [], newest: Bool = true) throws(DriverError) {
        guard let selection = Self.selection(history, versions, newest: newest) else { return }
        try write(try history.driver.query(selection.sql, selection.values))
    }

    /// Writes seals of rows that were read whole.
    func write(_ rows: [Row]) throws(DriverError) {
        for row in rows {
            guard let version = row.text(1) else { continue }
            var entry = stamp
            (entry.action, entry.subject, entry.result) = (.seal, version, .done)
            (entry.milliseconds, entry.detail) = (0, HistoryChain.hash(Self.sealed(row)))
            try history.append(entry)
        }
    }

    /// The statement that reads what is to be sealed; `nil` if there is nothing.
    ///
    /// How far a version has come that is under way changes with each of its statements.
    static func selection(
        _ history: HistoryStore, _ versions: [MigrationVersion] = [], newest: Bool = true
    ) -> BoundStatement? {
        var conditions: [String] = []
        if newest { conditions.append("id = (\(HistoryChain.newestID(in: history)))") }
        if !versions.isEmpty {
            let places = versions.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
            conditions.append("version IN (\(places)) AND state NOT IN ('running', 'undoing')")
        }
        guard !conditions.isEmpty else { return nil }
        return BoundStatement(
            "SELECT \(HistoryChain.columns(of: history)) FROM \(history.name) WHERE "
                + conditions.joined(separator: " OR "), versions.map { .text($0.text) })
    }

    /// What is sealed of a row.
    private static func sealed(_ row: Row) -> Row {
        guard HistoryChain.mayHold(row) else { return row }
        var row = row
        row.values[HistoryChain.previousHash] = .null
        return row
    }

    // MARK: Proof

    /// The versions whose rows are not as they were sealed, in the order of the history; those without a row come last.
    static func broken(in history: HistoryStore) throws(DriverError) -> [MigrationVersion] {
        let seals = try standing(in: history)
        if seals.isEmpty { return [] }
        var broken: [MigrationVersion] = []
        var missing = Set(seals.keys)
        let sql = "SELECT \(HistoryChain.columns(of: history)) FROM \(history.name) ORDER BY id"
        try history.driver.query(sql, []) { row in
            guard let version = row.text(1), let seal = seals[version] else { return }
            missing.remove(version)
            if !HistoryChain.proves(seal, sealed(row)) { broken.append(MigrationVersion(version)) }
        }
        return broken + missing.map { MigrationVersion($0) }.sorted()
    }

    /// The seals behind which the log tells of no change to their subjects.
    static func standing(in history: HistoryStore) throws(DriverError) -> [String: String] {
        guard try history.presentTables().contains(history.tables.log) else { return [:] }
        let changing: [LogEntry.Action] = [.seal, .apply, .rollback, .stamp, .repeat, .adopt, .accept, .repair]
        let names = changing.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        var seals: [String: String] = [:]
        try history.driver.query(
            "SELECT subject, action, detail FROM \(history.logName) WHERE action IN (\(names)) ORDER BY id", []
        ) { row in
            guard let subject = row.text(0) else { return }
            seals[subject] = row.text(1) == LogEntry.Action.seal.rawValue ? row.text(2) : nil
        }
        return seals
    }
}
