internal import SQLText
internal import SchemaModel

/// INSERT without the names of columns: a column more, or another order, and it fails or mixes them up.
enum InsertWithoutColumns: SQLiteRule {
    static let code = "insert-without-columns"
    static let severity = Finding.Severity.warning

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard let insertion = statement.insertion, !insertion.namesColumns, !insertion.isDefault,
                script.createdTable(insertion.table, before: statement.range.lowerBound) == nil
            else { return nil }
            return Finding(
                Self.self, at: statement.place(of: insertion.nameToken),
                "the values go by the order of the columns, which may be another one some day",
                help: "name the columns: INSERT INTO \(insertion.table) (…)", table: insertion.table)
        }
    }
}
