internal import SQLText
internal import SchemaModel

/// An ALTER TABLE that SQLite does not know.
///
/// Up to 3.52 there are RENAME, ADD COLUMN and DROP COLUMN; 3.53 brought SET and DROP NOT NULL, and CHECK constraints.
/// <https://www.sqlite.org/lang_altertable.html>
enum AlterTableUnsupported: SQLiteRule {
    static let code = "alter-table-unsupported"
    static let severity = Finding.Severity.error

    static func findings(in script: SQLiteScript) -> [Finding] {
        let knowsConstraints = script.script.target.version.map { $0 >= EngineVersion(3, 53) } ?? false
        return script.statements.compactMap { statement in
            guard case .alterTable(let table, let alteration) = statement.kind,
                let place = unsupported(statement, alteration, knowsConstraints)
            else { return nil }
            return Finding(
                Self.self, at: place, "SQLite has no such ALTER TABLE", help: advice,
                table: table.name)
        }
    }

    private static func unsupported(
        _ statement: SQLiteStatement, _ alteration: TableAlteration, _ knowsConstraints: Bool
    ) -> Range<Int>? {
        switch alteration {
        case .renameTo, .renameColumn: return nil
        case .addColumn, .dropColumn:
            let verb = statement.firstIndex(of: alteration == .addColumn ? "add" : "drop") ?? 0
            if let comma = statement.outerComma { return statement.place(of: comma) }
            let others: [StaticString] = ["constraint", "primary", "unique", "foreign", "check", "index"]
            guard others.contains(where: { statement.isWord($0, at: verb + 1) }) else { return nil }
            let isConstraint = statement.isWord("constraint", at: verb + 1) || statement.isWord("check", at: verb + 1)
            if knowsConstraints, isConstraint { return nil }
            return statement.place(of: verb + 1)
        case .other:
            let verb = statement.firstIndex(of: "alter", from: 2) ?? statement.firstIndex(of: "modify")
            let isNotNull = statement.firstIndex(of: "not", "null") != nil
            if knowsConstraints, isNotNull, statement.firstIndex(of: "alter", from: 2) != nil { return nil }
            return statement.place(of: verb ?? 0)
        }
    }

    private static let advice =
        "rebuild the table: a new one, the rows, DROP TABLE of the old one, RENAME of the new one"
}
