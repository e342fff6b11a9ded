/// What a statement of PostgreSQL's does that can share no transaction, and so may be left half done.
///
/// Names are as the statement has them, quotation marks and schemas included: what looks for them reads them as the
/// statement did.
public enum ConcurrentWork: Sendable, Hashable {
    /// CREATE INDEX CONCURRENTLY; without a name the server makes one up.
    case createIndex(name: String?, table: String, toleratesExisting: Bool)
    /// DROP INDEX CONCURRENTLY.
    case dropIndex(name: String)
    /// REINDEX INDEX CONCURRENTLY or REINDEX TABLE CONCURRENTLY: what it is done to.
    case reindex(name: String)
    /// REINDEX SCHEMA CONCURRENTLY, or REINDEX DATABASE CONCURRENTLY, which has none.
    case reindexAll(schema: String?)
    /// ALTER TABLE … DETACH PARTITION … CONCURRENTLY.
    case detachPartition(name: String, table: String)
    /// CREATE DATABASE.
    case createDatabase(name: String)
    /// DROP DATABASE.
    case dropDatabase(name: String)
    /// Anything else.
    case other

    /// Reads a statement.
    public init(_ statement: UnsafeBufferPointer<UInt8>) {
        var words = StatementWords<PostgresLexer>(statement)
        self = Self.read(&words) ?? .other
    }

    /// Whether it waits for others without being in their way.
    public var isConcurrent: Bool {
        switch self {
        case .createIndex, .dropIndex, .reindex, .reindexAll, .detachPartition: true
        case .createDatabase, .dropDatabase, .other: false
        }
    }

    private static func read(_ words: inout StatementWords<PostgresLexer>) -> ConcurrentWork? {
        if words.take("create", "database") { return words.writtenName().map { .createDatabase(name: $0) } }
        if words.take("drop", "database") {
            words.take("if", "exists")
            return words.writtenName().map { .dropDatabase(name: $0) }
        }
        if words.take("create", "unique", "index", "concurrently") || words.take("create", "index", "concurrently") {
            return index(&words)
        }
        if words.take("drop", "index", "concurrently") {
            words.take("if", "exists")
            return words.writtenName().map { .dropIndex(name: $0) }
        }
        if words.take("reindex") { return reindex(&words) }
        return words.take("alter", "table") ? detachment(&words) : nil
    }

    private static func index(_ words: inout StatementWords<PostgresLexer>) -> ConcurrentWork? {
        let toleratesExisting = words.take("if", "not", "exists")
        // ON is reserved: where it stands PostgreSQL makes a name up.
        let name = words.take("on") ? nil : words.writtenName()
        if name != nil, !words.take("on") { return nil }
        _ = words.take("only")
        return words.writtenName().map {
            .createIndex(name: name, table: $0, toleratesExisting: toleratesExisting)
        }
    }

    private static func reindex(_ words: inout StatementWords<PostgresLexer>) -> ConcurrentWork? {
        if words.takePunctuation(Byte.openParenthesis) {
            while !words.isAtEnd, !words.takePunctuation(Byte.closeParenthesis) { words.skip() }
        }
        if words.take("schema") {
            _ = words.take("concurrently")
            return words.writtenName().map { .reindexAll(schema: $0) }
        }
        if words.take("database") { return .reindexAll(schema: nil) }
        guard words.take("index") || words.take("table") else { return nil }
        _ = words.take("concurrently")
        return words.writtenName().map { .reindex(name: $0) }
    }

    private static func detachment(_ words: inout StatementWords<PostgresLexer>) -> ConcurrentWork? {
        words.take("if", "exists")
        guard let table = words.writtenName(), words.take("detach", "partition"), let name = words.writtenName() else {
            return nil
        }
        return words.take("concurrently") ? .detachPartition(name: name, table: table) : nil
    }
}
