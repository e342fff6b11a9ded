internal import PostgresTree
internal import SQLText

/// Writing a table anew under the strongest lock.
enum TableRewritten: PostgresRule {
    static let code = "table-rewritten"
    static let severity = Finding.Severity.error

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.flatMap { statement -> [Finding] in
            rewrites(statement.tree).filter { $0.table.map { !script.isHarmless($0, at: statement) } ?? true }.map {
                rewrite in
                let table = rewrite.table?.name.description
                return Finding(
                    Self.self, at: script.start(of: statement),
                    "\(rewrite.name) writes \(table ?? "every table") anew under ACCESS EXCLUSIVE: nobody reads or writes meanwhile",
                    help: "do it while nobody needs the table; to get space back, pg_repack does it beside the users",
                    table: table)
            }
        }
    }

    private static func rewrites(_ tree: PostgresStatement) -> [(name: String, table: Relation?)] {
        switch tree {
        case .vacuum(let tables, isFull: true, _):
            tables.isEmpty ? [("VACUUM FULL", nil)] : tables.map { ("VACUUM FULL", $0) }
        case .cluster(let table): [("CLUSTER", table)]
        case .alterTable(let table):
            table.actions.compactMap { action in
                if case .rewrite(let rewrite) = action { (rewrite.rawValue, table.relation) } else { nil }
            }
        default: []
        }
    }
}
