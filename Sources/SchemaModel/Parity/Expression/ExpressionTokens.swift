internal import SQLText

/// An expression that is not in the small language that both engines share, or that this reader knows.
struct NotCanonical: Error {}

/// The tokens of an expression of either engine, without comments and white space.
struct ExpressionTokens {
    struct Token {
        let kind: SQLTokenKind
        /// The token as it is written.
        let text: String
        /// A word with small letters; empty for everything else.
        let word: String
    }

    let dialect: Dialect
    /// Whether an operator is one of another schema than PostgreSQL's own.
    let hasForeignOperators: Bool
    private let all: [Token]
    private var position = 0

    /// Cuts an expression.
    init(_ sql: String, _ dialect: Dialect) throws(NotCanonical) {
        self.dialect = dialect
        let tokens = dialect == .sqlite ? Self.cut(sql, SQLiteLexer.self) : Self.cut(sql, PostgresLexer.self)
        all = dialect == .sqlite ? tokens : Self.withPlainOperators(tokens)
        hasForeignOperators = all.count != tokens.count
        let known: Set<SQLTokenKind> = [.string, .quotedIdentifier, .word, .number, .punctuation]
        guard all.allSatisfy({ known.contains($0.kind) }) else { throw NotCanonical() }
    }

    private static func cut<Lexer: SQLLexer>(_ sql: String, _ lexer: Lexer.Type) -> [Token] {
        let bytes = Array(sql.utf8)
        return bytes.withUnsafeBufferPointer { window in
            var lexer = Lexer(window, from: 0, isFinal: true)
            var tokens: [Token] = []
            while let token = lexer.nextSignificant() {
                let text = String(decoding: window[token.range], as: UTF8.self)
                tokens.append(
                    Token(kind: token.kind, text: text, word: token.kind == .word ? text.foldedForSQLite : ""))
            }
            return tokens
        }
    }

    /// The tokens with `OPERATOR(public.~~)` as `~~`: so the server writes an operator of another schema, as those of an
    /// extension.
    private static func withPlainOperators(_ tokens: [Token]) -> [Token] {
        var plain: [Token] = []
        var rest = tokens[...]
        while let token = rest.popFirst() {
            plain.append(token)
            let next = Array(rest.prefix(5))
            guard token.word == "operator", next.count == 5, next[0].text == "(", next[2].text == ".",
                next[4].text == ")"
            else { continue }
            plain[plain.count - 1] = next[3]
            rest.removeFirst(5)
        }
        return plain
    }

    /// All tokens, for who looks for names.
    var names: [String] { all.compactMap(Self.name) }

    /// The name that a token is, folded.
    private static func name(_ token: Token) -> String? {
        switch token.kind {
        case .word: token.word
        case .quotedIdentifier: token.text.withoutQuotes?.foldedForSQLite
        default: nil
        }
    }

    // MARK: Looking

    /// Whether every token was taken.
    var isAtEnd: Bool { position >= all.count }

    /// The token that is some places ahead.
    func peek(_ offset: Int = 0) -> Token? {
        all.indices.contains(position + offset) ? all[position + offset] : nil
    }

    /// Whether these keywords come next.
    func isNext(_ words: String...) -> Bool {
        words.enumerated().allSatisfy { peek($0)?.word == $1 }
    }

    /// Whether a symbol is some places ahead.
    func isSymbol(_ symbol: String, ahead offset: Int = 0) -> Bool {
        guard let token = peek(offset) else { return false }
        return token.kind == .punctuation && token.text == symbol
    }

    // MARK: Taking

    /// Takes the next token, whatever it is.
    mutating func next() throws(NotCanonical) -> Token {
        guard let token = peek() else { throw NotCanonical() }
        position += 1
        return token
    }

    /// Goes over keywords if they come next, and says whether they did.
    mutating func take(_ words: String...) -> Bool {
        guard words.enumerated().allSatisfy({ peek($0)?.word == $1 }) else { return false }
        position += words.count
        return true
    }

    /// Goes over a symbol if it comes next.
    mutating func take(symbol: String) -> Bool {
        guard isSymbol(symbol) else { return false }
        position += 1
        return true
    }

    /// Goes over a symbol that has to come next.
    mutating func expect(symbol: String) throws(NotCanonical) {
        guard take(symbol: symbol) else { throw NotCanonical() }
    }

    /// Goes over a keyword that has to come next.
    mutating func expect(_ word: String) throws(NotCanonical) {
        guard take(word) else { throw NotCanonical() }
    }

    /// Takes a name, folded.
    mutating func name() throws(NotCanonical) -> String {
        guard let name = Self.name(try next()) else { throw NotCanonical() }
        return name
    }

    /// Takes a string.
    mutating func string() throws(NotCanonical) -> String {
        let token = try next()
        guard token.kind == .string, let text = token.text.withoutQuotes ?? token.text.withoutEscapes else {
            throw NotCanonical()
        }
        return text
    }
}

extension String {
    /// What is between two quotation marks of one kind, of which those inside are doubled; SQLite's brackets too.
    fileprivate var withoutQuotes: String? {
        guard let mark = utf8.first, utf8.count >= 2 else { return nil }
        let inner = utf8.dropFirst().dropLast()
        switch mark {
        case UInt8(ascii: "["): return String(decoding: inner, as: UTF8.self)
        case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
            let one = String(decoding: [mark], as: UTF8.self)
            return String(decoding: inner, as: UTF8.self).replacing(one + one, with: one)
        default: return nil
        }
    }

    /// The text of PostgreSQL's `E'…'`, as long as it escapes backslashes and marks alone, which is what the server writes.
    fileprivate var withoutEscapes: String? {
        guard hasPrefix("E'") || hasPrefix("e'"), hasSuffix("'") else { return nil }
        var result: [UInt8] = []
        var pending: UInt8?
        for byte in utf8.dropFirst(2).dropLast() {
            if let first = pending {
                guard byte == first || byte == UInt8(ascii: "'") else { return nil }
                result.append(byte)
                pending = nil
            } else if byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "'") {
                pending = byte
            } else {
                result.append(byte)
            }
        }
        return pending == nil ? String(decoding: result, as: UTF8.self) : nil
    }
}
