internal import SQLText
internal import SchemaModel

/// CREATE … IF NOT EXISTS in a migration: what is there already stays, whatever it is.
enum CreateIfNotExists: SQLiteRule {
    static let code = "create-if-not-exists"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.statements.compactMap { statement in
            switch statement.kind {
            case .createTable, .createIndex, .createView, .createTrigger: break
            default: return nil
            }
            guard let clause = statement.firstIndex(of: "if", "not", "exists"), clause < 4 else { return nil }
            return Finding(
                Self.self, at: statement.place(of: clause..<clause + 3),
                "what is there already under this name stays as it is, and nobody is told",
                help: "leave it out: the history knows whether it was made")
        }
    }
}
