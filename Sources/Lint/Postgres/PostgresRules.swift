/// A rule for scripts of PostgreSQL.
protocol PostgresRule: LintRule {
    /// What it finds, in any order.
    static func findings(in script: PostgresScript) -> [Finding]
}

/// The rules for PostgreSQL.
enum PostgresRules {
    /// All of them, by code.
    static let all: [any PostgresRule.Type] = []

    /// What they find in a script.
    static func findings(in script: LintedScript) -> [Finding] {
        let script = PostgresScript(script)
        return all.flatMap { $0.findings(in: script) }
    }
}
