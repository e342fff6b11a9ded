/// A JSON object of texts, whole numbers, nulls and lists of texts: all that a manifest has.
enum FlatJSON: Hashable {
    case text(String)
    case number(Int)
    case list([String])
    case null

    var text: String? { if case .text(let text) = self { text } else { nil } }
    var number: Int? { if case .number(let number) = self { number } else { nil } }
    var list: [String]? { if case .list(let list) = self { list } else { nil } }

    /// The object that `bytes` spell; `nil` if they are anything else.
    static func object(in bytes: [UInt8]) -> [String: FlatJSON]? {
        guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
        var reader = FlatJSONReader(bytes: bytes)
        return reader.object()
    }
}

private struct FlatJSONReader {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func object() -> [String: FlatJSON]? {
        var object: [String: FlatJSON] = [:]
        guard take("{") else { return nil }
        if !take("}") {
            repeat {
                guard let key = string(), take(":"), let value = value() else { return nil }
                // What is there twice was not written here, and need not be read to its end.
                guard object.updateValue(value, forKey: key) == nil else { return nil }
            } while take(",")
            guard take("}") else { return nil }
        }
        skipSpace()
        return position == bytes.count ? object : nil
    }

    private mutating func value() -> FlatJSON? {
        skipSpace()
        guard position < bytes.count else { return nil }
        switch bytes[position] {
        case UInt8(ascii: "\""): return string().map(FlatJSON.text)
        case UInt8(ascii: "["): return list().map(FlatJSON.list)
        case UInt8(ascii: "n"): return word("null") ? .null : nil
        default: return number().map(FlatJSON.number)
        }
    }

    private mutating func list() -> [String]? {
        var list: [String] = []
        guard take("[") else { return nil }
        if take("]") { return list }
        repeat {
            guard let text = string() else { return nil }
            list.append(text)
        } while take(",")
        return take("]") ? list : nil
    }

    private mutating func number() -> Int? {
        let start = position
        while position < bytes.count, bytes[position] >= UInt8(ascii: "0"), bytes[position] <= UInt8(ascii: "9") {
            position += 1
        }
        return Int(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func string() -> String? {
        guard take("\"") else { return nil }
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = escape() else { return nil }
                text.append(escaped)
            default: text.append(byte)
            }
        }
        return nil
    }

    /// The escapes that a manifest uses: the quote, the backslash and control characters.
    private mutating func escape() -> UInt8? {
        guard position < bytes.count else { return nil }
        let byte = bytes[position]
        position += 1
        guard byte == UInt8(ascii: "u") else { return byte }
        guard position + 4 <= bytes.count else { return nil }
        let digits = String(decoding: bytes[position..<position + 4], as: UTF8.self)
        position += 4
        return UInt8(digits, radix: 16)
    }

    private mutating func word(_ word: String) -> Bool {
        guard bytes[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count, bytes[position] == UInt8(ascii: " ") || bytes[position] == UInt8(ascii: "\n") {
            position += 1
        }
    }
}
