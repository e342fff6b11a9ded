/// The table whose rows a statement changes, or to which it adds something.
///
/// Read from its first words, and so of the statements alone that begin as people write them.
public struct ChangedTable: Sendable, Hashable {
    /// The name as the statement writes it.
    public let written: String
    /// The same name without its quotation marks.
    public let name: ObjectName

    /// Reads a statement; `nil` if it changes no table, or several.
    public init?(_ statement: UnsafeBufferPointer<UInt8>, dialect: Dialect) {
        switch dialect {
        case .sqlite:
            var words = StatementWords<SQLiteLexer>(statement)
            self.init(&words)
        case .postgres:
            var words = StatementWords<PostgresLexer>(statement)
            self.init(&words)
        }
    }

    private init?<Lexer>(_ words: inout StatementWords<Lexer>) {
        if words.take("with") { words.skipCommonTables() }
        guard words.skipToTable() else { return nil }
        _ = words.take("only")
        var copy = words
        guard let written = words.writtenName(), let name = copy.objectName() else { return nil }
        (self.written, self.name) = (written, name)
    }
}

extension StatementWords {
    fileprivate mutating func skipToTable() -> Bool {
        if take("insert") { return skip(to: "into") }
        if take("replace") { return take("into") }
        if take("delete") { return take("from") }
        if take("update") {
            if take("or") { skip() }
            return true
        }
        if take("copy") || take("comment", "on", "table") { return true }
        if take("alter") { return take("table") }
        guard take("create") else { return false }
        if take("temp") || take("temporary") { return false }
        _ = take("unique")
        return (isNext("index") || isNext("trigger")) && skip(to: "on")
    }
}
