internal import PostgresTree
internal import SQLText

/// money, whose unit is a setting of the server.
enum MoneyType: PostgresRule {
    static let code = "money-type"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: PostgresScript) -> [Finding] {
        script.columns.compactMap { column in
            guard let type = column.type, type.isNamed("money") else { return nil }
            return Finding(
                Self.self, at: script.word(at: type.offset),
                "the currency of \(column.name) and its digits are those of a setting, lc_monetary",
                help: "numeric, with the currency in a column beside it", table: column.table.name.description)
        }
    }
}
