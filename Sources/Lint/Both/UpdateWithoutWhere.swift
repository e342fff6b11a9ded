internal import PostgresTree
internal import SQLText

/// An UPDATE of every row of a table.
enum UpdateWithoutWhere: LintRule {
    static let code = "update-without-where"
    static let severity = Finding.Severity.warning

    /// The finding in a statement that begins at a place.
    static func finding(at range: Range<Int>, _ table: String) -> Finding {
        Finding(
            Self.self, at: range, "UPDATE changes every row of \(table)",
            help: "say which rows with WHERE; for all of them, write WHERE true", table: table)
    }
}

extension UpdateWithoutWhere: SQLiteRule {
    static func findings(in script: SQLiteScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .update(let table) = statement.kind, let verb = statement.firstIndex(of: "update"),
                statement.firstIndex(of: "where") == nil, statement.firstIndex(of: "from", from: verb) == nil,
                script.createdTable(table.name, before: statement.range.lowerBound) == nil
            else { return nil }
            return finding(at: statement.place(of: verb), table.name)
        }
    }
}

extension UpdateWithoutWhere: PostgresRule {
    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.flatMap { statement in
            ([statement.tree] + statement.inner).compactMap { tree in
                guard case .update(let table, condition: nil) = tree, !script.isNew(table, at: statement) else {
                    return nil
                }
                return finding(at: script.place(of: "update", in: statement), table.name.description)
            }
        }
    }
}
