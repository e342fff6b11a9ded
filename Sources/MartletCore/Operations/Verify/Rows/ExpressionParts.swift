internal import SQLText

/// What an expression of a schema is made of, as far as values that satisfy it can be taken from it.
struct ExpressionParts: Hashable {
    /// The words and quoted names in it, in small letters: of columns among others.
    private(set) var names: Set<String> = []
    /// The texts in it, without their quotation marks.
    private(set) var texts: [String] = []
    /// The whole numbers in it.
    private(set) var integers: [Int64] = []
    /// The numbers in it that are not whole.
    private(set) var reals: [Double] = []

    /// Cuts an expression.
    init(_ sql: String, _ dialect: Dialect) {
        let bytes = Array(sql.utf8)
        bytes.withUnsafeBufferPointer { window in
            switch dialect {
            case .sqlite: read(SQLiteLexer(window, from: 0, isFinal: true), window)
            case .postgres: read(PostgresLexer(window, from: 0, isFinal: true), window)
            }
        }
    }

    private mutating func read(_ lexer: some SQLLexer, _ window: UnsafeBufferPointer<UInt8>) {
        var lexer = lexer
        var isNegative = false
        while let token = lexer.nextSignificant() {
            let text = String(decoding: window[token.range], as: UTF8.self)
            switch token.kind {
            case .word: names.insert(text.lowercased())
            case .quotedIdentifier: names.insert(Self.content(text).lowercased())
            case .string: take(text)
            case .number: take(number: (isNegative ? "-" : "") + text)
            default: break
            }
            isNegative = text == "-"
        }
    }

    private mutating func take(_ text: String) {
        guard text.first == "'" else { return }
        let content = Self.content(text)
        // PostgreSQL writes a negative number as a text with a type: '-100'::integer.
        take(number: content)
        texts.append(content)
    }

    private mutating func take(number text: String) {
        if let integer = Int64(text) {
            integers.append(integer)
        } else if let real = Double(text), real.isFinite {
            reals.append(real)
        }
    }

    /// What stands between the marks, each doubled one as one.
    private static func content(_ text: String) -> String {
        var content = ""
        var isHalf = false
        let mark = text.first
        for letter in text.dropFirst().dropLast() {
            isHalf = letter == mark && !isHalf
            if !isHalf { content.append(letter) }
        }
        return content
    }

    /// Whether it names a column.
    func names(_ column: String) -> Bool { names.contains(column.lowercased()) }

    /// Whether it asks how long something is.
    var measures: Bool {
        !names.isDisjoint(with: [
            "length", "char_length", "character_length", "octet_length", "bit_length", "cardinality", "array_length",
        ])
    }
}
