internal import PostgresTree
internal import SQLText

extension PostgresScript {
    /// The word or quoted name that begins at a place.
    func word(at offset: SourceOffset) -> Range<Int> {
        let range = offset.utf8..<script.text.utf8.count
        let length = script.text.utf8.withUnsafeBufferPointer { bytes -> Int in
            guard range.lowerBound < range.upperBound else { return 0 }
            var lexer = PostgresLexer(UnsafeBufferPointer(rebasing: bytes[range]), from: 0, isFinal: true)
            return lexer.nextSignificant()?.range.upperBound ?? 0
        }
        return range.lowerBound..<range.lowerBound + length
    }

    /// The word, name or operator that begins at a place.
    func text(at offset: SourceOffset) -> String { script.text.text(in: word(at: offset)) }

    /// The first place of a word in a statement; its start if it is not there.
    ///
    /// For what the parser gives no place: the column of DROP COLUMN, the name behind VALIDATE CONSTRAINT.
    func place(of word: String, in statement: Statement) -> Range<Int> {
        let quoted = word.quotedAsIdentifier
        let found = tokens(in: statement.range).first { token in
            guard token.kind == .word || token.kind == .quotedIdentifier else { return false }
            let text = script.text.text(in: token.range)
            return text == quoted || text.lowercased() == word
        }
        return found?.range ?? start(of: statement)
    }

    /// The first word of a statement.
    func start(of statement: Statement) -> Range<Int> { word(at: SourceOffset(utf8: statement.range.lowerBound)) }
}

extension PostgresScript {
    /// The names in a part of the file, without quotation marks, in order, as far as they are written with more bytes
    /// than that.
    func names(in range: Range<Int>, longerThan limit: Int) -> [(name: String, range: Range<Int>)] {
        let long = tokens(in: range).filter { $0.range.count > limit }
        return long.filter { $0.kind == .word || $0.kind == .quotedIdentifier }.map { token in
            let text = script.text.text(in: token.range)
            let isQuoted = token.kind == .quotedIdentifier && text.hasPrefix("\"")
            return (isQuoted ? String(text.dropFirst().dropLast()).replacing("\"\"", with: "\"") : text, token.range)
        }
    }

    /// The first place of a text in plain quotation marks in a part of the file.
    func literal(_ value: String, in range: Range<Int>) -> Range<Int>? {
        let written = "'" + value.replacing("'", with: "''") + "'"
        return tokens(in: range).first { $0.kind == .string && script.text.text(in: $0.range) == written }?.range
    }

    /// The tokens of a part of the file that the server sees.
    func tokens(in range: Range<Int>) -> [SQLToken] {
        script.text.utf8.withUnsafeBufferPointer { bytes in
            var lexer = PostgresLexer(
                UnsafeBufferPointer(rebasing: bytes[..<range.upperBound]), from: range.lowerBound, isFinal: true)
            var tokens: [SQLToken] = []
            while let token = lexer.nextSignificant() { tokens.append(token) }
            return tokens
        }
    }
}
