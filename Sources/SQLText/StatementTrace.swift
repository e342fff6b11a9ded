/// What a statement leaves in a schema that can be looked for afterwards: an object that is there or gone, or a column.
///
/// Read from its first words, and so of the statements alone that begin as people write them.
public struct StatementTrace: Sendable, Hashable {
    /// What kind of thing it is.
    public enum Kind: String, Sendable, Hashable {
        case table, view, index, trigger, sequence, routine, type, schema, column
    }

    /// What it is.
    public let kind: Kind
    /// Its name as the statement writes it; of a column its table's.
    public let written: String
    /// The same name without its quotation marks.
    public let name: ObjectName
    /// The column's name.
    public var column: String?
    /// Whether the thing is there once the statement is done.
    public let isThere: Bool
    /// Whether the statement is content with a thing that is as it should be already, so that its being so proves nothing.
    public var toleratesAnother = false

    /// Reads a statement; `nil` if it leaves nothing that could be looked for.
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
        if words.take("create") {
            self.init(creating: &words)
        } else if words.take("drop") {
            self.init(dropping: &words)
        } else if words.take("alter", "table") {
            self.init(altering: &words)
        } else {
            return nil
        }
    }

    private init?<Lexer>(creating words: inout StatementWords<Lexer>) {
        var replaces = words.take("or", "replace")
        if words.isNext("temp") || words.isNext("temporary") { return nil }
        _ = words.take("unlogged") || words.take("unique") || words.take("constraint") || words.take("recursive")
        guard let kind = Self.kind(&words) else { return nil }
        _ = words.take("concurrently")
        replaces = words.take("if", "not", "exists") || replaces
        self.init(kind, &words, isThere: true)
        toleratesAnother = replaces
    }

    private init?<Lexer>(dropping words: inout StatementWords<Lexer>) {
        guard let kind = Self.kind(&words) else { return nil }
        _ = words.take("concurrently")
        let tolerates = words.take("if", "exists")
        self.init(kind, &words, isThere: false)
        toleratesAnother = tolerates
    }

    private init?<Lexer>(altering words: inout StatementWords<Lexer>) {
        words.take("if", "exists")
        _ = words.take("only")
        self.init(.column, &words, isThere: !words.isDroppingColumn)
        if words.take("rename", "to") {
            guard let new = words.writtenName() else { return nil }
            self.init(renamed: self, to: new)
            return
        }
        guard words.take("add") || words.take("drop") else { return nil }
        let isNamed = words.take("column")
        if !isNamed, Self.constraintWords.contains(where: words.isNext) { return nil }
        toleratesAnother = words.take("if", "not", "exists") || words.take("if", "exists")
        guard let column = words.name() else { return nil }
        self.column = column
    }

    private static var constraintWords: [StaticString] {
        ["constraint", "primary", "foreign", "unique", "check", "exclude"]
    }

    /// A table that has its new name.
    private init(renamed old: StatementTrace, to new: String) {
        let schema = old.name.schema.map { $0 + "." } ?? ""
        self.init(kind: .table, written: schema + new, name: ObjectName(schema: old.name.schema, new), isThere: true)
    }

    private init(kind: Kind, written: String, name: ObjectName, isThere: Bool) {
        (self.kind, self.written, self.name, self.isThere) = (kind, written, name, isThere)
    }

    private init?<Lexer>(_ kind: Kind, _ words: inout StatementWords<Lexer>, isThere: Bool) {
        var copy = words
        guard let written = words.writtenName(), let name = copy.objectName() else { return nil }
        // An index that the server names.
        if kind == .index, isThere, written.lowercased() == "on" { return nil }
        self.init(kind: kind, written: written, name: name, isThere: isThere)
    }

    private static func kind<Lexer>(_ words: inout StatementWords<Lexer>) -> Kind? {
        if words.take("table") || words.take("virtual", "table") || words.take("foreign", "table") { return .table }
        if words.take("view") || words.take("materialized", "view") { return .view }
        if words.take("index") { return .index }
        if words.take("trigger") { return .trigger }
        if words.take("sequence") { return .sequence }
        if words.take("function") || words.take("procedure") { return .routine }
        if words.take("type") || words.take("domain") { return .type }
        return words.take("schema") ? .schema : nil
    }
}

extension StatementWords {
    /// Whether a name, and DROP behind it, come next.
    fileprivate var isDroppingColumn: Bool {
        var words = self
        return words.writtenName() != nil && words.isNext("drop")
    }
}
