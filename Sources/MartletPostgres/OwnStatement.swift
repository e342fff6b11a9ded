internal import MartletCore

/// A statement of the engine's own with its values written out: a message of several statements takes none apart.
enum OwnStatement {
    /// Adds the statement to a message, each `$1` as the value that it stands for.
    static func write(_ sql: String, _ values: [Value], to message: inout MessageText) throws(DriverError) {
        guard !values.isEmpty else { return message.append(sql) }
        let text = Array(sql.utf8)
        var (written, index) = (0, 0)
        var quote: UInt8?
        while index < text.count {
            let byte = text[index]
            if quote == nil, byte == UInt8(ascii: "$"), let (number, end) = number(in: text, at: index + 1) {
                guard values.indices.contains(number - 1) else {
                    throw DriverError(.misuse, "\(values.count) values, but a parameter $\(number)")
                }
                message.append(text[written..<index])
                try write(values[number - 1], to: &message)
                (written, index) = (end, end)
                continue
            }
            if byte == quote {
                quote = nil
            } else if quote == nil, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                quote = byte
            }
            index += 1
        }
        message.append(text[written...])
    }

    /// The number at a place, and where it ends.
    private static func number(in text: [UInt8], at start: Int) -> (Int, end: Int)? {
        var (number, end) = (0, start)
        while end < text.count, end < start + 5, (0x30...0x39).contains(text[end]) {
            number = number * 10 + Int(text[end] & 0xf)
            end += 1
        }
        return end > start ? (number, end) : nil
    }

    /// Adds a value as SQL writes it, of the type that it has as a parameter.
    private static func write(_ value: Value, to message: inout MessageText) throws(DriverError) {
        switch value {
        case .null: message.append("NULL")
        case .integer(let number): message.append("'\(number)'")
        case .real(let number): message.append("'\(BoundValues.text(of: number))'")
        case .text(let text): try write(text, to: &message)
        case .blob(let bytes): message.append(" E'\\\\x\(hexadecimal(bytes))'::pg_catalog.bytea")
        }
    }

    /// Adds a text in quotes, read alike whatever `standard_conforming_strings` is.
    private static func write(_ text: String, to message: inout MessageText) throws(DriverError) {
        let (quote, backslash) = (UInt8(ascii: "'"), UInt8(ascii: "\\"))
        if text.utf8.contains(backslash) { message.append(" E") }
        message.append(quote)
        for byte in try BoundValues.checked(text) {
            if byte == quote || byte == backslash { message.append(byte) }
            message.append(byte)
        }
        message.append(quote)
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
