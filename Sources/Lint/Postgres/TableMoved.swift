internal import PostgresTree
internal import SQLText

/// SET SCHEMA: the table has another name.
enum TableMoved: PostgresRule {
    static let code = "table-moved"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .setSchema(let kind, let relation?, let schema) = statement.tree,
                [.table, .view, .materializedView].contains(kind), !script.isNew(relation, at: statement)
            else { return nil }
            return Finding(
                Self.self, at: script.word(at: relation.offset),
                "whatever still uses \(relation.name) fails once it is in the schema \(schema)",
                help: "leave a view at the old place until nothing uses it", table: relation.name.description)
        }
    }
}
