internal import SQLText

/// A migration without a way back that does not say that there is none.
enum NoWayBack: CommonRule {
    static let code = "no-way-back"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: LintedScript) -> [Finding] {
        guard script.wayBack == .missing, let first = script.statements.first else {
            return []
        }
        let line = script.text.lineRange(around: first.offset)
        return [
            Finding(
                Self.self, at: first.range.clamped(to: line),
                "the migration has no way back, and does not say that there is none",
                help: script.adviceOnWayBack)
        ]
    }
}
