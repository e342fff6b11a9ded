/// Cuts SQL for SQLite into tokens, byte for byte as SQLite's own `tokenize.c` does.
///
/// <https://sqlite.org/src/file/src/tokenize.c>
public struct SQLiteLexer: SQLLexer {
    /// SQLite never looks further behind a token to end it: `1e` goes on if `+5` follows.
    private static let lookAhead = 2

    /// The window.
    public let bytes: UnsafeBufferPointer<UInt8>
    /// Whether the text ends with the window.
    public let isFinal: Bool
    /// Where the next token begins.
    public var position: Int

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
        guard position < bytes.count else { return nil }
        let (kind, end) = token(at: position)
        if !isFinal, end + Self.lookAhead > bytes.count {
            return SQLToken(kind: .incomplete, range: position..<bytes.count)
        }
        defer { position = end }
        return SQLToken(kind: kind, range: position..<end)
    }

    /// The byte at an index, 0 behind the end: as in a C string.
    @inline(__always)
    private func byte(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }

    private func token(at start: Int) -> (SQLTokenKind, end: Int) {
        let first = bytes[start]
        switch first {
        case 0x09, 0x0A, 0x0C, 0x0D, 0x20: return (.space, end(of: \.isSpace, from: start + 1))
        case Byte.minus: return minus(at: start)
        case Byte.slash: return slash(at: start)
        case Byte.quote: return quoted(at: start, as: .string)
        case Byte.doubleQuote, Byte.backtick: return quoted(at: start, as: .quotedIdentifier)
        case Byte.openBracket: return bracketed(at: start)
        case Byte.semicolon: return (.semicolon, start + 1)
        case UInt8(ascii: "?"): return (.variable, end(of: \.isDigit, from: start + 1))
        case Byte.dollar, UInt8(ascii: "@"), UInt8(ascii: "#"), Byte.colon: return variable(at: start)
        case Byte.dot where byte(start + 1).isDigit: return (.number, numberEnd(from: start))
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            if byte(start + 1) == Byte.quote { return blob(at: start) }
            return (.word, end(of: \.isIdentifierByte, from: start + 1))
        case 0xEF where byte(start + 1) == 0xBB && byte(start + 2) == 0xBF: return (.space, start + 3)
        default:
            if first.isDigit { return (.number, numberEnd(from: start)) }
            if first.isIdentifierByte { return (.word, end(of: \.isIdentifierByte, from: start + 1)) }
            return operatorToken(at: start)
        }
    }

    @inline(__always)
    private func end(of property: (UInt8) -> Bool, from start: Int) -> Int {
        var index = start
        while index < bytes.count, property(bytes[index]) { index += 1 }
        return index
    }

    private func minus(at start: Int) -> (SQLTokenKind, end: Int) {
        switch byte(start + 1) {
        case Byte.minus: return (.lineComment, lineEnd(from: start + 2))
        case UInt8(ascii: ">"): return (.punctuation, byte(start + 2) == UInt8(ascii: ">") ? start + 3 : start + 2)
        default: return (.punctuation, start + 1)
        }
    }

    private func slash(at start: Int) -> (SQLTokenKind, end: Int) {
        guard let base = bytes.baseAddress, Skip.opensBlockComment(base, at: start, end: bytes.count) else {
            return (.punctuation, start + 1)
        }
        return (.blockComment, Skip.blockComment(base, at: start, end: bytes.count) ?? bytes.count)
    }

    private func lineEnd(from start: Int) -> Int {
        guard let base = bytes.baseAddress else { return start }
        return firstIndex(of: Byte.lineFeed, in: base, from: start, to: bytes.count)
    }

    private func quoted(at start: Int, as kind: SQLTokenKind) -> (SQLTokenKind, end: Int) {
        guard let base = bytes.baseAddress, let end = Skip.quoted(base, at: start, end: bytes.count) else {
            return (.unterminated, bytes.count)
        }
        return (kind, end)
    }

    private func bracketed(at start: Int) -> (SQLTokenKind, end: Int) {
        guard let base = bytes.baseAddress else { return (.unterminated, bytes.count) }
        let close = firstIndex(of: Byte.closeBracket, in: base, from: start + 1, to: bytes.count)
        return close < bytes.count ? (.quotedIdentifier, close + 1) : (.unterminated, close)
    }

    /// A blob ends at the next quote, whatever stands before it.
    private func blob(at start: Int) -> (SQLTokenKind, end: Int) {
        guard let base = bytes.baseAddress else { return (.unterminated, bytes.count) }
        let close = firstIndex(of: Byte.quote, in: base, from: start + 2, to: bytes.count)
        guard close < bytes.count else { return (.unterminated, close) }
        let digits = end(of: \.isHexDigit, from: start + 2)
        return (digits == close && (close - start) % 2 == 0 ? .blob : .illegal, close + 1)
    }

    private func variable(at start: Int) -> (SQLTokenKind, end: Int) {
        guard let base = bytes.baseAddress else { return (.illegal, start + 1) }
        let (end, isLegal) = Skip.variable(base, at: start, end: bytes.count)
        return (isLegal ? .variable : .illegal, end)
    }

    /// Digits with fraction, exponent and whatever identifier bytes follow: SQLite refuses those as part of the number.
    private func numberEnd(from start: Int) -> Int {
        if byte(start) == UInt8(ascii: "0"), byte(start + 1) | 0x20 == UInt8(ascii: "x"), byte(start + 2).isHexDigit {
            return end(of: \.isIdentifierByte, from: start + 3)
        }
        var index = end(of: \.isDigit, from: start)
        if byte(index) == Byte.dot { index = end(of: \.isDigit, from: index + 1) }
        if byte(index) | 0x20 == UInt8(ascii: "e") {
            let sign = byte(index + 1) == Byte.plus || byte(index + 1) == Byte.minus ? 1 : 0
            if byte(index + 1 + sign).isDigit { index = end(of: \.isDigit, from: index + 1 + sign) }
        }
        return end(of: \.isIdentifierByte, from: index)
    }

    private func operatorToken(at start: Int) -> (SQLTokenKind, end: Int) {
        let second = byte(start + 1)
        switch bytes[start] {
        case UInt8(ascii: "="): return (.punctuation, second == Byte.equals ? start + 2 : start + 1)
        case UInt8(ascii: "!"): return second == Byte.equals ? (.punctuation, start + 2) : (.illegal, start + 1)
        case UInt8(ascii: "|"): return (.punctuation, second == UInt8(ascii: "|") ? start + 2 : start + 1)
        case UInt8(ascii: "<"):
            let isPair = second == Byte.equals || second == UInt8(ascii: ">") || second == UInt8(ascii: "<")
            return (.punctuation, isPair ? start + 2 : start + 1)
        case UInt8(ascii: ">"):
            let isPair = second == Byte.equals || second == UInt8(ascii: ">")
            return (.punctuation, isPair ? start + 2 : start + 1)
        case Byte.openParenthesis, Byte.closeParenthesis, Byte.plus, Byte.star, Byte.comma, Byte.dot,
            UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "~"):
            return (.punctuation, start + 1)
        default: return (.illegal, start + 1)
        }
    }
}
