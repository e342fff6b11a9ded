internal import SQLText

/// Tokens set as one text that depends on nothing but the tokens.
///
/// Words and signs stand as they were written; what is between them follows fixed rules. So two texts with the same
/// tokens become the same text, and a text that was set before stays as it is.
struct SQLiteLayout {
    private var text = ""
    private var previous: Piece?
    /// Whether the last sign belongs to what follows: `-5`.
    private var isBehindPrefix = false
    private var depth = 0
    /// What each line begins with.
    private let indentation: String
    /// Whether clauses stand on lines of their own.
    private let hasLines: Bool

    private struct Piece {
        var text: String
        var kind: SQLTokenKind
        /// The word with small letters; empty for everything else.
        var word: String

        init(_ text: String, _ kind: SQLTokenKind) {
            self.text = text
            self.kind = kind
            word = kind == .word ? text.foldedForSQLite : ""
        }

        var isName: Bool { kind == .quotedIdentifier || kind == .word && !SQLiteKeywords.all.contains(word) }
        var isOperand: Bool {
            switch kind {
            case .word: isName || SQLiteKeywords.operands.contains(word)
            case .punctuation: text == ")"
            default: true
            }
        }
    }

    private init(lines: Bool, indentation: String) {
        hasLines = lines
        self.indentation = indentation
        text = indentation
    }

    // MARK: Texts

    /// Sets an expression on one line.
    ///
    /// A quoted name of one of these columns is written as the column's definition has it. Another one loses its
    /// quotation marks where it is plain and certainly a name, that is beside a dot: elsewhere SQLite may take it for a
    /// string.
    /// Source: <https://www.sqlite.org/quirks.html#dblquote>.
    static func expression(_ tokens: SQLiteTokens, _ range: Range<Int>, columns: SQLiteNames) -> String {
        var layout = SQLiteLayout(lines: false, indentation: "")
        for index in range {
            let text = tokens.column(index, of: columns) ?? tokens.plain(index, isName: tokens.isBesideDot(index))
            layout.add(text ?? tokens.text(index), tokens.all[index].kind)
        }
        return layout.text
    }

    /// Sets a query, or the statements of a trigger, each clause on a line of its own; comments stay.
    ///
    /// A quoted name is written without quotation marks where it is plain and stands beside a dot, or behind a word
    /// that a name follows.
    static func body(_ sql: some Sequence<UInt8>, indentation: String = "") -> String {
        let bytes = Array(sql)
        var layout = SQLiteLayout(lines: true, indentation: indentation)
        bytes.withUnsafeBufferPointer { window in
            var lexer = SQLiteLexer(window)
            var tokens: [SQLToken] = []
            while let token = lexer.next() { if token.kind != .space { tokens.append(token) } }
            let all = SQLiteTokens(bytes, tokens)
            for index in tokens.indices {
                let isSure = all.isBesideDot(index) || all.isBehindNamingWord(index)
                layout.add(all.plain(index, isName: isSure) ?? all.text(index), tokens[index].kind)
            }
        }
        return layout.text
    }

    // MARK: Rules

    private mutating func add(_ text: String, _ kind: SQLTokenKind) {
        let isComment = kind == .lineComment || kind == .blockComment
        let piece = Piece(isComment ? text.withoutTrailingBlanks : text, kind)
        self.text += separator(before: piece) + piece.text
        if piece.text == "(", kind == .punctuation { depth += 1 }
        if piece.text == ")", kind == .punctuation { depth -= 1 }
        isBehindPrefix = kind == .punctuation && "+-~".contains(piece.text) && !(previous?.isOperand ?? false)
        previous = piece
    }

    private func separator(before next: Piece) -> String {
        guard let previous else { return "" }
        if previous.kind == .lineComment || hasLines && startsLine(next, behind: previous) { return "\n" + indentation }
        if next.kind == .semicolon || next.kind == .punctuation && ").,".contains(next.text) { return "" }
        if previous.kind == .punctuation && "(.".contains(previous.text) { return "" }
        if isBehindPrefix, next.kind != .punctuation || next.text == "(" { return "" }
        if next.kind == .punctuation, next.text == "(" {
            return previous.isName || SQLiteKeywords.functions.contains(previous.word) ? "" : " "
        }
        return " "
    }

    private func startsLine(_ next: Piece, behind previous: Piece) -> Bool {
        if previous.kind == .semicolon { return true }
        guard depth == 0 else { return false }
        // DELETE FROM, IS DISTINCT FROM.
        if next.word == "from", previous.word == "delete" || previous.word == "distinct" { return false }
        if Self.clauses.contains(next.word) { return true }
        return Self.joins.contains(next.word) && !Self.joins.contains(previous.word)
    }

    private static let clauses: Set = [
        "select", "from", "where", "group", "having", "order", "limit", "window", "union", "except", "intersect",
    ]
    private static let joins: Set = ["natural", "left", "right", "full", "inner", "cross", "outer", "join"]
}

extension SQLiteTokens {
    /// Tokens of a text, comments among them.
    fileprivate init(_ bytes: [UInt8], _ tokens: [SQLToken]) {
        self.bytes = bytes
        all = tokens
    }

    fileprivate func isBesideDot(_ index: Int) -> Bool { isSymbol(".", at: index - 1) || isSymbol(".", at: index + 1) }

    /// Whether the word before is one that only a name can follow.
    fileprivate func isBehindNamingWord(_ index: Int) -> Bool {
        isKeyword("join", at: index - 1) || isKeyword("into", at: index - 1) || isKeyword("update", at: index - 1)
            || isKeyword("as", at: index - 1)
            // Behind IS DISTINCT FROM there is a value.
            || isKeyword("from", at: index - 1) && !isKeyword("distinct", at: index - 2)
    }

    /// The column that a quoted token names, as it stands in SQL.
    fileprivate func column(_ index: Int, of columns: SQLiteNames) -> String? {
        guard all[index].kind == .quotedIdentifier, let name = name(at: index).flatMap(columns.declared) else {
            return nil
        }
        return name.isPlainInSQLite ? name : name.quotedAsIdentifier
    }

    /// The name that a quoted token is, if it needs no quotation marks and is certainly a name.
    ///
    /// In brackets and backticks it always is one.
    fileprivate func plain(_ index: Int, isName: Bool) -> String? {
        guard all[index].kind == .quotedIdentifier, let name = name(at: index), name.isPlainInSQLite else { return nil }
        return isName || bytes[all[index].range.lowerBound] != UInt8(ascii: "\"") ? name : nil
    }
}

extension String {
    fileprivate var withoutTrailingBlanks: String {
        String(decoding: utf8.reversed().drop { $0 <= 0x20 }.reversed(), as: UTF8.self)
    }
}
