/// One statement of a script.
public struct SQLStatement: Sendable, Hashable {
    /// Its bytes in the normalised text: from its first significant token to its semicolon, both included.
    ///
    /// A last statement without semicolon ends with its last significant token.
    public let range: Range<Int>

    /// Makes a statement.
    public init(range: Range<Int>) { self.range = range }

    /// Where the statement begins.
    public var offset: SourceOffset { SourceOffset(utf8: range.lowerBound) }

    /// The statement as it is written.
    public func text(in source: SourceText) -> String { source.text(in: range) }

    /// The statement with its placeholders as they are written.
    public func textAsWritten(in source: SourceText) -> String { source.textAsWritten(in: range) }

    /// What the statement does, read from its first words each time it is asked.
    public func kind(in source: SourceText) -> StatementKind {
        source.utf8.withUnsafeBufferPointer { StatementKind(UnsafeBufferPointer(rebasing: $0[range])) }
    }
}

/// What is known of a statement that is read through a window.
public struct SQLStatementHead: Sendable, Hashable {
    /// Where the statement begins in the whole normalised text.
    public let offset: SourceOffset
    /// How many statements came before it.
    public let index: Int
}

/// A script for SQLite that is held in memory.
public enum SQLiteScript {
    /// The statements of a script, in order.
    ///
    /// Empty statements and comments are none.
    public static func statements(in text: SourceText) -> [SQLStatement] {
        text.utf8.withUnsafeBufferPointer { bytes in
            var scanner = SQLiteStatementScanner()
            var statements: [SQLStatement] = []
            while case .statement(let range) = scanner.next(in: bytes, isFinal: true) {
                statements.append(SQLStatement(range: range))
            }
            return statements
        }
    }

    /// Calls `body` with each statement, as `StatementReader` does: with a NUL behind its last byte.
    ///
    /// The text is copied once, not once per statement.
    public static func forEachStatement(
        in text: SourceText, body: (UnsafeBufferPointer<UInt8>, SQLStatementHead) throws -> Void
    ) throws {
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count + 1)
        defer { copy.deallocate() }
        _ = copy.initialize(fromContentsOf: text.utf8)
        copy[text.utf8.count] = 0
        let window = TextWindow(bytes: UnsafeMutableBufferPointer(rebasing: copy.dropLast()), offset: 0, isFinal: true)
        var cursor = StatementCursor()
        _ = try cursor.take(window, body: body)
    }
}
