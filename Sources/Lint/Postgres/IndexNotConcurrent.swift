internal import PostgresTree
internal import SQLText

/// CREATE INDEX, during which nobody can write.
enum IndexNotConcurrent: PostgresRule {
    static let code = "index-not-concurrent"
    static let severity = Finding.Severity.error

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .createIndex(let index) = statement.tree, !index.isConcurrent,
                !script.isHarmless(index.relation, at: statement)
            else { return nil }
            return Finding(
                Self.self, at: script.start(of: statement),
                "nobody can write to \(index.relation.name) while the index is built",
                help: "CREATE INDEX CONCURRENTLY, in a migration without a transaction",
                table: index.relation.name.description)
        }
    }
}
