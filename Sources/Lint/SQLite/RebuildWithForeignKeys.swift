internal import SQLText
internal import SchemaModel

/// A table dropped while foreign keys are on: its rows are deleted first, and with them what refers to them.
///
/// <https://www.sqlite.org/foreignkeys.html#fk_schemacommands>
enum RebuildWithForeignKeys: SQLiteRule {
    static let code = "rebuild-with-foreign-keys"
    static let severity = Finding.Severity.error

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .dropTable(let table) = statement.kind, script.comesBack(table.name, after: statement),
                script.hasForeignKeysOn(at: statement), let name = statement.droppedName,
                script.createdTable(table.name, before: statement.range.lowerBound) == nil
            else { return nil }
            return Finding(
                Self.self, at: statement.place(of: name),
                "with foreign keys on, DROP TABLE deletes the rows first: what refers to them goes too, or it fails",
                help: "take out what turns foreign keys on: a migration that rebuilds a table runs with them off",
                table: table.name)
        }
    }
}
