internal import SQLText

/// A file without a statement: most likely it was saved before it was written.
enum NoStatements: CommonRule {
    static let code = "no-statements"
    static let severity = Finding.Severity.error
    static let looksAtWaysBack = false

    static func findings(in script: LintedScript) -> [Finding] {
        guard script.statements.isEmpty, !script.isMeantEmpty else { return [] }
        return [
            Finding(
                Self.self, at: 0..<0, "the file holds no statement",
                help: "write its statements; if it is meant to hold none, say so: -- martlet: empty")
        ]
    }
}
