internal import PostgresTree
internal import SQLText

/// json, which cannot be compared.
enum JsonType: PostgresRule {
    static let code = "json-type"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: PostgresScript) -> [Finding] {
        script.columns.compactMap { column in
            guard let type = column.type, type.isNamed("json") else { return nil }
            return Finding(
                Self.self, at: script.word(at: type.offset),
                "json has no equality: SELECT DISTINCT, GROUP BY and UNION fail on \(column.name)",
                help: "jsonb", table: column.table.name.description)
        }
    }
}
