/// The significant tokens of a statement, taken one by one from its start.
struct StatementWords<Lexer: SQLLexer> {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var lexer: Lexer
    private var token: SQLToken?
    /// Where the last token that was gone over ends.
    private var previousEnd = 0
    /// Whether that was a dot, so that no keyword can follow.
    private(set) var isBehindDot = false

    init(_ statement: UnsafeBufferPointer<UInt8>) {
        bytes = statement
        lexer = Lexer(statement, from: 0, isFinal: true)
        token = lexer.nextSignificant()
    }

    private var tokenBytes: UnsafeBufferPointer<UInt8>? {
        token.map { UnsafeBufferPointer(rebasing: bytes[$0.range]) }
    }

    /// Whether nothing is left but the semicolon.
    var isAtEnd: Bool { token == nil || token?.kind == .semicolon }

    /// Where the next token begins; behind the last one, where that ends.
    var position: Int { token?.range.lowerBound ?? previousEnd }
    /// Where the last token ends that was gone over.
    var end: Int { previousEnd }
    /// What the next token is.
    var kind: SQLTokenKind? { token?.kind }
    /// The bytes of the next token, as they are written.
    var written: UnsafeBufferPointer<UInt8>? { tokenBytes }

    /// Goes over one token.
    mutating func skip() {
        isBehindDot = token?.kind == .punctuation && tokenBytes?.count == 1 && tokenBytes?.first == Byte.dot
        previousEnd = token?.range.upperBound ?? previousEnd
        token = lexer.nextSignificant()
    }

    /// Goes over a keyword, given in small letters, if it comes next.
    mutating func take(_ keyword: StaticString) -> Bool {
        guard token?.kind == .word, let found = tokenBytes, isWord(found, keyword) else { return false }
        skip()
        return true
    }

    /// Goes over several keywords if all of them come next, and says whether they did.
    @discardableResult
    mutating func take(_ keywords: StaticString...) -> Bool {
        let start = self
        for keyword in keywords where !take(keyword) {
            self = start
            return false
        }
        return true
    }

    /// Goes over a one-byte token if it comes next.
    mutating func takePunctuation(_ byte: UInt8) -> Bool {
        guard token?.kind == .punctuation, let found = tokenBytes, found.count == 1, found[0] == byte else {
            return false
        }
        skip()
        return true
    }

    /// Takes a name, without its quotation marks, as it is written; SQLite takes a string for one too.
    mutating func name() -> String? {
        guard let found = tokenBytes, let token else { return nil }
        switch token.kind {
        case .word:
            defer { skip() }
            return String(decoding: found, as: UTF8.self)
        case .quotedIdentifier, .string:
            defer { skip() }
            return unquoted(found)
        default:
            return nil
        }
    }

    /// Takes a name with the schema before it, if there is one.
    mutating func objectName() -> ObjectName? {
        guard let first = name() else { return nil }
        guard takePunctuation(Byte.dot) else { return ObjectName(first) }
        return name().map { ObjectName(schema: first, $0) }
    }

    /// Takes a name, with the schema before it if there is one, as it is written.
    mutating func writtenName() -> String? {
        guard let start = token?.range.lowerBound, name() != nil else { return nil }
        var end = previousEnd
        var rest = self
        if rest.takePunctuation(Byte.dot), rest.name() != nil {
            end = rest.previousEnd
            self = rest
        }
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
    }

    /// Goes over what stands in parentheses, if they come next; false if none do, or they are not closed.
    @discardableResult
    mutating func takeParentheses() -> Bool {
        guard takePunctuation(Byte.openParenthesis) else { return false }
        var depth = 1
        while depth > 0, token != nil {
            if takePunctuation(Byte.openParenthesis) {
                depth += 1
            } else if takePunctuation(Byte.closeParenthesis) {
                depth -= 1
            } else {
                skip()
            }
        }
        return depth == 0
    }

    /// Goes on to a keyword outside of parentheses, and over it; false at the end, or if another one comes first.
    mutating func skip(to keyword: StaticString, before others: StaticString...) -> Bool {
        var depth = 0
        while token != nil {
            if depth == 0 {
                if take(keyword) { return true }
                if others.contains(where: { take($0) }) { return false }
            }
            if takePunctuation(Byte.openParenthesis) {
                depth += 1
            } else if takePunctuation(Byte.closeParenthesis) {
                depth -= 1
            } else {
                skip()
            }
        }
        return false
    }

    /// Goes over `[RECURSIVE] name (columns) AS [NOT] MATERIALIZED (…), …` to the verb behind it.
    mutating func skipCommonTables() {
        var depth = 0
        // A verb only follows a parenthesis: `replace` may also be the name of a common table.
        var isBehindParenthesis = false
        while let token, let found = tokenBytes {
            if depth == 0, isBehindParenthesis, token.kind == .word, Self.isVerb(found) { return }
            isBehindParenthesis = false
            if token.kind == .punctuation, found[0] == Byte.openParenthesis { depth += 1 }
            if token.kind == .punctuation, found[0] == Byte.closeParenthesis {
                depth -= 1
                isBehindParenthesis = true
            }
            skip()
        }
    }

    private static func isVerb(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        isWord(word, "select") || isWord(word, "insert") || isWord(word, "replace") || isWord(word, "update")
            || isWord(word, "delete") || isWord(word, "values")
    }

    private func unquoted(_ written: UnsafeBufferPointer<UInt8>) -> String {
        let isPrefixed = written[0].isLetter && written.count > 2
        // Of U&"…" the escapes stay as they are.
        let token = isPrefixed ? UnsafeBufferPointer(rebasing: written[2...]) : written
        let quote = token[0]
        let inner = token.dropFirst().dropLast()
        if quote == Byte.openBracket { return String(decoding: inner, as: UTF8.self) }
        var result: [UInt8] = []
        var isSecond = false
        for byte in inner {
            isSecond = byte == quote && !isSecond
            // Of two quotes in a row one is meant.
            if !isSecond { result.append(byte) }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
