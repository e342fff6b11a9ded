internal import SQLText
internal import SchemaModel

/// A length that SQLite ignores: VARCHAR(10) takes a text of any length.
///
/// <https://www.sqlite.org/datatype3.html>
enum TypeLengthIgnored: SQLiteRule {
    static let code = "type-length-ignored"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.columns.compactMap { column in
            let type = column.column.type
            guard !script.isStrict(column), SQLiteAffinity(type) == .text, type.contains("(") else { return nil }
            return Finding(
                Self.self, at: column.typePlace, "SQLite keeps a text of any length in \(type)",
                help: "write TEXT, and CHECK (length(\(column.column.name)) <= …) where the length matters",
                table: column.tableName)
        }
    }
}
