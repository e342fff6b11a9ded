/// A rule for scripts of SQLite.
protocol SQLiteRule: LintRule {
    /// What it finds, in any order.
    static func findings(in script: SQLiteScript) -> [Finding]
}

/// The rules for SQLite.
enum SQLiteRules {
    /// All of them, by code.
    static let all: [any SQLiteRule.Type] = [
        ColumnDropped.self, ColumnRenamed.self, DeleteWithoutWhere.self, TableDropped.self, TableRenamed.self,
        UpdateWithoutWhere.self,
    ]

    /// What they find in a script.
    static func findings(in script: LintedScript) -> [Finding] {
        let script = SQLiteScript(script)
        return all.flatMap { $0.findings(in: script) }
    }
}
