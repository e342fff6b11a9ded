/// Whether a column of one type can stand for one of another.
enum TypeParity: Hashable {
    case same
    /// It can, but for what is said.
    case tolerable(String)
    case different

    static let unenforced = "SQLite keeps any value in it, whatever the type says"

    /// Compares a type of SQLite with one of PostgreSQL.
    ///
    /// - Parameter isKept: whether SQLite holds its column to the type: by the type itself, or by a CHECK.
    init(_ sqlite: LogicalType, isKept: Bool, _ postgres: LogicalType) {
        self = Self.compared(sqlite, postgres)
        // A length that neither of them holds its column to is no difference.
        if self == .same, !isKept, postgres != .text(limit: nil) { self = .tolerable(Self.unenforced) }
    }

    private static func compared(_ sqlite: LogicalType, _ postgres: LogicalType) -> TypeParity {
        switch (sqlite, postgres) {
        case (.any, _): return .tolerable("SQLite keeps any value in it, as the column has no type")
        case (.integer, .integer(let bits)):
            return bits == 64 ? .same : .tolerable("SQLite's integers have 64 bits, PostgreSQL's \(bits) here")
        case (.float, .float(let bits)):
            return bits == 64 ? .same : .tolerable("SQLite's real numbers have 64 bits, PostgreSQL's \(bits) here")
        case (.decimal, .float), (.float, .decimal):
            return .tolerable("decimal fractions are exact on PostgreSQL alone as numeric")
        case (.decimal(let digits, let scale), .decimal(let others, let otherScale)):
            guard others != nil, digits != others || (scale ?? 0) != (otherScale ?? 0) else { return .same }
            return .tolerable("PostgreSQL rounds to its digits, and refuses more before the point")
        case (.text(let limit), .text(let other)):
            guard let other, other != limit else { return .same }
            return .tolerable("PostgreSQL refuses more than \(other) characters")
        case (.localTime, .instant): return .same
        case (.instant, .localTime): return .tolerable("PostgreSQL's has no time zone: its clients have to write UTC")
        case (.text, .instant), (.text, .localTime), (.text, .date), (.text, .time), (.text, .json), (.text, .uuid):
            return .tolerable("SQLite takes any text, PostgreSQL what its type allows")
        case (.bytes, .uuid): return .tolerable("SQLite takes any bytes, PostgreSQL sixteen")
        default: return sqlite == postgres ? .same : .different
        }
    }
}
