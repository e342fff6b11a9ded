internal import PostgresTree
internal import SQLText

/// TRUNCATE of a table with rows.
enum TableTruncated: PostgresRule {
    static let code = "table-truncated"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .truncate(let tables, cascades: false) = statement.tree,
                let table = tables.first(where: { !script.isNew($0, at: statement) })
            else { return nil }
            return Finding(
                Self.self, at: script.start(of: statement), "all rows of \(table.name) are lost",
                help: "keep a backup; DELETE with a condition takes only what has to go", table: table.name.description)
        }
    }
}
