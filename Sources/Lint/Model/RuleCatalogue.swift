internal import SQLText

/// Every rule there is.
public enum RuleCatalogue {
    /// The rules for scripts of both dialects, those on allowances included.
    public static var common: [any LintRule.Type] { CommonRules.all + AllowanceRules.all }
    /// The rules for SQLite alone.
    public static var sqlite: [any LintRule.Type] { SQLiteRules.all }
    /// The rules for PostgreSQL alone; none where the package is built without it.
    public static var postgres: [any LintRule.Type] {
        #if PostgreSQL
            PostgresRules.all
        #else
            []
        #endif
    }

    /// All of them, each once, by code.
    public static var all: [any LintRule.Type] {
        var seen: Set<String> = []
        return (common + sqlite + postgres).filter { seen.insert($0.code).inserted }.sorted { $0.code < $1.code }
    }

    /// The code of every rule.
    public static let codes = Set(all.map { $0.code })

    /// What the rules for its dialect find in a script, in any order.
    static func findings(in script: LintedScript) -> [Finding] {
        let findings = CommonRules.findings(in: script)
        switch script.dialect {
        case .sqlite: return findings + SQLiteRules.findings(in: script)
        case .postgres:
            #if PostgreSQL
                return findings + PostgresRules.findings(in: script)
            #else
                return findings
            #endif
        }
    }
}
