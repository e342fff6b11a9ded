/// A rule: what it is called, and how much it matters.
///
/// Each rule is one type in one file, named after its code, with a page `docs/rules/<code>.md`. It is a
/// `CommonRule`, a `SQLiteRule` or a `PostgresRule`, by what it looks at, and stands in the list of its kind.
public protocol LintRule: Sendable {
    /// Its name in findings, allowances and settings: small words with `-` between them.
    static var code: String { get }
    /// How much its findings matter, where a finding does not say otherwise.
    static var severity: Finding.Severity { get }
    /// Whether it has something to say of ways back too.
    ///
    /// What is lost there, and how what is made there looks, is as it was before: that is what a way back is for. Which
    /// locks it takes, and what fails, matters all the same.
    static var looksAtWaysBack: Bool { get }
}

extension LintRule {
    /// Most do.
    public static var looksAtWaysBack: Bool { true }

    /// Whether it is asked about a script.
    static func isAsked(about script: LintedScript) -> Bool { script.direction == .up || looksAtWaysBack }
}

/// A rule for scripts of every dialect.
protocol CommonRule: LintRule {
    /// What it finds, in any order.
    static func findings(in script: LintedScript) -> [Finding]
}
