internal import SQLText

/// A script that is one transaction from its first statement to its last.
///
/// It loses nothing by running in a transaction of Martlet's instead, which its history row shares.
enum WholeTransaction {
    /// The text without its `BEGIN` and its `COMMIT`; `nil` if it is anything else.
    ///
    /// A `COMMIT` may be missing: the tools end the transaction all the same, by what they write into their own table.
    static func unwrapped(_ text: SourceText) -> SourceText? {
        let statements = SQLScript.statements(in: text)
        let controls = statements.filter { $0.kind(in: text).controlsTransaction }
        guard let first = statements.first, let last = statements.last, controls.first?.range == first.range,
            first.kind(in: text) == .begin, isPlain(text.text(in: first.range), text.dialect)
        else { return nil }
        let isClosed = controls.count == 2 && last.range == controls[1].range && last.kind(in: text) == .commit
        guard isClosed || controls.count == 1 else { return nil }
        return text.blankingOut(controls.map(\.range))
    }

    /// Whether it asks for nothing beyond a transaction, such as another isolation.
    private static func isPlain(_ begin: String, _ dialect: Dialect) -> Bool {
        let words = begin.split { $0.isWhitespace || $0 == ";" }
        return words.count <= (dialect == .sqlite ? 3 : 2)
    }
}
