internal import SQLText

/// What going forward, back and forward again came to, for the migrations of one database.
public struct VerifyReport: Sendable {
    /// What a migration's way back does.
    public enum Verdict: String, Sendable, Hashable, CaseIterable {
        /// Schema and rows are as they were before.
        case lossless
        /// They are, but a table that it names had no rows to lose.
        case untried
        /// The schema is, and rows are not.
        case lossy
        /// There is no way back.
        case irreversible
        /// A way fails, or leads to another schema.
        case broken
        /// What comes before it does not work.
        case notReached = "not-reached"
    }

    /// What became of one migration.
    public struct Version: Sendable {
        /// Its version.
        public var version: MigrationVersion
        /// What it does, in words.
        public var description: String
        /// Its file, as shown to people.
        public var file: String
        /// What its way back does.
        public var verdict: Verdict
        /// Whether it says itself that it cannot be undone.
        public var saysIrreversible = false
        /// Whether it is expected to: other tools have no words for it.
        var canSaySo = true
        /// Why the verdict is what it is, in one line.
        public var reason = ""
        /// What is so only for some rows: what refused others.
        public var conditions: [String] = []
        /// Which rows are not as they were.
        public var losses: [TableLoss] = []
        /// What of the schema is not as it was, a line each.
        public var differences: [String] = []
        /// The tables whose columns stand in another order afterwards.
        public var reordered: [String] = []
        /// Why a way failed.
        public var failure: MartletError?
        /// How many rows there were to lose.
        public var rowCount = 0
        /// The digest of the rows before it.
        public var rowsBefore: String?
        /// The digest of the same tables' rows after the way back.
        public var rowsAfter: String?
        /// How long it took.
        public var milliseconds = 0
        /// What to do if it has no way back.
        let adviceOnWayBack: String

        init(_ migration: Migration, _ verdict: Verdict) {
            version = migration.version
            description = migration.description
            file = migration.file
            self.verdict = verdict
            adviceOnWayBack = migration.adviceOnWayBack
            saysIrreversible = migration.script?.options.isIrreversible == true
            canSaySo = migration.layout == .martlet
        }
    }

    /// Every migration, in the order in which they are applied.
    public var versions: [Version] = []
    /// Tables without rows, and why.
    public var unfilled: [UnfilledTable] = []
    /// What became of the project's seeds; `nil` if nobody asked, or there are none.
    public var seeds: SeedTrialResult?
    /// How many rows each table was given.
    public var rowsPerTable = 0

    /// Nothing looked at yet.
    init() {}

    /// How many migrations have a verdict.
    public func count(_ verdict: Verdict) -> Int { versions.count { $0.verdict == verdict } }
}

/// What became of the seeds on the way back and forward again.
public struct SeedTrialResult: Sendable {
    /// How it ended.
    public enum Ending: String, Sendable, Hashable {
        /// Schema and rows are the same as the first time.
        case same
        /// They are not.
        case different
        /// A way failed.
        case failed
        /// Not all could be undone, so that the seeds were not run again.
        case notRepeated = "not-repeated"
    }

    /// How it ended.
    public var ending: Ending
    /// How many seeds were run.
    public var seedCount = 0
    /// How many migrations were undone.
    public var undoneCount = 0
    /// What kept it from going back further, or what is to be known.
    public var notes: [String] = []
    /// Which rows are not as they were.
    public var losses: [TableLoss] = []
    /// What of the schema is not as it was, a line each.
    public var differences: [String] = []
    /// Columns that were not compared, as their values are others each time: `posts.created_at`.
    public var volatileColumns: [String] = []
    /// Why a way failed.
    public var failure: MartletError?

    init(_ ending: Ending) { self.ending = ending }
}

/// From which verdict on the answer is no.
public enum VerifyLimit: String, Sendable, Hashable, CaseIterable {
    /// A way back that loses rows, or none at all, or one that does not work.
    case lossy
    /// No way back, said or not, or one that does not work.
    case irreversible
    /// A way that does not work.
    case broken
}
