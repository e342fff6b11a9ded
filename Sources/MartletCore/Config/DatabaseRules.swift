/// How the pending migrations of one run share transactions.
public enum TransactionRule: String, Sendable, Hashable, CaseIterable {
    /// One transaction per migration.
    case each
    /// One transaction for all migrations of a run: all of them are applied, or none.
    case all
    /// None, for files that do not say otherwise: statement by statement, with a journal.
    case none
}

/// The commands that can make a backup before they begin.
public enum BackupOccasion: String, Sendable, Hashable, CaseIterable {
    /// Before migrations are applied.
    case migrate
    /// Before migrations are undone.
    case rollback
    /// Before everything is dropped.
    case reset
}

/// The names of Martlet's tables in a database.
public struct TableNames: Sendable, Hashable {
    /// One row per applied migration.
    public var history: String
    /// One row per attempt, append-only.
    public var log: String
    /// One row per seed.
    public var seeds: String

    /// Makes names; without arguments the usual ones.
    public init(
        history: String = "martlet_migrations", log: String = "martlet_log", seeds: String = "martlet_seeds"
    ) {
        self.history = history
        self.log = log
        self.seeds = seeds
    }

    /// All of them.
    var all: [String] { [history, log, seeds] }
}
