internal import SQLText

/// Statements about columns that PostgreSQL's own have no single word for.
enum PostgresColumnText {
    /// Has the numbers of an identity column go on behind the greatest one that is there.
    ///
    /// Source: <https://www.postgresql.org/docs/current/functions-sequence.html>.
    static func continueNumbers(of column: Column, in table: ObjectName) -> ChangeStatement {
        let sequence =
            "pg_catalog.pg_get_serial_sequence(\(SQLLiteral.text(PostgresDDL.name(table))), "
            + "\(SQLLiteral.text(column.name)))"
        let greatest = "(SELECT pg_catalog.max(\(PostgresDDL.name(column.name))) FROM \(PostgresDDL.name(table)))"
        return ChangeStatement(
            "SELECT pg_catalog.setval(\(sequence), \(greatest))",
            "Has the numbers of \(table).\(column.name) go on behind the greatest that is there.")
    }
}
