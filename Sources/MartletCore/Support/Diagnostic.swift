public import SQLText

/// One thing a person should know: a code, a fact, its place, the state now and the next step.
public struct Diagnostic: Sendable, Hashable {
    /// How much it matters.
    public enum Severity: String, Sendable, Hashable, Comparable {
        case note, warning, error

        private var rank: Int { self == .note ? 0 : self == .warning ? 1 : 2 }

        /// Whether the left one matters less.
        public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
    }

    /// How much it matters.
    public var severity: Severity
    /// The stable name of the fault, explained in `docs/errors/<code>.md`.
    public var code: ErrorCode
    /// The fact, one sentence without a full stop.
    public var message: String
    /// The place in a file, where there is one.
    public var location: SourceLocation?
    /// The state now and other facts, a line each.
    public var notes: [String]
    /// The one next step: a command or an instruction.
    public var help: String?

    /// The state that most errors leave behind: they are found before anything is done.
    package static let nothingChanged = "nothing was changed"

    /// Makes a diagnostic; an error unless said otherwise.
    public init(
        _ code: ErrorCode, _ message: String, severity: Severity = .error, at location: SourceLocation? = nil,
        notes: [String] = [], help: String? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.location = location
        self.notes = notes
        self.help = help ?? code.usualHelp
    }
}
