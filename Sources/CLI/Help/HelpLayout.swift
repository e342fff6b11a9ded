/// Lays out help: wrapped paragraphs and two aligned columns.
struct HelpLayout {
    /// The columns of a line.
    let width: Int

    /// What stands left and right in two columns.
    struct Entry {
        var term: String
        var text: String
    }

    /// A paragraph in lines of at most `width` columns; a word that is longer stands alone.
    func paragraph(_ text: String, width: Int? = nil) -> [String] {
        let width = width ?? self.width
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, DisplayWidth.of(line) + 1 + DisplayWidth.of(word) > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// A heading and entries under it, indented; nothing if there are none.
    func section(_ title: String, _ entries: [Entry], look: Look = .plain) -> [StyledText] {
        entries.isEmpty ? [] : ["", "\(title, .bold)"] + columns(entries, look: look)
    }

    /// Entries in two columns.
    ///
    /// The left one is as wide as its widest term that takes less than half of the line; a longer term has a line of
    /// its own.
    func columns(_ entries: [Entry], look: Look = .plain) -> [StyledText] {
        let limit = width / 2 - 2
        let left = entries.map { DisplayWidth.of($0.term) }.filter { $0 <= limit }.max() ?? limit
        let indent = StyledText(String(repeating: " ", count: left + 4))
        return entries.flatMap { entry -> [StyledText] in
            let term: StyledText = "  \(entry.term, look)"
            let lines = paragraph(entry.text, width: width - left - 4).map { indent + StyledText($0) }
            guard let first = lines.first, DisplayWidth.of(entry.term) <= left else { return [term] + lines }
            let line = term.padded(to: left + 4) + StyledText(first.plain.dropFirst(left + 4))
            return [line] + lines.dropFirst()
        }
    }
}
