internal import PostgresTree
internal import SQLText

/// An index over more columns than one that is likely to pay.
enum IndexTooWide: PostgresRule {
    static let code = "index-too-wide"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .createIndex(let index) = statement.tree, index.columns.count > 3, !index.isUnique,
                index.method == "btree"
            else { return nil }
            return Finding(
                Self.self, at: script.start(of: statement),
                "the index is over \(index.columns.count) columns: behind the third one hardly narrows a search further",
                help: "index the columns that narrow most, or INCLUDE those that are only read",
                table: index.relation.name.description)
        }
    }
}
