internal import SQLText

/// Writes the values of each kind, as an engine takes them.
struct SampleTexts {
    /// Plain values, and those at the edges.
    typealias Samples = (plain: [Value], edges: [Value])

    let dialect: Dialect
    let conditions: [ExpressionParts]
    let count: Int

    /// The numbers of the rows.
    private var rows: ClosedRange<Int> { 1...max(1, count) }

    /// A value for each row, made of its number.
    func numbered(_ text: (Int) -> String) -> [Value] { rows.map { .text(text($0)) } }

    // MARK: Numbers

    /// Keys far from those that migrations bring along, then small ones, for narrow conditions.
    func integers(_ bits: Int) -> Samples {
        let limits: ClosedRange<Int64> =
            bits == 16 ? -32_768...32_767 : bits == 32 ? -2_147_483_648...2_147_483_647 : .min ... .max
        let first: Int64 = bits == 16 ? 20_000 : 100_000
        let plain = rows.map { first + Int64($0) } + rows.map(Int64.init)
        let spoken = conditions.flatMap(\.integers).flatMap { [$0, $0 &+ 1, $0 &- 1] }
        let edges = spoken + [0, 1, -1, 7, 40_000, 3_000_000_000, limits.upperBound, limits.lowerBound]
        return (plain.map(Value.integer), edges.filter(limits.contains).map(Value.integer))
    }

    func decimals(_ digits: Int?, _ scale: Int) -> Samples {
        let whole = max(0, (digits ?? 12) - scale)
        let fraction = scale > 0 ? "." + String(repeating: "5", count: scale) : digits == nil ? ".125" : ""
        let largest = String(repeating: "9", count: min(whole, 12)) + (whole == 0 ? "0" : "") + fraction
        let plain = rows.map { String($0) + fraction }
        let spoken = conditions.flatMap { $0.integers.map(String.init) + $0.reals.map { String($0) } }
        return (plain.map(number), (spoken + ["0", "1", "-1", largest, "-" + largest]).map(number))
    }

    var reals: Samples {
        let spoken = conditions.flatMap { $0.reals + $0.integers.map(Double.init) }
        let plain = rows.map { Double($0) + 0.25 } + rows.map { 1 / Double($0 + 1) }
        return (plain.map(Value.real), (spoken + [0, 1, -1.5, 0.1, 1e15]).map(Value.real))
    }

    private func number(_ text: String) -> Value {
        guard dialect == .sqlite else { return .text(text) }
        return Int64(text).map(Value.integer) ?? Double(text).map(Value.real) ?? .text(text)
    }

    func truth(_ isTrue: Bool) -> Value {
        dialect == .sqlite ? .integer(isTrue ? 1 : 0) : .text(isTrue ? "true" : "false")
    }

    // MARK: Texts

    /// Words, then the forms that conditions ask for most often.
    func texts(_ limit: Int?) -> Samples {
        let spoken = conditions.flatMap(\.texts)
        let patterned = spoken.flatMap(PatternExample.texts)
        let numbered = patterned.flatMap { text in rows.flatMap { [text + "\($0)", "\($0)" + text] } }
        let short = (limit ?? .max) < 12 ? rows.map(Self.letters) : []
        // Without conditions words will do.
        let forms = conditions.isEmpty ? Self.forms.prefix(1) : Self.forms[...]
        let plain = short + forms.flatMap { rows.map($0) } + numbered
        let edges = spoken + patterned + lengths.map(Self.long) + Self.edges + [Self.long(limit ?? 300)]
        return (fitting(plain, limit), fitting(edges, limit))
    }

    private func fitting(_ texts: [String], _ limit: Int?) -> [Value] {
        guard let limit else { return texts.map(Value.text) }
        return texts.map { text in
            .text(String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit))))
        }
    }

    /// The lengths that conditions speak of, and those beside them.
    private var lengths: [Int] {
        let spoken = conditions.filter(\.measures).flatMap(\.integers)
        return spoken.filter { (1...5_000).contains($0) }.flatMap { [Int($0), Int($0) - 1, Int($0) + 1] }
    }

    private static let edges = [
        "", " padded ", "007", "1e3", "O'Neill", "a\nb", "Zoë 漢字 🐦", "{}", "[]", "true", "%", "NULL", "a,b;\"c\"",
        "en", "DE",
    ]

    private static let forms: [@Sendable (Int) -> String] = [
        { "Martlet \($0)" }, { "martlet-\($0)" }, { "martlet_\(letters($0))" }, letters, { letters($0).uppercased() },
        { "m\($0)@example.org" }, { "https://example.org/\($0)" }, { "/martlet/\($0)" }, { "martlet/\($0).png" }, uuid,
        day, { day($0) + "T10:00:00Z" }, { day($0) + " 10:00:00" }, hash, { "#" + padded($0, 6) }, { padded($0, 4) },
        { "{\"n\": \($0)}" }, { "[\($0)]" }, { "192.0.2.\($0 % 256)" }, { "1.0.\($0)" },
    ]

    // MARK: Forms

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// Two letters, another pair for each number.
    @Sendable private static func letters(_ number: Int) -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz")
        var rest = number - 1
        var text = ""
        for _ in 0..<2 {
            text = String(alphabet[rest % 26]) + text
            rest /= 26
        }
        return text
    }

    @Sendable static func uuid(_ number: Int) -> String { "00000000-0000-4000-8000-" + padded(number, 12) }

    @Sendable private static func day(_ number: Int) -> String {
        "2024-\(padded(1 + number / 28 % 12, 2))-\(padded(1 + number % 28, 2))"
    }

    @Sendable private static func hash(_ number: Int) -> String { padded(number, 64) }

    private static func long(_ length: Int) -> String { String(repeating: "x", count: length) }

    // MARK: Others

    var bytes: Samples {
        let lengths = lengths.map { [UInt8](repeating: 0xAB, count: $0) }
        let numbers = conditions.filter(\.measures).flatMap(\.integers).filter { (2...5_000).contains($0) }
        let sized = numbers.flatMap { length in
            rows.map { [UInt8(truncatingIfNeeded: $0)] + [UInt8](repeating: 1, count: Int(length) - 1) }
        }
        let plain = rows.map { Array("Martlet \($0)".utf8) } + sized
        return (plain.map(Value.blob), ([[], [0, 255, 0]] + lengths).map(Value.blob))
    }

    func moments(_ kind: SampleKind) -> Samples {
        let spoken = conditions.flatMap(\.texts).filter { $0.first?.isNumber == true }.map(Value.text)
        switch kind {
        case .date: return (numbered(Self.day), spoken + ["1970-01-01", "2024-02-29", "9999-12-31"])
        case .time:
            return (numbered { "10:00:" + Self.padded($0 % 60, 2) }, spoken + ["00:00:00", "23:59:59.999999"])
        default:
            return (
                numbered { Self.day($0) + " 10:00:00" } + numbered { Self.day($0) + "T10:00:00Z" },
                spoken + ["1970-01-01 00:00:00", "2024-02-29 23:59:59.123456", "9999-12-31 23:59:59"]
            )
        }
    }

    var documents: Samples {
        (
            numbered { "{\"n\": \($0)}" } + numbered { "[\($0)]" },
            ["{}", "[]", "{\"b\": 1, \"a\": [1.0, null, \"Zoë\"]}", "\"text\"", "1", "true", "null"]
        )
    }

    /// Lists of one; of none and two at the edges.
    func lists(_ elements: ColumnSamples) -> Samples {
        func list(_ values: [Value]) -> Value {
            let texts = values.compactMap { Row([$0]).text(0) }.map { text in
                "\"" + text.map { "\\\"".contains($0) ? "\\\($0)" : String($0) }.joined() + "\""
            }
            return .text("{" + texts.joined(separator: ",") + "}")
        }
        let all = elements.plain + elements.edges
        return (all.map { list([$0]) }, [list([])] + zip(all, all.reversed()).map { list([$0, $1]) })
    }

    /// Texts of many types; the database takes those of its own.
    var anything: Samples {
        let forms: [(Int) -> String] = [
            { "\($0)" }, { "192.0.2.\($0 % 256)" }, { "\($0) days 02:03:04" }, { "Martlet\($0)" }, Self.day,
            { "08:00:2b:01:02:" + Self.padded($0 % 100, 2) }, { "(\($0),2)" }, { "[\($0),\($0 + 5))" },
            { "((\($0),2),(3,4))" }, { "<(\($0),2),3>" }, { "{\($0),2,3}" }, { "<a>\($0)</a>" },
            { "[\(Self.day($0)),\(Self.day($0 + 1)))" }, { "10:00:0\($0 % 10)+00" }, { "\"a\"=>\"\($0)\"" },
        ]
        let bits = (1...64).map { Value.text(String(repeating: "1", count: $0)) }
        return (forms.flatMap(numbered) + bits, ["", "0", "empty", "{}"])
    }
}
