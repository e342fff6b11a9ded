internal import PostgresTree
internal import SQLText

/// A statement that no other rule could look at.
enum StatementNotRead: PostgresRule {
    static let code = "statement-not-read"
    static let severity = Finding.Severity.warning

    static func findings(in script: PostgresScript) -> [Finding] {
        script.failures.filter { !isOfRowsAlone($0, in: script) }.map { range, failure in
            let place = min(max(failure.offset.utf8, range.lowerBound), range.upperBound)
            return Finding(
                Self.self, at: script.word(at: SourceOffset(utf8: place)),
                "no rule has looked at this statement: \(failure.message)",
                help: failure.isTooLong
                    ? "divide it into several statements"
                    : "mend it; if a server newer than PostgreSQL \(PostgresParser.grammarVersion) takes it, write an allowance"
            )
        }
    }

    /// A long INSERT has nothing that a rule looks for.
    private static func isOfRowsAlone(_ failed: (range: Range<Int>, failure: ParseFailure), in script: PostgresScript)
        -> Bool
    {
        failed.failure.isTooLong && SQLStatement(range: failed.range).kind(in: script.script.text) == .insert
    }
}
