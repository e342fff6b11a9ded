/// How much room a text takes, without knowing the font that it will be shown in.
///
/// Widths are those of DejaVu Sans Bold, rounded up: of the fonts that systems show user interfaces in it is the widest,
/// so that a text that has room here has room in every other.
enum TextWidth {
    /// The pixels that a text takes at most.
    static func pixels(_ text: String, size: Int) -> Int {
        (text.unicodeScalars.reduce(0) { $0 + hundredths($1.value) } * size + 99) / 100
    }

    /// The text, or as much of it as fits before an ellipsis.
    static func fitted(_ text: String, size: Int, within limit: Int) -> String {
        if pixels(text, size: size) <= limit { return text }
        var kept = ""
        var width = pixels("…", size: size)
        for character in text {
            width += pixels(String(character), size: size)
            if width > limit { break }
            kept.append(character)
        }
        return kept + "…"
    }

    /// The width of a character in hundredths of the font's size.
    private static func hundredths(_ scalar: UInt32) -> Int {
        switch scalar {
        case 0x20..<0x7f: printable[Int(scalar) - 0x20]
        case 0x300..<0x370, 0x200b...0x200d, 0xfe00...0xfe0f: 0
        case 0xa0..<0x180: 115
        // Whole words and phrases in one character.
        case 0xfdf0...0xfdff: 1_000
        // Cuneiform.
        case 0x12000..<0x12550: 400
        case 0x2e80..<0xfb00: 105
        default: 145
        }
    }

    /// From the space to the tilde.
    private static let printable = [
        35, 46, 53, 84, 70, 101, 88, 31, 46, 46, 53, 84, 38, 42, 38, 37, 70, 70, 70,
        70, 70, 70, 70, 70, 70, 70, 40, 40, 84, 84, 84, 59, 100, 78, 77, 74, 84, 69,
        69, 83, 84, 38, 38, 78, 64, 100, 84, 86, 74, 86, 78, 73, 69, 82, 78, 111, 78,
        73, 73, 46, 37, 46, 84, 50, 50, 68, 72, 60, 72, 68, 44, 72, 72, 35, 35, 67,
        35, 105, 72, 69, 72, 72, 50, 60, 48, 72, 66, 93, 65, 66, 59, 72, 37, 72, 84,
    ]
}
