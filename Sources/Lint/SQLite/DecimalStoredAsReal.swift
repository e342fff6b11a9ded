internal import SQLText
internal import SchemaModel

/// DECIMAL or NUMERIC with digits: SQLite keeps a floating-point number, and sums of money are not exact.
///
/// <https://www.sqlite.org/datatype3.html>
enum DecimalStoredAsReal: SQLiteRule {
    static let code = "decimal-stored-as-real"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.columns.compactMap { column in
            let type = column.column.type.uppercased()
            guard !script.isStrict(column), type.contains(","),
                ["DECIMAL", "NUMERIC", "DEC"].contains(type.prefix { $0 != "(" && $0 != " " })
            else { return nil }
            return Finding(
                Self.self, at: column.typePlace, "SQLite has no exact decimals: 0.1 + 0.2 is not 0.3 here either",
                help: "keep the smallest unit as INTEGER, such as cents, or the digits as TEXT",
                table: column.tableName)
        }
    }
}
