internal import SQLText
internal import SchemaModel

/// A rebuild that renames the old table first: foreign keys, views and triggers of others follow it, and lead to nothing.
///
/// <https://www.sqlite.org/lang_altertable.html#caution>
enum RebuildRenamesOldTable: SQLiteRule {
    static let code = "rebuild-renames-old-table"
    static let severity = Finding.Severity.error

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .dropTable(let dropped) = statement.kind,
                let renaming = script.renaming(to: dropped.name, before: statement),
                script.comesBack(renaming.old, after: renaming.statement),
                script.createdTable(renaming.old, before: renaming.statement.range.lowerBound) == nil,
                let verb = renaming.statement.firstIndex(of: "rename")
            else { return nil }
            return Finding(
                Self.self, at: renaming.statement.place(of: verb),
                "foreign keys, views and triggers of other tables follow the old table to \(dropped.name), which is dropped",
                help: "make the new table under another name, copy the rows, drop the old one, and rename the new one",
                table: renaming.old)
        }
    }
}
