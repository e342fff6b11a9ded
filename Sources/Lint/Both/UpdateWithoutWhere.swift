internal import PostgresTree
internal import SQLText
internal import SchemaModel

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
                script.createdTable(table.name, before: statement.range.lowerBound) == nil,
                !script.fillsOnlyNewColumns(statement, of: table.name)
            else { return nil }
            return finding(at: statement.place(of: verb), table.name)
        }
    }
}

extension SQLiteScript {
    /// Whether all columns that an UPDATE sets were added by the script before: every row waits for their values.
    fileprivate func fillsOnlyNewColumns(_ statement: SQLiteStatement, of table: String) -> Bool {
        let columns = statement.setColumns
        let added = addedColumns.filter {
            $0.statement.range.lowerBound < statement.range.lowerBound && $0.tableName.isSameInSQLite(as: table)
        }
        return !columns.isEmpty
            && columns.allSatisfy { name in added.contains { $0.column.name.isSameInSQLite(as: name) } }
    }
}

extension SQLiteStatement {
    /// The columns that an UPDATE sets; none if it sets several of them to one row of values.
    fileprivate var setColumns: [String] {
        guard let set = firstIndex(of: "set") else { return [] }
        let assignments = tokens.parts(of: set + 1..<tokens.all.count).map(\.lowerBound)
        let names = assignments.map { tokens.isSymbol("=", at: $0 + 1) ? tokens.name(at: $0) : nil }
        return names.contains(nil) ? [] : names.compactMap(\.self)
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
