/// Texts of the server, made ready to stand in others.
enum StatementText {
    /// Without the semicolon, blanks and line ends around it.
    static func withoutSemicolon(_ text: String) -> String {
        let rest = withoutLineEnd(text)
        return rest.hasSuffix(";") ? withoutLineEnd(String(rest.dropLast())) : rest
    }

    /// Without blanks and line ends around it.
    static func withoutLineEnd(_ text: String) -> String {
        var rest = Substring(text).utf8.drop { $0 <= 0x20 }
        while let last = rest.last, last <= 0x20 { rest = rest.dropLast() }
        return String(decoding: rest, as: UTF8.self)
    }

    /// Without the parentheses around the whole, which the server writes around every operator.
    static func withoutParentheses(_ text: String) -> String {
        var bytes = Array(text.utf8)[...]
        while bytes.first == UInt8(ascii: "("), closing(bytes) == bytes.endIndex - 1 {
            bytes = bytes.dropFirst().dropLast()
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Where the parenthesis that the text begins with is closed; `nil` if nowhere.
    static func closing(_ bytes: ArraySlice<UInt8>) -> Int? {
        var scan = QuoteScan()
        var depth = 0
        for index in bytes.indices {
            guard scan.isOutside(bytes[index]) else { continue }
            switch bytes[index] {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"):
                depth -= 1
                if depth == 0 { return index }
            default: break
            }
        }
        return nil
    }

    /// The parts between commas that no parentheses hold.
    static func parts(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var scan = QuoteScan()
        var (depth, start) = (0, bytes.startIndex)
        for index in bytes.indices {
            guard scan.isOutside(bytes[index]) else { continue }
            switch bytes[index] {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ",") where depth == 0:
                parts.append(bytes[start..<index])
                start = index + 1
            default: break
            }
        }
        parts.append(bytes[start...])
        return parts
    }
}

/// Tells what is in quotation marks, as the server writes them back: strings with backslashes begin with `E`.
private struct QuoteScan {
    private var quote: UInt8?
    private var hasEscapes = false
    private var isEscaped = false
    private var last: UInt8 = 0

    /// Whether the byte stands outside of strings and quoted names.
    mutating func isOutside(_ byte: UInt8) -> Bool {
        defer { last = byte }
        guard let quote else {
            guard byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") else { return true }
            self.quote = byte
            hasEscapes = byte == UInt8(ascii: "'") && last == UInt8(ascii: "E")
            return false
        }
        if isEscaped {
            isEscaped = false
        } else if hasEscapes, byte == UInt8(ascii: "\\") {
            isEscaped = true
        } else if byte == quote {
            // A doubled mark ends the text and begins it anew.
            self.quote = nil
        }
        return false
    }
}
