extension SourceText {
    /// Where a `/*` begins that nothing closes: SQLite takes the rest of the text for a comment, PostgreSQL refuses it.
    ///
    /// Source: <https://www.sqlite.org/lang_comment.html>.
    public var openComment: SourceOffset? {
        var last: SQLToken?
        forEachToken { token, _ in last = token }
        guard let last, last.kind == .blockComment, last.range.upperBound == utf8.count else { return nil }
        let isClosed =
            switch dialect {
            case .sqlite: last.range.count >= 4 && utf8[last.range].suffix(2).elementsEqual("*/".utf8)
            case .postgres: utf8.withUnsafeBufferPointer { PostgresSkip.closesBlockComment($0, last.range) }
            }
        return isClosed ? nil : SourceOffset(utf8: last.range.lowerBound)
    }

    /// Calls `body` with every token of the text and its bytes, the data of COPY included.
    public func forEachToken(_ body: (SQLToken, UnsafeBufferPointer<UInt8>) -> Void) {
        utf8.withUnsafeBufferPointer { bytes in
            switch dialect {
            case .sqlite:
                var lexer = SQLiteLexer(bytes)
                while let token = lexer.next() { body(token, UnsafeBufferPointer(rebasing: bytes[token.range])) }
            case .postgres:
                var lexer = PostgresScriptLexer()
                while let (token, _) = lexer.next(in: bytes, isFinal: true) {
                    body(token, UnsafeBufferPointer(rebasing: bytes[token.range]))
                }
            }
        }
    }
}
