/// What a statement leaves in a schema that can be looked for afterwards: an object that is there or gone, or a column.
///
/// Read from its first words, and so of the statements alone that begin as people write them.
public struct StatementTrace: Sendable, Hashable {
    /// What kind of thing it is.
    public enum Kind: String, Sendable, Hashable {
        case table, view, index, trigger, sequence, routine, type, schema, column, constraint
    }

    /// What it is.
    public let kind: Kind
    /// What SQL calls it behind CREATE and DROP: `MATERIALIZED VIEW`.
    public private(set) var noun = ""
    /// Its name as the statement writes it; of a column or a constraint its table's.
    public let written: String
    /// The same name without its quotation marks.
    public let name: ObjectName
    /// The name of the column, or of the constraint.
    public private(set) var part: String?
    /// Whether the thing is there once the statement is done.
    public let isThere: Bool
    /// Whether the statement makes it, and nothing else beside it: dropped, it is as it was before.
    public private(set) var isMade = false
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
        guard let (kind, noun) = Self.kind(&words) else { return nil }
        _ = words.take("concurrently")
        replaces = words.take("if", "not", "exists") || replaces
        if kind == .schema, words.isNext("authorization") { return nil }
        self.init(kind, &words, isThere: true)
        self.noun = noun
        toleratesAnother = replaces
        isMade = !replaces
    }

    private init?<Lexer>(dropping words: inout StatementWords<Lexer>) {
        guard let (kind, noun) = Self.kind(&words) else { return nil }
        _ = words.take("concurrently")
        let tolerates = words.take("if", "exists")
        self.init(kind, &words, isThere: false)
        // Of several things some may be there.
        if words.isNext(punctuation: Byte.comma) { return nil }
        self.noun = noun
        toleratesAnother = tolerates
    }

    private init?<Lexer>(altering words: inout StatementWords<Lexer>) {
        words.take("if", "exists")
        _ = words.take("only")
        let (isDropping, isConstraint) = words.change
        self.init(isConstraint ? .constraint : .column, &words, isThere: !isDropping)
        if words.take("rename") {
            self.init(renaming: &words, of: self)
            return
        }
        guard words.take("add") || words.take("drop") else { return nil }
        let isNamed = words.take(isConstraint ? "constraint" : "column")
        if !isNamed, Self.constraintWords.contains(where: words.isNext) { return nil }
        toleratesAnother = words.take("if", "not", "exists") || words.take("if", "exists")
        guard let part = words.name() else { return nil }
        self.part = part
        isMade = isThere && !toleratesAnother && !words.hasComma
    }

    /// A table, or a column of it, that has its new name.
    private init?<Lexer>(renaming words: inout StatementWords<Lexer>, of table: StatementTrace) {
        if words.take("to") {
            guard let new = words.writtenName() else { return nil }
            self.init(renamed: table, to: new)
            return
        }
        _ = words.take("column")
        guard !words.isNext("constraint"), words.name() != nil, words.take("to"), let new = words.name() else {
            return nil
        }
        self.init(kind: .column, written: table.written, name: table.name, isThere: true)
        part = new
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

    private static func kind<Lexer>(_ words: inout StatementWords<Lexer>) -> (Kind, noun: String)? {
        if words.take("table") { return (.table, "TABLE") }
        if words.take("virtual", "table") { return (.table, "TABLE") }
        if words.take("foreign", "table") { return (.table, "FOREIGN TABLE") }
        if words.take("view") { return (.view, "VIEW") }
        if words.take("materialized", "view") { return (.view, "MATERIALIZED VIEW") }
        if words.take("index") { return (.index, "INDEX") }
        if words.take("trigger") { return (.trigger, "TRIGGER") }
        if words.take("sequence") { return (.sequence, "SEQUENCE") }
        if words.take("function") { return (.routine, "FUNCTION") }
        if words.take("procedure") { return (.routine, "PROCEDURE") }
        if words.take("type") { return (.type, "TYPE") }
        if words.take("domain") { return (.type, "DOMAIN") }
        return words.take("schema") ? (.schema, "SCHEMA") : nil
    }
}

extension StatementWords {
    /// Whether DROP comes behind a name, and whether what is added or dropped there is a constraint.
    fileprivate var change: (isDropping: Bool, isConstraint: Bool) {
        var words = self
        guard words.writtenName() != nil else { return (false, false) }
        let isDropping = words.take("drop")
        return (isDropping, (isDropping || words.take("add")) && words.isNext("constraint"))
    }

    /// Whether a comma comes outside of parentheses: the statement does more than one thing.
    fileprivate var hasComma: Bool {
        var (words, depth) = (self, 0)
        while words.kind != nil {
            if depth == 0, words.isNext(punctuation: Byte.comma) { return true }
            if words.isNext(punctuation: Byte.openParenthesis) { depth += 1 }
            if words.isNext(punctuation: Byte.closeParenthesis) { depth -= 1 }
            words.skip()
        }
        return false
    }
}
