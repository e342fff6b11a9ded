/// Reads the statements of a script of any size: through a window, in memory that does not grow with the script.
public struct StatementReader: Sendable {
    /// How the text is read.
    public let windows: TextWindows
    /// The part of the normalised text that holds the statements, in bytes; `nil` for all of it.
    public let section: Range<Int>?
    /// Whose SQL it is.
    public let dialect: Dialect

    /// Makes a reader.
    ///
    /// The window grows, by doubling, only for a statement or a comment that does not fit into it.
    public init(windowBytes: Int = 1 << 20, section: Range<Int>? = nil, dialect: Dialect = .sqlite) {
        windows = TextWindows(windowBytes: windowBytes)
        self.dialect = dialect
        self.section = section
    }

    /// Calls `body` with each part, in order: for SQLite the statements, for PostgreSQL also the data of COPY, as many
    /// lines at a time as are in the window, and what cannot be run.
    ///
    /// The bytes are those of `SQLStatement.range`, in the window itself. The byte behind the last of them is NUL while
    /// `body` runs; the reader puts back afterwards what stood there. So `sqlite3_prepare_v3` needs no copy: given the
    /// length *with* that NUL it makes none. The bytes must not be used after `body` has returned.
    ///
    /// - `read` fills a buffer as `read(2)` does: how many bytes, 0 at the end.
    /// - `observe` sees every byte of the normalised text once, before the statements in it: for the checksum.
    /// - Throws: `SourceTextError`, and what `read`, `observe` and `body` throw.
    public func run(
        read: (UnsafeMutableRawBufferPointer) throws -> Int,
        observe: (UnsafeBufferPointer<UInt8>) throws -> Void = { _ in },
        body: (UnsafeBufferPointer<UInt8>, SQLStatementHead) throws -> Void
    ) throws {
        switch dialect {
        case .sqlite: try run(StatementCursor<SQLiteStatementScanner>(), read: read, observe: observe, body: body)
        case .postgres: try run(StatementCursor<PostgresStatementScanner>(), read: read, observe: observe, body: body)
        }
    }

    private func run<Scanner: StatementScanner>(
        _ cursor: StatementCursor<Scanner>, read: (UnsafeMutableRawBufferPointer) throws -> Int,
        observe: (UnsafeBufferPointer<UInt8>) throws -> Void,
        body: (UnsafeBufferPointer<UInt8>, SQLStatementHead) throws -> Void
    ) throws {
        var cursor = cursor
        try windows.run(read: read, observe: observe) { window in
            guard let part = window.part(of: section) else { return window.bytes.count }
            return part.offset - window.offset + (try cursor.take(part, body: body))
        }
    }
}

/// Goes through the parts of window after window.
struct StatementCursor<Scanner: StatementScanner> {
    private var scanner = Scanner()
    /// How many statements there were.
    private var count = 0

    /// Calls `body` with every part that ends in the window, and says how many bytes are done with.
    mutating func take(
        _ window: TextWindow, body: (UnsafeBufferPointer<UInt8>, SQLStatementHead) throws -> Void
    ) throws -> Int {
        let bytes = UnsafeBufferPointer(window.bytes)
        while true {
            switch scanner.next(in: bytes, isFinal: window.isFinal) {
            case .part(let part, let range):
                let head = SQLStatementHead(part, at: window.offset + range.lowerBound, count: &count)
                try withTerminator(behind: range, in: window) {
                    try body(UnsafeBufferPointer(rebasing: bytes[range]), head)
                }
            case .lineComment: continue
            case .incomplete(let keepFrom): return keepFrom
            case .end: return bytes.count
            }
        }
    }

    /// Puts a NUL behind a part while `body` runs.
    ///
    /// Behind the last byte of a window there is one more for that.
    private func withTerminator(behind range: Range<Int>, in window: TextWindow, _ body: () throws -> Void) rethrows {
        guard let start = window.bytes.baseAddress else { return }
        let kept = start[range.upperBound]
        start[range.upperBound] = 0
        defer { start[range.upperBound] = kept }
        try body()
    }
}
