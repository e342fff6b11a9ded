internal import PostgresTree
internal import SQLText

/// INHERITS, which shares no keys.
enum TableInherits: PostgresRule {
    static let code = "table-inherits"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .createTable(let table) = statement.tree, !table.isPartition, let parent = table.parents.first
            else {
                return nil
            }
            return Finding(
                Self.self, at: script.word(at: parent.offset),
                "no key, unique constraint or foreign key of \(parent.name) holds for the rows of \(table.relation.name)",
                help: "PARTITION BY and PARTITION OF, or a foreign key to \(parent.name)",
                table: table.relation.name.description)
        }
    }
}
