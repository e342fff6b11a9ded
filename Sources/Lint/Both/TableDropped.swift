internal import PostgresTree
internal import SQLText

/// A DROP TABLE in a way forward: its rows are gone, and programs that still use it fail.
enum TableDropped: LintRule {
    static let code = "table-dropped"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    /// The finding at the name of the table.
    static func finding(at range: Range<Int>, _ table: String) -> Finding {
        Finding(
            Self.self, at: range, "the rows of \(table) are lost, and whatever still uses it fails",
            help: "drop it in a later release than the one that no longer uses it; keep a backup", table: table)
    }
}

extension TableDropped: SQLiteRule {
    static func findings(in script: SQLiteScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .dropTable(let table) = statement.kind, let name = statement.droppedName,
                script.createdTable(table.name, before: statement.range.lowerBound) == nil,
                !script.comesBack(table.name, after: statement), !script.isRenamedAway(table.name, before: statement)
            else { return nil }
            return finding(at: statement.place(of: name), table.name)
        }
    }
}

extension TableDropped: PostgresRule {
    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.flatMap { statement -> [Finding] in
            guard case .drop(let drop) = statement.tree, drop.kind == .table else { return [] }
            return drop.names.filter { !script.isNew(Relation($0, at: drop.offset), at: statement) }.map {
                finding(at: script.place(of: $0.name, in: statement), $0.description)
            }
        }
    }
}
