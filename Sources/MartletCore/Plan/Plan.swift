internal import SQLText

/// What would be done to one database, as data: made by the planner, shown by `plan`, carried out by the runner.
public struct Plan: Sendable {
    /// The database's name in the project.
    public var database: String
    /// What is done, in order.
    public var steps: [Step]
    /// What a person should know before it runs.
    public var warnings: [Diagnostic]
    /// Whether what is undone leaves others that were applied after it: those of another branch.
    public var leavesLaterRows = false

    /// Makes a plan.
    public init(database: String, steps: [Step], warnings: [Diagnostic] = []) {
        self.database = database
        self.steps = steps
        self.warnings = warnings
    }

    /// The digest of what would run: two plans with the same identity do the same.
    public var identity: String {
        let lines = steps.map { "\($0.kind.rawValue) \($0.subject) \($0.checksum ?? "-")" }
        return "p1:" + SHA256Digest(of: ([database] + lines).joined(separator: "\n")).description.prefix(16)
    }
}

/// One thing to do.
public enum Step: Sendable {
    /// Runs the up script of a migration and records it.
    case apply(Migration)
    /// Runs the down script of an applied version and takes it out of the history.
    case rollback(HistoryRow, Script)
    /// Records a version without running it.
    case stamp(Migration)
    /// Runs a seed and records it.
    case seed(Seed)
    /// Runs a repeatable and records it.
    case `repeat`(Migration)

    /// The kinds of step, by the names people see.
    public enum Kind: String, Sendable, Hashable {
        /// A migration is run.
        case apply
        /// A migration is undone.
        case rollback
        /// A migration is recorded without being run.
        case stamp
        /// A seed is run.
        case seed
        /// A repeatable is run.
        case `repeat`
    }

    /// The kind, as the log names it.
    var logAction: LogEntry.Action {
        switch self {
        case .apply: .apply
        case .rollback: .rollback
        case .stamp: .stamp
        case .seed: .seed
        case .repeat: .repeat
        }
    }

    /// The kind.
    public var kind: Kind {
        switch self {
        case .apply: .apply
        case .rollback: .rollback
        case .stamp: .stamp
        case .seed: .seed
        case .repeat: .repeat
        }
    }

    /// The version, or the seed's name.
    public var subject: String {
        switch self {
        case .apply(let migration), .stamp(let migration), .repeat(let migration): migration.version.text
        case .rollback(let row, _): row.version.text
        case .seed(let seed): seed.name
        }
    }

    /// What it does, in words.
    public var description: String {
        switch self {
        case .apply(let migration), .stamp(let migration), .repeat(let migration): migration.description
        case .rollback(let row, _): row.description
        case .seed(let seed): seed.description
        }
    }

    /// The digest of the text that would run.
    public var checksum: String? {
        switch self {
        case .apply(let migration), .stamp(let migration), .repeat(let migration): migration.checksum
        case .rollback(_, let script): script.text.map { Checksum.text(SHA256Digest(of: $0.utf8)) }
        case .seed(let seed): seed.checksum
        }
    }
}
