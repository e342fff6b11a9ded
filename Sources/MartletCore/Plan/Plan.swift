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
    /// What it was made for; `nil` where nobody asks for more than what would run.
    public var basis: PlanBasis?

    /// Makes a plan.
    public init(database: String, steps: [Step], warnings: [Diagnostic] = []) {
        self.database = database
        self.steps = steps
        self.warnings = warnings
    }

    /// The digest of what would run, and of what it was made for: two plans with the same identity do the same.
    public var identity: String {
        let lines = [database] + (basis.map { [$0.target, $0.history] } ?? []) + steps.map(\.line)
        return "p2:" + SHA256Digest(of: lines.joined(separator: "\n")).hex.prefix(32)
    }
}

/// What a plan was made for: it leads elsewhere from another history, or in another place.
public struct PlanBasis: Sendable, Hashable {
    /// Where the database is, without role and secrets.
    public var target: String
    /// The digest of the history's versions, with how they ended and what was run for each.
    public var history: String
    /// How many versions are applied.
    public var appliedCount: Int
    /// The newest of them.
    public var newest: String?
}

extension PlanBasis {
    /// What is in a place, as its versions stand.
    init(target: String, statuses: [MigrationStatus]) {
        let rows = statuses.compactMap(\.row)
        let lines = rows.map { row in
            "\(row.version) \(row.kind.rawValue) \(row.state.rawValue) \(row.isApplied) \(row.checksum ?? "-")"
        }
        self.init(
            target: target, history: Checksum.text(SHA256Digest(of: lines.joined(separator: "\n"))),
            appliedCount: rows.count(where: \.isApplied), newest: statuses.newestApplied?.text)
    }
}

/// A step in the text that a plan's identity is the digest of.
enum PlanLine {
    static func text(_ kind: Step.Kind, _ subject: String, _ checksum: String?, filled: String?) -> String {
        "\(kind.rawValue) \(subject) \(checksum ?? "-")" + (filled.map { " \($0)" } ?? "")
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

        /// As the log names it.
        var logAction: LogEntry.Action {
            switch self {
            case .apply: .apply
            case .rollback: .rollback
            case .stamp: .stamp
            case .seed: .seed
            case .repeat: .repeat
            }
        }
    }

    /// The kind, as the log names it.
    var logAction: LogEntry.Action { kind.logAction }

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

    /// What it does, and with which text.
    var line: String { PlanLine.text(kind, subject, checksum, filled: filledChecksum) }

    /// The digest of the text with the values of its placeholders, if it has any.
    var filledChecksum: String? {
        guard let text = script?.text, text.hasFillings else { return nil }
        return Checksum.text(SHA256Digest(of: text.utf8))
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
