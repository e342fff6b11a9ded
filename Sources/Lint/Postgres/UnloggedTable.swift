internal import PostgresTree
internal import SQLText

/// A table that is empty after a crash.
enum UnloggedTable: PostgresRule {
    static let code = "unlogged-table"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .createTable(let table) = statement.tree, table.persistence == .unlogged else { return nil }
            return Finding(
                Self.self, at: script.word(at: table.relation.offset),
                "\(table.relation.name) is empty after a crash of the server, and never there on a replica",
                help: "CREATE TABLE, if the rows matter to anybody", table: table.relation.name.description)
        }
    }
}
