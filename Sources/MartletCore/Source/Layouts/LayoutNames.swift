extension Substring {
    /// The name without this ending; `nil` if it has another one, or nothing else.
    func droppingEnding(_ ending: String) -> Substring? {
        utf8.hasEnding(ending) && utf8.count > ending.utf8.count
            ? Substring(utf8.dropLast(ending.utf8.count)) : nil
    }

    /// The number that the name begins with, and the words behind it.
    /// - Parameter separators: what may stand between them.
    func numbered(separators: String) -> (version: String, title: String)? {
        let digits = utf8.prefix(while: \.isDigit)
        guard !digits.isEmpty else { return nil }
        let rest = self[digits.endIndex...]
        guard let first = rest.first else { return (String(Substring(digits)), "") }
        guard separators.contains(first) else { return nil }
        return (String(Substring(digits)), String(rest.dropFirst()).inWords)
    }
}

extension String {
    /// A name as words: its underscores and dashes are spaces.
    var inWords: String { String(map { $0 == "_" || $0 == "-" ? " " : $0 }) }
}

extension BidirectionalCollection<UInt8> {
    /// Whether they end in this text, byte for byte: to Swift, a letter may be one character with the dot behind it.
    func hasEnding(_ text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
