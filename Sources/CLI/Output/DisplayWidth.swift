import MartletCore

/// How many columns text takes on a terminal.
enum DisplayWidth {
    /// The columns of a text without control characters.
    static func of(_ text: some StringProtocol) -> Int {
        // Bytes below 0x80 are one column each; most text has no others.
        text.utf8.allBytes { $0 < 0x80 } ? text.utf8.count : text.unicodeScalars.reduce(0) { $0 + of($1) }
    }

    /// As much of the beginning of a text as takes at most so many columns.
    static func prefix(of text: Substring, columns: Int) -> Substring {
        var left = columns
        let scalars = text.unicodeScalars.prefix { scalar in
            left -= of(scalar)
            return left >= 0
        }
        return Substring(scalars)
    }

    /// The columns of a scalar: 0 for combining and invisible ones, 2 for East Asian wide ones and emoji, else 1.
    static func of(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return scalar == "\u{AD}" ? 0 : 1 }
        // The signs of our own texts, which stand in every row of a table: looking them up takes its time.
        switch scalar {
        case "–", "…", "→", "✓", "✗": return 1
        default: break
        }
        // Vowels and finals of Hangul join the consonant before them.
        if (0x1160...0x11FF).contains(scalar.value) { return 0 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        if wide.contains(where: { $0.contains(scalar.value) }) { return 2 }
        let isRegionalIndicator = (0x1F1E6...0x1F1FF).contains(scalar.value)
        return scalar.properties.isEmojiPresentation && !isRegionalIndicator ? 2 : 1
    }

    /// East Asian Width W and F, Unicode 15, without the emoji, which have a property of their own.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4CF,
        0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
        0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x2FFFD,
        0x30000...0x3FFFD,
    ]
}
