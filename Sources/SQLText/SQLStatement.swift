/// One statement of a script.
public struct SQLStatement: Sendable, Hashable {
    /// Its bytes in the normalised text: from its first significant token to its semicolon, both included.
    ///
    /// A last statement without semicolon ends with its last significant token.
    public let range: Range<Int>
    /// The lines of data that follow a COPY FROM STDIN, without the `\.` behind them; `nil` if none may.
    public let data: Range<Int>?

    /// Makes a statement.
    public init(range: Range<Int>, data: Range<Int>? = nil) {
        self.range = range
        self.data = data
    }

    /// Where the statement begins.
    public var offset: SourceOffset { SourceOffset(utf8: range.lowerBound) }

    /// The statement as it is written.
    public func text(in source: SourceText) -> String { source.text(in: range) }

    /// The statement with its placeholders as they are written.
    public func textAsWritten(in source: SourceText) -> String { source.textAsWritten(in: range) }

    /// What the statement does, read from its first words each time it is asked.
    public func kind(in source: SourceText) -> StatementKind {
        source.utf8.withUnsafeBufferPointer {
            StatementKind(UnsafeBufferPointer(rebasing: $0[range]), dialect: source.dialect)
        }
    }
}

/// What is known of a part of a script that is read through a window.
public struct SQLStatementHead: Sendable, Hashable {
    /// Where the part begins in the whole normalised text.
    public let offset: SourceOffset
    /// How many statements came before it; data have the number of their COPY.
    public let index: Int
    /// What it is; for SQLite always a statement.
    public let part: ScriptPart

    /// Makes the head of the next part, behind `count` statements.
    init(_ part: ScriptPart, at offset: Int, count: inout Int) {
        self.offset = SourceOffset(utf8: offset)
        self.part = part
        switch part {
        case .statement:
            index = count
            count += 1
        case .copyData, .copyEnd: index = count - 1
        case .fault: index = count
        }
    }
}

/// A script that is held in memory.
public enum SQLScript {
    /// The statements of a script, in order.
    ///
    /// Empty statements and comments are none.
    public static func statements(in text: SourceText) -> [SQLStatement] {
        var statements: [SQLStatement] = []
        forEachPart(in: text) { bytes, head in
            let range = head.offset.utf8..<head.offset.utf8 + bytes.count
            switch head.part {
            case .statement: statements.append(SQLStatement(range: range))
            case .copyData: statements.addData(range)
            case .copyEnd: statements.addData(range.lowerBound..<range.lowerBound)
            case .fault: break
            }
        }
        return statements
    }

    /// Calls `body` with each part: statements, data of COPY, and what cannot be run.
    public static func forEachPart(
        in text: SourceText, body: (UnsafeBufferPointer<UInt8>, SQLStatementHead) -> Void
    ) {
        switch text.dialect {
        case .sqlite: forEachPart(in: text, SQLiteStatementScanner(), body)
        case .postgres: forEachPart(in: text, PostgresStatementScanner(), body)
        }
    }

    private static func forEachPart(
        in text: SourceText, _ scanner: some StatementScanner,
        _ body: (UnsafeBufferPointer<UInt8>, SQLStatementHead) -> Void
    ) {
        text.utf8.withUnsafeBufferPointer { bytes in
            var scanner = scanner
            var count = 0
            while case .part(let part, let range) = scanner.next(in: bytes, isFinal: true) {
                let head = SQLStatementHead(part, at: range.lowerBound, count: &count)
                body(UnsafeBufferPointer(rebasing: bytes[range]), head)
            }
        }
    }

    /// Calls `body` with each part, as `StatementReader` does: with a NUL behind its last byte.
    ///
    /// The text is copied once, not once per statement.
    public static func forEachTerminatedPart(
        in text: SourceText, body: (UnsafeBufferPointer<UInt8>, SQLStatementHead) throws -> Void
    ) throws {
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count + 1)
        defer { copy.deallocate() }
        _ = copy.initialize(fromContentsOf: text.utf8)
        copy[text.utf8.count] = 0
        let window = TextWindow(bytes: UnsafeMutableBufferPointer(rebasing: copy.dropLast()), offset: 0, isFinal: true)
        switch text.dialect {
        case .sqlite:
            var cursor = StatementCursor<SQLiteStatementScanner>()
            _ = try cursor.take(window, body: body)
        case .postgres:
            var cursor = StatementCursor<PostgresStatementScanner>()
            _ = try cursor.take(window, body: body)
        }
    }
}

extension [SQLStatement] {
    /// Adds data to the COPY that is the last statement; those of a COPY are one stretch of the text.
    fileprivate mutating func addData(_ range: Range<Int>) {
        guard let copy = popLast() else { return }
        append(SQLStatement(range: copy.range, data: (copy.data?.lowerBound ?? range.lowerBound)..<range.upperBound))
    }
}
