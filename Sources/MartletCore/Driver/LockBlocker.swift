internal import SQLText

/// A session of a server that keeps a statement waiting for a lock.
public struct LockBlocker: Sendable, Hashable {
    /// Its process of the server, for `pg_terminate_backend`; 0 for a prepared transaction, which has none.
    public var process: Int32
    /// What its program calls itself.
    public var application: String
    /// Its role.
    public var user: String
    /// Since when its transaction is open, RFC 3339 UTC.
    public var since: String
    /// What it is doing, in the server's words: `active`, `idle in transaction`.
    public var state: String
    /// Its statement, or its last one, on one line, cut off, and without the values in it.
    public let query: String
    /// Whether the server hides from this role what it does: then this role cannot end it either.
    public let isHidden: Bool
    /// How many more stand in the way.
    public var others: Int

    /// Makes one.
    /// - Parameter query: the statement as the server shows it; empty if it may not be seen.
    public init(
        process: Int32, application: String, user: String, since: String, state: String, query: String, others: Int = 0
    ) {
        self.process = process
        self.application = application
        self.user = user
        self.since = since
        self.state = state
        isHidden = query == Self.hidden
        self.query = isHidden ? "" : Self.shown(query)
        self.others = others
    }

    /// Who it is, for people.
    public var who: String {
        guard process != 0 else { return "a prepared transaction (see pg_prepared_xacts)" }
        let words = [application.isEmpty ? "" : "`\(application)`", user.isEmpty ? "" : "role \(user)"]
        let more = others == 0 ? "" : ", and \(others) more"
        let begun = since.isEmpty ? "" : ", since \(since)"
        return (words + ["process \(process) of the server"]).filter { !$0.isEmpty }.joined(separator: ", ") + begun
            + more
    }

    /// What it does, for people; `nil` if that is not known.
    public var work: String? {
        if isHidden { return "what it does is hidden from this role; who may see it: GRANT pg_read_all_stats" }
        guard !query.isEmpty else { return state.isEmpty ? nil : "it is \(state)" }
        return state == "active" ? "it runs: \(query)" : "it is \(state), after: \(query)"
    }

    /// The notes of an error.
    var notes: [String] { ["the lock is held by \(who)"] + (work.map { [$0] } ?? []) }

    /// What the server shows in place of a statement of another role.
    private static let hidden = "<insufficient privilege>"

    /// How many characters of a statement are shown.
    private static let length = 120

    /// A statement with `…` in place of each value: they may be secrets, and are nobody else's business.
    ///
    /// The server cuts long ones off, maybe in the middle of a value.
    static func shown(_ query: String) -> String {
        let bytes = Array(query.utf8)
        var result = ""
        bytes.withUnsafeBufferPointer { buffer in
            var lexer = PostgresLexer(buffer)
            var isBehindSpace = false
            while let token = lexer.next(), result.count < length {
                guard token.kind.isSignificant else {
                    isBehindSpace = true
                    continue
                }
                if isBehindSpace, !result.isEmpty { result += " " }
                isBehindSpace = false
                switch token.kind {
                case .string, .blob: result += "'…'"
                case .number: result += "…"
                case .unterminated, .illegal: result += "…"
                default: result += String(decoding: buffer[token.range], as: UTF8.self)
                }
            }
        }
        return result.count > length ? String(result.prefix(length)) + "…" : result
    }
}
