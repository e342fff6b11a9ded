internal import SQLText

/// Values that stand for `${NAME}` in scripts.
///
/// Without any, `${` in a script means nothing special.
struct Placeholders: Sendable, Hashable {
    var values: [String: String] = [:]

    /// The text with every placeholder filled in.
    ///
    /// A value has no line ends, so lines stay where they are.
    func filled(_ text: SourceText) throws(MartletError) -> SourceText {
        guard !values.isEmpty else { return text }
        var parts: [(range: Range<Int>, value: [UInt8])] = []
        var index = 0
        let bytes = text.utf8
        while let start = bytes[index...].firstIndex(of: UInt8(ascii: "$")) {
            index = start + 1
            guard index < bytes.count, bytes[index] == UInt8(ascii: "{"),
                let end = bytes[index...].firstIndex(of: UInt8(ascii: "}"))
            else { continue }
            let name = String(decoding: bytes[(index + 1)..<end], as: UTF8.self)
            guard let value = values[name] else { throw missing(name, text, start) }
            index = end + 1
            parts.append((start..<index, Array(value.utf8)))
        }
        return text.filling(parts)
    }

    private func missing(_ name: String, _ text: SourceText, _ index: Int) -> MartletError {
        let near = closestMatch(to: name, among: values.keys.sorted())
        return MartletError(
            .config, "there is no value for the placeholder ${\(name)}",
            at: text.location(of: SourceOffset(utf8: index), length: name.unicodeScalars.count + 3),
            notes: ["nothing was changed"],
            help: near.map { "did you mean ${\($0)}?" } ?? "give one with --placeholder \(name)=VALUE")
    }
}
