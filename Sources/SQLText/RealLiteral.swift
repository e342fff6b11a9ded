/// Floating-point numbers as SQL that SQLite reads back bit for bit.
///
/// The shortest digits that name a number are not enough: SQLite reads decimals in extended precision and rounds twice,
/// so about one in six thousand comes back as its neighbour. Eighteen digits stay clear of the borders between numbers.
enum RealLiteral {
    static func text(_ value: Double) -> String {
        // With three decimals or fewer no border is near enough, and people can read them.
        let thousandths = (value * 1000).rounded()
        if abs(thousandths) < 0x1p53, thousandths / 1000 == value { return value.description }
        if abs(value) < 1e-290 { return tiny(value) }
        return decimal(value)
    }

    /// A number near the smallest ones, which SQLite reads wrongly whatever the digits: a product, exact at each step.
    private static func tiny(_ value: Double) -> String {
        let mantissa = abs(value) * 0x1p1000 * 0x1p126
        let exponent = mantissa.exponent - 52
        let digits = Int64(Double(sign: .plus, exponent: -exponent, significand: mantissa))
        let first = Double(sign: .plus, exponent: -537, significand: 1)
        let second = Double(sign: .plus, exponent: Int(exponent) - 1126 + 537, significand: 1)
        return "(\(value < 0 ? "-" : "")\(digits)*\(decimal(first))*\(decimal(second)))"
    }

    /// Eighteen digits of the exact decimal expansion, without zeros at the end.
    private static func decimal(_ value: Double) -> String {
        let binaryExponent = Int(value.exponent) - 52
        // m × 2^e is an integer, or m × 5^-e behind a decimal point that stands -e places from its end.
        var integer = LargeInteger(UInt64(value.significand.magnitude * 0x1p52))
        integer.multiply(by: binaryExponent < 0 ? 5 : 2, times: abs(binaryExponent))
        let all = integer.decimalDigits()
        let exponent = all.count - 1 + min(binaryExponent, 0)
        var digits = all.prefix(18)
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        let fraction = digits.count > 1 ? String(decoding: digits.dropFirst(), as: UTF8.self) : "0"
        return "\(value < 0 ? "-" : "")\(String(decoding: digits.prefix(1), as: UTF8.self)).\(fraction)e\(exponent)"
    }
}

/// An integer of any size, as far as printing a number needs one.
private struct LargeInteger {
    /// The lowest part first.
    private var parts: [UInt32]

    init(_ value: UInt64) { parts = [UInt32(truncatingIfNeeded: value), UInt32(value >> 32)] }

    mutating func multiply(by factor: UInt32, times: Int) {
        var left = times
        while left > 0 {
            // Thirteen fives are the most that fit into one part.
            let batch = min(left, 13)
            let factor = (0..<batch).reduce(UInt32(1)) { power, _ in power * factor }
            left -= batch
            var carry: UInt64 = 0
            for index in parts.indices {
                carry += UInt64(parts[index]) * UInt64(factor)
                parts[index] = UInt32(truncatingIfNeeded: carry)
                carry >>= 32
            }
            if carry > 0 { parts.append(UInt32(carry)) }
        }
    }

    /// All decimal digits, the highest first.
    consuming func decimalDigits() -> [UInt8] {
        var digits: [UInt8] = []
        while !parts.isEmpty {
            var rest: UInt64 = 0
            for index in parts.indices.reversed() {
                rest = rest << 32 | UInt64(parts[index])
                parts[index] = UInt32(rest / 1_000_000_000)
                rest %= 1_000_000_000
            }
            while parts.last == 0 { parts.removeLast() }
            for _ in 0..<9 where rest > 0 || !parts.isEmpty {
                digits.append(UInt8(ascii: "0") + UInt8(rest % 10))
                rest /= 10
            }
        }
        return digits.reversed()
    }
}
