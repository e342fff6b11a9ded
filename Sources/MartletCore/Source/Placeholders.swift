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
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        var index = 0
        let bytes = text.utf8
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "$"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "{"),
                let end = bytes[index...].firstIndex(of: UInt8(ascii: "}"))
            else {
                result.append(bytes[index])
                index += 1
                continue
            }
            let name = String(decoding: bytes[(index + 2)..<end], as: UTF8.self)
            guard let value = values[name] else { throw missing(name, text, index) }
            result += Array(value.utf8)
            index = end + 1
        }
        return SourceText(String(decoding: result, as: UTF8.self), name: text.name)
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
