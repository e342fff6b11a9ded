/// Ways over what cannot end a statement, as fast as memory is read.
///
/// Indices are absolute; `nil` means no end in sight.
enum Skip {
    /// Where a search for the end of a statement stops.
    enum Stop {
        /// At a semicolon that is part of the statement itself.
        case semicolon(Int)
        /// At the `--` of a line comment, if those were asked for.
        case lineComment(Int)
        /// At the end of the window, or at the start of what goes on behind it.
        case end(Int)
    }

    /// Skips over everything but semicolons (and line comments), by the rules of SQLite.
    ///
    /// Strings are jumped over eight bytes at a time; a doubled quote inside one is not special, as both halves end at
    /// the same place. Only `$name(…)` needs care: SQLite lets anything but blanks stand in its parentheses.
    static func statement(
        _ bytes: UnsafePointer<UInt8>, from start: Int, end: Int, isFinal: Bool, stopsAtLineComments: Bool = false
    ) -> Stop {
        var index = start
        while index < end {
            let byte = bytes[index]
            switch byte {
            case Byte.semicolon:
                return .semicolon(index)
            case Byte.quote, Byte.doubleQuote, Byte.backtick:
                let close = firstIndex(of: byte, in: bytes, from: index + 1, to: end)
                guard close < end else { return .end(isFinal ? end : index) }
                index = close + 1
            case Byte.openBracket:
                let close = firstIndex(of: Byte.closeBracket, in: bytes, from: index + 1, to: end)
                guard close < end else { return .end(isFinal ? end : index) }
                index = close + 1
            case Byte.minus:
                guard index + 1 < end else { return .end(isFinal ? end : index) }
                guard bytes[index + 1] == Byte.minus else {
                    index += 1
                    continue
                }
                if stopsAtLineComments { return .lineComment(index) }
                let close = firstIndex(of: Byte.lineFeed, in: bytes, from: index + 2, to: end)
                guard close < end else { return .end(isFinal ? end : index) }
                index = close + 1
            case Byte.slash, Byte.dollar, Byte.colon, UInt8(ascii: "@"), UInt8(ascii: "#"):
                guard let next = rare(byte, bytes, at: index, end: end, isFinal: isFinal) else { return .end(index) }
                index = next
            default:
                index += 1
            }
        }
        return .end(end)
    }

    /// Skips a block comment, a division sign or a variable; `nil` if it may go on behind the window.
    private static func rare(
        _ byte: UInt8, _ bytes: UnsafePointer<UInt8>, at index: Int, end: Int, isFinal: Bool
    ) -> Int? {
        if byte == Byte.slash {
            guard isFinal || index + 2 < end else { return nil }
            guard opensBlockComment(bytes, at: index, end: end) else { return index + 1 }
            return blockComment(bytes, at: index, end: end) ?? (isFinal ? end : nil)
        }
        // Inside an identifier a dollar sign is a letter.
        if byte == Byte.dollar, index > 0, bytes[index - 1].isIdentifierByte { return index + 1 }
        let next = variable(bytes, at: index, end: end).end
        return isFinal || next + 1 < end ? next : nil
    }

    /// Whether a comment opens here: SQLite wants one more byte behind `/*`.
    @inline(__always)
    static func opensBlockComment(_ bytes: UnsafePointer<UInt8>, at start: Int, end: Int) -> Bool {
        start + 2 < end && bytes[start + 1] == Byte.star
    }

    /// The index behind a block comment.
    static func blockComment(_ bytes: UnsafePointer<UInt8>, at start: Int, end: Int) -> Int? {
        var index = start + 2
        while true {
            let slash = firstIndex(of: Byte.slash, in: bytes, from: index, to: end)
            guard slash < end else { return nil }
            if slash > start + 2, bytes[slash - 1] == Byte.star { return slash + 1 }
            index = slash + 1
        }
    }

    /// The index behind a quotation whose quote is doubled inside it.
    static func quoted(_ bytes: UnsafePointer<UInt8>, at start: Int, end: Int) -> Int? {
        let quote = bytes[start]
        var index = start + 1
        while true {
            let close = firstIndex(of: quote, in: bytes, from: index, to: end)
            guard close < end else { return nil }
            guard close + 1 < end, bytes[close + 1] == quote else { return close + 1 }
            index = close + 2
        }
    }

    /// The index behind a variable that begins with `$`, `@`, `#` or `:`, and whether SQLite takes it.
    static func variable(
        _ bytes: UnsafePointer<UInt8>, at start: Int, end: Int
    ) -> (end: Int, isLegal: Bool) {
        var index = start + 1
        var isNamed = false
        while index < end {
            let byte = bytes[index]
            if byte.isIdentifierByte {
                isNamed = true
                index += 1
            } else if byte == Byte.openParenthesis, isNamed {
                index += 1
                while index < end, !bytes[index].isSpace, bytes[index] != Byte.closeParenthesis { index += 1 }
                let isClosed = index < end && bytes[index] == Byte.closeParenthesis
                return (isClosed ? index + 1 : index, isClosed)
            } else if byte == Byte.colon, index + 1 < end, bytes[index + 1] == Byte.colon {
                index += 2
            } else {
                break
            }
        }
        return (index, isNamed)
    }
}
