internal import PostgresTree
internal import SQLText

/// A column that every row needs a value of, added to rows that have none.
enum ColumnNotNullWithoutDefault: PostgresRule {
    static let code = "column-not-null-without-default"
    static let severity = Finding.Severity.error

    static func findings(in script: PostgresScript) -> [Finding] {
        script.alterations.compactMap { alteration in
            guard let column = alteration.addedColumn, column.constraint(.notNull) != nil, !hasValue(column) else {
                return nil
            }
            return Finding(
                Self.self, at: script.word(at: column.offset),
                "adding \(column.name) fails if \(alteration.table.name) has rows, as they have no value for it",
                help: "add it with a constant default, or without NOT NULL, fill it, and demand it later",
                table: alteration.table.name.description)
        }
    }

    /// Whether PostgreSQL makes up a value itself.
    private static func hasValue(_ column: Column) -> Bool {
        let given: [Constraint.Kind] = [.defaultValue, .identity, .generated]
        return column.type?.isSerial == true || given.contains { column.constraint($0) != nil }
    }
}
