internal import PostgresTree
internal import SQLText

/// REINDEX, during which nobody can write.
enum ReindexNotConcurrent: PostgresRule {
    static let code = "reindex-not-concurrent"
    static let severity = Finding.Severity.error

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .reindex(let relation, _, isConcurrent: false) = statement.tree,
                relation.map({ !script.isHarmless($0, at: statement) }) ?? true
            else { return nil }
            let what = relation?.name.description
            return Finding(
                Self.self, at: script.start(of: statement),
                "nobody can write to the table while \(what ?? "its index") is built anew",
                help: "REINDEX … CONCURRENTLY, in a migration without a transaction", table: what)
        }
    }
}
