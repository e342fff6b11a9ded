/// One value in a row, or bound to a statement.
public enum Value: Sendable, Hashable {
    /// No value.
    case null
    /// A whole number.
    case integer(Int64)
    /// A floating-point number.
    case real(Double)
    /// A text.
    case text(String)
    /// Bytes.
    case blob([UInt8])

    /// A text, or null for `nil`.
    public static func optional(_ text: String?) -> Value { text.map(Value.text) ?? .null }

    /// An integer.
    public static func integer(_ number: Int) -> Value { .integer(Int64(number)) }
}

// Not by `nil`: a missing value would be taken for the value that is none.
extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    /// Makes a text.
    public init(stringLiteral value: String) { self = .text(value) }

    /// Makes a whole number.
    public init(integerLiteral value: Int64) { self = .integer(value) }

    /// Makes a floating-point number.
    public init(floatLiteral value: Double) { self = .real(value) }
}

/// One row of a result, by column position.
public struct Row: Sendable, Hashable {
    /// The values, in the order of the columns.
    public var values: [Value]

    /// Makes a row.
    public init(_ values: [Value]) { self.values = values }

    /// The value as text: numbers are spelt out, null and blobs are `nil`.
    public func text(_ column: Int) -> String? {
        switch values[column] {
        case .text(let text): text
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .null, .blob: nil
        }
    }

    /// The value as an integer; text that spells one counts, anything else is `nil`.
    public func integer(_ column: Int) -> Int? {
        switch values[column] {
        case .integer(let number): Int(exactly: number)
        case .text(let text): Int(text)
        case .real(let number): Int(exactly: number)
        case .null, .blob: nil
        }
    }
}
