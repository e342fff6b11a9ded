/// How far a script for PostgreSQL is inside a statement, as `psql` sees it: what the next semicolon will mean.
///
/// A semicolon ends a statement outside of parentheses (`CREATE RULE … DO (a; b)`) and of `BEGIN ATOMIC … END`. What is
/// known before the semicolon: whether data follow it, and how strings are read behind it.
struct PostgresStatementState: Sendable {
    /// What a token did.
    enum Effect {
        case none
        /// It ended the statement.
        case endsStatement
        /// It ended a COPY whose data follow on the next line.
        case endsCopy
    }

    private enum Phase: UInt8 {
        /// Between two statements.
        case start
        /// Nothing but parentheses matters any more.
        case settled
        /// Behind CREATE; CREATE OR; CREATE OR REPLACE.
        case create, createOr, createOrReplace
        /// In a CREATE FUNCTION or PROCEDURE; behind a BEGIN in it; inside its BEGIN ATOMIC.
        case routine, routineBegin, atomic
        /// In a COPY; behind its FROM; where data will follow.
        case copy, copyFrom, copyStdin
        /// Behind SET; behind the name of the setting that matters, and behind its equals sign.
        case set, setStrings, setValue
        /// Behind RESET.
        case reset
    }

    /// Whether a backslash in `'…'` is a character like any other: `standard_conforming_strings`.
    private(set) var standardStrings: Bool
    /// What the session began with.
    private let initialStandardStrings: Bool
    /// How many parentheses are open.
    private(set) var depth = 0
    private var phase = Phase.start
    /// How many BEGIN ATOMIC and CASE are open.
    private var blocks = 0
    /// Whether the token before was AS or a dot: behind them every word is a name.
    private var isName = false
    /// What the statement will set `standard_conforming_strings` to.
    private var newStandardStrings: Bool?

    init(standardStrings: Bool) {
        self.standardStrings = standardStrings
        initialStandardStrings = standardStrings
    }

    /// Whether no word can matter any more before the statement ends.
    var isSettled: Bool { phase == .settled }

    /// Whether no statement has begun.
    var isBetweenStatements: Bool { phase == .start }

    /// Takes parentheses into account that were passed over in a settled statement.
    mutating func settle(depth: Int) { self.depth = depth }

    /// Ends the statement; true if data are to follow it.
    mutating func end() -> Bool {
        defer {
            standardStrings = newStandardStrings ?? standardStrings
            newStandardStrings = nil
            phase = .start
            depth = 0
            blocks = 0
            isName = false
        }
        return phase == .copyStdin
    }

    /// Takes one significant token into account.
    mutating func take(_ token: SQLToken, _ bytes: UnsafePointer<UInt8>) -> Effect {
        switch token.kind {
        case .semicolon:
            guard depth == 0, blocks == 0 else { return .none }
            return end() ? .endsCopy : .endsStatement
        case .punctuation where bytes[token.range.lowerBound] == Byte.openParenthesis: depth += 1
        case .punctuation where bytes[token.range.lowerBound] == Byte.closeParenthesis: depth = max(depth - 1, 0)
        default: break
        }
        advance(token, UnsafeBufferPointer(start: bytes + token.range.lowerBound, count: token.range.count))
        return .none
    }

    private mutating func advance(_ token: SQLToken, _ text: UnsafeBufferPointer<UInt8>) {
        let word = token.kind == .word ? Keyword(text) : .other
        switch phase {
        case .start: phase = Self.first(word)
        case .settled: break
        case .create: phase = word == .or ? .createOr : word.isRoutine ? .routine : .settled
        case .createOr: phase = word == .replace ? .createOrReplace : .settled
        case .createOrReplace: phase = word.isRoutine ? .routine : .settled
        case .routine: if word == .begin, depth == 0 { phase = .routineBegin }
        case .routineBegin:
            phase = word == .atomic ? .atomic : .routine
            blocks = word == .atomic ? 1 : 0
        case .atomic: advanceBody(word, text)
        case .copy: if word == .from, depth == 0 { phase = .copyFrom }
        // STDOUT is taken for the same slip of the pen as PostgreSQL takes it for.
        case .copyFrom: phase = word == .stdin || word == .stdout ? .copyStdin : .settled
        case .copyStdin: break
        case .set where word == .session: break
        case .set: phase = isStrings(token, text) ? .setStrings : .settled
        case .setStrings: phase = .setValue
        case .setValue:
            newStandardStrings = value(text)
            phase = .settled
        case .reset:
            if word == .all || isStrings(token, text) { newStandardStrings = initialStandardStrings }
            phase = .settled
        }
    }

    private static func first(_ word: Keyword) -> Phase {
        switch word {
        case .create: .create
        case .copy: .copy
        case .set: .set
        case .reset: .reset
        default: .settled
        }
    }

    /// Counts the CASE and END of a body; inside parentheses they are even.
    private mutating func advanceBody(_ word: Keyword, _ text: UnsafeBufferPointer<UInt8>) {
        if depth == 0, !isName {
            if word == .case { blocks += 1 }
            if word == .end { blocks -= 1 }
            if blocks == 0 { phase = .settled }
        }
        isName = word == .as || (text.count == 1 && text[0] == Byte.dot)
    }

    // MARK: standard_conforming_strings

    private func isStrings(_ token: SQLToken, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        switch token.kind {
        case .word: isWord(text, "standard_conforming_strings")
        case .quotedIdentifier: isWord(text, "\"standard_conforming_strings\"")
        default: false
        }
    }

    /// What a value of a setting means; quotation marks make no difference.
    private func value(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
        let isQuoted = text.count >= 2 && (text[0] == Byte.quote || text[0] == Byte.doubleQuote)
        let bare = isQuoted ? UnsafeBufferPointer(rebasing: text[1..<text.count - 1]) : text
        if isWord(bare, "on") || isWord(bare, "true") || isWord(bare, "yes") || isWord(bare, "1") { return true }
        if isWord(bare, "off") || isWord(bare, "false") || isWord(bare, "no") || isWord(bare, "0") { return false }
        return isWord(bare, "default") ? initialStandardStrings : nil
    }

    /// The keywords that matter for finding the end of a statement.
    private enum Keyword {
        case create, or, replace, routine, begin, atomic, `case`, end, `as`
        case copy, from, stdin, stdout
        case set, session, reset, all
        case other

        var isRoutine: Bool { self == .routine }

        private static let names: [(StaticString, Keyword)] = [
            ("create", .create), ("or", .or), ("replace", .replace), ("function", .routine), ("procedure", .routine),
            ("begin", .begin), ("atomic", .atomic), ("case", .case), ("end", .end), ("as", .as), ("copy", .copy),
            ("from", .from), ("stdin", .stdin), ("stdout", .stdout), ("set", .set), ("session", .session),
            ("local", .session), ("reset", .reset), ("all", .all),
        ]

        init(_ word: UnsafeBufferPointer<UInt8>) {
            let first = word[0].lowercased
            self = Self.names.first { $0.0.utf8Start[0] == first && isWord(word, $0.0) }?.1 ?? .other
        }
    }
}
