extension SourceText {
    /// Where a `/*` begins that nothing closes; SQLite takes the rest of the text for a comment.
    ///
    /// Source: <https://www.sqlite.org/lang_comment.html>.
    public var openComment: SourceOffset? {
        utf8.withUnsafeBufferPointer { bytes in
            var lexer = SQLiteLexer(bytes)
            var last: SQLToken?
            while let token = lexer.next() { last = token }
            guard let last, last.kind == .blockComment else { return nil }
            let isClosed = last.range.count >= 4 && bytes[last.range].suffix(2).elementsEqual("*/".utf8)
            return isClosed ? nil : SourceOffset(utf8: last.range.lowerBound)
        }
    }
}
