internal import SQLText
internal import SchemaModel

/// A view of SELECT *: its columns change whenever those of the table do.
enum ViewSelectStar: SQLiteRule {
    static let code = "view-select-star"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .createView = statement.kind, let select = statement.firstIndex(of: "select"),
                statement.tokens.isSymbol("*", at: select + 1)
            else { return nil }
            return Finding(
                Self.self, at: statement.place(of: select + 1),
                "the view gets, loses and renames columns as the table does", help: "name the columns")
        }
    }
}
