/// A rule: what it is called, and how much it matters.
///
/// Each rule is one type in one file, named after its code, with a page `docs/rules/<code>.md`. It is a
/// `CommonRule`, a `SQLiteRule` or a `PostgresRule`, by what it looks at, and stands in the list of its kind.
public protocol LintRule: Sendable {
    /// Its name in findings, allowances and settings: small words with `-` between them.
    static var code: String { get }
    /// How much its findings matter, where a finding does not say otherwise.
    static var severity: Finding.Severity { get }
}

/// A rule for scripts of every dialect.
protocol CommonRule: LintRule {
    /// What it finds, in any order.
    static func findings(in script: LintedScript) -> [Finding]
}
