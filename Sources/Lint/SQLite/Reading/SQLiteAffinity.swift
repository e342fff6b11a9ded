/// What SQLite makes of a type: what values are turned into as they are written.
///
/// By parts of its name, in this order. <https://www.sqlite.org/datatype3.html#determination_of_column_affinity>
enum SQLiteAffinity: String {
    case integer = "whole number"
    case text = "text"
    case blob = "it is"
    case real = "floating-point number"
    case numeric = "number"

    init(_ type: String) {
        let name = type.uppercased()
        if name.contains("INT") {
            self = .integer
        } else if name.contains("CHAR") || name.contains("CLOB") || name.contains("TEXT") {
            self = .text
        } else if name.isEmpty || name.contains("BLOB") || name == "ANY" {
            self = .blob
        } else if name.contains("REAL") || name.contains("FLOA") || name.contains("DOUB") {
            self = .real
        } else {
            self = .numeric
        }
    }

    /// Whether values are texts.
    var isText: Bool { self == .text }
}
