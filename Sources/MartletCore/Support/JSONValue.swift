/// A JSON value, written with sorted keys, so that the same result is the same text.
package enum JSONValue: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
    ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByNilLiteral
{
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    package init(nilLiteral: ()) { self = .null }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(stringLiteral value: String) { self = .string(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }

    /// A string, or null.
    package init(_ value: String?) { self = value.map(JSONValue.string) ?? .null }

    /// A whole number, or null.
    package init(_ value: Int?) { self = value.map(JSONValue.integer) ?? .null }

    /// In lines with two spaces of indent, for documents.
    package var pretty: String { written(indent: 0) }

    /// In one line, for streams of documents.
    package var compact: String { written(indent: nil) }

    private func written(indent: Int?) -> String {
        var text = JSONText()
        write(into: &text, indent: indent)
        return text.string
    }

    private func write(into text: inout JSONText, indent: Int?) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        // JSON has no other numbers.
        case .number(let value): text += value.isFinite ? value.description : "null"
        case .string(let value): text.quote(value)
        case .array(let values):
            Self.write(values, "[", "]", into: &text, indent: indent) { value, text, indent in
                value.write(into: &text, indent: indent)
            }
        case .object(let members):
            let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            Self.write(sorted, "{", "}", into: &text, indent: indent) { member, text, indent in
                text.quote(member.key)
                text += indent == nil ? ":" : ": "
                member.value.write(into: &text, indent: indent)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], _ open: String, _ close: String, into text: inout JSONText, indent: Int?,
        element: (Element, inout JSONText, Int?) -> Void
    ) {
        text += open
        for (index, value) in elements.enumerated() {
            if index > 0 { text += "," }
            if let indent { text.breakLine(indent + 1) }
            element(value, &text, indent.map { $0 + 1 })
        }
        if let indent, !elements.isEmpty { text.breakLine(indent) }
        text += close
    }
}

/// JSON while it is written, as bytes: a document may hold thousands of findings.
private struct JSONText {
    private var bytes: [UInt8] = []

    var string: String { String(decoding: bytes, as: UTF8.self) }

    static func += (text: inout JSONText, more: String) { text.bytes.append(contentsOf: more.utf8) }

    /// Begins a line that stands so deep.
    mutating func breakLine(_ depth: Int) {
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }

    /// Also escapes what would steer a terminal, as JSON allows.
    mutating func quote(_ value: String) {
        self += "\""
        defer { self += "\"" }
        // Almost all text needs no escape: decide that on bytes.
        let isPlain = value.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
        if isPlain {
            self += value
            return
        }
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": self += "\\\""
            case "\\": self += "\\\\"
            case "\n": self += "\\n"
            case "\r": self += "\\r"
            case "\t": self += "\\t"
            case " "..."~": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            case _ where PrintableText.isHarmful(scalar):
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    self += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            default: self += String(scalar)
            }
        }
    }
}
