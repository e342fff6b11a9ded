extension JSONValue {
    /// The value that `bytes` spell; `nil` if they are no JSON, or an object in them has two members of one name.
    ///
    /// Source: <https://www.rfc-editor.org/rfc/rfc8259>.
    package init?(reading bytes: [UInt8]) {
        guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
        var reader = JSONReader(bytes: bytes)
        guard let value = reader.document() else { return nil }
        self = value
    }

    /// The text, if it is one.
    package var text: String? { if case .string(let text) = self { text } else { nil } }
    /// The number, if it is a whole one.
    package var integer: Int? { if case .integer(let number) = self { number } else { nil } }
    /// True or false, if it is one of them.
    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// The elements, if it is a list.
    package var array: [JSONValue]? { if case .array(let values) = self { values } else { nil } }
    /// The texts, if it is a list of nothing else.
    package var texts: [String]? {
        guard let array else { return nil }
        let texts = array.compactMap(\.text)
        return texts.count == array.count ? texts : nil
    }

    /// The member of a name, if it is an object that has one.
    package subscript(name: String) -> JSONValue? { if case .object(let members) = self { members[name] } else { nil } }
}

private struct JSONReader {
    let bytes: [UInt8]
    var position = 0
    var depth = 0

    /// What is nested deeper is nothing that anybody writes, and would exhaust the stack.
    private static let depthLimit = 64

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() -> JSONValue? {
        let document = value()
        skipSpace()
        return position == bytes.count ? document : nil
    }

    private mutating func value() -> JSONValue? {
        skipSpace()
        guard position < bytes.count else { return nil }
        switch bytes[position] {
        case UInt8(ascii: "\""): return string().map(JSONValue.string)
        case UInt8(ascii: "["): return nested { $0.list() }
        case UInt8(ascii: "{"): return nested { $0.object() }
        case UInt8(ascii: "n"): return word("null") ? .null : nil
        case UInt8(ascii: "t"): return word("true") ? .bool(true) : nil
        case UInt8(ascii: "f"): return word("false") ? .bool(false) : nil
        default: return number()
        }
    }

    private mutating func nested(_ read: (inout JSONReader) -> JSONValue?) -> JSONValue? {
        guard depth < Self.depthLimit else { return nil }
        depth += 1
        defer { depth -= 1 }
        return read(&self)
    }

    private mutating func object() -> JSONValue? {
        var object: [String: JSONValue] = [:]
        guard take("{") else { return nil }
        if take("}") { return .object(object) }
        repeat {
            skipSpace()
            guard let key = string(), take(":"), let value = value() else { return nil }
            guard object.updateValue(value, forKey: key) == nil else { return nil }
        } while take(",")
        return take("}") ? .object(object) : nil
    }

    private mutating func list() -> JSONValue? {
        var list: [JSONValue] = []
        guard take("[") else { return nil }
        if take("]") { return .array(list) }
        repeat {
            guard let value = value() else { return nil }
            list.append(value)
        } while take(",")
        return take("]") ? .array(list) : nil
    }

    // MARK: Numbers

    private mutating func number() -> JSONValue? {
        let start = position
        if peek() == UInt8(ascii: "-") { position += 1 }
        let first = position
        guard skipDigits(), bytes[first] != UInt8(ascii: "0") || position == first + 1 else { return nil }
        var isWhole = true
        if peek() == UInt8(ascii: ".") {
            position += 1
            isWhole = false
            guard skipDigits() else { return nil }
        }
        if let letter = peek(), letter | 0x20 == UInt8(ascii: "e") {
            position += 1
            isWhole = false
            if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
            guard skipDigits() else { return nil }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let integer = Int(text) { return .integer(integer) }
        return Double(text).map(JSONValue.number)
    }

    private mutating func skipDigits() -> Bool {
        let start = position
        while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        return position > start
    }

    // MARK: Texts

    private mutating func string() -> String? {
        guard peek() == UInt8(ascii: "\"") else { return nil }
        position += 1
        var text: [UInt8] = []
        while let byte = peek() {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = escape() else { return nil }
                text += Array(String(escaped).utf8)
            case 0..<0x20: return nil
            default: text.append(byte)
            }
        }
        return nil
    }

    private mutating func escape() -> Unicode.Scalar? {
        guard let byte = peek() else { return nil }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "u"): return unicodeEscape()
        default: return nil
        }
    }

    /// The scalar of one unit of UTF-16, or of a pair of them.
    private mutating func unicodeEscape() -> Unicode.Scalar? {
        guard let unit = unit() else { return nil }
        guard (0xD800..<0xDC00).contains(unit) else { return Unicode.Scalar(unit) }
        guard word("\\u"), let low = self.unit(), (0xDC00..<0xE000).contains(low) else { return nil }
        return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
    }

    private mutating func unit() -> UInt32? {
        guard position + 4 <= bytes.count else { return nil }
        let digits = bytes[position..<position + 4]
        position += 4
        let isHex = digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20) }
        return isHex ? UInt32(String(decoding: digits, as: UTF8.self), radix: 16) : nil
    }

    // MARK: Bytes

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func word(_ word: String) -> Bool {
        guard bytes[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard peek() == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }
}
