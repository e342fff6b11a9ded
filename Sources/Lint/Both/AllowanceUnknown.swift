internal import SQLText

/// An allowance of a rule that there is not.
enum AllowanceUnknown: LintRule {
    static let code = "allowance-unknown"
    static let severity = Finding.Severity.warning

    static func finding(on allowance: Allowance, _ code: String) -> Finding {
        let suggestion = closestMatch(to: code, among: RuleCatalogue.codes.sorted())
        return Finding(
            Self.self, at: allowance.range, "there is no rule `\(code)`",
            help: suggestion.map { "did you mean \($0)?" } ?? "docs/rules/README.md lists the rules")
    }
}
