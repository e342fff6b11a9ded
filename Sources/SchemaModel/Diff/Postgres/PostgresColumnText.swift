internal import SQLText

/// Statements about columns that PostgreSQL's own have no single word for.
enum PostgresColumnText {
    /// Has a sequence go on behind the greatest number that is in a column, and behind where others have come to.
    ///
    /// Where there is no number and none was ever given, it begins as it would: `setval` does nothing with a NULL.
    /// Source: <https://www.postgresql.org/docs/current/functions-sequence.html>.
    static func continueNumbers(
        of column: Column, in table: ObjectName, from sequence: ObjectName, _ numbers: Numbering,
        behind others: [ObjectName] = []
    ) -> ChangeStatement {
        let name = PostgresDDL.name(column.name)
        let isUpwards = numbers.increment > 0
        let (function, greatest, isGiven) =
            isUpwards
            ? ("max", "GREATEST", "\(name) >= \(numbers.minimum)") : ("min", "LEAST", "\(name) <= \(numbers.maximum)")
        let last = "(SELECT pg_catalog.\(function)(\(name)) FROM \(PostgresDDL.name(table)) WHERE \(isGiven))"
        let positions = others.map { "(SELECT last_value FROM \(PostgresDDL.name($0)) WHERE is_called)" }
        let value = others.isEmpty ? last : "\(greatest)(\(([last] + positions).joined(separator: ", ")))"
        return ChangeStatement(
            "SELECT pg_catalog.setval(\(SQLLiteral.text(PostgresDDL.name(sequence))), \(value))",
            "Has the numbers of \(table).\(column.name) go on behind "
                + (others.isEmpty ? "the greatest that is there." : "the last that was given."))
    }
}
