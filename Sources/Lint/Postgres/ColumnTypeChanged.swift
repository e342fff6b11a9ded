internal import PostgresTree
internal import SQLText

/// ALTER COLUMN … TYPE, which most often writes the table anew.
enum ColumnTypeChanged: PostgresRule {
    static let code = "column-type-changed"
    static let severity = Finding.Severity.error

    static func findings(in script: PostgresScript) -> [Finding] {
        script.alterations.filter { !$0.isSmall }.compactMap { alteration in
            guard case .setType(let column, let type, let isComputed) = alteration.action else { return nil }
            let mayBeNoted = !isComputed && type.modifiers.isEmpty && type.isNamed("text", "varchar") && !type.isArray
            return Finding(
                Self.self, at: script.word(at: type.offset),
                "all of \(alteration.table.name) \(mayBeNoted ? "may be" : "is") written anew under ACCESS EXCLUSIVE, "
                    + "with every index on \(column)",
                help: "add a column of the new type, write both, fill it in portions, and change over to it",
                table: alteration.table.name.description, severity: mayBeNoted ? .warning : nil)
        }
    }
}
