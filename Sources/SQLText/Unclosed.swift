extension SourceText {
    /// The comment or quotation that nothing closes: it takes the rest of the text with it.
    ///
    /// SQLite takes an open `/*` for a comment, PostgreSQL refuses it; an open quotation no engine takes.
    /// Source: <https://www.sqlite.org/lang_comment.html>.
    public var unclosed: Unclosed? {
        var last: SQLToken?
        forEachToken { token, _ in last = token }
        guard let last, last.range.upperBound == utf8.count else { return nil }
        let offset = SourceOffset(utf8: last.range.lowerBound)
        switch last.kind {
        case .unterminated: return Unclosed(offset: offset, isComment: false)
        case .blockComment: return isClosed(last) ? nil : Unclosed(offset: offset, isComment: true)
        default: return nil
        }
    }

    private func isClosed(_ comment: SQLToken) -> Bool {
        switch dialect {
        case .sqlite: comment.range.count >= 4 && utf8[comment.range].suffix(2).elementsEqual("*/".utf8)
        case .postgres: utf8.withUnsafeBufferPointer { PostgresSkip.closesBlockComment($0, comment.range) }
        }
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

/// Something that begins in a text and does not end there.
public struct Unclosed: Sendable, Hashable {
    /// Where it begins.
    public let offset: SourceOffset
    /// Whether it is a comment, and no quotation.
    public let isComment: Bool
}
