internal import SQLText
internal import SchemaModel

/// A rebuild that copies no rows: they go with the old table.
enum RebuildWithoutCopy: SQLiteRule {
    static let code = "rebuild-without-copy"
    static let severity = Finding.Severity.error

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .dropTable(let table) = statement.kind, let name = statement.droppedName,
                script.createdTable(table.name, before: statement.range.lowerBound) == nil,
                let successor = script.successor(of: table.name, after: statement),
                !script.reads(table.name, before: statement), !script.fills(successor, before: statement),
                !script.isRenamedAway(table.name, before: statement)
            else { return nil }
            return Finding(
                Self.self, at: statement.place(of: name),
                "\(successor) takes the place of \(table.name), and none of its rows were copied",
                help: "INSERT INTO \(successor) (…) SELECT … FROM \(table.name) before it is dropped",
                table: table.name)
        }
    }
}
