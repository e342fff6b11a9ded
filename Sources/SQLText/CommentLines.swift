/// A line comment that is the first thing on its line.
public struct CommentLine: Sendable, Hashable {
    /// The comment in the normalised text, from its `--` to the end of its line.
    public let range: Range<Int>
    /// What it says: the bytes behind `--`, without blanks around them.
    public let content: Range<Int>

    /// Where the comment begins.
    public var offset: SourceOffset { SourceOffset(utf8: range.lowerBound) }
}

/// Finds the comments that stand on lines of their own, and never what only looks like one inside a string.
public enum CommentLines {
    /// All of them in a text, in order.
    public static func all(in text: SourceText) -> [CommentLine] {
        text.utf8.withUnsafeBufferPointer { bytes in
            var scanner = CommentLineScanner(text.dialect)
            var lines: [CommentLine] = []
            while case .comment(let line) = scanner.next(in: bytes, at: 0, isFinal: true) { lines.append(line) }
            return lines
        }
    }
}

/// Finds the comment lines of a text of any size, through a window.
public struct CommentLineReader: Sendable {
    /// How the text is read.
    public let windows: TextWindows
    /// Whose SQL it is.
    public let dialect: Dialect

    /// Makes a reader.
    public init(windowBytes: Int = 1 << 20, dialect: Dialect = .sqlite) {
        windows = TextWindows(windowBytes: windowBytes)
        self.dialect = dialect
    }

    /// Calls `body` with what each comment line says, and where.
    ///
    /// The bytes must not be used afterwards.
    public func run(
        read: (UnsafeMutableRawBufferPointer) throws -> Int,
        observe: (UnsafeBufferPointer<UInt8>) throws -> Void = { _ in },
        body: (UnsafeBufferPointer<UInt8>, CommentLine) throws -> Void
    ) throws {
        var scanner = CommentLineScanner(dialect)
        try windows.run(read: read, observe: observe) { window in
            let bytes = UnsafeBufferPointer(window.bytes)
            while true {
                switch scanner.next(in: bytes, at: window.offset, isFinal: window.isFinal) {
                case .comment(let line):
                    let first = line.content.lowerBound - window.offset
                    try body(UnsafeBufferPointer(rebasing: bytes[first..<first + line.content.count]), line)
                case .incomplete(let keepFrom): return keepFrom
                case .end: return bytes.count
                }
            }
        }
    }
}

/// Goes from comment line to comment line, window by window.
struct CommentLineScanner {
    enum Step {
        /// A comment line, in offsets of the whole text.
        case comment(CommentLine)
        /// Nothing more in this window; the next one has to begin at this index of it.
        case incomplete(keepFrom: Int)
        /// The end of the text.
        case end
    }

    private var position = 0
    /// Whether only blanks stand between the start of the line and the start of the window.
    private var beginsOnBlankLine = true
    private var postgres: PostgresStatementScanner?

    init(_ dialect: Dialect) {
        if dialect == .postgres { postgres = PostgresStatementScanner(findsComments: true) }
    }

    mutating func next(in window: UnsafeBufferPointer<UInt8>, at offset: Int, isFinal: Bool) -> Step {
        guard let bytes = window.baseAddress else { return isFinal ? .end : .incomplete(keepFrom: 0) }
        while true {
            switch postgres == nil ? nextOfSQLite(in: window, bytes, isFinal) : nextOfPostgres(in: window, isFinal) {
            case .lineComment(let range):
                if isFirstOnLine(range.lowerBound, bytes) { return .comment(Self.line(range, bytes, offset)) }
            case .incomplete(let keep):
                beginsOnBlankLine = isFirstOnLine(keep, bytes)
                return .incomplete(keepFrom: keep)
            default:
                return .end
            }
        }
    }

    private mutating func nextOfPostgres(in window: UnsafeBufferPointer<UInt8>, _ isFinal: Bool) -> ScriptStep {
        postgres?.next(in: window, isFinal: isFinal) ?? .end
    }

    private mutating func nextOfSQLite(
        in window: UnsafeBufferPointer<UInt8>, _ bytes: UnsafePointer<UInt8>, _ isFinal: Bool
    ) -> ScriptStep {
        while true {
            switch Skip.statement(
                bytes, from: position, end: window.count, isFinal: isFinal, stopsAtLineComments: true)
            {
            case .semicolon(let index):
                position = index + 1
            case .lineComment(let index):
                let end = firstIndex(of: Byte.lineFeed, in: bytes, from: index, to: window.count)
                guard end < window.count || isFinal else { return wait(at: index) }
                position = end
                return .lineComment(index..<end)
            case .end(let index):
                if !isFinal { return wait(at: index) }
                position = window.count
                return .end
            }
        }
    }

    private static func line(_ range: Range<Int>, _ bytes: UnsafePointer<UInt8>, _ offset: Int) -> CommentLine {
        let content = trimmed(range.lowerBound + 2..<range.upperBound, of: bytes)
        return CommentLine(
            range: range.lowerBound + offset..<range.upperBound + offset,
            content: content.lowerBound + offset..<content.upperBound + offset)
    }

    /// Keeps the byte before the place to go on at: whether a dollar sign is a letter depends on it.
    private mutating func wait(at index: Int) -> ScriptStep {
        let keep = max(index - 1, 0)
        position = index - keep
        return .incomplete(keepFrom: keep)
    }

    private func isFirstOnLine(_ index: Int, _ bytes: UnsafePointer<UInt8>) -> Bool {
        var before = index
        while before > 0, bytes[before - 1].isBlank { before -= 1 }
        return before == 0 ? beginsOnBlankLine : bytes[before - 1] == Byte.lineFeed
    }
}

/// A range without the blanks at its ends.
func trimmed(_ range: Range<Int>, of bytes: UnsafePointer<UInt8>) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end, bytes[start].isSpace { start += 1 }
    while start < end, bytes[end - 1].isSpace { end -= 1 }
    return start..<end
}
