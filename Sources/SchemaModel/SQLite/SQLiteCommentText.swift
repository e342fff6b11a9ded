/// The words of comments, without the marks that make them such.
enum SQLiteCommentText {
    /// The lines of one comment, each without what only decorates it.
    static func lines(_ bytes: ArraySlice<UInt8>, isLine: Bool) -> [String] {
        var inner = bytes.dropFirst(2)
        if isLine {
            let dashes = inner.prefix { $0 == UInt8(ascii: "-") }.count
            if inner.dropFirst(dashes).first.map(\.isBlank) ?? true { inner = inner.dropFirst(dashes) }
        } else if inner.suffix(2).elementsEqual("*/".utf8) {
            inner = inner.dropLast(2)
        }
        return inner.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            // What is written of it stands between these two marks.
            let text = Array(String(decoding: line, as: UTF8.self).replacing("*/", with: "* /").utf8)
            let words = text[...].withoutFrame.reversed().withoutFrame.reversed()
            return String(decoding: words, as: UTF8.self)
        }
    }

    /// One text of all lines; nothing where no line has words, or where they are SQL that somebody has taken out.
    static func joined(_ lines: [String]) -> String? {
        let said = lines.map { $0.utf8.contains(where: \.isOfWord) ? $0 : "" }
        let words = said.drop(while: \.isEmpty).reversed().drop(while: \.isEmpty).reversed()
        guard let last = words.last?.utf8.last, last != UInt8(ascii: ","), last != UInt8(ascii: ";") else { return nil }
        return words.joined(separator: "\n")
    }

    /// The text as a comment that stands before whatever comes next.
    ///
    /// In this form it stays what it is when ALTER TABLE puts a column behind it, or takes one away.
    static func written(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return "/* " + lines.map { $0.isEmpty ? "" : "        " + $0 }.joined(separator: "\n").drop { $0 == " " }
            + " */"
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool { self <= 0x20 }

    /// Whether it is a letter or a digit, or a part of one.
    fileprivate var isOfWord: Bool {
        self >= 0x80 || (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }
}

extension BidirectionalCollection<UInt8> {
    /// The bytes without blanks at the beginning, and without stars that a blank follows.
    fileprivate var withoutFrame: SubSequence {
        let inner = drop(while: \.isBlank)
        let behind = inner.drop { $0 == UInt8(ascii: "*") }
        guard behind.startIndex != inner.startIndex, behind.first.map(\.isBlank) ?? true else { return inner }
        return behind.withoutFrame
    }
}
