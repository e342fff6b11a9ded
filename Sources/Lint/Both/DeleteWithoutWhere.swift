internal import PostgresTree
internal import SQLText

/// A DELETE of every row of a table.
enum DeleteWithoutWhere: LintRule {
    static let code = "delete-without-where"
    static let severity = Finding.Severity.error

    /// The finding in a statement that begins at a place.
    static func finding(at range: Range<Int>, _ table: String) -> Finding {
        Finding(
            Self.self, at: range, "DELETE takes every row of \(table)",
            help: "say which rows with WHERE; for all of them, write WHERE true", table: table)
    }
}

extension DeleteWithoutWhere: SQLiteRule {
    static func findings(in script: SQLiteScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .delete(let table) = statement.kind, let verb = statement.firstIndex(of: "delete"),
                statement.firstIndex(of: "where") == nil,
                script.createdTable(table.name, before: statement.range.lowerBound) == nil
            else { return nil }
            return finding(at: statement.place(of: verb), table.name)
        }
    }
}

extension DeleteWithoutWhere: PostgresRule {
    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.flatMap { statement in
            ([statement.tree] + statement.inner).compactMap { tree in
                guard case .delete(let table, condition: nil) = tree, !script.isNew(table, at: statement) else {
                    return nil
                }
                return finding(at: script.place(of: "delete", in: statement), table.name.description)
            }
        }
    }
}
