internal import PostgresTree
internal import SQLText

/// A stored generated column, which is computed for each row that is there.
enum ColumnGeneratedStored: PostgresRule {
    static let code = "column-generated-stored"
    static let severity = Finding.Severity.error

    static func findings(in script: PostgresScript) -> [Finding] {
        script.alterations.filter { !$0.isSmall }.compactMap { alteration in
            guard let column = alteration.addedColumn, column.constraint(.generated) != nil else { return nil }
            return Finding(
                Self.self, at: script.word(at: column.offset),
                "\(column.name) is computed for each row, and all of \(alteration.table.name) is written anew under ACCESS EXCLUSIVE",
                help: "add a plain column, keep it up to date with a trigger, and fill the rows in portions",
                table: alteration.table.name.description)
        }
    }
}
