internal import SQLText

/// A type as `format_type` writes it, taken apart: `character varying(20)[]`, `timestamp(3) with time zone`.
struct PostgresTypeName {
    /// The type without what stands in parentheses, and without `[]`.
    let base: String
    /// The numbers in parentheses.
    let modifiers: [Int]
    /// Whether it is an array.
    let isArray: Bool

    init(_ text: String) {
        var text = text
        isArray = text.hasSuffix("[]")
        while text.hasSuffix("[]") { text.removeLast(2) }
        guard !text.contains("\""), let open = text.firstIndex(of: "("),
            let close = text[open...].firstIndex(of: ")")
        else {
            (base, modifiers) = (text, [])
            return
        }
        modifiers = text[text.index(after: open)..<close].split(separator: ",").compactMap { Int($0) }
        base = String(text[..<open] + text[text.index(after: close)...])
    }

    /// Whether it is a type of somebody's, or an array of it.
    func isOf(_ type: ObjectName) -> Bool { base == type.quoted(.postgres) }

    /// Types whose values are alike.
    enum Family {
        case whole, number, text, moment, truth, document, other
    }

    /// Which types it is like.
    var family: Family {
        switch base {
        case "smallint", "integer", "bigint": .whole
        case "numeric", "real", "double precision": .number
        case "character varying", "text", "character": .text
        case "date", "timestamp without time zone", "timestamp with time zone": .moment
        case "boolean": .truth
        case "json", "jsonb": .document
        default: .other
        }
    }

    /// How many bytes a number has.
    var width: Int {
        ["smallint": 2, "integer": 4, "bigint": 8, "real": 4, "double precision": 8][base] ?? 0
    }
}
