internal import SQLText

/// Values that stand for `${NAME}` in scripts, or for a text that another tool knows: `{{ .Schema }}`, `:SCHEMA`.
///
/// Without any, `${` in a script means nothing special.
struct Placeholders: Sendable, Hashable {
    var values: [String: String] = [:]
    /// Whether `${NAME}` is one also where there is no value at all, so that it is missed.
    var areExpected = false

    /// The text with every placeholder filled in.
    ///
    /// A value has no line ends, so lines stay where they are.
    /// - Parameter variables: where variables of the environment are filled in too.
    func filled(_ text: SourceText, variables: [Range<Int>] = []) throws(MartletError) -> SourceText {
        guard !values.isEmpty || areExpected || !variables.isEmpty else { return text }
        let shell = ShellVariables(text: text) { values[$0] ?? ProcessEnvironment.value($0) }
        var parts = try marks(in: text) + shell.parts(in: variables)
        let taken = parts.map(\.range)
        var index = 0
        let bytes = text.utf8
        while let start = bytes[index...].firstIndex(of: UInt8(ascii: "$")) {
            index = start + 1
            guard index < bytes.count, bytes[index] == UInt8(ascii: "{"),
                let end = bytes[index...].firstIndex(of: UInt8(ascii: "}"))
            else { continue }
            if taken.contains(where: { $0.contains(start) }) { continue }
            let name = String(decoding: bytes[(index + 1)..<end], as: UTF8.self)
            guard let value = values[name] else { throw missing(name, text, start) }
            index = end + 1
            parts.append((start..<index, Array(value.utf8)))
        }
        return text.filling(parts.sorted { $0.range.lowerBound < $1.range.lowerBound })
    }

    /// The places of the texts that stand for themselves; a longer name that begins with one is another.
    private func marks(in text: SourceText) -> [(range: Range<Int>, value: [UInt8])] {
        var parts: [(range: Range<Int>, value: [UInt8])] = []
        let marks = values.filter { !PlaceholderKey.isName($0.key) }.sorted { $0.key.utf8.count > $1.key.utf8.count }
        for (key, value) in marks {
            for range in text.utf8.ranges(ofMark: Array(key.utf8)) {
                let isCut =
                    Self.isNameByte(text.utf8, range.upperBound - 1) && Self.isNameByte(text.utf8, range.upperBound)
                if isCut || parts.contains(where: { $0.range.overlaps(range) }) { continue }
                parts.append((range, Array(value.utf8)))
            }
        }
        return parts
    }

    private static func isNameByte(_ bytes: [UInt8], _ index: Int) -> Bool {
        guard index < bytes.count else { return false }
        return Interpolation.isNameScalar(Unicode.Scalar(bytes[index]))
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

extension [UInt8] {
    /// Where this text stands; a blank in it may be missing, or be several.
    fileprivate func ranges(ofMark mark: [UInt8]) -> [Range<Int>] {
        guard let first = mark.first else { return [] }
        var found: [Range<Int>] = []
        var index = 0
        while let start = self[index...].firstIndex(of: first) {
            index = start + 1
            guard let end = end(ofMark: mark, from: start) else { continue }
            found.append(start..<end)
            index = end
        }
        return found
    }

    private func end(ofMark mark: [UInt8], from start: Int) -> Int? {
        var index = start
        for byte in mark {
            if byte == UInt8(ascii: " ") {
                index = self[index...].firstIndex { $0 != byte } ?? count
            } else {
                guard index < count, self[index] == byte else { return nil }
                index += 1
            }
        }
        return index
    }
}
