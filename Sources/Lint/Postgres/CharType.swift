internal import PostgresTree
internal import SQLText

/// char(n), which pads with blanks.
enum CharType: PostgresRule {
    static let code = "char-type"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: PostgresScript) -> [Finding] {
        script.columns.compactMap { column in
            guard let type = column.type, type.isNamed("bpchar") else { return nil }
            return Finding(
                Self.self, at: script.word(at: type.offset),
                "char(n) fills \(column.name) up with blanks, and ignores them in some comparisons and not in others",
                help: "text, with CHECK (length(\(column.name)) = n) if the length matters",
                table: column.table.name.description)
        }
    }
}
