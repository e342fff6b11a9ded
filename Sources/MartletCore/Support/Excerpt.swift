/// The beginning of a text from outside, where the whole could be a file: the text of a statement, or an error about it.
package enum Excerpt {
    /// At most so many lines and characters, with `…` where something is missing.
    package static func of(_ text: String, lines: Int = 4, characters: Int = 400) -> String {
        // Most are short: that is decided on bytes, and without a walk through a text of megabytes.
        let isShort = text.utf8.count <= characters && text.utf8.count { $0 == UInt8(ascii: "\n") } < lines
        if isShort { return text }
        var lineEnds = 0
        let kept = text.unicodeScalars.prefix(characters).prefix { scalar in
            if scalar == "\n" { lineEnds += 1 }
            return lineEnds < lines
        }
        return kept.endIndex == text.endIndex ? text : String(kept) + "…"
    }
}
