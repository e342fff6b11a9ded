internal import SQLText
internal import SchemaModel

/// A type that a STRICT table does not know.
///
/// <https://www.sqlite.org/stricttables.html>
enum StrictTypeUnknown: SQLiteRule {
    static let code = "strict-type-unknown"
    static let severity = Finding.Severity.error

    private static let known: Set = ["INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"]

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.columns.compactMap { column in
            guard script.isStrict(column), !known.contains(column.column.type.uppercased()) else { return nil }
            return Finding(
                Self.self, at: column.typePlace,
                column.column.type.isEmpty
                    ? "a column of a STRICT table has to have a type"
                    : "a STRICT table has no type \(column.column.type)",
                help: "use INT, INTEGER, REAL, TEXT, BLOB or ANY", table: column.tableName)
        }
    }
}
