internal import SQLText

/// The rules on allowances, which look at a file together with what the other rules have found in it.
///
/// Nothing that they find can be allowed.
enum AllowanceRules {
    /// All of them, by code.
    static let all: [any LintRule.Type] = [
        AllowanceUnknown.self, AllowanceUnused.self, AllowanceWithoutReason.self,
    ]

    /// What is wrong with an allowance.
    /// - Parameters:
    ///   - used: those of its codes that allowed something.
    ///   - skipped: codes of rules that were not asked, of which nobody can tell.
    static func findings(on allowance: Allowance, used: Set<String>, skipped: Set<String>) -> [Finding] {
        let written = allowance.codes.joined(separator: ", ")
        guard !allowance.codes.isEmpty, allowance.reason != nil else {
            return [AllowanceWithoutReason.finding(on: allowance, written)]
        }
        return allowance.codes.compactMap { code in
            guard RuleCatalogue.codes.contains(code) else { return AllowanceUnknown.finding(on: allowance, code) }
            if used.contains(code) || skipped.contains(code) { return nil }
            return AllowanceUnused.finding(on: allowance, code)
        }
    }
}
