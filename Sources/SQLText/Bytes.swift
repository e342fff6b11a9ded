/// The bytes that mean something to the lexers, by name.
enum Byte {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let quote = UInt8(ascii: "'")
    static let doubleQuote = UInt8(ascii: "\"")
    static let backtick = UInt8(ascii: "`")
    static let openBracket = UInt8(ascii: "[")
    static let closeBracket = UInt8(ascii: "]")
    static let openParenthesis = UInt8(ascii: "(")
    static let closeParenthesis = UInt8(ascii: ")")
    static let semicolon = UInt8(ascii: ";")
    static let colon = UInt8(ascii: ":")
    static let comma = UInt8(ascii: ",")
    static let dot = UInt8(ascii: ".")
    static let minus = UInt8(ascii: "-")
    static let plus = UInt8(ascii: "+")
    static let slash = UInt8(ascii: "/")
    static let star = UInt8(ascii: "*")
    static let equals = UInt8(ascii: "=")
    static let dollar = UInt8(ascii: "$")
    static let backslash = UInt8(ascii: "\\")
    static let underscore = UInt8(ascii: "_")
}

extension UInt8 {
    /// 0…9.
    @inline(__always) var isDigit: Bool { self &- 0x30 < 10 }
    /// A…Z or a…z.
    @inline(__always) var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
    /// 0…9, A…F or a…f.
    @inline(__always) var isHexDigit: Bool { isDigit || (self | 0x20) &- 0x61 < 6 }
    /// What a bare identifier may begin with for PostgreSQL.
    @inline(__always) var isIdentifierStart: Bool { isLetter || self == Byte.underscore || self >= 0x80 }
    /// What may stand inside an identifier: SQLite's `IdChar`, and PostgreSQL's `ident_cont`.
    @inline(__always) var isIdentifierByte: Bool {
        isLetter || isDigit || self == Byte.underscore || self == Byte.dollar || self >= 0x80
    }
    /// What a run of white space may hold: SQLite's `sqlite3Isspace`, which knows the vertical tab too.
    @inline(__always) var isSpace: Bool { self == Byte.space || self &- 0x09 < 5 }
    /// What PostgreSQL's operators are made of: `op_chars`.
    @inline(__always) var isOperatorByte: Bool {
        switch self {
        case Byte.plus, Byte.minus, Byte.star, Byte.slash, UInt8(ascii: "<"), UInt8(ascii: ">"), Byte.equals: true
        default: isSpecialOperatorByte
        }
    }
    /// Those that no operator of standard SQL has.
    @inline(__always) var isSpecialOperatorByte: Bool {
        switch self {
        case UInt8(ascii: "~"), UInt8(ascii: "!"), UInt8(ascii: "@"), UInt8(ascii: "#"), UInt8(ascii: "^"),
            UInt8(ascii: "&"), UInt8(ascii: "|"), Byte.backtick, UInt8(ascii: "?"), UInt8(ascii: "%"):
            true
        default: false
        }
    }
    /// A blank that does not end the line.
    @inline(__always) var isBlank: Bool { isSpace && self != Byte.lineFeed }
    /// The small letter of a capital one; other bytes as they are.
    @inline(__always) var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}

/// Eight bytes looked at as one number: the fastest portable search there is without a C library.
enum Word {
    static let ones: UInt64 = 0x0101_0101_0101_0101
    static let highs: UInt64 = 0x8080_8080_8080_8080

    /// Eight bytes, the first in the lowest place.
    @inline(__always)
    static func load(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self))
    }

    @inline(__always)
    static func repeating(_ byte: UInt8) -> UInt64 { UInt64(byte) &* ones }

    /// Marks the high bit of every zero byte.
    ///
    /// The lowest mark is always right; those above it may be wrong.
    @inline(__always)
    static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & highs }

    /// The place of the lowest mark, in bytes.
    @inline(__always)
    static func firstMark(_ marks: UInt64) -> Int { marks.trailingZeroBitCount >> 3 }
}

/// The index of the first `byte` in `start..<end`, or `end`.
@inline(__always)
func firstIndex(of byte: UInt8, in bytes: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int {
    let pattern = Word.repeating(byte)
    var index = start
    while index + 8 <= end {
        let marks = Word.zeros(Word.load(bytes + index) ^ pattern)
        if marks != 0 { return index + Word.firstMark(marks) }
        index += 8
    }
    while index < end, bytes[index] != byte { index += 1 }
    return index
}
