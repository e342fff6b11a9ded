internal import SQLText
internal import SchemaModel

/// PRAGMA writable_schema: a mistake in what is written then makes the database unreadable.
///
/// <https://www.sqlite.org/pragma.html#pragma_writable_schema>
enum PragmaWritableSchema: SQLiteRule {
    static let code = "pragma-writable-schema"
    static let severity = Finding.Severity.error

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.statements.compactMap { statement in
            guard case .pragma("writable_schema", true) = statement.kind,
                let last = statement.tokens.all.indices.last,
                !statement.tokens.all.indices.contains(where: { isOff(statement, $0) })
            else { return nil }
            return Finding(
                Self.self, at: statement.place(of: 0..<last + 1),
                "a mistake in sqlite_schema makes the whole database unreadable", help: "rebuild the table instead")
        }
    }

    private static func isOff(_ statement: SQLiteStatement, _ index: Int) -> Bool {
        ["off", "0", "false", "no"].contains(statement.tokens.text(index).foldedForSQLite)
    }
}
