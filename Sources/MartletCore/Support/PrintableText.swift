/// Makes text from outside safe to show on a terminal.
public enum PrintableText {
    /// The text with control and direction characters, which could rewrite a terminal line, written as `\u{1b}`.
    public static func escaping(_ text: String) -> String {
        guard needsEscaping(text) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if isHarmful(scalar) {
                result += "\\u{" + String(scalar.value, radix: 16) + "}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func needsEscaping(_ text: String) -> Bool {
        // Almost every text is plain ASCII: decide that on bytes.
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { return false }
        return text.unicodeScalars.contains(where: isHarmful)
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7f..<0xa0: true  // C0, DEL, C1
        case 0x200e...0x200f, 0x202a...0x202e, 0x2066...0x2069, 0x61c: true  // direction marks and overrides
        case 0x2028...0x2029, 0xfeff: true  // line separators, byte order mark
        default: false
        }
    }
}
