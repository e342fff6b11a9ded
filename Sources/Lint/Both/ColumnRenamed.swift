internal import PostgresTree
internal import SQLText
internal import SchemaModel

/// A column with another name: programs that use the old one fail.
enum ColumnRenamed: LintRule {
    static let code = "column-renamed"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    /// The finding at the name that the column had.
    static func finding(at range: Range<Int>, _ column: String, of table: String) -> Finding {
        Finding(
            Self.self, at: range, "whatever still uses \(table).\(column) fails once it has another name",
            help: "add a column with the new name, write both, and drop the old one when nothing reads it",
            table: table)
    }
}

extension ColumnRenamed: SQLiteRule {
    static func findings(in script: SQLiteScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .alterTable(let table, .renameColumn) = statement.kind,
                let verb = statement.firstIndex(of: "rename"),
                script.createdTable(table.name, before: statement.range.lowerBound) == nil
            else { return nil }
            let index = statement.isWord("column", at: verb + 1) ? verb + 2 : verb + 1
            guard let column = statement.tokens.name(at: index), !script.makesColumn(column, of: table.name) else {
                return nil
            }
            return finding(at: statement.place(of: index), column, of: table.name)
        }
    }
}

extension ColumnRenamed: PostgresRule {
    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .rename(let rename) = statement.tree, rename.kind == .column, let table = rename.relation,
                let column = rename.oldName, !script.isNew(table, at: statement)
            else { return nil }
            return finding(at: script.place(of: column, in: statement), column, of: table.name.description)
        }
    }
}
