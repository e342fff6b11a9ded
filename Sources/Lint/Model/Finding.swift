/// Something that a rule has found in a script.
public struct Finding: Sendable, Hashable {
    /// How much it matters.
    public enum Severity: String, Sendable, Hashable, Comparable, CaseIterable {
        /// It may be meant.
        case warning
        /// It loses something, keeps others waiting, or cannot run.
        case error

        /// Whether the left one matters less.
        public static func < (left: Severity, right: Severity) -> Bool { left == .warning && right == .error }
    }

    /// The rule's code: `index-not-concurrent`, explained in `docs/rules/<code>.md`.
    public let code: String
    /// How much it matters.
    public var severity: Severity
    /// The bytes of the file that it is about; the first of them is its place.
    public let range: Range<Int>
    /// The fact, one sentence without a full stop.
    public let message: String
    /// What to do instead; `nil` where the page has to say it.
    public let help: String?
    /// The table that it is about, as the statement writes it.
    public let table: String?
    /// The index whose absence was found, which another file may make.
    var missingIndex: IndexedColumns?
    /// The type that a column gets, which may be stored as that was which an earlier file gave it.
    var newType: TypeNote?

    /// Makes the finding of a rule.
    /// - Parameter severity: where it is not the usual one of the rule.
    public init(
        _ rule: any LintRule.Type, at range: Range<Int>, _ message: String, help: String? = nil, table: String? = nil,
        severity: Severity? = nil
    ) {
        code = rule.code
        self.severity = severity ?? rule.severity
        self.range = range
        self.message = message
        self.help = help
        self.table = table
    }
}
