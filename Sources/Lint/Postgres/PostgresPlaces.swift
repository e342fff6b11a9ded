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

    /// The first place of a word in a statement; its start if it is not there.
    ///
    /// For what the parser gives no place: the column of DROP COLUMN, the name behind VALIDATE CONSTRAINT.
    func place(of word: String, in statement: Statement) -> Range<Int> {
        let found = script.text.utf8.withUnsafeBufferPointer { bytes -> Range<Int>? in
            let part = UnsafeBufferPointer(rebasing: bytes[statement.range])
            var lexer = PostgresLexer(part, from: 0, isFinal: true)
            while let token = lexer.nextSignificant() {
                guard token.kind == .word || token.kind == .quotedIdentifier else { continue }
                let text = String(decoding: part[token.range], as: UTF8.self)
                if text == word || text.lowercased() == word || text == word.quotedAsIdentifier { return token.range }
            }
            return nil
        }
        guard let found else { return start(of: statement) }
        return statement.range.lowerBound + found.lowerBound..<statement.range.lowerBound + found.upperBound
    }

    /// The first word of a statement.
    func start(of statement: Statement) -> Range<Int> { word(at: SourceOffset(utf8: statement.range.lowerBound)) }
}
