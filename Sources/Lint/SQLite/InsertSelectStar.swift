internal import SQLText
internal import SchemaModel

/// INSERT … SELECT *: the rows are copied by the order of the columns, whatever their names.
enum InsertSelectStar: SQLiteRule {
    static let code = "insert-select-star"
    static let severity = Finding.Severity.warning

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard let insertion = statement.insertion, let select = statement.firstIndex(of: "select"),
                statement.tokens.isSymbol("*", at: select + 1)
            else { return nil }
            return Finding(
                Self.self, at: statement.place(of: select + 1),
                "* takes the columns by their order, and not by their names",
                help: "name the columns on both sides", table: insertion.table)
        }
    }
}
