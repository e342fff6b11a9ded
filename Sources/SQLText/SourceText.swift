/// A text with a name: valid UTF-8 without byte order mark or NUL, every line ending in LF.
public struct SourceText: Sendable, Hashable {
    /// The file as shown to people.
    public let name: String
    /// Whose SQL it is, if it is SQL.
    public let dialect: Dialect
    /// The normalised bytes: what is hashed, shown, split and run.
    public let utf8: [UInt8]
    /// The text as it stands in the file, where parts of it are blanked out or filled in in `utf8`: for people.
    let written: [UInt8]?
    /// What of `utf8` was filled in, in order.
    let fillings: [Filling]

    /// Makes a text of the bytes of a file.
    ///
    /// Bytes that are normal already are shared, not copied.
    public init(bytes: [UInt8], name: String, dialect: Dialect = .sqlite) throws(SourceTextError) {
        self.name = name
        self.dialect = dialect
        self.utf8 = try Self.normalized(bytes)
        written = nil
        fillings = []
    }

    /// Makes a text of a string.
    ///
    /// A NUL, which no database takes, becomes U+FFFD, so that it is seen.
    public init(_ string: String, name: String, dialect: Dialect = .sqlite) {
        self.name = name
        self.dialect = dialect
        written = nil
        fillings = []
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
    init(normalized utf8: [UInt8], name: String, dialect: Dialect = .sqlite) {
        self.name = name
        self.dialect = dialect
        self.utf8 = utf8
        written = nil
        fillings = []
    }

    /// Makes a text of which parts were blanked out: every place is still that of the original, whose lines are shown.
    init(blanked utf8: [UInt8], of original: SourceText) {
        name = original.name
        dialect = original.dialect
        self.utf8 = utf8
        written = original.written ?? original.utf8
        fillings = original.fillings
    }

    /// Makes a text of which parts were filled in: places and lines that are shown are those of the original.
    init(filled utf8: [UInt8], _ fillings: [Filling], of original: SourceText) {
        name = original.name
        dialect = original.dialect
        self.utf8 = utf8
        written = original.written ?? original.utf8
        self.fillings = fillings
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

    /// The whole file that the text is of, with nothing blanked out or filled in.
    public var asWritten: SourceText { SourceText(normalized: written ?? utf8, name: name, dialect: dialect) }

    /// The whole text.
    public var string: String { text(in: 0..<utf8.count) }

    /// The text of a range of bytes, cut to what the text has.
    public func text(in range: Range<Int>) -> String {
        String(decoding: utf8[range.clamped(to: 0..<utf8.count)], as: UTF8.self)
    }

    /// The range of the line around an offset, without its line feed.
    public func lineRange(around offset: SourceOffset) -> Range<Int> { Self.lineRange(in: utf8, around: offset.utf8) }

    private static func lineRange(in bytes: [UInt8], around offset: Int) -> Range<Int> {
        let here = min(max(offset, 0), bytes.count)
        let start = (bytes[..<here].lastIndex(of: Byte.lineFeed) ?? -1) + 1
        let end = bytes[here...].firstIndex(of: Byte.lineFeed) ?? bytes.count
        return start..<end
    }

    /// Line and column of an offset, found by counting from the start: meant for messages, not for loops.
    public func position(of offset: SourceOffset) -> SourcePosition { place(of: offset).position }

    /// The place of an offset with the line it stands on; `length` Unicode scalars are marked.
    public func location(of offset: SourceOffset, length: Int = 1) -> SourceLocation {
        let (position, line) = place(of: offset)
        return SourceLocation(
            file: name, position: position, excerpt: String(decoding: line, as: UTF8.self), length: length)
    }

    private func place(of offset: SourceOffset) -> (position: SourcePosition, line: ArraySlice<UInt8>) {
        let bytes = written ?? utf8
        let line = Self.lineRange(in: bytes, around: writtenOffset(of: offset.utf8))
        let here = min(max(writtenOffset(of: offset.utf8), line.lowerBound), bytes.count)
        let number = bytes[..<line.lowerBound].reduce(1) { $1 == Byte.lineFeed ? $0 + 1 : $0 }
        let column = 1 + Self.scalarCount(bytes[line.lowerBound..<here])
        return (SourcePosition(line: number, column: column), bytes[line])
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

    static func scalarCount(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
    }
}
