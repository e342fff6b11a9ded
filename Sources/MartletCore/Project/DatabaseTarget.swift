internal import SQLText

/// One database of a project, and all that is set for it.
///
/// Every path is absolute.
public struct DatabaseTarget: Sendable, Hashable {
    /// Its name in the project.
    public var name: String
    /// Where it is.
    public var url: ConnectionURL
    /// The folder of its migrations.
    public var migrations: FilePath
    /// The folders in it, from there on, that each are one of another tool's; none if it is one itself.
    public var locations: [String] = []
    /// How that folder is laid out; `nil` for what its files tell.
    public var layout: LayoutName?
    /// The folder of its seeds.
    public var seeds: FilePath?
    /// What the program brings along in place of the files of these folders, whose names are then only shown.
    public var embedded = EmbeddedScripts()
    /// The file that holds its schema as SQL.
    public var snapshot: FilePath?
    /// The folder of the documents of its schema.
    public var docs: FilePath?
    /// The names of Martlet's tables in it.
    public var tables: TableNames
    /// What it is for (`dev`, `production`); migrations can be limited to one.
    public var environment: String?
    /// Whether what destroys data wants its name typed.
    public var isProtected: Bool
    /// Whether foreign keys are enforced.
    public var foreignKeys: Bool
    /// The journal mode it is set to; `nil` leaves it as it is.
    public var journalMode: JournalMode?
    /// How migrations share transactions.
    public var transaction: TransactionRule
    /// What stands for `${NAME}` in its scripts, by name.
    public var placeholders: [String: String]
    /// How long to wait for a lock of somebody else's.
    public var lockTimeout: Duration
    /// How long one statement of a script may run; `nil` or zero for as long as it takes.
    public var statementTimeout: Duration?
    /// The folder of its backups.
    public var backups: FilePath
    /// The commands that make a backup before they begin.
    public var backupBefore: Set<BackupOccasion>
    /// Whether the fingerprint of its schema is kept with the history at the end of each run.
    public var keepsFingerprint = false
    /// Versions that count as applied in the question with which of the files it has begun, beside those of its history.
    var knownVersions: [String] = []
    /// What is left out of scripts if it is thrown away afterwards, so that nothing may act beyond it.
    var scratchFilter: ScratchFilter?
    /// Names of files in its folders that are none of Martlet's business.
    public var ignore: Set<String>
    /// What holds for `lint`.
    public var lint = LintSettings()

    /// Makes a target with the usual settings.
    public init(
        name: String, url: ConnectionURL, migrations: FilePath, seeds: FilePath? = nil, snapshot: FilePath? = nil,
        backups: FilePath, tables: TableNames = TableNames()
    ) {
        self.name = name
        self.url = url
        self.migrations = migrations
        self.seeds = seeds
        self.snapshot = snapshot
        self.backups = backups
        self.tables = tables
        isProtected = false
        // Elsewhere nobody can switch them off for a while, and nobody has to.
        foreignKeys = url.dialect == .sqlite
        transaction = .each
        placeholders = [:]
        lockTimeout = .seconds(5)
        backupBefore = []
        ignore = []
    }
}
