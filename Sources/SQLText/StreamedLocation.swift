extension TextWindows {
    /// Finds a place in a text that is not held in memory, by reading it again: for messages.
    ///
    /// The file given by `name` is shown to people; the excerpt is the whole line.
    public func location(
        of offset: SourceOffset, length: Int = 1, name: String, read: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws -> SourceLocation {
        var line = 1
        // The part of the wanted line that was seen so far, and what of it comes before the place.
        var excerpt: [UInt8] = []
        var before = 0
        var isComplete = false
        try run(read: read) { window in
            guard !isComplete else { return window.bytes.count }
            for (index, byte) in window.bytes.enumerated() {
                let isBefore = window.offset + index < offset.utf8
                if byte != Byte.lineFeed {
                    excerpt.append(byte)
                    before += isBefore ? 1 : 0
                } else if isBefore {
                    line += 1
                    excerpt.removeAll(keepingCapacity: true)
                    before = 0
                } else {
                    isComplete = true
                    break
                }
            }
            return window.bytes.count
        }
        let text = SourceText(normalized: excerpt, name: name)
        let column = text.position(of: SourceOffset(utf8: before)).column
        return SourceLocation(
            file: name, position: SourcePosition(line: line, column: column), excerpt: text.string, length: length)
    }
}
