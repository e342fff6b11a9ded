internal import MartletCore

/// A statement of the engine's own with its values written out: a message of several statements takes none apart.
enum OwnStatement {
    static func text(_ sql: String, _ values: [Value]) throws(DriverError) -> String {
        guard !values.isEmpty else { return sql }
        var text: [UInt8] = []
        var rest = Array(sql.utf8)[...]
        var quote: UInt8?
        while let byte = rest.popFirst() {
            if quote == nil, byte == UInt8(ascii: "$"), let number = number(&rest) {
                guard values.indices.contains(number - 1) else {
                    throw DriverError(.misuse, "\(values.count) values, but a parameter $\(number)")
                }
                text += try literal(values[number - 1]).utf8
                continue
            }
            if byte == quote {
                quote = nil
            } else if quote == nil, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                quote = byte
            }
            text.append(byte)
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func number(_ rest: inout ArraySlice<UInt8>) -> Int? {
        let digits = rest.prefix { (0x30...0x39).contains($0) }.prefix(5)
        guard let number = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
        rest = rest.dropFirst(digits.count)
        return number
    }

    /// A value as SQL writes it, of the type that it has as a parameter.
    static func literal(_ value: Value) throws(DriverError) -> String {
        switch value {
        case .null: "NULL"
        case .integer(let number): "'\(number)'"
        case .real(let number): "'\(BoundValues.text(of: number))'"
        case .text(let text): quoted(String(decoding: try BoundValues.checked(text), as: UTF8.self))
        case .blob(let bytes): " E'\\\\x\(hexadecimal(bytes))'::pg_catalog.bytea"
        }
    }

    /// Read alike whatever `standard_conforming_strings` is.
    private static func quoted(_ text: String) -> String {
        let doubled = text.replacing("'", with: "''")
        return text.utf8.contains(UInt8(ascii: "\\"))
            ? " E'\(doubled.replacing("\\", with: "\\\\"))'" : "'\(doubled)'"
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
