/// An UPDATE, a DELETE or an INSERT … SELECT that can be run for a part of the rows of a table at a time, by one more
/// condition in its WHERE.
///
/// Run for parts that together are the whole table, it does what it does in one go: so what looks at several rows at
/// once (GROUP BY, LIMIT, an aggregate) is refused.
public struct RangedStatement: Sendable, Hashable {
    /// The table that it goes through, as it is written, with its schema and ONLY.
    public let source: String
    /// The same table's name, without its quotation marks.
    public let table: ObjectName
    /// By what the statement calls the table's columns, as it is written: the alias, or else the name.
    public let alias: String
    /// The columns that it sets, in small letters.
    public let assigned: Set<String>
    /// Whether it changes the table that it goes through, and does not only read it.
    public let changesSource: Bool
    /// Where its condition begins, in bytes from its start; `nil` if it has none.
    let condition: Int?
    /// Where its condition ends, or would be.
    let end: Int

    /// Why a statement cannot be run for a part of a table.
    public struct Objection: Error, Sendable, Hashable {
        /// The fact.
        public let fact: String
        /// Where in the statement, in bytes from its start.
        public let offset: Int
        /// What to do instead.
        public let help: String
    }

    /// Reads a statement.
    /// - Throws: why it cannot be run for a part of a table.
    public init(_ statement: UnsafeBufferPointer<UInt8>, dialect: Dialect) throws(Objection) {
        switch dialect {
        case .sqlite:
            var reading = RangeReading(StatementWords<SQLiteLexer>(statement), dialect)
            self = try reading.read()
        case .postgres:
            var reading = RangeReading(StatementWords<PostgresLexer>(statement), dialect)
            self = try reading.read()
        }
    }

    init(
        source: String, table: ObjectName, alias: String, assigned: Set<String> = [], changesSource: Bool,
        condition: Int?, end: Int
    ) {
        (self.source, self.table, self.alias, self.assigned) = (source, table, alias, assigned)
        (self.changesSource, self.condition, self.end) = (changesSource, condition, end)
    }

    /// The statement with one more condition.
    /// - Parameter statement: the same bytes that it was read from.
    public func text(_ statement: UnsafeBufferPointer<UInt8>, where range: String) -> RangedText {
        let insertions: [(place: Int, text: String)] =
            if let condition {
                [(condition, " (\(range)) AND ("), (end, ")")]
            } else {
                [(end, " WHERE \(range)")]
            }
        var bytes: [UInt8] = []
        var copied = 0
        for insertion in insertions {
            bytes += statement[copied..<insertion.place]
            bytes += insertion.text.utf8
            copied = insertion.place
        }
        bytes += statement[copied...]
        return RangedText(bytes: bytes, insertions: insertions.map { ($0.place, $0.text.utf8.count) })
    }
}

/// A statement into which something was inserted.
public struct RangedText {
    /// Its bytes.
    public let bytes: [UInt8]
    /// What was inserted: before which byte of the original, and how many bytes.
    private let insertions: [(place: Int, length: Int)]

    init(bytes: [UInt8], insertions: [(place: Int, length: Int)]) {
        (self.bytes, self.insertions) = (bytes, insertions)
    }

    /// The place in the original of a place in this text; of an inserted one where it was inserted.
    public func original(of offset: Int) -> Int {
        var shift = 0
        for insertion in insertions {
            let start = insertion.place + shift
            if offset < start { break }
            if offset < start + insertion.length { return insertion.place }
            shift += insertion.length
        }
        return offset - shift
    }

    /// Calls `body` with the bytes, with a NUL behind the last of them.
    public func withTerminated<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count + 1)
        defer { buffer.deallocate() }
        _ = buffer.initialize(fromContentsOf: bytes)
        buffer[bytes.count] = 0
        return try body(UnsafeBufferPointer(rebasing: buffer.dropLast()))
    }
}
