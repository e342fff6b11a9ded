/// One row of the history: a version and what became of it in this database.
///
/// A class, as it travels inside every status and plan, thousands at a time; it never changes.
public final class HistoryRow: Sendable {
    /// How the version came to be in the history.
    public enum Kind: String, Sendable, Hashable {
        /// Its statements were run by Martlet.
        case migration
        /// A program's own code was run; only the program can undo it.
        case code
        /// It was marked as applied without running it (`stamp`).
        case stamp
        /// The row was written by a script, and no file has that version.
        case recorded
        /// The database was made from a snapshot that has it.
        case snapshot
        /// Another tool has applied it, whose history was taken over.
        case adopted
        /// A file was run that stands for all versions up to its own.
        case baseline
        /// It has no version: it runs again when its text has changed, and the row tells of the last time.
        case repeatable
    }

    /// What became of it.
    public enum State: String, Sendable, Hashable {
        /// It is applied.
        case applied
        /// The last try failed and left nothing behind.
        case failed
        /// A file without a transaction was begun, and some of its statements are done.
        case running
        /// A way back without a transaction was begun, and some of its statements are done.
        case undoing
    }

    /// The row's place in the order of application; 0 before it is written.
    public let id: Int
    /// The version.
    public let version: MigrationVersion
    /// What it does, in words.
    public let description: String
    /// How it came to be here.
    public let kind: Kind
    /// What became of it.
    public let state: State
    /// The digest of the file's text: `v1:sha256:…`; `nil` for versions no file was read for.
    public let checksum: String?
    /// The digest of the statements alone, without comments and white space.
    public let tokenChecksum: String?
    /// How many statements its script has.
    public let statementsTotal: Int
    /// How many of them are done.
    public let statementsApplied: Int
    /// When it was applied, RFC 3339 UTC; empty if nobody knows it.
    public let appliedAt: String
    /// Who applied it: `user@host`.
    public let appliedBy: String
    /// How long it ran.
    public let executionMilliseconds: Int
    /// What the last try failed with.
    public let error: String?
    /// Whether its way back is recorded, so that it can be undone without its file.
    public let leadsBack: Bool
    /// What it was taken over from, if it was.
    public let adopted: AdoptedEntry?
    /// How far the batches of the statement under way have come.
    public let progress: BatchProgress?

    /// Makes a row.
    public init(
        id: Int = 0, version: MigrationVersion, description: String, kind: Kind = .migration, state: State = .applied,
        checksum: String? = nil, tokenChecksum: String? = nil, statementsTotal: Int = 0, statementsApplied: Int = 0,
        appliedAt: String = "", appliedBy: String = "", executionMilliseconds: Int = 0, error: String? = nil,
        leadsBack: Bool = false, adopted: AdoptedEntry? = nil, progress: BatchProgress? = nil
    ) {
        self.id = id
        self.version = version
        self.description = description
        self.kind = kind
        self.state = state
        self.checksum = checksum
        self.tokenChecksum = tokenChecksum
        self.statementsTotal = statementsTotal
        self.statementsApplied = statementsApplied
        self.appliedAt = appliedAt
        self.appliedBy = appliedBy
        self.executionMilliseconds = executionMilliseconds
        self.error = error
        self.leadsBack = leadsBack
        self.adopted = adopted
        self.progress = progress
    }

    /// The version and what it does, for messages.
    var subject: String { description.isEmpty ? version.text : "\(version) \(description)" }

    /// Whether there was no file of it when it was taken over: it has not lost one since.
    var hadNoFile: Bool { kind == .adopted && checksum == nil }

    /// Whether Martlet has only recorded it, and run nothing.
    var wasNotRun: Bool { kind == .stamp || kind == .adopted }

    /// When it was applied, if anybody knows it.
    var knownMoment: String? { appliedAt.isEmpty ? nil : appliedAt }

    /// When it was applied and by whom, as far as anybody knows.
    var application: String? {
        let who = appliedBy.isEmpty ? adopted.map { "by \($0.tool.title)" } : "by \(appliedBy)"
        let words = [knownMoment, who].compactMap(\.self)
        return words.isEmpty ? nil : "applied " + words.joined(separator: " ")
    }

    /// True if the version counts as applied.
    public var isApplied: Bool { state == .applied }
}

extension [HistoryRow] {
    /// Where the database stands: at the highest number that is applied, or at the revision that was applied last.
    ///
    /// What a script recorded counts only where there is nothing else.
    var current: MigrationVersion? {
        let applied = filter(\.isApplied)
        let own = applied.filter { $0.kind != .recorded }
        let rows = own.isEmpty ? applied : own
        guard rows.allSatisfy(\.version.isNumeric) else { return rows.last?.version }
        return rows.map(\.version).max()
    }
}

/// What a row keeps of the run that wrote it.
struct RowOrigin {
    var scripts = RecordedScripts(up: nil, down: nil)
    var plan: String?
    /// The digest of the applied row before it; `nil` for one that is not applied.
    var previousHash: String?
    /// What was told of its statements before they were run, as JSON; `nil` if nothing was.
    var forecast: String?
}

/// One row of the log: what was tried, and how it ended.
public struct LogEntry: Sendable, Hashable {
    /// What was tried.
    public enum Action: String, Sendable, Hashable {
        /// A migration was applied.
        case apply
        /// A migration was undone.
        case rollback
        /// A migration was recorded without being run.
        case stamp
        /// A seed was run.
        case seed
        /// A repeatable was run.
        case `repeat`
        /// Everything was dropped.
        case reset
        /// A version that another tool has applied was taken over.
        case adopt
        /// Another tool's table was brought to what is applied here.
        case export
        /// A person accepted a version as it is: its file was edited, or it was finished by hand.
        case accept
        /// A person settled that a version is not applied, or will go on.
        case repair
        /// The database was replaced by a backup.
        case restore
        /// A backup was made before something was run.
        case backup
        /// The history of an older Martlet was given the columns that came since.
        case upgrade
        /// The digest of a row was kept, on which no other row is built: see `HistorySeal`.
        case seal
    }
    /// How it went.
    public enum Result: String, Sendable, Hashable {
        /// It was begun, outside of a transaction.
        case started
        /// It is done.
        case done
        /// It failed.
        case failed
    }

    /// Whether it says how long it took: what replaces the whole database writes its entry before it is done.
    public var isTimed: Bool { ![.restore, .reset, .backup].contains(action) }

    /// When, RFC 3339 UTC.
    public var at: String
    /// The number that ties the entries of one run together.
    public var run: String
    /// What was tried.
    public var action: Action
    /// The version, the seed or the database it was tried on.
    public var subject: String
    /// How it went.
    public var result: Result
    /// How long it took.
    public var milliseconds: Int
    /// Who tried it: `user@host`.
    public var by: String
    /// What it failed with, or what was decided.
    public var detail: String?

    /// Makes an entry.
    public init(
        at: String, run: String, action: Action, subject: String, result: Result, milliseconds: Int = 0, by: String,
        detail: String? = nil
    ) {
        self.at = at
        self.run = run
        self.action = action
        self.subject = subject
        self.result = result
        self.milliseconds = milliseconds
        self.by = by
        self.detail = detail
    }
}

/// One row of the seeds table.
public struct SeedRow: Sendable, Hashable {
    /// The name of its file, without the ending.
    public var name: String
    /// The digest of the text that was run.
    public var checksum: String
    /// How many rows the script changed.
    public var rows: Int
    /// When it was run, RFC 3339 UTC.
    public var appliedAt: String

    /// Makes a row.
    public init(name: String, checksum: String, rows: Int, appliedAt: String) {
        self.name = name
        self.checksum = checksum
        self.rows = rows
        self.appliedAt = appliedAt
    }
}
