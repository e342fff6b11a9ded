internal import SQLText
internal import SchemaModel

/// What values of a column look like.
indirect enum SampleKind: Sendable, Hashable {
    /// Whole numbers of so many bits.
    case integer(bits: Int)
    /// Numbers of so many digits, so many of them behind the point; `nil` for any.
    case decimal(digits: Int?, scale: Int)
    /// Floating-point numbers.
    case real
    /// Texts of at most so many characters.
    case text(limit: Int?)
    /// Bytes.
    case bytes
    /// True and false.
    case boolean
    /// Moments and parts of them.
    case date, time, timestamp
    /// Documents of JSON.
    case json
    /// Numbers of 128 bits, written as UUIDs.
    case uuid
    /// One of these.
    case labels([String])
    /// Lists of these.
    case list(of: SampleKind)
    /// So many values together.
    case composite(parts: Int)
    /// What the database takes, of much that is tried.
    case anything

    /// What a column holds.
    init(_ column: Column, of table: Table, in schema: Schema) {
        switch schema.dialect {
        case .sqlite: self.init(sqlite: column.type.uppercased(), isStrict: table.traits.isStrict)
        case .postgres: self.init(postgres: column.type, schema)
        }
    }

    // MARK: SQLite

    /// By affinity, with what the name of a type promises beyond it.
    ///
    /// Source: <https://www.sqlite.org/datatype3.html>, 3.1.
    private init(sqlite type: String, isStrict: Bool) {
        if type.contains("INT") {
            self = .integer(bits: 64)
        } else if ["CHAR", "CLOB", "TEXT"].contains(where: type.contains) {
            self = .text(limit: Self.numbers(in: type).first)
        } else if type.contains("BLOB") {
            self = .bytes
        } else if ["REAL", "FLOA", "DOUB"].contains(where: type.contains) {
            self = .real
        } else if type.contains("BOOL") {
            self = .boolean
        } else if type.contains("JSON") {
            self = .json
        } else if ["DATETIME", "TIMESTAMP"].contains(where: type.contains) {
            self = .timestamp
        } else if type.contains("DATE") {
            self = .date
        } else if type.contains("TIME") {
            self = .time
        } else if type.isEmpty || isStrict {
            self = .text(limit: nil)
        } else {
            let numbers = Self.numbers(in: type)
            self = .decimal(digits: numbers.first, scale: numbers.dropFirst().first ?? 0)
        }
    }

    // MARK: PostgreSQL

    private init(postgres type: String, _ schema: Schema) {
        if type.hasSuffix("[]") {
            self = .list(of: SampleKind(postgres: String(type.dropLast(2)), schema))
        } else if let own = schema.types.first(where: { Self.names($0.name, type) }) {
            self = SampleKind(own, schema)
        } else {
            // Types of extensions stand behind their schema: public.citext.
            self = SampleKind(builtIn: type.split(separator: ".").last.map(String.init) ?? type)
        }
    }

    private static func names(_ name: ObjectName, _ type: String) -> Bool {
        [name.quoted(.postgres), name.name.quotedName(.postgres)].contains(type)
    }

    private init(_ type: UserType, _ schema: Schema) {
        switch type.kind {
        case .enumeration: self = .labels(type.labels)
        case .domain: self = SampleKind(postgres: type.domain?.type ?? "text", schema)
        case .composite: self = .composite(parts: type.attributes.count)
        case .range: self = .anything
        }
    }

    private init(builtIn type: String) {
        let numbers = Self.numbers(in: type)
        switch type.prefix(while: { $0 != "(" }).split(separator: " ").joined(separator: " ") {
        case "smallint": self = .integer(bits: 16)
        case "integer": self = .integer(bits: 32)
        case "bigint": self = .integer(bits: 64)
        case "numeric": self = .decimal(digits: numbers.first, scale: numbers.dropFirst().first ?? 0)
        case "real", "double precision": self = .real
        case "text", "name", "citext": self = .text(limit: nil)
        case "character varying": self = .text(limit: numbers.first)
        case "character": self = .text(limit: numbers.first ?? 1)
        case "bytea": self = .bytes
        case "boolean": self = .boolean
        case "date": self = .date
        case "time", "time without time zone": self = .time
        case "timestamp", "timestamp without time zone", "timestamp with time zone": self = .timestamp
        case "json", "jsonb": self = .json
        case "uuid": self = .uuid
        default: self = .anything
        }
    }

    private static func numbers(in type: String) -> [Int] {
        guard let open = type.firstIndex(of: "(") else { return [] }
        let inside = type[open...].dropFirst().prefix { $0 != ")" }
        return inside.split(separator: ",").compactMap { Int($0.filter { $0.isNumber || $0 == "-" }) }
    }
}
