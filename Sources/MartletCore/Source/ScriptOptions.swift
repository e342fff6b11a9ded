internal import SQLText

/// What a file's `-- martlet:` lines say about how it is run.
public struct ScriptOptions: Sendable, Hashable {
    /// Whether the script runs in a transaction.
    public enum Transaction: Sendable, Hashable {
        /// In one, which it may share with its neighbours.
        case each
        /// Statement by statement, with a journal.
        case none
        /// Statement by statement, with a journal, in the transactions that the script begins and ends itself.
        case own
    }

    /// Whether the script runs in a transaction.
    public var transaction: Transaction
    /// `on` keeps foreign keys enforced while tables are dropped, so that deletes cascade.
    public var foreignKeys: Bool?
    /// How long one of its statements may run, in place of what is set for the database; zero for as long as it takes.
    public var statementTimeout: Duration?
    /// How its statements are cut, if they run in batches.
    public var batches = BatchOptions()
    /// The file says that it cannot be undone.
    public var isIrreversible = false
    /// The file may hold no statement at all.
    public var isEmpty = false
    /// The environments the file is meant for; empty for all.
    public var environments: Set<String> = []

    /// Makes the options of a file that says nothing.
    public init(transaction: Transaction = .each) { self.transaction = transaction }

    static let keys = [
        "transaction", "foreign_keys", "statement_timeout", "batch", "pause", "key", "irreversible", "empty",
        "environment",
    ]

    /// Options of which each adds to those before it.
    static let repeatable: Set = ["environment", "key"]

    /// Whether its statements can be in one transaction, and with others.
    var sharesTransaction: Bool { transaction == .each && batches.rows == nil }

    /// The same for a way back that says nothing: it runs in batches only if it says so itself.
    var ofWayBack: ScriptOptions {
        var options = self
        options.batches = BatchOptions()
        return options
    }

    /// Takes over one option of a directive; says what is wrong with it.
    mutating func take(_ option: DirectiveOption) -> String? { take(option.key, option.value) }

    private mutating func take(_ key: String, _ value: String?) -> String? {
        switch (key, value) {
        case ("transaction", "each"), ("transaction", "true"): transaction = .each
        case ("transaction", "none"), ("transaction", "false"): transaction = .none
        case ("transaction", let value): return "transaction is each or none, not \(value ?? "nothing")"
        case ("foreign_keys", "on"): foreignKeys = true
        case ("foreign_keys", "off"): foreignKeys = false
        case ("foreign_keys", let value): return "foreign_keys is on or off, not \(value ?? "nothing")"
        case ("statement_timeout", let value):
            guard let limit = DurationText.parse(value ?? "") else {
                return "statement_timeout is \(DurationText.form), not \(value ?? "nothing")"
            }
            statementTimeout = limit
        case (let key, _) where BatchOptions.keys.contains(key): return batches.take(key, value)
        case ("irreversible", nil): isIrreversible = true
        case ("empty", nil): isEmpty = true
        case ("environment", let value?) where value.utf8.contains { $0 != UInt8(ascii: ",") }:
            environments.formUnion(value.split(separator: ",").map(String.init))
        case ("environment", _): return "environment needs a name: environment=dev"
        default: return Self.unknown(key)
        }
        return nil
    }

    /// The option that a header line was most likely to be: `-- Environment: dev` says nothing to Martlet.
    ///
    /// `nil` if the value is none of the option's, as in a sentence.
    static func option(meantBy key: String, _ value: String) -> String? {
        let name = String(key.lowercased().map { $0 == " " || $0 == "-" ? "_" : $0 })
        guard let meant = keys.first(where: { $0 == name || Lookalike.isNear(name, $0) }) else { return nil }
        let items = value.split(separator: ",").map { $0.trimmingBlanks }
        guard !items.isEmpty, !items.contains(where: { $0.isEmpty || $0.contains(" ") }) else { return nil }
        var options = ScriptOptions()
        let joined = items.joined(separator: ",")
        return options.take(meant, joined) == nil ? "\(meant)=\(joined)" : nil
    }

    private static func unknown(_ key: String) -> String {
        if keys.contains(key) { return "\(key) takes no value" }
        let suggestion = closestMatch(to: key, among: keys).map { "; did you mean \($0)?" } ?? ""
        return "there is no option \(key)\(suggestion)"
    }
}
