package import SQLText

/// The text of a configuration file, and places in it that are safe to show.
///
/// A line of a configuration may hold a password. A line is shown whole only where its key says that it holds none;
/// elsewhere what is shown ends with the marked text, and nothing is shown where that, or what stands before it, could
/// be part of a secret.
package struct ConfigText: Sendable {
    /// The largest configuration that is read: 1 MiB.
    package static let sizeLimit = 1 << 20

    /// The text.
    package let source: SourceText

    /// The file as shown to people.
    package var name: String { source.name }

    /// Makes a text of the bytes of a file.
    package init(bytes: [UInt8], name: String) throws(MartletError) {
        guard bytes.count <= Self.sizeLimit else {
            throw MartletError(.config, "\(name) is larger than 1 MiB, too large for a configuration")
        }
        do throws(SourceTextError) {
            source = try SourceText(bytes: bytes, name: name)
        } catch {
            throw MartletError(.config, Self.message(for: error, name: name), help: "save the file as UTF-8")
        }
    }

    private static func message(for error: SourceTextError, name: String) -> String {
        switch error {
        case .invalidUTF8(let offset): "\(name) is not UTF-8: the byte at offset \(offset) is wrong"
        case .containsNUL(let offset): "\(name) holds a NUL character at byte offset \(offset)"
        case .utf16: "\(name) is UTF-16, not UTF-8"
        }
    }

    /// The text of a line, counted from 1.
    package func line(_ number: Int) -> String? {
        var rest = source.utf8[...]
        for _ in 1..<max(number, 1) {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            rest = rest[(end + 1)...]
        }
        return String(decoding: rest.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    /// The first character that ends a line in YAML 1.1 and nowhere else.
    ///
    /// Behind one a comment goes on as content, unseen, and lines have other numbers than in an editor.
    /// Source: <https://yaml.org/spec/1.1/#id871136>.
    package var foreignLineEnd: (name: String, position: SourcePosition)? {
        let ends: [(name: String, bytes: [UInt8])] = [
            ("U+0085", [0xC2, 0x85]), ("U+2028", [0xE2, 0x80, 0xA8]), ("U+2029", [0xE2, 0x80, 0xA9]),
        ]
        let bytes = source.utf8
        for index in bytes.indices where bytes[index] == 0xC2 || bytes[index] == 0xE2 {
            guard let end = ends.first(where: { bytes[index...].starts(with: $0.bytes) }) else { continue }
            return (end.name, source.position(of: SourceOffset(utf8: index)))
        }
        return nil
    }

    /// A place with as much of its line as is safe to show.
    ///
    /// The parser ends a last line that has no end: what it says of the line behind is said of the end of the text.
    ///
    /// - Parameters:
    ///   - isSecret: the marked text is shown as `***`.
    ///   - isStrict: show nothing unless just a key stands before, because nobody knows what the text was meant to be.
    package func location(
        _ position: SourcePosition, length: Int = 1, isSecret: Bool = false, isStrict: Bool = false
    ) -> SourceLocation {
        guard let line = line(position.line) else {
            return SourceLocation(file: name, position: source.position(of: SourceOffset(utf8: source.utf8.count)))
        }
        var location = SourceLocation(file: name, position: position, length: length)
        if !isSecret, Self.isHarmless(line), Self.isOpen(line) {
            location.excerpt = line
            return location
        }
        let before = String(line.unicodeScalars.prefix(position.column - 1))
        let marked = String(line.unicodeScalars.dropFirst(position.column - 1).prefix(length))
        let isSafe = Self.isHarmless(before) && (!isStrict || Self.isOnlyKey(before))
        guard isSafe else { return location }
        // A plain path is no secret, and the message shows it as well.
        let isHidden = isSecret && !marked.drop { "\"'".contains($0) }.hasPrefix("sqlite:")
        if isHidden || !Self.isHarmless(marked) {
            location.excerpt = before + "***"
            location.length = 3
        } else {
            location.excerpt = before + marked
        }
        return location
    }

    /// The place of a scalar.
    package func location(_ scalar: YAMLScalar, isSecret: Bool = false) -> SourceLocation {
        location(scalar.position, length: scalar.length, isSecret: isSecret)
    }

    /// An error in this file.
    package func fault(
        _ message: String, at position: SourcePosition, length: Int = 1, notes: [String] = [], help: String? = nil,
        isStrict: Bool = false
    ) -> MartletError {
        let place = location(position, length: length, isStrict: isStrict)
        return MartletError(.config, message, at: place, notes: notes, help: help)
    }

    /// An error about a scalar of this file.
    package func fault(
        _ message: String, at scalar: YAMLScalar, notes: [String] = [], help: String? = nil
    ) -> MartletError {
        MartletError(.config, message, at: location(scalar), notes: notes, help: help)
    }

    /// A word of the file, quoted and fit to be shown.
    package static func shown(_ word: String) -> String {
        guard isHarmless(word) else { return "'***'" }
        let start = String(word.unicodeScalars.prefix(60))
        return "'" + PrintableText.escaping(start) + (start == word ? "'" : "…'")
    }

    /// Where in the file something is, by its keys; a key that could be a secret in the wrong place is left out.
    package static func path(_ parent: String, _ key: YAMLScalar) -> String {
        parent + "." + (isHarmless(key.text) ? key.text : "***")
    }

    private static func isHarmless(_ text: String) -> Bool {
        // `://user:password@host`, `password=…`, and mappings in one line, whose values nobody has looked at.
        let isSuspicious = text.utf8.contains { "@=".utf8.contains($0) } || text.utf8.count > 200
        guard !isSuspicious else { return false }
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            if scalar == "{", previous != "$" { return false }
            if scalar == "/", previous == "/" { return false }
            previous = scalar
        }
        return true
    }

    /// Whether a line begins with a key, rightly spelt or nearly so, whose value is never a secret.
    ///
    /// The default of a variable stands for anything, and so does a comment.
    private static func isOpen(_ line: String) -> Bool {
        if line.utf8.contains(":-".utf8) || line.utf8.contains(UInt8(ascii: "#")) { return false }
        let trimmed = line.drop { $0 == " " || $0 == "-" }
        guard let colon = trimmed.firstIndex(of: ":") else { return false }
        let key = String(trimmed[..<colon])
        let sections = ["project", "env_file", "databases", "defaults"]
        if sections.contains(key) { return true }
        let known =
            ConfigKey(rawValue: key)?.rawValue
            ?? closestMatch(
                to: key, among: sections + ConfigKey.allCases.map(\.rawValue))
        return known.map { ConfigKey(rawValue: $0)?.isOpen ?? true } ?? false
    }

    private static func isOnlyKey(_ text: String) -> Bool {
        let trimmed = text.utf8.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "-") }
        let rest = trimmed.drop { !": \t".utf8.contains($0) }
        return rest.allSatisfy { ": \t".utf8.contains($0) }
    }
}
