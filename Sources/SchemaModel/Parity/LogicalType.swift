internal import SQLText

/// A type as both engines may have it.
enum LogicalType: Hashable, Sendable {
    case boolean
    /// Whole numbers of so many bits.
    case integer(bits: Int)
    /// Binary fractions of so many bits.
    case float(bits: Int)
    /// Decimal numbers of so many digits, so many of them behind the point.
    case decimal(precision: Int?, scale: Int?)
    /// A text of so many characters at most.
    case text(limit: Int?)
    case bytes
    /// A day and a time that mean one moment everywhere.
    case instant
    /// A day and a time without a zone.
    case localTime
    case date
    case time
    case json
    case uuid
    /// SQLite: any value.
    case any
    /// One that the other engine has no word for.
    case other(String)

    /// What it is, without its numbers.
    var family: String {
        switch self {
        case .boolean: "boolean"
        case .integer: "integer"
        case .float: "float"
        case .decimal: "decimal"
        case .text: "text"
        case .bytes: "bytes"
        case .instant: "instant"
        case .localTime: "local time"
        case .date: "date"
        case .time: "time"
        case .json: "json"
        case .uuid: "uuid"
        case .any: "any"
        case .other(let name): name
        }
    }

    /// The type that a column of an engine says it has.
    init(_ written: String, _ dialect: Dialect) {
        let type = TypeWords(written)
        self = dialect == .sqlite ? Self.sqlite(type) : Self.postgres(type)
    }

    /// What each name is on either engine.
    private static let shared: [String: LogicalType] = [
        "bool": .boolean, "boolean": .boolean, "date": .date, "time": .time, "time without time zone": .time,
        "timestamp": .localTime, "timestamp without time zone": .localTime, "timestamptz": .instant,
        "timestamp with time zone": .instant, "json": .json, "jsonb": .json, "uuid": .uuid, "bytea": .bytes,
    ]

    /// PostgreSQL's own names, and those that people write in a cast.
    private static let postgres: [String: LogicalType] = [
        "smallint": .integer(bits: 16), "int2": .integer(bits: 16), "integer": .integer(bits: 32),
        "int": .integer(bits: 32), "int4": .integer(bits: 32), "bigint": .integer(bits: 64),
        "int8": .integer(bits: 64), "real": .float(bits: 32), "float4": .float(bits: 32),
        "double precision": .float(bits: 64), "float8": .float(bits: 64), "text": .text(limit: nil),
        "citext": .text(limit: nil), "name": .text(limit: nil),
    ]

    private static func postgres(_ type: TypeWords) -> LogicalType {
        if let known = shared[type.name] ?? postgres[type.name] { return type.isArray ? .other(type.text) : known }
        if type.isArray { return .other(type.text) }
        switch type.name {
        case "numeric", "decimal": return .decimal(precision: type.numbers.first, scale: type.scale)
        case "character varying", "varchar", "character", "char", "bpchar": return .text(limit: type.numbers.first)
        default: return .other(type.text)
        }
    }

    /// By the name, else by the letters in it, as SQLite finds an affinity.
    ///
    /// Source: <https://www.sqlite.org/datatype3.html#determination_of_column_affinity>.
    private static func sqlite(_ type: TypeWords) -> LogicalType {
        if let known = shared[type.name] { return known }
        if type.name.isEmpty || type.name == "any" { return .any }
        if type.name == "datetime" { return .localTime }
        if type.name == "numeric" || type.name == "decimal" || type.name == "dec" {
            return .decimal(precision: type.numbers.first, scale: type.scale)
        }
        if type.name.contains("int") { return .integer(bits: 64) }
        if ["char", "clob", "text"].contains(where: type.name.contains) { return .text(limit: type.numbers.first) }
        if type.name.contains("blob") { return .bytes }
        if ["real", "floa", "doub"].contains(where: type.name.contains) { return .float(bits: 64) }
        return .other(type.text)
    }

    /// Whether SQLite holds a column to the type: in a table that is not STRICT a name has an affinity and no more.
    var isKeptBySQLite: Bool {
        switch self {
        case .integer, .float, .decimal, .bytes, .any, .text(limit: nil): true
        case .text, .boolean, .instant, .localTime, .date, .time, .json, .uuid, .other: false
        }
    }
}

/// A type's words, without its schema, and its numbers.
private struct TypeWords {
    /// The words with small letters, without numbers.
    let name: String
    let numbers: [Int]
    let isArray: Bool
    /// All of it with small letters.
    let text: String

    init(_ written: String) {
        let folded = written.foldedForSQLite
        let last = folded.split(separator: ".").last.map(String.init) ?? folded
        text = last.replacing("\"", with: "")
        isArray = text.hasSuffix("]")
        guard let open = text.firstIndex(of: "("), let close = text.firstIndex(of: ")") else {
            name = isArray ? String(text.prefix { $0 != "[" }) : text
            numbers = []
            return
        }
        numbers = text[text.index(after: open)..<close].split(separator: ",").compactMap { part in
            Int(String(part.filter { $0 != " " }))
        }
        // `timestamp(0) with time zone`.
        let tail = text[text.index(after: close)...].prefix { $0 != "[" }
        name = String(text[..<open].reversed().drop { $0 == " " }.reversed()) + tail
    }

    var scale: Int? { numbers.count > 1 ? numbers[1] : nil }
}
