internal import PostgresTree
internal import SQLText

/// varchar(n), whose limit is part of the type.
enum VarcharLength: PostgresRule {
    static let code = "varchar-length"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: PostgresScript) -> [Finding] {
        script.columns.compactMap { column in
            guard let type = column.type, type.isNamed("varchar"), !type.modifiers.isEmpty else { return nil }
            return Finding(
                Self.self, at: script.word(at: type.offset),
                "the limit of \(column.name) is a part of its type: to make it smaller, the whole table has to be written anew",
                help: "text, with CHECK (length(\(column.name)) <= n)", table: column.table.name.description)
        }
    }
}
