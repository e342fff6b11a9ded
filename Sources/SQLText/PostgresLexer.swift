/// Cuts SQL for PostgreSQL into tokens, byte for byte as its own `scan.l` does.
///
/// Two things are one token here that are two there: `N'…'`, and a number with the letters behind it, which PostgreSQL
/// refuses from version 15 on. <https://www.postgresql.org/docs/current/sql-syntax-lexical.html>
public struct PostgresLexer: SQLLexer {
    /// The window.
    public let bytes: UnsafeBufferPointer<UInt8>
    /// Whether the text ends with the window.
    public let isFinal: Bool
    /// Where the next token begins.
    public var position: Int
    /// Whether a backslash in `'…'` is a character like any other: `standard_conforming_strings`.
    public var standardStrings = true

    private typealias Reach = PostgresSkip.Reach

    /// Makes a lexer over a window.
    public init(_ bytes: UnsafeBufferPointer<UInt8>, from position: Int = 0, isFinal: Bool = true) {
        self.bytes = bytes
        self.position = position
        self.isFinal = isFinal
    }

    /// The next token; `nil` at the end.
    ///
    /// After an incomplete token the position stays where it begins.
    public mutating func next() -> SQLToken? {
        guard position < bytes.count, let base = bytes.baseAddress else { return nil }
        let (kind, reach) = token(base, at: position)
        if !isFinal, !reach.isCertain { return SQLToken(kind: .incomplete, range: position..<bytes.count) }
        defer { position = reach.end }
        return SQLToken(kind: kind, range: position..<reach.end)
    }

    private func token(_ base: UnsafePointer<UInt8>, at start: Int) -> (SQLTokenKind, Reach) {
        let first = base[start]
        let end = bytes.count
        switch first {
        case let byte where byte.isSpace:
            return (.space, run(base, from: start + 1) { $0.isSpace })
        case let byte where byte.isIdentifierStart: return word(base, at: start)
        case let byte where byte.isDigit: return (.number, PostgresSkip.number(base, at: start, end: end))
        case Byte.quote: return string(base, at: start, standardStrings ? .doubled : .escaped)
        case Byte.doubleQuote: return quotedName(base, at: start)
        case Byte.dollar: return dollar(base, at: start)
        case Byte.dot: return dot(base, at: start)
        case Byte.colon: return colon(base, at: start)
        case Byte.semicolon: return (.semicolon, Reach(end: start + 1, isCertain: true))
        case Byte.openParenthesis, Byte.closeParenthesis, Byte.comma, Byte.openBracket, Byte.closeBracket:
            return (.punctuation, Reach(end: start + 1, isCertain: true))
        case Byte.backslash:
            let line = firstIndex(of: Byte.lineFeed, in: base, from: start, to: end)
            return (.metaCommand, Reach(end: line, isCertain: line < end))
        case let byte where byte.isOperatorByte: return operatorToken(base, at: start)
        default: return (.illegal, Reach(end: start + 1, isCertain: true))
        }
    }

    private func run(
        _ base: UnsafePointer<UInt8>, from start: Int, while belongs: (UInt8) -> Bool
    ) -> Reach {
        var index = start
        while index < bytes.count, belongs(base[index]) { index += 1 }
        return Reach(end: index, isCertain: index < bytes.count)
    }

    // MARK: Words and quotations

    private func word(_ base: UnsafePointer<UInt8>, at start: Int) -> (SQLTokenKind, Reach) {
        let end = PostgresSkip.word(base, at: start, end: bytes.count)
        guard end == start + 1,
            let found = PostgresSkip.quotation(base, at: start, end: bytes.count, standardStrings: standardStrings)
        else {
            // `U&` is the longest that has to be seen to tell a prefix from a word.
            return (.word, Reach(end: end, isCertain: end < bytes.count && (end > start + 1 || end + 1 < bytes.count)))
        }
        return (found.reach.isClosed ? found.kind : .unterminated, found.reach)
    }

    private func string(
        _ base: UnsafePointer<UInt8>, at start: Int, _ rule: PostgresSkip.StringRule
    ) -> (SQLTokenKind, Reach) {
        let reach = PostgresSkip.string(base, at: start, end: bytes.count, rule)
        guard reach.isClosed else { return (.unterminated, reach) }
        return (rule == .plain ? .blob : .string, reach)
    }

    private func quotedName(_ base: UnsafePointer<UInt8>, at start: Int) -> (SQLTokenKind, Reach) {
        let reach = PostgresSkip.quotedName(base, at: start, end: bytes.count)
        return (reach.isClosed ? .quotedIdentifier : .unterminated, reach)
    }

    private func dollar(_ base: UnsafePointer<UInt8>, at start: Int) -> (SQLTokenKind, Reach) {
        switch PostgresSkip.dollar(base, at: start, end: bytes.count) {
        case .quotation(let reach): (reach.isClosed ? .string : .unterminated, reach)
        case .parameter(let reach): (.variable, reach)
        case .sign(let reach): (.illegal, reach)
        }
    }

    // MARK: Operators

    private func dot(_ base: UnsafePointer<UInt8>, at start: Int) -> (SQLTokenKind, Reach) {
        guard start + 1 < bytes.count else { return (.punctuation, Reach(end: start + 1, isCertain: false)) }
        if base[start + 1].isDigit { return (.number, PostgresSkip.number(base, at: start, end: bytes.count)) }
        return (.punctuation, Reach(end: base[start + 1] == Byte.dot ? start + 2 : start + 1, isCertain: true))
    }

    private func colon(_ base: UnsafePointer<UInt8>, at start: Int) -> (SQLTokenKind, Reach) {
        guard start + 1 < bytes.count else { return (.punctuation, Reach(end: start + 1, isCertain: false)) }
        let isPair = base[start + 1] == Byte.colon || base[start + 1] == Byte.equals
        return (.punctuation, Reach(end: isPair ? start + 2 : start + 1, isCertain: true))
    }

    private func operatorToken(_ base: UnsafePointer<UInt8>, at start: Int) -> (SQLTokenKind, Reach) {
        if PostgresSkip.opensLineComment(base, at: start, end: bytes.count) {
            let line = firstIndex(of: Byte.lineFeed, in: base, from: start, to: bytes.count)
            return (.lineComment, Reach(end: line, isCertain: line < bytes.count))
        }
        if PostgresSkip.opensBlockComment(base, at: start, end: bytes.count) {
            return (.blockComment, PostgresSkip.blockComment(base, at: start, end: bytes.count))
        }
        return (.punctuation, PostgresSkip.operatorRun(base, at: start, end: bytes.count))
    }
}
