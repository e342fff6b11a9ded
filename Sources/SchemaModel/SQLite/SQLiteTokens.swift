package import SQLText

/// The tokens of one statement without comments and white space, taken one after the other.
package struct SQLiteTokens {
    package let bytes: [UInt8]
    package let all: [SQLToken]
    /// Which token comes next.
    package var position = 0

    /// Cuts a statement; a semicolon at its end does not count.
    package init(_ sql: String) throws(SQLiteSyntaxError) {
        let bytes = Array(sql.utf8)
        var tokens: [SQLToken] = []
        tokens.reserveCapacity(bytes.count / 4)
        bytes.withUnsafeBufferPointer { window in
            var lexer = SQLiteLexer(window)
            while let token = lexer.nextSignificant() { tokens.append(token) }
        }
        while tokens.last?.kind == .semicolon { tokens.removeLast() }
        self.bytes = bytes
        all = tokens
        if let bad = tokens.first(where: { $0.kind == .illegal || $0.kind == .unterminated }) {
            let what = bad.kind == .illegal ? "no token of SQL" : "a quotation without its end"
            throw SQLiteSyntaxError("found \(what)", at: SourceOffset(utf8: bad.range.lowerBound))
        }
    }

    // MARK: Looking

    /// Whether every token was taken.
    package var isAtEnd: Bool { position >= all.count }

    /// The text of a token, as it is written.
    package func text(_ index: Int) -> String { String(decoding: bytes[all[index].range], as: UTF8.self) }

    /// Whether a token is a keyword, given in small letters.
    package func isKeyword(_ keyword: StaticString, at index: Int) -> Bool {
        guard all.indices.contains(index), all[index].kind == .word else { return false }
        let range = all[index].range
        guard range.count == keyword.utf8CodeUnitCount else { return false }
        for offset in 0..<range.count
        where bytes[range.lowerBound + offset].foldedForSQLite != keyword.utf8Start[offset] {
            return false
        }
        return true
    }

    /// Whether a token is this one-byte symbol.
    package func isSymbol(_ symbol: Unicode.Scalar, at index: Int) -> Bool {
        guard all.indices.contains(index) else { return false }
        let token = all[index]
        return token.kind == .punctuation && token.range.count == 1
            && UInt32(bytes[token.range.lowerBound]) == symbol.value
    }

    /// Whether a keyword comes next.
    package func isNext(_ keyword: StaticString) -> Bool { isKeyword(keyword, at: position) }

    /// Whether a symbol comes next.
    package func isNext(symbol: Unicode.Scalar) -> Bool { isSymbol(symbol, at: position) }

    /// The name that a token is, without quotation marks; SQLite takes a string for one too.
    package func name(at index: Int) -> String? {
        guard all.indices.contains(index) else { return nil }
        switch all[index].kind {
        case .word: return text(index)
        case .quotedIdentifier, .string: return unquoted(all[index].range)
        default: return nil
        }
    }

    private func unquoted(_ range: Range<Int>) -> String {
        let quote = bytes[range.lowerBound]
        let inner = bytes[range].dropFirst().dropLast()
        guard quote != UInt8(ascii: "["), inner.contains(quote) else { return String(decoding: inner, as: UTF8.self) }
        var result: [UInt8] = []
        var isSecond = false
        for byte in inner {
            isSecond = byte == quote && !isSecond
            if !isSecond { result.append(byte) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    // MARK: Taking

    /// Goes over a keyword if it comes next, and says whether it did.
    package mutating func take(_ keyword: StaticString) -> Bool {
        guard isNext(keyword) else { return false }
        position += 1
        return true
    }

    /// Goes over two keywords if both of them come next, and says whether they did.
    package mutating func take(_ first: StaticString, _ second: StaticString) -> Bool {
        guard isNext(first), isKeyword(second, at: position + 1) else { return false }
        position += 2
        return true
    }

    /// Goes over three keywords if all of them come next, and says whether they did.
    package mutating func take(_ first: StaticString, _ second: StaticString, _ third: StaticString) -> Bool {
        guard isNext(first), isKeyword(second, at: position + 1), isKeyword(third, at: position + 2) else {
            return false
        }
        position += 3
        return true
    }

    /// Goes over a symbol if it comes next.
    package mutating func take(symbol: Unicode.Scalar) -> Bool {
        guard isNext(symbol: symbol) else { return false }
        position += 1
        return true
    }

    /// Goes over a keyword that has to come next.
    package mutating func expect(_ keyword: StaticString) throws(SQLiteSyntaxError) {
        guard take(keyword) else { throw expected("\(keyword)".uppercased()) }
    }

    /// Goes over a symbol that has to come next.
    package mutating func expect(symbol: Unicode.Scalar) throws(SQLiteSyntaxError) {
        guard take(symbol: symbol) else { throw expected("\"\(symbol)\"") }
    }

    /// Takes a name.
    package mutating func name(_ what: String = "a name") throws(SQLiteSyntaxError) -> String {
        guard let name = name(at: position) else { throw expected(what) }
        position += 1
        return name
    }

    /// Takes a name, and drops the database before its dot.
    package mutating func objectName() throws(SQLiteSyntaxError) -> String {
        let first = try name()
        return take(symbol: ".") ? try name() : first
    }

    /// Takes a parenthesis with all that is in it, and gives the tokens inside.
    package mutating func parenthesis() throws(SQLiteSyntaxError) -> Range<Int> {
        let start = position
        guard isNext(symbol: "("), let close = closing(start, before: all.count) else {
            throw expected(isNext(symbol: "(") ? "a \")\" for this \"(\"" : "\"(\"")
        }
        position = close + 1
        return start + 1..<close
    }

    /// Takes names in parentheses.
    package mutating func names() throws(SQLiteSyntaxError) -> [String] {
        try expect(symbol: "(")
        var names = [try name()]
        while take(symbol: ",") { names.append(try name()) }
        try expect(symbol: ")")
        return names
    }

    // MARK: Parentheses

    /// The token that closes the parenthesis opened by another.
    package func closing(_ open: Int, before end: Int) -> Int? {
        var depth = 0
        for index in open..<end {
            if isSymbol("(", at: index) { depth += 1 }
            if isSymbol(")", at: index) { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }

    /// The parts between commas that stand in no parenthesis.
    package func parts(of range: Range<Int>) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = range.lowerBound
        var depth = 0
        for index in range {
            if isSymbol("(", at: index) { depth += 1 }
            if isSymbol(")", at: index) { depth -= 1 }
            if depth == 0, isSymbol(",", at: index) {
                parts.append(start..<index)
                start = index + 1
            }
        }
        return parts + [start..<range.upperBound]
    }

    /// The tokens without the parentheses around all of them.
    package func withoutParentheses(_ range: Range<Int>) -> Range<Int> {
        let opening = range.prefix { isSymbol("(", at: $0) }.count
        let closing = range.reversed().prefix { isSymbol(")", at: $0) }.count
        var pairs = min(opening, closing)
        guard pairs > 0, range.count > 2 * pairs else { return range }
        var depth = opening
        var shallowComma: Int?
        for index in range.dropFirst(opening).dropLast(closing) {
            if isSymbol("(", at: index) { depth += 1 }
            if isSymbol(")", at: index) { depth -= 1 }
            if isSymbol(",", at: index) { shallowComma = min(shallowComma ?? depth, depth) }
            pairs = min(pairs, depth)
        }
        // (a, b) is a row, and no a without its parentheses.
        if let shallowComma, shallowComma <= pairs { pairs = shallowComma - 1 }
        guard depth == closing, pairs > 0 else { return range }
        if isQuery(range.lowerBound + pairs) { pairs -= 1 }
        return range.lowerBound + pairs..<range.upperBound - pairs
    }

    /// Whether a query begins there, which is a value only in its parentheses.
    private func isQuery(_ index: Int) -> Bool {
        isKeyword("select", at: index) || isKeyword("values", at: index) || isKeyword("with", at: index)
    }

    // MARK: Errors

    /// Says what should come next.
    package func expected(_ what: String) -> SQLiteSyntaxError { expected(what, at: position) }

    /// Says what a token should be.
    package func expected(_ what: String, at index: Int) -> SQLiteSyntaxError {
        guard all.indices.contains(index) else {
            return SQLiteSyntaxError("expected \(what), found the end", at: SourceOffset(utf8: bytes.count))
        }
        let place = SourceOffset(utf8: all[index].range.lowerBound)
        return SQLiteSyntaxError("expected \(what), found \(text(index))", at: place)
    }

    /// Refuses whatever comes after the statement.
    package func expectEnd() throws(SQLiteSyntaxError) {
        if !isAtEnd { throw expected("the end") }
    }
}
