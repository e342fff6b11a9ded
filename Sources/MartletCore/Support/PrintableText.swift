/// Makes text from outside safe to show: what would steer a terminal, or hide what is written, becomes visible.
package enum PrintableText {
    /// The text with every control, bidirectional and invisible character written out, such as `\u{1b}`.
    ///
    /// A line stays a line: line ends and tabs are written out too.
    package static func escaping(_ text: String) -> String {
        // Almost all text is printable ASCII: decide that on bytes.
        if isBare(text) { return text }
        return text.unicodeScalars.reduce(into: "") { $0 += isHarmful($1) ? escaping($1) : String($1) }
    }

    /// Whether it is all printable ASCII, which takes a column each and needs no escaping.
    package static func isBare(_ text: String) -> Bool { text.utf8.allBytes { (0x20...0x7E).contains($0) } }

    /// The same, with line ends and tabs left as they are: for whole files that are shown on a terminal.
    package static func escapingWithinLines(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            let isLayout = scalar == "\n" || scalar == "\t"
            result += isHarmful(scalar) && !isLayout ? escaping(scalar) : String(scalar)
        }
    }

    /// How a harmful scalar is written.
    package static func escaping(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{\(String(scalar.value, radix: 16))}"
        }
    }

    /// Control characters, bidirectional controls (CVE-2021-42574), separators of lines, and invisible characters.
    package static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E: false
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB: true
        case 0xE0000...0xE007F: true
        default: false
        }
    }
}

extension Collection<UInt8> {
    /// Whether all bytes are such; at once where they lie in one piece, as those of almost all strings do.
    package func allBytes(_ areSuch: (UInt8) -> Bool) -> Bool {
        withContiguousStorageIfAvailable { $0.allSatisfy(areSuch) } ?? allSatisfy(areSuch)
    }
}
