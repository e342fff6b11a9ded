/// Reads where a statement that changes rows has its condition, or why a part of a table cannot be told apart in it.
///
/// Source: <https://www.postgresql.org/docs/current/sql-update.html>, <https://sqlite.org/lang_update.html>, and their
/// neighbours.
struct RangeReading<Lexer: SQLLexer> {
    typealias Objection = RangedStatement.Objection

    var words: StatementWords<Lexer>
    /// The same from the beginning.
    let whole: StatementWords<Lexer>
    let dialect: Dialect

    init(_ words: StatementWords<Lexer>, _ dialect: Dialect) {
        (self.words, whole, self.dialect) = (words, words, dialect)
    }

    /// A table, as a statement names it.
    struct Target {
        var source: String
        var table: ObjectName
        var alias: String
    }

    mutating func read() throws(Objection) -> RangedStatement {
        if words.take("with") { try readCommonTables() }
        if words.take("update") { return try update() }
        if words.take("delete") {
            guard words.take("from") else { throw unread() }
            return try rest(of: try target(), assigned: [])
        }
        if words.take("insert") || words.take("replace") { return try insertion() }
        throw objection(
            "only UPDATE, DELETE and INSERT … SELECT are run in batches",
            help: "put the statement into a migration of its own, before or behind this one")
    }

    func objection(_ fact: String, help: String) -> Objection {
        Objection(fact: fact, offset: words.position, help: help)
    }

    func unread() -> Objection { objection("the statement cannot be read from here on", help: "mend the statement") }

    // MARK: WITH

    /// What stands in WITH is run by every batch: that is well where it only reads.
    private mutating func readCommonTables() throws(Objection) {
        var verb = words
        verb.skipCommonTables()
        while words.position < verb.position {
            if words.take("insert") || words.take("update") || words.take("delete") || words.take("merge") {
                throw objection(
                    "its WITH changes rows, which the first batch would do for all of them",
                    help: "write it as a statement of its own")
            }
            words.skip()
        }
    }

    // MARK: Tables

    private static var noAlias: Set<String> {
        [
            "set", "where", "from", "using", "returning", "order", "limit", "offset", "fetch", "indexed", "not",
            "select",
            "values", "default", "overriding", "join", "inner", "left", "right", "full", "cross", "natural", "on",
            "group",
            "having", "window", "union", "intersect", "except", "for", "tablesample", "with",
        ]
    }

    /// A table with its alias.
    mutating func target() throws(Objection) -> Target {
        let isOnly = dialect == .postgres && words.take("only")
        var copy = words
        guard let written = words.writtenName(), let table = copy.objectName() else {
            throw objection(
                "a table is needed here, whose rows can be gone through",
                help: "name the table first; what is joined to it comes behind it")
        }
        _ = words.takePunctuation(Byte.star)
        var alias = Self.lastPart(of: written)
        if words.take("as") || isAliasNext, let name = words.writtenName() { alias = name }
        if words.take("indexed", "by") { _ = words.name() }
        words.take("not", "indexed")
        return Target(source: (isOnly ? "ONLY " : "") + written, table: table, alias: alias)
    }

    private var isAliasNext: Bool {
        switch words.kind {
        case .quotedIdentifier: true
        case .word:
            words.written.map { !Self.noAlias.contains(String(decoding: $0, as: UTF8.self).lowercased()) } ?? false
        default: false
        }
    }

    /// What stands behind the dot, if there is one outside of quotation marks.
    private static func lastPart(of written: String) -> String {
        var bytes = Array(written.utf8)
        return bytes.withUnsafeMutableBufferPointer { buffer in
            let buffer = UnsafeBufferPointer(buffer)
            var words = StatementWords<Lexer>(buffer)
            _ = words.name()
            guard words.takePunctuation(Byte.dot) else { return written }
            return String(decoding: buffer[words.position...], as: UTF8.self)
        }
    }

    // MARK: UPDATE and DELETE

    private mutating func update() throws(Objection) -> RangedStatement {
        if words.take("or") { words.skip() }
        let target = try target()
        guard words.take("set") else { throw unread() }
        var assigned = assignedNames()
        var depth = 0
        var isBehindDistinct = false
        var ahead = words
        while !ahead.isAtEnd {
            if depth == 0, !ahead.isBehindDot, Self.isClause(ahead, isBehindDistinct) { break }
            isBehindDistinct = ahead.isNext("distinct")
            if depth == 0, ahead.takePunctuation(Byte.comma) {
                words = ahead
                assigned.formUnion(assignedNames())
                continue
            }
            depth += ahead.nesting
            ahead.skip()
        }
        return try rest(of: target, assigned: assigned)
    }

    /// The names before an equals sign: one, or several in parentheses.
    private func assignedNames() -> Set<String> {
        var words = words
        guard words.takePunctuation(Byte.openParenthesis) else { return words.name().map { [$0.lowercased()] } ?? [] }
        var names: Set<String> = []
        repeat {
            if let name = words.name() { names.insert(name.lowercased()) }
        } while words.takePunctuation(Byte.comma)
        return names
    }

    private static func isClause(_ words: StatementWords<Lexer>, _ isBehindDistinct: Bool) -> Bool {
        if words.isNext("from") { return !isBehindDistinct }
        return words.isNext("where") || words.isNext("returning") || words.isNext("order") || words.isNext("limit")
    }

    /// The rest of an UPDATE or a DELETE: its condition, and what is behind it.
    private mutating func rest(of target: Target, assigned: Set<String>) throws(Objection) -> RangedStatement {
        var condition: Int?
        var depth = 0
        while !words.isAtEnd {
            guard depth == 0, !words.isBehindDot else {
                depth += words.nesting
                words.skip()
                continue
            }
            if words.isNext("returning") { break }
            if words.isNext("order") || words.isNext("limit") || words.isNext("offset") || words.isNext("fetch") {
                throw objection(
                    "ORDER BY and LIMIT would hold for each batch by itself",
                    help: "take them out, or run the file without batches")
            }
            if condition == nil, words.take("where") {
                condition = words.end
                if words.take("current", "of") { throw unread() }
                continue
            }
            depth += words.nesting
            words.skip()
        }
        return RangedStatement(
            source: target.source, table: target.table, alias: target.alias, assigned: assigned, changesSource: true,
            condition: condition, end: words.end)
    }
}

extension StatementWords {
    /// Whether a keyword, given in small letters, comes next.
    func isNext(_ keyword: StaticString) -> Bool {
        guard kind == .word, let written else { return false }
        return isWord(written, keyword)
    }

    /// Whether a one-byte token comes next.
    func isNext(punctuation byte: UInt8) -> Bool {
        kind == .punctuation && written?.count == 1 && written?.first == byte
    }

    /// How much deeper the next token leads into parentheses and brackets.
    var nesting: Int {
        guard kind == .punctuation, written?.count == 1 else { return 0 }
        switch written?.first {
        case Byte.openParenthesis, Byte.openBracket: return 1
        case Byte.closeParenthesis, Byte.closeBracket: return -1
        default: return 0
        }
    }
}
