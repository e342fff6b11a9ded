/// Cuts a script for PostgreSQL into tokens, window by window: those of the server, and between the statements the data
/// of COPY.
struct PostgresScriptLexer: Sendable {
    private enum Place: UInt8 {
        case statements
        /// Behind the semicolon of a COPY, whose data begin on the next line.
        case behindCopy
        /// In its data, at the start of a line.
        case data
    }

    /// Where the next token begins in the window.
    var position = 0
    var state: PostgresStatementState
    private var place = Place.statements

    init(standardStrings: Bool = true) { state = PostgresStatementState(standardStrings: standardStrings) }

    /// Whether data are still to come: the text must not end here.
    var isInsideData: Bool { place != .statements }

    /// The next token and what it does; `nil` at the end of the window.
    ///
    /// After an incomplete token the position stays where it begins.
    mutating func next(
        in window: UnsafeBufferPointer<UInt8>, isFinal: Bool
    ) -> (token: SQLToken, effect: PostgresStatementState.Effect)? {
        guard let bytes = window.baseAddress, position < window.count else { return nil }
        guard place == .statements else {
            return nextInCopy(bytes, end: window.count, isFinal: isFinal).map { ($0, .none) }
        }
        var lexer = PostgresLexer(window, from: position, isFinal: isFinal)
        lexer.standardStrings = state.standardStrings
        guard let token = lexer.next() else { return nil }
        guard token.kind != .incomplete else { return (token, .none) }
        position = lexer.position
        let effect = token.kind.isSignificant ? state.take(token, bytes) : .none
        if case .endsCopy = effect { place = .behindCopy }
        return (token, effect)
    }

    /// Ends a last statement that has no semicolon.
    mutating func endStatement() {
        if state.end() { place = .behindCopy }
    }

    // MARK: COPY

    private mutating func nextInCopy(_ bytes: UnsafePointer<UInt8>, end: Int, isFinal: Bool) -> SQLToken? {
        let line = firstIndex(of: Byte.lineFeed, in: bytes, from: position, to: end)
        guard line < end || isFinal else { return SQLToken(kind: .incomplete, range: position..<end) }
        if place == .behindCopy { return restOfLine(bytes, to: line, end: end) }
        let next = min(line + 1, end)
        if isEndOfData(bytes, position..<line) {
            place = .statements
            return take(.copyEnd, to: next)
        }
        return take(.copyData, to: lines(bytes, from: next, end: end, isFinal: isFinal))
    }

    /// What stands behind the semicolon: blanks or a comment; `psql` would run anything else, but only after the data.
    private mutating func restOfLine(_ bytes: UnsafePointer<UInt8>, to line: Int, end: Int) -> SQLToken {
        var index = position
        while index < line, bytes[index].isSpace { index += 1 }
        if index == line {
            place = .data
            return take(.space, to: min(line + 1, end))
        }
        if index > position { return take(.space, to: index) }
        let isComment = PostgresSkip.opensLineComment(bytes, at: index, end: line)
        return take(isComment ? .lineComment : .illegal, to: line)
    }

    /// The index behind the last whole line of data, from the start of one of them.
    private func lines(_ bytes: UnsafePointer<UInt8>, from start: Int, end: Int, isFinal: Bool) -> Int {
        var index = start
        while index < end {
            let line = firstIndex(of: Byte.lineFeed, in: bytes, from: index, to: end)
            if line == end { return isFinal && !isEndOfData(bytes, index..<end) ? end : index }
            if isEndOfData(bytes, index..<line) { return index }
            index = line + 1
        }
        return index
    }

    private func isEndOfData(_ bytes: UnsafePointer<UInt8>, _ line: Range<Int>) -> Bool {
        line.count == 2 && bytes[line.lowerBound] == Byte.backslash && bytes[line.lowerBound + 1] == Byte.dot
    }

    private mutating func take(_ kind: SQLTokenKind, to end: Int) -> SQLToken {
        defer { position = end }
        return SQLToken(kind: kind, range: position..<end)
    }
}
