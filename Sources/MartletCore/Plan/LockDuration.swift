public import PostgresTree

/// How long a lock is expected to be held: from its statement to the end of the transaction.
public struct LockDuration: Sendable, Hashable {
    /// The table; `nil` for all of the database, as on SQLite.
    public var table: String?
    /// The lock; `nil` on SQLite.
    public var lock: LockMode?
    /// About how long, in milliseconds.
    public var milliseconds: Int
}

extension [StatementForecast] {
    /// The locks that keep others waiting for a second or more, and longer than their own statement takes, in a transaction
    /// that has all of these statements.
    var locksHeld: [LockDuration] {
        var since: [String: (lock: LockMode, index: Int)] = [:]
        for (index, forecast) in enumerated() {
            for table in forecast.tables {
                guard let name = table.name, table.index == nil, let lock = table.lock, lock.blocksWrites else {
                    continue
                }
                // What a stronger lock begins is worse than what a weaker one did.
                if since[name].map({ $0.lock < lock }) ?? true { since[name] = (lock, index) }
            }
        }
        return since.sorted { $0.key < $1.key }.compactMap { name, start in
            let rest = self[start.index...].compactMap(\.milliseconds)
            let total = rest.reduce(0, +)
            guard total >= 1_000, total > (self[start.index].milliseconds ?? 0) else { return nil }
            return LockDuration(table: name, lock: start.lock, milliseconds: total)
        }
    }

    /// How long a transaction with all of these statements keeps everybody else from writing to a database of SQLite's, if
    /// that is a second or more.
    var writersWait: LockDuration? {
        let total = compactMap(\.milliseconds).reduce(0, +)
        return count > 1 && total >= 1_000 ? LockDuration(milliseconds: total) : nil
    }
}
