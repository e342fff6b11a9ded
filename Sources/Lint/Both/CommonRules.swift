/// The rules for both dialects.
enum CommonRules {
    /// All of them, by code.
    static let all: [any CommonRule.Type] = [NoStatements.self, NoWayBack.self]

    /// What they find in a script.
    static func findings(in script: LintedScript) -> [Finding] {
        all.flatMap { $0.isAsked(about: script) ? $0.findings(in: script) : [] }
    }
}
