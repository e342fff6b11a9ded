internal import PostgresTree
internal import SQLText

/// A table with another name: programs that use the old one fail.
enum TableRenamed: LintRule {
    static let code = "table-renamed"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    /// The finding at the keyword RENAME.
    static func finding(at range: Range<Int>, _ table: String, to name: String) -> Finding {
        Finding(
            Self.self, at: range, "whatever still uses \(table) fails once it is called \(name)",
            help: "leave a view with the old name until nothing uses it: CREATE VIEW \(table) AS SELECT * FROM \(name)",
            table: table)
    }
}

extension TableRenamed: SQLiteRule {
    static func findings(in script: SQLiteScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .alterTable(let table, .renameTo(let name)) = statement.kind,
                let verb = statement.firstIndex(of: "rename"),
                script.createdTable(table.name, before: statement.range.lowerBound) == nil,
                !script.comesBack(table.name, after: statement)
            else { return nil }
            return finding(at: statement.place(of: verb), table.name, to: name)
        }
    }
}

extension TableRenamed: PostgresRule {
    static func findings(in script: PostgresScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .rename(let rename) = statement.tree,
                [.table, .view, .materializedView].contains(rename.kind), let table = rename.relation,
                !script.isNew(table, at: statement), !script.comesBack(table, after: statement)
            else { return nil }
            return finding(
                at: script.place(of: "rename", in: statement), table.name.description, to: rename.newName)
        }
    }
}
