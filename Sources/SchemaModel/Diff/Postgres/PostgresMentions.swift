internal import SQLText

/// The names in an expression, a query or a statement as the server writes it.
///
/// Texts in quotes have none: the server does not look into them either. A column that a text does not mention may be
/// meant where a relation has other names for its columns, `t x(a, b)`, or all of them stand for one value, `t.*`.
struct PostgresMentions {
    private let bytes: [UInt8]
    private let tokens: [SQLToken]

    init(_ sql: String) {
        let bytes = Array(sql.utf8)
        var tokens: [SQLToken] = []
        bytes.withUnsafeBufferPointer { window in
            var lexer = PostgresLexer(window)
            while let token = lexer.nextSignificant() { tokens.append(token) }
        }
        (self.bytes, self.tokens) = (bytes, tokens)
    }

    /// Whether any of these names may be meant.
    func mayMean(_ names: Set<String>) -> Bool {
        tokens.indices.contains { name(at: $0).map(names.contains) ?? false } || hidesNames
    }

    /// Whether any of these names stands in the text.
    func has(_ names: Set<String>) -> Bool { tokens.indices.contains { name(at: $0).map(names.contains) ?? false } }

    /// The calls of functions, by the last part of their names.
    var calls: [String] {
        tokens.indices.compactMap { isSymbol("(", at: $0 + 1) ? name(at: $0) : nil }
    }

    /// The text with other names for some: as the server writes it when tables or columns are renamed.
    ///
    /// Functions and types are not meant.
    func renaming(_ names: [String: String]) -> String {
        var result: [UInt8] = []
        var position = 0
        for index in tokens.indices {
            guard let other = name(at: index).flatMap({ names[$0] }), !isSymbol("(", at: index + 1),
                !(index > 0 && text(index - 1) == "::")
            else { continue }
            result += bytes[position..<tokens[index].range.lowerBound] + Array(other.quotedName(.postgres).utf8)
            position = tokens[index].range.upperBound
        }
        return String(decoding: result + bytes[position...], as: UTF8.self)
    }

    // MARK: Tokens

    private func text(_ index: Int) -> String { String(decoding: bytes[tokens[index].range], as: UTF8.self) }

    private func isSymbol(_ symbol: String, at index: Int) -> Bool {
        tokens.indices.contains(index) && tokens[index].kind == .punctuation && text(index) == symbol
    }

    private func name(at index: Int) -> String? {
        switch tokens[index].kind {
        case .word: return text(index).lowercased()
        case .quotedIdentifier:
            return String(text(index).dropFirst().dropLast()).replacing("\"\"", with: "\"")
        default: return nil
        }
    }

    /// A name that is no keyword of a place where a call may follow.
    private func isPlainName(at index: Int) -> Bool {
        guard tokens.indices.contains(index), let name = name(at: index) else { return false }
        return tokens[index].kind == .quotedIdentifier || name.quotedName(.postgres) == name && name != "by"
    }

    private var hidesNames: Bool {
        tokens.indices.contains { index in
            isPlainName(at: index) && isPlainName(at: index + 1) && isSymbol("(", at: index + 2)
                || isSymbol(".", at: index) && index + 1 < tokens.count && text(index + 1) == "*"
        }
    }
}
