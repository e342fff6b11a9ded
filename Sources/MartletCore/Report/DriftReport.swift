internal import SchemaModel

/// Whether a live schema is what its history implies.
public struct DriftReport: Sendable {
    /// What tells it.
    public enum Evidence: String, Sendable, Hashable {
        /// The schema has the fingerprint that it had at the end of the last run, or has not.
        case fingerprint
        /// What the history has recorded was run again in a scratch database.
        case replay
    }

    /// What tells it.
    public var evidence: Evidence
    /// Whether the schema is another one; the order of columns and rights are left alone.
    public var hasDrifted: Bool
    /// What differs, from what the history implies to what is there; `nil` if only the fingerprint was looked at.
    public var difference: DifferenceReport?
    /// What differs, in lines as `martlet drift` shows them.
    public var lines: [String] { difference?.difference.lines ?? [] }

    /// Makes a report.
    public init(evidence: Evidence, hasDrifted: Bool, difference: DifferenceReport? = nil) {
        self.evidence = evidence
        self.hasDrifted = hasDrifted
        self.difference = difference
    }
}
