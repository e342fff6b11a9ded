internal import PostgresTree
internal import SQLText
internal import SchemaModel

/// A DROP COLUMN in a way forward: its values are gone, and programs that still use it fail.
enum ColumnDropped: LintRule {
    static let code = "column-dropped"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    /// The finding at the name of the column.
    static func finding(at range: Range<Int>, _ column: String, of table: String) -> Finding {
        Finding(
            Self.self, at: range, "the values of \(table).\(column) are lost, and whatever still uses it fails",
            help: "drop it in a later release than the one that no longer uses it; keep a backup", table: table)
    }
}

extension ColumnDropped: SQLiteRule {
    static func findings(in script: SQLiteScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .alterTable(let table, .dropColumn) = statement.kind,
                let verb = statement.firstIndex(of: "drop"),
                script.createdTable(table.name, before: statement.range.lowerBound) == nil
            else { return nil }
            let index = statement.isWord("column", at: verb + 1) ? verb + 2 : verb + 1
            guard let column = statement.tokens.name(at: index), column.foldedForSQLite != "constraint",
                !script.makesColumn(column, of: table.name)
            else { return nil }
            return finding(at: statement.place(of: index), column, of: table.name)
        }
    }
}

extension ColumnDropped: PostgresRule {
    static func findings(in script: PostgresScript) -> [Finding] {
        script.alterations.compactMap { alteration in
            guard case .dropColumn(let column, _, _) = alteration.action else { return nil }
            return finding(
                at: script.place(of: column, in: alteration.statement), column, of: alteration.table.name.description)
        }
    }
}
