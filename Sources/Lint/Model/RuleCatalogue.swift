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

    /// What the rules have to say of a script.
    struct Answers {
        /// What they find, in any order.
        var findings: [Finding]
        /// The indexes that it makes, those of keys included.
        var indexes: [IndexedColumns] = []
        /// What it says of the types of columns; on PostgreSQL alone.
        var types: [TypeNote] = []
    }

    /// What the rules for its dialect have to say of a script.
    static func answers(to script: LintedScript) -> Answers {
        var answers = Answers(findings: CommonRules.findings(in: script))
        switch script.dialect {
        case .sqlite:
            let read = SQLiteScript(script)
            answers.findings += SQLiteRules.all.flatMap { $0.isAsked(about: script) ? $0.findings(in: read) : [] }
            answers.indexes = read.indexedColumns
        case .postgres:
            #if PostgreSQL
                let read = PostgresScript(script)
                answers.findings += PostgresRules.all.flatMap { $0.isAsked(about: script) ? $0.findings(in: read) : [] }
                answers.indexes = read.indexedColumns
                answers.types = read.types
            #endif
        }
        return answers
    }
}
