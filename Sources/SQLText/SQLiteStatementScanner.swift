/// Cuts a script for SQLite into statements, window by window.
///
/// A semicolon ends a statement, but for those inside a trigger: there it takes `; END ;`. The states are the ones of
/// `sqlite3_complete`, which the tests compare with. <https://sqlite.org/c3ref/complete.html>
public struct SQLiteStatementScanner: StatementScanner {
    private enum State: UInt8 {
        /// Between two statements.
        case start
        /// Inside a statement that the next semicolon ends.
        case normal
        /// Behind EXPLAIN.
        case explain
        /// Behind CREATE, TEMP or TEMPORARY.
        case create
        /// Inside a trigger.
        case trigger
        /// Inside a trigger, behind a semicolon.
        case triggerSemicolon
        /// Inside a trigger, behind `; END`.
        case triggerEnd
    }

    private var state = State.start
    private var statementStart: Int?
    private var position = 0

    /// Makes a scanner that stands at the start of a script.
    public init() {}

    /// Finds the next statement.
    public mutating func next(in window: UnsafeBufferPointer<UInt8>, isFinal: Bool) -> ScriptStep {
        guard let bytes = window.baseAddress else { return isFinal ? .end : .incomplete(keepFrom: 0) }
        var lexer = SQLiteLexer(window, from: position, isFinal: isFinal)
        while true {
            if state == .normal || state == .trigger {
                // Nothing but a semicolon leads out of these two, so no tokens are made.
                let stop = Skip.statement(bytes, from: lexer.position, end: window.count, isFinal: isFinal)
                guard case .semicolon(let index) = stop else {
                    guard case .end(let index) = stop, !isFinal else { return endOfText(window) }
                    return wait(at: index)
                }
                lexer.position = index + 1
                if state == .normal { return statement(endingAt: index + 1) }
                state = .triggerSemicolon
                continue
            }
            guard let token = lexer.next(), token.kind != .incomplete else {
                return isFinal ? endOfText(window) : wait(at: lexer.position)
            }
            if token.kind.isSignificant, take(token, bytes) { return statement(endingAt: token.range.upperBound) }
        }
    }

    /// Ends the work on a window; the next one is to begin at the index that is kept.
    private mutating func wait(at index: Int) -> ScriptStep {
        let keep = statementStart ?? index
        position = index - keep
        if statementStart != nil { statementStart = 0 }
        return .incomplete(keepFrom: keep)
    }

    private mutating func statement(endingAt end: Int) -> ScriptStep {
        let start = statementStart ?? end
        position = end
        state = .start
        statementStart = nil
        return .part(.statement, start..<end)
    }

    /// Ends a last statement without semicolon where its last significant token ends.
    private mutating func endOfText(_ window: UnsafeBufferPointer<UInt8>) -> ScriptStep {
        guard let start = statementStart else { return .end }
        var lexer = SQLiteLexer(window, from: start)
        var end = start
        while let token = lexer.nextSignificant() { end = token.range.upperBound }
        let step = statement(endingAt: end)
        position = window.count
        return step
    }

    /// Moves on by one significant token; true if it ended a statement.
    private mutating func take(_ token: SQLToken, _ bytes: UnsafePointer<UInt8>) -> Bool {
        if token.kind == .semicolon { return takeSemicolon() }
        let word = token.kind == .word ? Keyword(bytes, token.range) : .other
        switch state {
        case .start:
            statementStart = token.range.lowerBound
            state = word == .explain ? .explain : word == .create ? .create : .normal
        case .explain:
            // QUERY PLAN, or whatever else is explained.
            if word != .other { state = word == .create ? .create : .normal }
        case .create:
            if word != .temporary { state = word == .trigger ? .trigger : .normal }
        case .triggerSemicolon:
            state = word == .end ? .triggerEnd : .trigger
        case .normal, .trigger, .triggerEnd:
            state = state == .normal ? .normal : .trigger
        }
        return false
    }

    private mutating func takeSemicolon() -> Bool {
        switch state {
        case .start: return false
        case .normal, .explain, .create, .triggerEnd: return true
        case .trigger, .triggerSemicolon:
            state = .triggerSemicolon
            return false
        }
    }

    /// The keywords that matter for finding the end of a statement.
    private enum Keyword {
        case create, temporary, trigger, end, explain, other

        init(_ bytes: UnsafePointer<UInt8>, _ range: Range<Int>) {
            let word = UnsafeBufferPointer(start: bytes + range.lowerBound, count: range.count)
            switch bytes[range.lowerBound] | 0x20 {
            case UInt8(ascii: "c"): self = isWord(word, "create") ? .create : .other
            case UInt8(ascii: "t"):
                self =
                    isWord(word, "trigger")
                    ? .trigger : isWord(word, "temp") || isWord(word, "temporary") ? .temporary : .other
            case UInt8(ascii: "e"): self = isWord(word, "end") ? .end : isWord(word, "explain") ? .explain : .other
            default: self = .other
            }
        }
    }
}

/// Whether some bytes are a keyword, given in small letters; capitals count the same.
@inline(__always)
func isWord(_ bytes: UnsafeBufferPointer<UInt8>, _ keyword: StaticString) -> Bool {
    guard bytes.count == keyword.utf8CodeUnitCount else { return false }
    for index in 0..<bytes.count where bytes[index].lowercased != keyword.utf8Start[index] { return false }
    return true
}
