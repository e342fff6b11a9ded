internal import PostgresTree

/// CONCURRENTLY, which PostgreSQL refuses in a transaction.
enum ConcurrentlyInTransaction: PostgresRule {
    static let code = "concurrently-in-transaction"
    static let severity = Finding.Severity.error

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard statement.isInTransaction, isConcurrent(statement.tree) else { return nil }
            return Finding(
                Self.self, at: script.place(of: "concurrently", in: statement),
                "CONCURRENTLY does not run in a transaction, and this script runs in one",
                help: "write -- martlet: transaction=none at the top of a migration of its own")
        }
    }

    /// REFRESH MATERIALIZED VIEW CONCURRENTLY may be in a transaction.
    private static func isConcurrent(_ statement: PostgresStatement) -> Bool {
        switch statement {
        case .createIndex(let index): index.isConcurrent
        case .drop(let drop): drop.isConcurrent
        case .reindex(_, _, let isConcurrent): isConcurrent
        case .alterTable(let table):
            table.actions.contains { action in
                if case .detachPartition(_, isConcurrent: true) = action { true } else { false }
            }
        default: false
        }
    }
}
