/// What happens while something runs, as it happens.
///
/// Faces show it; nothing depends on it.
public enum RunEvent: Sendable {
    /// Another Martlet has the lock.
    case waiting(database: String, for: LockHolder?)
    /// A session of the server has a lock that a step needs.
    case blocked(database: String, subject: String, by: LockBlocker)
    /// The plan is settled: what will be done, in order.
    case planned(database: String, [PlannedStep])
    /// A step begins.
    case started(database: String, Step.Kind, subject: String, description: String)
    /// So many statements of the step are done; the total where it is known.
    case progress(database: String, subject: String, statements: Int, of: Int)
    /// So far have the batches of a statement of the step come, of as many statements.
    case batches(database: String, subject: String, BatchProgress, of: Int, BatchRate)
    /// The server said something on the way that is no error; of very many, the first.
    case notice(database: String, subject: String, ServerNotices.Notice)
    /// A step is done and will last: its transaction is committed.
    case finished(database: String, StepResult)
    /// A backup is written, before anything is changed.
    case wrote(database: String, file: String)
    /// Longer work without steps, in words: "integrity_check".
    case working(database: String, String)
}

/// A step that is not begun yet.
public struct PlannedStep: Sendable, Hashable {
    /// The kind of step.
    public var kind: Step.Kind
    /// The version, or the name of the seed.
    public var subject: String
    /// What it does, in words.
    public var description: String

    /// Makes it.
    public init(_ step: Step) { (kind, subject, description) = (step.kind, step.subject, step.description) }
}

/// What became of one step.
public struct StepResult: Sendable, Hashable {
    /// How it ended.
    public enum Ending: String, Sendable, Hashable {
        /// It is done, and committed.
        case done
        /// It failed, and changed nothing.
        case failed
        /// It was not reached.
        case notRun = "not-run"
        /// It had been done, and was undone with the transaction of a later one.
        case undone
    }

    /// The kind of step.
    public var kind: Step.Kind
    /// The version, or the name of the seed.
    public var subject: String
    /// What it does, in words.
    public var description: String
    /// How it ended.
    public var ending: Ending
    /// How many statements were run.
    public var statements: Int
    /// How many rows were changed.
    public var rows: Int
    /// How long it took.
    public var milliseconds: Int

    /// Makes a result.
    public init(
        _ step: Step, _ ending: Ending, statements: Int = 0, rows: Int = 0, milliseconds: Int = 0
    ) {
        kind = step.kind
        subject = step.subject
        description = step.description
        self.ending = ending
        self.statements = statements
        self.rows = rows
        self.milliseconds = milliseconds
    }
}

/// What a run came to: every step's ending, and why it stopped early if it did.
public struct RunReport: Sendable {
    /// Every step of the plan, in order.
    public var results: [StepResult] = []
    /// Why it stopped early; `nil` if it did not.
    public var failure: MartletError?
    /// How long it took, commits included.
    public var milliseconds = 0

    /// How many steps ended so.
    public func count(_ ending: StepResult.Ending) -> Int { results.count { $0.ending == ending } }
}
