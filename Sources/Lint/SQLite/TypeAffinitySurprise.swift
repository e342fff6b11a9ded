internal import SQLText
internal import SchemaModel

/// A type that SQLite reads as another one than it says: affinity goes by parts of the name.
///
/// <https://www.sqlite.org/datatype3.html#determination_of_column_affinity>
enum TypeAffinitySurprise: SQLiteRule {
    static let code = "type-affinity-surprise"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: SQLiteScript) -> [Finding] {
        script.columns.compactMap { column in
            guard !script.isStrict(column), let fact = surprise(column.column.type) else { return nil }
            return Finding(
                Self.self, at: column.typePlace, fact, help: "use INTEGER, REAL, TEXT or BLOB",
                table: column.tableName)
        }
    }

    private static func surprise(_ type: String) -> String? {
        let word = type.uppercased().prefix { $0 != "(" && $0 != " " }
        switch SQLiteAffinity(type) {
        case .numeric where ["STRING", "UUID", "GUID", "JSON", "JSONB", "XML", "ENUM", "INET", "STR"].contains(word):
            return "\(type) is kept as a number where it looks like one: '007' becomes 7"
        case .integer where !isWholeNumber(word):
            return "\(type) has INT in its name, and so is a whole number to SQLite"
        case .real, .text, .blob, .integer, .numeric: return nil
        }
    }

    private static func isWholeNumber(_ word: Substring) -> Bool {
        let core = word.replacingDigits
        return ["INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT", "MEDIUMINT", "HUGEINT", "UINT"].contains(core)
            || word == "UNSIGNED" || word == "SIGNED"
    }
}
