internal import SQLText

/// What SQLite makes of values that come into a column.
///
/// Source: <https://www.sqlite.org/datatype3.html#determination_of_column_affinity>.
enum SQLiteAffinity: Sendable {
    /// Numbers become texts.
    case text
    /// Texts that are numbers become numbers; INTEGER is the same but for what a CAST does.
    case numeric
    /// Texts that are numbers and whole numbers become binary fractions.
    case real
    /// All stays as it comes.
    case blob

    /// That of a column with a type; in a STRICT table ANY takes everything as it comes.
    init(_ type: String, isStrict: Bool) {
        let name = type.foldedForSQLite
        func has(_ parts: String...) -> Bool { parts.contains { name.contains($0) } }
        if isStrict && name == "any" {
            self = .blob
        } else if has("int") {
            self = .numeric
        } else if has("char", "clob", "text") {
            self = .text
        } else if name.isEmpty || has("blob") {
            self = .blob
        } else {
            self = has("real", "floa", "doub") ? .real : .numeric
        }
    }
}
