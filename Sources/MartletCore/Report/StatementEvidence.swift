/// What the database tells of one statement of a file that stopped half-way.
public struct StatementEvidence: Sendable, Hashable {
    /// What it tells.
    public enum Verdict: String, Sendable, Hashable {
        /// All of it is there.
        case done
        /// Some of its batches are done.
        case partly
        /// Nothing of it is there.
        case notDone = "not-done"
        /// The database does not tell.
        case unknown
    }

    /// The number of the statement, from 1.
    public var number: Int
    /// The statement, on one line, cut off.
    public var statement: String
    /// What the database tells.
    public var verdict: Verdict
    /// By what it is known: `table a is there`.
    public var fact: String
    /// Whether it is seen in the database, and not only noted in the history: by hand much can be undone.
    var isSeen = false

    /// For people: `statement 2 is not done: table a is not there`.
    public var sentence: String {
        let words =
            switch verdict {
            case .done: "is done"
            case .partly: "is done in part"
            case .notDone: "is not done"
            case .unknown: "may be done or not"
            }
        return "statement \(number) \(words): \(fact)"
    }
}
