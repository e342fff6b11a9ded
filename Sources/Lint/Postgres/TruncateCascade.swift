internal import PostgresTree
internal import SQLText

/// TRUNCATE … CASCADE, which empties tables that nobody has named.
enum TruncateCascade: PostgresRule {
    static let code = "truncate-cascade"
    static let severity = Finding.Severity.error

    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .truncate(let tables, cascades: true) = statement.tree, let table = tables.first else {
                return nil
            }
            return Finding(
                Self.self, at: script.place(of: "cascade", in: statement),
                "every table with a foreign key to \(table.name) is emptied as well, and those that refer to them",
                help: "name all tables, and leave CASCADE out", table: table.name.description)
        }
    }
}
