public import Lint
public import PostgresTree

/// What a statement is expected to do when it runs: by its text, and by how large the tables are now.
public struct StatementForecast: Sendable, Hashable {
    /// What it is expected to do with a table that is there before the plan.
    public struct Table: Sendable, Hashable {
        /// The name of the table; `nil` for all of the database.
        public var name: String?
        /// The index of it that is locked, where that is not the table itself.
        public var index: String?
        /// The lock on it; `nil` on SQLite, where a writer locks the whole database.
        public var lock: LockMode?
        /// What is done with it.
        public var work: StatementEffect.Work
        /// What may spare that.
        public var sparing: TableLock.Sparing?
        /// About how many rows it has, if that is known.
        public var rows: Int?
        /// About how many bytes it takes, without its indexes.
        public var bytes: Int?
        /// About how long the work takes, in milliseconds; `nil` where nobody knows.
        public var milliseconds: Int?
    }

    /// Which statement of its script it is, from 1.
    public var number: Int
    /// The tables it has to do with, but for those that the plan makes.
    public var tables: [Table] = []
    /// What is gone afterwards, in words: `drops orders with its rows`.
    public var losses: [String] = []
    /// What goes and comes back with what a repeatable makes anew, if that has to be dropped: `the view public.active`.
    public var dependents: [String] = []
    /// What was seen when it ran in a scratch copy of the schema; `nil` if it did not.
    public var observation: StatementObservation?

    /// About how long it takes; `nil` where nobody knows.
    public var milliseconds: Int? {
        let known = tables.compactMap(\.milliseconds)
        return known.count < tables.count ? nil : known.reduce(0, +)
    }

    /// Whether there is nothing to tell.
    var isEmpty: Bool { tables.isEmpty && losses.isEmpty && observation == nil }
}

/// What a statement was seen to do in a scratch copy of the schema, which has no rows.
public struct StatementObservation: Sendable, Hashable {
    /// A table that was there before the plan.
    public struct Table: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// Whether it is an index.
        public var isIndex: Bool
        /// The strongest lock that the transaction holds on it by then, where it is one that is told.
        public var lock: LockMode?
        /// What was seen to be done with it: `scan`, `rewrite` or `catalogue`.
        public var work: StatementEffect.Work
    }

    /// What it had to do with, beside what its transaction had locked before.
    public var tables: [Table] = []
    /// In what that differs from what is told of the statement, in words.
    public var differences: [String] = []
    /// How long it took there.
    public var microseconds: Int
}

extension [StatementForecast] {
    /// About how long all of them take; `nil` where nobody knows.
    public var expectedMilliseconds: Int? {
        let known = compactMap(\.milliseconds)
        return known.count < count ? nil : known.reduce(0, +)
    }
}

/// How fast work on the whole of a table goes.
///
/// Measured with PostgreSQL 15.20 over a table of 831 MB and SQLite 3.40.1 over one of 608 MB, on two cores of a virtual
/// machine; the slowest of each kind counts, and reading is as fast as a plain SSD: see `docs/explanation/locks.md`.
enum WorkSpeed {
    /// In bytes of the table per second; `nil` for what takes no time, or one that nobody knows.
    static func bytesPerSecond(_ work: StatementEffect.Work) -> Int? {
        switch work {
        case .catalogue, .rows: nil
        case .scan: 400_000_000
        case .index: 100_000_000
        case .copy, .rewrite: 70_000_000
        }
    }

    /// About how long it takes, in milliseconds.
    static func milliseconds(_ work: StatementEffect.Work, bytes: Int?) -> Int? {
        if work == .catalogue { return 0 }
        guard let speed = bytesPerSecond(work), let bytes else { return nil }
        return Int(Double(bytes) / Double(speed) * 1000)
    }
}
