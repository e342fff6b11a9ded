/// Where the lines of a text begin, found once, for whoever asks for many places.
public struct LineIndex: Sendable {
    private let text: SourceText
    private let bytes: [UInt8]
    private let starts: [Int]

    /// Finds the lines of a text as it stands in its file.
    public init(_ text: SourceText) {
        self.text = text
        bytes = text.written ?? text.utf8
        var starts = [0]
        for (index, byte) in bytes.enumerated() where byte == Byte.lineFeed { starts.append(index + 1) }
        self.starts = starts
    }

    /// Line and column of an offset.
    public func position(of offset: SourceOffset) -> SourcePosition { place(of: offset).position }

    /// The place of an offset with the line it stands on; `length` Unicode scalars are marked.
    public func location(of offset: SourceOffset, length: Int = 1) -> SourceLocation {
        let (position, line) = place(of: offset)
        return SourceLocation(
            file: text.name, position: position, excerpt: String(decoding: bytes[line], as: UTF8.self), length: length)
    }

    private func place(of offset: SourceOffset) -> (position: SourcePosition, line: Range<Int>) {
        let here = min(max(text.writtenOffset(of: offset.utf8), 0), bytes.count)
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= here { low = middle } else { high = middle }
        }
        let end = low + 1 < starts.count ? starts[low + 1] - 1 : bytes.count
        let column = 1 + SourceText.scalarCount(bytes[starts[low]..<here])
        return (SourcePosition(line: low + 1, column: column), starts[low]..<end)
    }
}
