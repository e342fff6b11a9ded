/// An allowance that does not say why, and so allows nothing.
enum AllowanceWithoutReason: LintRule {
    static let code = "allowance-without-reason"
    static let severity = Finding.Severity.warning

    static func finding(on allowance: Allowance, _ written: String) -> Finding {
        guard !written.isEmpty else {
            return Finding(
                Self.self, at: allowance.range, "the allowance names no rule",
                help: "write the code of a rule and a reason: -- martlet:allow CODE because …")
        }
        return Finding(
            Self.self, at: allowance.range, "the allowance of \(written) gives no reason, and allows nothing",
            help: "write why: -- martlet:allow \(written) because …")
    }
}
