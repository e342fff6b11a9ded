public import SQLText

/// What is known of the database that scripts are for.
public struct LintTarget: Sendable, Hashable {
    /// The oldest version of the engine that they have to run on; `nil` if nobody said it.
    public var version: EngineVersion?
    /// How large its tables are; `nil` if nobody said it.
    public var statistics: TableStatistics?

    /// Makes a target of which nothing is known.
    public init(version: EngineVersion? = nil, statistics: TableStatistics? = nil) {
        self.version = version
        self.statistics = statistics
    }

    /// Whether the engine is known to be older than a version.
    public func isOlder(than version: EngineVersion) -> Bool { self.version.map { $0 < version } ?? false }
}

/// One way of a migration, forward or back, or a file of SQL, cut into statements.
public struct LintedScript: Sendable {
    /// Which way it leads.
    public enum Direction: Sendable, Hashable {
        case up, down
    }

    /// How a migration is taken back.
    public enum WayBack: Sendable, Hashable {
        /// By statements.
        case given
        /// Not at all, and it says so.
        case irreversible
        /// Nobody knows: it has no statements for it, and does not say that there are none.
        case missing
        /// That is no question: it is no migration.
        case none
    }

    /// Who begins and ends transactions.
    public enum Transactions: Sendable, Hashable {
        /// Martlet: one for the script, which it may share with its neighbours.
        case one
        /// Nobody: statement by statement.
        case none
        /// The script itself.
        case own
    }

    /// The text, with all that is not of this script blanked out: its places are those of the file.
    public let text: SourceText
    /// Its statements, in order.
    public let statements: [SQLStatement]
    /// Which way it leads.
    public var direction = Direction.up
    /// Who begins and ends transactions.
    public var transactions = Transactions.one
    /// Whether Martlet runs it, with a limit to how long it waits for locks; a file of SQL may be run by anybody.
    public var isMigration = false
    /// How the migration is taken back; `none` for a file of SQL.
    public var wayBack = WayBack.none
    /// What to do if it is missing, in the words of the folder's layout.
    public var adviceOnWayBack = "write one under `-- ROLLBACK:`, or say so: -- martlet: irreversible"
    /// SQLite: what the file says of foreign keys while it runs; `nil` if nothing.
    public var foreignKeys: Bool?
    /// Whether the file says that it holds no statement on purpose.
    public var isMeantEmpty = false
    /// The database that it is for.
    public var target = LintTarget()

    /// Cuts a text into statements.
    public init(_ text: SourceText) {
        self.text = text
        statements = SQLScript.statements(in: text)
    }

    /// Whose SQL it is.
    public var dialect: Dialect { text.dialect }

    /// Whether its statements run in a transaction that the script does not end itself.
    public var runsInTransaction: Bool { transactions == .one }
}
