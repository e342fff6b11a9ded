/// Values as SQL text, for what cannot be a bound parameter: dumps, DEFAULT, PRAGMA.
public enum SQLLiteral {
    /// The null value.
    public static let null = "NULL"

    /// A text.
    ///
    /// One with a NUL becomes a cast blob, as SQLite has no other way to write it.
    public static func text(_ value: String) -> String {
        if value.utf8.contains(0) { return "CAST(\(blob(value.utf8)) AS TEXT)" }
        return quote(value, with: "'")
    }

    /// A whole number.
    public static func integer(_ value: Int64) -> String {
        // SQLite reads the smallest one as minus a number too large for an integer: a real.
        value == .min ? "(-9223372036854775807-1)" : "\(value)"
    }

    /// A floating-point number that is read back bit for bit.
    ///
    /// Infinity is a number too large; NaN is NULL, as in `.dump`.
    public static func real(_ value: Double) -> String {
        if value.isNaN { return null }
        if value.isInfinite { return value < 0 ? "-1e999" : "1e999" }
        return RealLiteral.text(value)
    }

    /// Bytes, in hexadecimal.
    public static func blob(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var result = Array("x'".utf8)
        for byte in bytes {
            result.append(digits[Int(byte >> 4)])
            result.append(digits[Int(byte & 15)])
        }
        result.append(Byte.quote)
        return String(decoding: result, as: UTF8.self)
    }
}
