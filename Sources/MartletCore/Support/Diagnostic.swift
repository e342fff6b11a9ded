public import SQLText

/// One thing a person should know: a code, a fact, its place, the state now and the next step.
public struct Diagnostic: Sendable, Hashable {
    /// How much it matters.
    public enum Severity: String, Sendable, Hashable, Comparable {
        /// Good to know.
        case note
        /// Something to look at; the command did what was asked.
        case warning
        /// Why the command did not do what was asked.
        case error

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

extension Diagnostic: CustomStringConvertible {
    /// All of it in one line, for logs: `error[sql]: db/001_a.sql:4:8: no such table: b; 001 changed nothing; help: …`.
    public var description: String {
        let place = location.map { location in
            ([location.file] + (location.position.map { ["\($0.line)", "\($0.column)"] } ?? [])).joined(separator: ":")
                + ": "
        }
        return "\(severity.rawValue)[\(code.rawValue)]: " + (place ?? "")
            + ([message] + notes + [help.map { "help: \($0)" }].compactMap(\.self)).joined(separator: "; ")
    }
}
