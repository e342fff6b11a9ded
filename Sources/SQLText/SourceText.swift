/// A text with a name: valid UTF-8 without byte order mark or NUL, every line ending in LF.
public struct SourceText: Sendable, Hashable {
    /// The file as shown to people.
    public let name: String
    /// The normalised bytes: what is hashed, shown, split and run.
    public let utf8: [UInt8]
    /// The lines as they stand in the file, where parts of them are blanked out in `utf8`: for people.
    private let written: [UInt8]?

    /// Makes a text of the bytes of a file.
    ///
    /// Bytes that are normal already are shared, not copied.
    public init(bytes: [UInt8], name: String) throws(SourceTextError) {
        self.name = name
        self.utf8 = try Self.normalized(bytes)
        written = nil
    }

    /// Makes a text of a string.
    ///
    /// A NUL, which no database takes, becomes U+FFFD, so that it is seen.
    public init(_ string: String, name: String) {
        self.name = name
        written = nil
        let bytes = Array(string.utf8)
        if let normal = try? Self.normalized(bytes) {
            utf8 = normal
        } else {
            // A string is valid UTF-8, so a NUL is all that can be wrong with it.
            let visible = bytes.flatMap { $0 == 0 ? Array("\u{FFFD}".utf8) : [$0] }
            utf8 = (try? Self.normalized(visible)) ?? visible
        }
    }

    /// Makes a text of bytes known to be normal.
    init(normalized utf8: [UInt8], name: String) {
        self.name = name
        self.utf8 = utf8
        written = nil
    }

    /// Makes a text of which parts were blanked out: every place is still that of the original, whose lines are shown.
    init(blanked utf8: [UInt8], of original: SourceText) {
        name = original.name
        self.utf8 = utf8
        written = original.written ?? original.utf8
    }

    private static func normalized(_ bytes: [UInt8]) throws(SourceTextError) -> [UInt8] {
        let (mark, isNormal) = try bytes.withUnsafeBufferPointer { (raw) throws(SourceTextError) -> (Int, Bool) in
            let mark = try TextNormalizer.byteOrderMark(in: raw)
            return (mark, mark == 0 ? try TextNormalizer.isNormal(raw) : false)
        }
        if isNormal { return bytes }
        var normalizer = TextNormalizer(byteOrderMark: mark)
        var copy = Array(bytes[mark...])
        let count = try copy.withUnsafeMutableBufferPointer { (buffer) throws(SourceTextError) -> Int in
            guard let start = buffer.baseAddress else { return 0 }
            return try normalizer.normalize(UnsafeBufferPointer(buffer), into: start)
        }
        try normalizer.finish()
        copy.removeLast(copy.count - count)
        return copy
    }

    /// The whole text.
    public var string: String { text(in: 0..<utf8.count) }

    /// The text of a range of bytes, cut to what the text has.
    public func text(in range: Range<Int>) -> String {
        String(decoding: utf8[range.clamped(to: 0..<utf8.count)], as: UTF8.self)
    }

    /// The range of the line around an offset, without its line feed.
    public func lineRange(around offset: SourceOffset) -> Range<Int> {
        let here = min(max(offset.utf8, 0), utf8.count)
        let start = (utf8[..<here].lastIndex(of: Byte.lineFeed) ?? -1) + 1
        let end = utf8[here...].firstIndex(of: Byte.lineFeed) ?? utf8.count
        return start..<end
    }

    /// Line and column of an offset, found by counting from the start: meant for messages, not for loops.
    public func position(of offset: SourceOffset) -> SourcePosition {
        let start = lineRange(around: offset).lowerBound
        let line = utf8[..<start].reduce(1) { $1 == Byte.lineFeed ? $0 + 1 : $0 }
        let here = min(max(offset.utf8, start), utf8.count)
        return SourcePosition(line: line, column: 1 + Self.scalarCount(utf8[start..<here]))
    }

    /// The place of an offset with the line it stands on; `length` Unicode scalars are marked.
    public func location(of offset: SourceOffset, length: Int = 1) -> SourceLocation {
        let line = lineRange(around: offset)
        return SourceLocation(
            file: name, position: position(of: offset),
            excerpt: written.map { String(decoding: $0[line], as: UTF8.self) } ?? text(in: line), length: length)
    }

    /// The offset of the n-th character (Unicode scalar) from `base` on, counted from 1 as PostgreSQL does.
    public func offset(ofCharacter number: Int, after base: SourceOffset) -> SourceOffset {
        var index = min(max(base.utf8, 0), utf8.count)
        for _ in 1..<max(number, 1) where index < utf8.count {
            index += 1
            while index < utf8.count, utf8[index] & 0xC0 == 0x80 { index += 1 }
        }
        return SourceOffset(utf8: index)
    }

    private static func scalarCount(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
    }
}
