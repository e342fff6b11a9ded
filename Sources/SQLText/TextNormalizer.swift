/// Why a file cannot be read as text.
///
/// Offsets count the bytes of the file as it is on disk, from 0.
public enum SourceTextError: Error, Sendable, Hashable {
    /// The bytes from this offset on are not UTF-8.
    case invalidUTF8(byteOffset: Int)
    /// A NUL, where every C library would silently end the text.
    case containsNUL(byteOffset: Int)
    /// The file begins with the byte order mark of UTF-16.
    case utf16
}

/// Validates UTF-8 and turns CRLF and lone CR into LF, piece by piece.
///
/// A piece may end anywhere, even inside a character. Normalising only ever removes bytes, so the output may be written
/// over the input. The byte order mark is looked for separately, since only the start of a file can hold one.
public struct TextNormalizer: Sendable {
    /// How many bytes of the file were taken so far.
    public private(set) var rawOffset: Int
    private var sequence = UTF8Sequence()
    private var isAfterCarriageReturn = false

    /// Makes a normalizer for the bytes after a byte order mark of the given length.
    public init(byteOrderMark: Int = 0) { rawOffset = byteOrderMark }

    /// The length of the UTF-8 byte order mark: 3 or 0.
    ///
    /// Needs the first three bytes of the file, or all there are.
    public static func byteOrderMark(in head: UnsafeBufferPointer<UInt8>) throws(SourceTextError) -> Int {
        guard head.count >= 2 else { return 0 }
        if (head[0] == 0xFF && head[1] == 0xFE) || (head[0] == 0xFE && head[1] == 0xFF) { throw .utf16 }
        return head.count >= 3 && head[0] == 0xEF && head[1] == 0xBB && head[2] == 0xBF ? 3 : 0
    }

    /// Normalises one piece and says how many bytes were written, at most as many as were given.
    ///
    /// `output` may be the input's own address, or one before it in the same memory.
    public mutating func normalize(
        _ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutablePointer<UInt8>
    ) throws(SourceTextError) -> Int {
        guard let source = input.baseAddress, !input.isEmpty else { return 0 }
        var taken = isAfterCarriageReturn && source[0] == Byte.lineFeed ? 1 : 0
        var written = 0
        isAfterCarriageReturn = false
        while taken < input.count {
            let carriageReturn = try validate(source, from: taken, to: input.count)
            if output + written != source + taken {
                (output + written).update(from: source + taken, count: carriageReturn - taken)
            }
            written += carriageReturn - taken
            taken = carriageReturn
            guard taken < input.count else { break }
            output[written] = Byte.lineFeed
            written += 1
            taken += 1
            if taken == input.count {
                isAfterCarriageReturn = true
            } else if source[taken] == Byte.lineFeed {
                taken += 1
            }
        }
        rawOffset += input.count
        return written
    }

    /// Ends the text: throws if its last character is cut off.
    public func finish() throws(SourceTextError) {
        if sequence.missing > 0 { throw .invalidUTF8(byteOffset: sequence.start) }
    }

    /// Whether a whole text without byte order mark is normal as it stands.
    static func isNormal(_ text: UnsafeBufferPointer<UInt8>) throws(SourceTextError) -> Bool {
        guard let source = text.baseAddress else { return true }
        var normalizer = TextNormalizer()
        guard try normalizer.validate(source, from: 0, to: text.count) == text.count else { return false }
        try normalizer.finish()
        return true
    }

    /// Validates up to the first carriage return, and gives its index, or `end`.
    private mutating func validate(
        _ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int
    ) throws(SourceTextError) -> Int {
        // A local copy stays in registers; `self` would be stored and loaded for every character.
        var open = sequence
        defer { sequence = open }
        var index = start
        while index < end {
            if open.missing == 0 {
                index = skipPlain(bytes, from: index, to: end)
                guard index < end else { break }
            }
            let byte = bytes[index]
            if open.missing > 0 {
                guard open.take(byte) else { throw .invalidUTF8(byteOffset: open.start) }
            } else if byte == Byte.carriageReturn {
                return index
            } else if byte == 0 {
                throw .containsNUL(byteOffset: rawOffset + index)
            } else {
                guard open.begin(byte, at: rawOffset + index) else { throw .invalidUTF8(byteOffset: rawOffset + index) }
            }
            index += 1
        }
        return end
    }

    /// Skips ASCII bytes other than NUL and CR, eight at a time.
    @inline(__always)
    private func skipPlain(_ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int {
        var index = start
        while index + 8 <= end {
            let word = Word.load(bytes + index)
            let marks = (word & Word.highs) | Word.zeros(word) | Word.zeros(word ^ Word.repeating(Byte.carriageReturn))
            if marks != 0 { return index + Word.firstMark(marks) }
            index += 8
        }
        while index < end, bytes[index] < 0x80, bytes[index] != 0, bytes[index] != Byte.carriageReturn { index += 1 }
        return index
    }
}

/// The part of a UTF-8 sequence still to come, by the table of well-formed sequences (Unicode 15, table 3-7).
private struct UTF8Sequence {
    /// Continuation bytes still missing.
    var missing = 0
    /// Where the sequence began in the file.
    var start = 0
    private var lowest: UInt8 = 0x80
    private var highest: UInt8 = 0xBF

    /// Begins a sequence of two to four bytes; false if no sequence begins with this byte.
    @inline(__always)
    mutating func begin(_ lead: UInt8, at offset: Int) -> Bool {
        switch lead {
        case 0xC2...0xDF: missing = 1
        case 0xE0...0xEF: missing = 2
        case 0xF0...0xF4: missing = 3
        default: return false
        }
        start = offset
        // The second byte is what keeps overlong forms, surrogates and values above U+10FFFF out.
        lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80
        highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF
        return true
    }

    /// Takes a continuation byte; false if it is none, or not one that may stand here.
    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        guard byte >= lowest, byte <= highest else { return false }
        missing -= 1
        lowest = 0x80
        highest = 0xBF
        return true
    }
}
