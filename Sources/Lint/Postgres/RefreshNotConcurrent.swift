internal import PostgresTree
internal import SQLText

/// REFRESH MATERIALIZED VIEW, during which nobody reads the view.
enum RefreshNotConcurrent: PostgresRule {
    static let code = "refresh-not-concurrent"
    static let severity = Finding.Severity.warning

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .refresh(let view, isConcurrent: false) = statement.tree, !script.isHarmless(view, at: statement)
            else {
                return nil
            }
            return Finding(
                Self.self, at: script.start(of: statement), "nobody can read \(view.name) until it is filled anew",
                help: "REFRESH MATERIALIZED VIEW CONCURRENTLY; it needs a unique index on the view",
                table: view.name.description)
        }
    }
}
