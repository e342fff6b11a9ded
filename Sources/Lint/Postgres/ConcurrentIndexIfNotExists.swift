internal import PostgresTree
internal import SQLText

/// IF NOT EXISTS, which takes an invalid index for the one that is wanted.
enum ConcurrentIndexIfNotExists: PostgresRule {
    static let code = "concurrent-index-if-not-exists"
    static let severity = Finding.Severity.warning

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .createIndex(let index) = statement.tree, index.isConcurrent, index.toleratesExisting else {
                return nil
            }
            return Finding(
                Self.self, at: script.start(of: statement),
                "if building the index has failed before, IF NOT EXISTS takes the invalid index that was left for it",
                help: "DROP INDEX CONCURRENTLY IF EXISTS first, and create it without IF NOT EXISTS",
                table: index.relation.name.description)
        }
    }
}
