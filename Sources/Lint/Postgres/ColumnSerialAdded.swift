internal import PostgresTree
internal import SQLText

/// A column that numbers the rows that are there.
enum ColumnSerialAdded: PostgresRule {
    static let code = "column-serial-added"
    static let severity = Finding.Severity.error

    static func findings(in script: PostgresScript) -> [Finding] {
        script.alterations.filter { !$0.isSmall }.compactMap { alteration in
            guard let column = alteration.addedColumn,
                column.type?.isSerial == true || column.constraint(.identity) != nil
            else { return nil }
            return Finding(
                Self.self, at: script.word(at: column.offset),
                "\(column.name) numbers each row, and all of \(alteration.table.name) is written anew under ACCESS EXCLUSIVE",
                help: "add a plain column, fill it in portions, and give it its sequence afterwards",
                table: alteration.table.name.description)
        }
    }
}
