internal import PostgresTree
internal import SQLText

/// A statement that no other rule could look at.
enum StatementNotRead: PostgresRule {
    static let code = "statement-not-read"
    static let severity = Finding.Severity.warning

    static func findings(in script: PostgresScript) -> [Finding] {
        script.failures.map { range, failure in
            let place = min(max(failure.offset.utf8, range.lowerBound), range.upperBound)
            return Finding(
                Self.self, at: script.word(at: SourceOffset(utf8: place)),
                "no rule has looked at this statement: the grammar of PostgreSQL \(PostgresParser.grammarVersion) "
                    + "does not take it: \(failure.message)",
                help: "mend it; if a newer server takes it, look at it yourself and write an allowance")
        }
    }
}
