/// Ways over the quotations, comments and numbers of PostgreSQL, byte for byte as its `scan.l` goes.
///
/// Indices are absolute. The text is normalised: the only line end is the line feed.
/// <https://github.com/postgres/postgres/blob/master/src/backend/parser/scan.l>
enum PostgresSkip {
    /// How far a token goes.
    struct Reach {
        /// The index behind its last byte.
        var end: Int
        /// Whether it has the end that it needs.
        var isClosed = true
        /// Whether no byte behind the window could make it longer.
        var isCertain: Bool
    }

    /// What ends a string.
    enum StringRule {
        /// A quotation mark; two of them are a part of it: `'…'`, `U&'…'`.
        case doubled
        /// The same, but for one behind a backslash: `E'…'`.
        case escaped
        /// Any quotation mark: `B'…'`, `X'…'`.
        case plain
    }

    // MARK: Strings

    /// The rule for a string in front of whose mark one letter stands; `nil` if that letter is a word by itself.
    @inline(__always)
    static func rule(of prefix: UInt8, standardStrings: Bool) -> StringRule? {
        switch prefix | 0x20 {
        case UInt8(ascii: "e"): .escaped
        case UInt8(ascii: "b"), UInt8(ascii: "x"): .plain
        case UInt8(ascii: "n"): standardStrings ? .doubled : .escaped
        default: nil
        }
    }

    /// A string from its quotation mark on, with every part that continues it on a later line.
    static func string(_ bytes: UnsafePointer<UInt8>, at start: Int, end: Int, _ rule: StringRule) -> Reach {
        var open = start
        while true {
            guard let close = segment(bytes, at: open, end: end, rule) else {
                return Reach(end: end, isClosed: false, isCertain: false)
            }
            switch continuation(bytes, from: close, end: end) {
            case .none: return Reach(end: close, isCertain: true)
            case .unknown: return Reach(end: close, isCertain: false)
            case .quote(let next): open = next
            }
        }
    }

    /// The index behind the mark that ends one part of a string; `nil` if there is none.
    private static func segment(
        _ bytes: UnsafePointer<UInt8>, at start: Int, end: Int, _ rule: StringRule
    ) -> Int? {
        switch rule {
        case .doubled: return Skip.quoted(bytes, at: start, end: end)
        case .plain:
            let close = firstIndex(of: Byte.quote, in: bytes, from: start + 1, to: end)
            return close < end ? close + 1 : nil
        case .escaped:
            var index = start + 1
            while index < end {
                if bytes[index] == Byte.backslash {
                    index += 2
                } else if bytes[index] == Byte.quote {
                    guard index + 1 < end, bytes[index + 1] == Byte.quote else { return index + 1 }
                    index += 2
                } else {
                    index += 1
                }
            }
            return nil
        }
    }

    private enum Continuation {
        case none
        case unknown
        case quote(Int)
    }

    /// Whether a string goes on: behind white space with a line end in it.
    ///
    /// Line comments are white space here, others are not.
    private static func continuation(_ bytes: UnsafePointer<UInt8>, from start: Int, end: Int) -> Continuation {
        var index = start
        var isOnLaterLine = false
        while index < end {
            switch bytes[index] {
            case Byte.lineFeed:
                isOnLaterLine = true
                index += 1
            case let byte where byte.isSpace:
                index += 1
            case Byte.quote:
                return isOnLaterLine ? .quote(index) : .none
            case Byte.minus:
                guard index + 1 < end else { return .unknown }
                guard bytes[index + 1] == Byte.minus else { return .none }
                index = firstIndex(of: Byte.lineFeed, in: bytes, from: index, to: end)
            default:
                return .none
            }
        }
        return .unknown
    }

    /// A name in double quotes, from the first of them on.
    static func quotedName(_ bytes: UnsafePointer<UInt8>, at start: Int, end: Int) -> Reach {
        guard let close = Skip.quoted(bytes, at: start, end: end) else {
            return Reach(end: end, isClosed: false, isCertain: false)
        }
        return Reach(end: close, isCertain: close < end)
    }

    // MARK: Dollar signs

    /// What begins with a dollar sign.
    enum Dollar {
        /// `$tag$…$tag$`.
        case quotation(Reach)
        /// `$1`, and what letters follow it.
        case parameter(Reach)
        /// The sign alone, which is none of SQL.
        case sign(Reach)
    }

    /// What begins at a dollar sign that is not a part of a word.
    static func dollar(_ bytes: UnsafePointer<UInt8>, at start: Int, end: Int) -> Dollar {
        var index = start + 1
        if index < end, bytes[index].isDigit {
            while index < end, bytes[index].isDigit { index += 1 }
            return .parameter(junk(bytes, from: index, end: end))
        }
        if index < end, bytes[index].isIdentifierStart {
            while index < end, bytes[index].isIdentifierByte, bytes[index] != Byte.dollar { index += 1 }
        }
        guard index < end else { return .sign(Reach(end: start + 1, isCertain: false)) }
        guard bytes[index] == Byte.dollar else { return .sign(Reach(end: start + 1, isCertain: true)) }
        return .quotation(body(bytes, tag: start..<index + 1, end: end))
    }

    /// The text up to the first place where the tag stands again, whatever is before it.
    private static func body(_ bytes: UnsafePointer<UInt8>, tag: Range<Int>, end: Int) -> Reach {
        var index = tag.upperBound
        while true {
            let sign = firstIndex(of: Byte.dollar, in: bytes, from: index, to: end)
            guard sign + tag.count <= end else { return Reach(end: end, isClosed: false, isCertain: false) }
            var matching = 1
            while matching < tag.count, bytes[sign + matching] == bytes[tag.lowerBound + matching] { matching += 1 }
            if matching == tag.count { return Reach(end: sign + matching, isCertain: true) }
            index = sign + 1
        }
    }

    // MARK: Words and numbers

    /// The index behind a word, from its first byte on.
    @inline(__always)
    static func word(_ bytes: UnsafePointer<UInt8>, at start: Int, end: Int) -> Int {
        var index = start + 1
        while index < end, bytes[index].isIdentifierByte { index += 1 }
        return index
    }

    /// A number: digits with fraction and exponent, and what letters follow, which PostgreSQL refuses as a part of it.
    ///
    /// Of `1..2` only the first digit is.
    static func number(_ bytes: UnsafePointer<UInt8>, at start: Int, end: Int) -> Reach {
        var index = start
        while index < end, bytes[index].isDigit { index += 1 }
        if index < end, bytes[index] == Byte.dot {
            if index > start {
                guard index + 1 < end else { return Reach(end: index + 1, isCertain: false) }
                if bytes[index + 1] == Byte.dot { return Reach(end: index, isCertain: true) }
            }
            index += 1
            while index < end, bytes[index].isDigit { index += 1 }
        }
        guard index < end, bytes[index] | 0x20 == UInt8(ascii: "e") else {
            return junk(bytes, from: index, end: end)
        }
        let isSeen = index + 2 < end
        var digits = index + 1
        if digits < end, bytes[digits] == Byte.plus || bytes[digits] == Byte.minus { digits += 1 }
        if digits < end, bytes[digits].isDigit {
            index = digits
            while index < end, bytes[index].isDigit { index += 1 }
        }
        var reach = junk(bytes, from: index, end: end)
        reach.isCertain = reach.isCertain && isSeen
        return reach
    }

    /// The rest of a number that goes on like a word.
    private static func junk(_ bytes: UnsafePointer<UInt8>, from start: Int, end: Int) -> Reach {
        guard start < end else { return Reach(end: start, isCertain: false) }
        guard bytes[start].isIdentifierStart else { return Reach(end: start, isCertain: true) }
        let index = word(bytes, at: start, end: end)
        return Reach(end: index, isCertain: index < end)
    }

    // MARK: Comments

    /// A comment from its `/*` on; inside it others are nested.
    static func blockComment(_ bytes: UnsafePointer<UInt8>, at start: Int, end: Int) -> Reach {
        var index = start + 2
        var depth = 1
        while true {
            let from = index
            let slash = firstIndex(of: Byte.slash, in: bytes, from: index, to: end)
            guard slash < end else { return Reach(end: end, isClosed: false, isCertain: false) }
            if slash > from, bytes[slash - 1] == Byte.star {
                depth -= 1
                index = slash + 1
                if depth == 0 { return Reach(end: index, isCertain: true) }
            } else if slash + 1 < end, bytes[slash + 1] == Byte.star {
                depth += 1
                index = slash + 2
            } else {
                index = slash + 1
            }
        }
    }
}

extension PostgresSkip {
    /// Whether the comment that is all of a range has its end.
    static func closesBlockComment(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        bytes.baseAddress.map { blockComment($0, at: range.lowerBound, end: range.upperBound).isClosed } ?? false
    }

    @inline(__always)
    static func opensLineComment(_ bytes: UnsafePointer<UInt8>, at index: Int, end: Int) -> Bool {
        index + 1 < end && bytes[index] == Byte.minus && bytes[index + 1] == Byte.minus
    }

    @inline(__always)
    static func opensBlockComment(_ bytes: UnsafePointer<UInt8>, at index: Int, end: Int) -> Bool {
        index + 1 < end && bytes[index] == Byte.slash && bytes[index + 1] == Byte.star
    }

    /// An operator: as long as possible, but not into a comment.
    ///
    /// It may end with `+` or `-` only if it has a character that no operator of standard SQL has; so `=-1` is two.
    static func operatorRun(_ bytes: UnsafePointer<UInt8>, at start: Int, end: Int) -> Reach {
        var index = start
        var isSpecial = false
        while index < end, bytes[index].isOperatorByte {
            if index > start,
                opensLineComment(bytes, at: index, end: end) || opensBlockComment(bytes, at: index, end: end)
            {
                break
            }
            isSpecial = isSpecial || bytes[index].isSpecialOperatorByte
            index += 1
        }
        let isCertain = index < end
        if !isSpecial {
            while index > start + 1, bytes[index - 1] == Byte.plus || bytes[index - 1] == Byte.minus { index -= 1 }
        }
        return Reach(end: index, isCertain: isCertain)
    }
}

extension PostgresSkip {
    /// Where a search for the end of a statement stops.
    enum Stop {
        /// At a semicolon outside of parentheses.
        case semicolon(Int)
        /// At what is looked at by itself: the backslash of a command of `psql`, and the `--` of a line comment, if those
        /// were asked for.
        case token(Int)
        /// At the end of the window, or at the start of what goes on behind it.
        case end(Int)
    }

    /// Skips over everything that cannot end a statement, and counts parentheses; no tokens are made.
    static func statement(
        _ bytes: UnsafePointer<UInt8>, from start: Int, end: Int, isFinal: Bool, depth: inout Int,
        standardStrings: Bool, stopsAtLineComments: Bool
    ) -> Stop {
        var index = start
        while index < end {
            let byte = bytes[index]
            var reach = Reach(end: index + 1, isCertain: true)
            switch byte {
            case Byte.semicolon:
                if depth == 0 { return .semicolon(index) }
            case Byte.openParenthesis: depth += 1
            case Byte.closeParenthesis: depth = max(depth - 1, 0)
            case Byte.quote:
                reach = string(bytes, at: index, end: end, standardStrings ? .doubled : .escaped)
            case Byte.backslash: return .token(index)
            case Byte.minus:
                if opensLineComment(bytes, at: index, end: end) {
                    if stopsAtLineComments { return .token(index) }
                    let line = firstIndex(of: Byte.lineFeed, in: bytes, from: index, to: end)
                    reach = Reach(end: line, isCertain: line < end)
                } else {
                    reach.isCertain = index + 1 < end
                }
            case Byte.doubleQuote, Byte.dollar, Byte.slash, Byte.dot:
                reach = rare(byte, bytes, at: index, end: end)
            default:
                if byte.isIdentifierStart {
                    reach = prefixed(bytes, at: index, end: end, standardStrings: standardStrings)
                } else if byte.isDigit {
                    reach = number(bytes, at: index, end: end)
                }
            }
            guard isFinal || reach.isCertain else { return .end(index) }
            index = reach.end
        }
        return .end(index)
    }

    /// A name in quotes, a dollar quotation, a comment, a number, or a character by itself.
    private static func rare(_ byte: UInt8, _ bytes: UnsafePointer<UInt8>, at index: Int, end: Int) -> Reach {
        let single = Reach(end: index + 1, isCertain: index + 1 < end)
        switch byte {
        case Byte.doubleQuote: return quotedName(bytes, at: index, end: end)
        case Byte.dollar:
            switch dollar(bytes, at: index, end: end) {
            case .quotation(let reach), .parameter(let reach), .sign(let reach): return reach
            }
        case Byte.slash:
            return opensBlockComment(bytes, at: index, end: end) ? blockComment(bytes, at: index, end: end) : single
        default:
            guard single.isCertain else { return single }
            if bytes[index + 1].isDigit { return number(bytes, at: index, end: end) }
            return bytes[index + 1] == Byte.dot ? Reach(end: index + 2, isCertain: true) : single
        }
    }

    /// A word, or the quotation whose prefix it is.
    @inline(__always)
    private static func prefixed(
        _ bytes: UnsafePointer<UInt8>, at start: Int, end: Int, standardStrings: Bool
    ) -> Reach {
        let index = word(bytes, at: start, end: end)
        guard index == start + 1, index < end else { return Reach(end: index, isCertain: index < end) }
        return quotation(bytes, at: start, end: end, standardStrings: standardStrings)?.reach
            ?? Reach(end: index, isCertain: index + 1 < end)
    }

    /// A quotation with a prefix: `E'…'`, `U&"…"`; `nil` if a word of one letter has nothing of the kind behind it.
    static func quotation(
        _ bytes: UnsafePointer<UInt8>, at start: Int, end: Int, standardStrings: Bool
    ) -> (kind: SQLTokenKind, reach: Reach)? {
        guard start + 1 < end else { return nil }
        if bytes[start + 1] == Byte.quote {
            return rule(of: bytes[start], standardStrings: standardStrings).map {
                ($0 == .plain ? .blob : .string, string(bytes, at: start + 1, end: end, $0))
            }
        }
        guard bytes[start + 1] == UInt8(ascii: "&"), bytes[start] | 0x20 == UInt8(ascii: "u"), start + 2 < end else {
            return nil
        }
        switch bytes[start + 2] {
        case Byte.quote: return (.string, string(bytes, at: start + 2, end: end, .doubled))
        case Byte.doubleQuote: return (.quotedIdentifier, quotedName(bytes, at: start + 2, end: end))
        default: return nil
        }
    }
}
