internal import SQLText

/// Statements about columns that PostgreSQL's own have no single word for.
enum PostgresColumnText {
    /// Has a sequence go on behind the greatest number that is in a column, and behind where others have come to.
    ///
    /// Where there is no number that it may come to and none was ever given, it begins as it would: `setval` does nothing
    /// with a NULL.
    /// Source: <https://www.postgresql.org/docs/current/functions-sequence.html>.
    static func continueNumbers(
        of column: Column, in table: ObjectName, from sequence: ObjectName, _ numbers: Numbering,
        behind others: [ObjectName] = []
    ) -> ChangeStatement {
        let name = PostgresDDL.name(column.name)
        let isUpwards = numbers.increment > 0
        let first = others.isEmpty ? numbers.start : isUpwards ? numbers.minimum : numbers.maximum
        let (function, greatest, sign) = isUpwards ? ("max", "GREATEST", ">=") : ("min", "LEAST", "<=")
        let last =
            "(SELECT pg_catalog.\(function)(\(name)) FROM \(PostgresDDL.name(table)) WHERE \(name) \(sign) \(first))"
        let positions = others.map { "(SELECT last_value FROM \(PostgresDDL.name($0)) WHERE is_called)" }
        let value = others.isEmpty ? last : "\(greatest)(\(([last] + positions).joined(separator: ", ")))"
        return ChangeStatement(
            "SELECT pg_catalog.setval(\(SQLLiteral.text(PostgresDDL.name(sequence))), \(value))",
            "Has the numbers of \(table).\(column.name) go on behind "
                + (others.isEmpty ? "the greatest that is there." : "the last that was given."))
    }
}
