/// What a statement makes or drops, where that is a program of the database: a view, a routine, a type, a trigger.
///
/// Read from its first words. Tables and indexes hold rows, and are not asked for here.
public struct StatementTarget: Sendable, Hashable {
    /// What becomes of it.
    public enum Verb: Sendable, Hashable {
        case create, drop
    }

    /// What it is.
    public enum Kind: Sendable, Hashable {
        case view, materializedView, routine, type, trigger
    }

    /// What becomes of it.
    public let verb: Verb
    /// What it is.
    public let kind: Kind
    /// Whether it goes with the session that makes it.
    public let isTemporary: Bool
    /// The names as the statement writes them, with their schemas; several of a DROP alone.
    public let written: [String]
    /// The same names without their quotation marks; for PostgreSQL in small letters where they have none.
    public let names: [ObjectName]

    /// Reads a statement; `nil` if it makes or drops nothing of the kind.
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
            verb = .create
            words.take("or", "replace")
            isTemporary = words.take("temp") || words.take("temporary")
            _ = words.take("constraint") || words.take("recursive")
        } else if words.take("drop") {
            verb = .drop
            isTemporary = false
        } else {
            return nil
        }
        guard let kind = Self.kind(&words) else { return nil }
        self.kind = kind
        if !words.take("if", "not", "exists") { words.take("if", "exists") }
        var (written, names): ([String], [ObjectName]) = ([], [])
        repeat {
            var asWritten = words
            guard let text = asWritten.writtenName(), let name = words.foldedObjectName() else { break }
            written.append(text)
            names.append(name)
            words.takeParentheses()
        } while verb == .drop && words.takePunctuation(Byte.comma)
        guard !names.isEmpty else { return nil }
        (self.written, self.names) = (written, names)
    }

    private static func kind<Lexer>(_ words: inout StatementWords<Lexer>) -> Kind? {
        if words.take("view") { return .view }
        if words.take("materialized", "view") { return .materializedView }
        if words.take("type") || words.take("domain") { return .type }
        if words.take("trigger") { return .trigger }
        let isRoutine =
            words.take("function") || words.take("procedure") || words.take("routine") || words.take("aggregate")
        return isRoutine ? .routine : nil
    }
}

extension StatementWords {
    /// Takes a name with its schema; what has no quotation marks in small letters, as PostgreSQL takes it.
    fileprivate mutating func foldedObjectName() -> ObjectName? {
        guard let first = foldedName() else { return nil }
        guard takePunctuation(Byte.dot) else { return ObjectName(first) }
        return foldedName().map { ObjectName(schema: first, $0) }
    }

    private mutating func foldedName() -> String? {
        let isBare = kind == .word
        return name().map { isBare && Lexer.self == PostgresLexer.self ? $0.lowercased() : $0 }
    }
}

extension SourceText {
    /// What the statements make or drop of programs of the database, in order.
    public var statementTargets: [StatementTarget] {
        var targets: [StatementTarget] = []
        SQLScript.forEachPart(in: self) { bytes, head in
            guard head.part == .statement, let target = StatementTarget(bytes, dialect: dialect) else { return }
            targets.append(target)
        }
        return targets
    }

    /// The names that stand anywhere in it, in small letters and without quotation marks; also in the bodies of
    /// functions between dollars, and not in comments.
    public var namesMentioned: Set<String> {
        var names: Set<String> = []
        forEachToken { token, bytes in
            switch token.kind {
            case .word: names.insert(String(decoding: bytes, as: UTF8.self).lowercased())
            case .quotedIdentifier:
                names.insert(String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self).lowercased())
            case .string where bytes.first == UInt8(ascii: "$"):
                let body = String(decoding: bytes, as: UTF8.self).lowercased()
                names.formUnion(body.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
            default: break
            }
        }
        return names
    }
}
