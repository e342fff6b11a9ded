/// Cuts a script for PostgreSQL into statements, window by window, where `psql` cuts it.
///
/// <https://github.com/postgres/postgres/blob/master/src/fe_utils/psqlscan.l>. It differs in one thing: a body opens with
/// BEGIN ATOMIC, while `psql` takes every BEGIN in a CREATE FUNCTION for one, names and types included.
public struct PostgresStatementScanner: StatementScanner {
    private var lexer: PostgresScriptLexer
    private var statementStart: Int?
    private let findsComments: Bool
    private var hasToldOfOpenData = false

    /// Makes a scanner that stands at the start of a script, whose strings are read as the standard has it.
    public init() { self.init(findsComments: false) }

    /// Makes a scanner that stands at the start of a script.
    /// - Parameters:
    ///   - standardStrings: what `standard_conforming_strings` is at the start.
    ///   - findsComments: whether to find the line comments, and nothing else.
    init(standardStrings: Bool = true, findsComments: Bool) {
        lexer = PostgresScriptLexer(standardStrings: standardStrings)
        self.findsComments = findsComments
    }

    /// Finds what comes next.
    public mutating func next(in window: UnsafeBufferPointer<UInt8>, isFinal: Bool) -> ScriptStep {
        guard let bytes = window.baseAddress else { return isFinal ? endOfText(window) : .incomplete(keepFrom: 0) }
        while true {
            if lexer.state.isSettled, let step = skip(bytes, window, isFinal: isFinal) { return step }
            guard let (token, effect) = lexer.next(in: window, isFinal: isFinal), token.kind != .incomplete else {
                return isFinal ? endOfText(window) : wait(at: lexer.position)
            }
            if let step = take(token, effect, bytes) { return step }
        }
    }

    /// Goes on to the end of a statement of which nothing more has to be known.
    private mutating func skip(
        _ bytes: UnsafePointer<UInt8>, _ window: UnsafeBufferPointer<UInt8>, isFinal: Bool
    ) -> ScriptStep? {
        var depth = lexer.state.depth
        let stop = PostgresSkip.statement(
            bytes, from: lexer.position, end: window.count, isFinal: isFinal, depth: &depth,
            standardStrings: lexer.state.standardStrings, stopsAtLineComments: findsComments)
        lexer.state.settle(depth: depth)
        switch stop {
        case .semicolon(let index):
            lexer.position = index + 1
            lexer.endStatement()
            return findsComments ? nil : statement(endingAt: index + 1)
        case .token(let index):
            lexer.position = index
            return nil
        case .end(let index):
            lexer.position = index
            return isFinal ? endOfText(window) : wait(at: index)
        }
    }

    /// What a token is by itself, or the statement that it ends.
    private mutating func take(
        _ token: SQLToken, _ effect: PostgresStatementState.Effect, _ bytes: UnsafePointer<UInt8>
    ) -> ScriptStep? {
        if findsComments { return token.kind == .lineComment ? .lineComment(token.range) : nil }
        switch token.kind {
        case .copyData: return .part(.copyData, token.range)
        case .copyEnd: return .part(.copyEnd, token.range)
        case .illegal where lexer.isInsideData: return .part(.fault(.textBeforeData), token.range)
        case .metaCommand: return fault(token, bytes).map { .part(.fault($0), token.range) }
        case let kind where !kind.isSignificant: return nil
        default: break
        }
        if statementStart == nil, token.kind != .semicolon { statementStart = token.range.lowerBound }
        switch effect {
        case .none: return nil
        case .endsStatement, .endsCopy:
            return statementStart == nil ? nil : statement(endingAt: token.range.upperBound)
        }
    }

    /// What a command of `psql` is; `nil` for those that `pg_dump` writes between its statements, which say nothing to a
    /// server.
    private func fault(_ token: SQLToken, _ bytes: UnsafePointer<UInt8>) -> ScriptFault? {
        let line = UnsafeBufferPointer(start: bytes + token.range.lowerBound, count: token.range.count)
        let name = ScriptFault.command(in: line)
        if statementStart == nil, name == "restrict" || name == "unrestrict" { return nil }
        return name == "." ? .strayEndOfData : .metaCommand
    }

    /// Ends the work on a window; the next one is to begin at the index that is kept.
    private mutating func wait(at index: Int) -> ScriptStep {
        let keep = statementStart ?? index
        lexer.position = index - keep
        if statementStart != nil { statementStart = 0 }
        return .incomplete(keepFrom: keep)
    }

    private mutating func statement(endingAt end: Int) -> ScriptStep {
        let start = statementStart ?? end
        statementStart = nil
        return .part(.statement, start..<end)
    }

    /// Ends a last statement without semicolon where its last significant token ends.
    private mutating func endOfText(_ window: UnsafeBufferPointer<UInt8>) -> ScriptStep {
        lexer.position = window.count
        guard let start = statementStart else {
            guard lexer.isInsideData, !hasToldOfOpenData, !findsComments else { return .end }
            hasToldOfOpenData = true
            return .part(.fault(.openData), window.count..<window.count)
        }
        var tokens = PostgresLexer(window, from: start)
        tokens.standardStrings = lexer.state.standardStrings
        var end = start
        while let token = tokens.nextSignificant() { end = token.range.upperBound }
        lexer.endStatement()
        return statement(endingAt: end)
    }
}
