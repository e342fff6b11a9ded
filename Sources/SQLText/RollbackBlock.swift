/// Why the rest of a file is no rollback block.
public enum RollbackBlockError: Error, Sendable, Hashable {
    /// A line of the block does not stand behind `--`.
    case notCommented(SourceOffset)
}

/// The statements behind `-- ROLLBACK:`, which run to the end of the file, every line behind `--`.
public enum RollbackBlock {
    /// Uncovers the block: a text of the same length, in which every place has the offset, line and column of the file.
    ///
    /// All before the block, the marker itself and the `--` of each line become spaces. What follows the marker on its
    /// own line belongs to the block: left out, a statement there would silently not run.
    public static func script(of text: SourceText, from marker: CommentLine) throws(RollbackBlockError) -> SourceText {
        var bytes = text.utf8
        let colon = bytes[marker.content].firstIndex(of: Byte.colon) ?? marker.range.upperBound - 1
        blank(&bytes, 0..<colon + 1)
        var start = marker.range.upperBound
        while start < bytes.count {
            // `start` is at the line feed of the line before.
            let end = bytes[(start + 1)...].firstIndex(of: Byte.lineFeed) ?? bytes.count
            if let first = bytes[start..<end].firstIndex(where: { !$0.isSpace }) {
                guard first + 1 < end, bytes[first] == Byte.minus, bytes[first + 1] == Byte.minus else {
                    throw .notCommented(SourceOffset(utf8: first))
                }
                blank(&bytes, first..<first + 2)
            }
            start = end
        }
        return SourceText(blanked: bytes, of: text)
    }
}

extension SourceText {
    /// The same text with only one section left: all else is spaces, so that offsets and lines stay as they are.
    public func keeping(only section: Range<Int>) -> SourceText {
        let section = section.clamped(to: 0..<utf8.count)
        var bytes = utf8
        blank(&bytes, 0..<section.lowerBound)
        blank(&bytes, section.upperBound..<bytes.count)
        return SourceText(blanked: bytes, of: self)
    }

    /// The text with blanks in place of some bytes; every place stays what it is.
    public func blankingOut(_ ranges: [Range<Int>]) -> SourceText {
        if ranges.isEmpty { return self }
        var bytes = utf8
        for range in ranges { blank(&bytes, range) }
        return SourceText(blanked: bytes, of: self)
    }

    /// The text with a statement that does nothing in place of others, so that each keeps its place and its number.
    ///
    /// One that has no room for that becomes blank.
    public func idling(_ statements: [SQLStatement]) -> SourceText {
        if statements.isEmpty { return self }
        var bytes = utf8
        let idle = Array("SELECT 1".utf8)
        for range in statements.map(\.range) {
            let isClosed = bytes[range].last == Byte.semicolon
            blank(&bytes, range)
            // Lines keep their number.
            let room = bytes[range].dropLast().split(separator: Byte.lineFeed).first { $0.count >= idle.count }
            if let start = room?.startIndex { bytes.replaceSubrange(start..<start + idle.count, with: idle) }
            if isClosed { bytes[range.upperBound - 1] = Byte.semicolon }
        }
        return SourceText(blanked: bytes, of: self)
    }
}

/// Turns bytes into spaces, but for line feeds.
private func blank(_ bytes: inout [UInt8], _ range: Range<Int>) {
    for index in range where bytes[index] != Byte.lineFeed { bytes[index] = Byte.space }
}
