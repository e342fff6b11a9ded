/// Something that a statement of PostgreSQL names and that belongs to the whole server.
public struct ServerReference: Sendable, Hashable {
    /// What it names it for.
    public enum Purpose: Sendable, Hashable {
        /// A role that gets a right or loses it.
        case role
        /// A role that is to own something, or to act.
        case actor
        /// A tablespace.
        case tablespace
    }

    /// What it is named for.
    public let purpose: Purpose
    /// The name, as the server has it.
    public let name: String
    /// The bytes, from the statement's start, that can be left out for themselves; `nil` if the whole statement is about
    /// it.
    public let clause: Range<Int>?
}

extension SQLStatement {
    /// What the statement names of the server: roles and tablespaces that have to be there.
    ///
    /// What stands in the bodies of functions is not looked at. None of SQLite.
    public func serverReferences(in source: SourceText) -> [ServerReference] {
        guard source.dialect == .postgres else { return [] }
        return source.utf8.withUnsafeBufferPointer {
            var reader = ServerReferenceReader(StatementWords(UnsafeBufferPointer(rebasing: $0[range])))
            reader.read()
            return reader.references
        }
    }
}

/// Reads a statement up to its last reference.
private struct ServerReferenceReader {
    private var words: StatementWords<PostgresLexer>
    private(set) var references: [ServerReference] = []

    init(_ words: StatementWords<PostgresLexer>) { self.words = words }

    mutating func read() {
        if words.take("grant") { return rights(to: "to") }
        if words.take("revoke") { return rights(to: "from") }
        if words.take("set") { return setting() }
        if words.take("create") {
            if words.take("schema") { return schema() }
            if words.take("policy") { return policy() }
            return words.take("user", "mapping") ? mapping() : storage()
        }
        guard words.take("alter") else { return words.take("drop", "user", "mapping") ? mapping() : () }
        if words.take("default", "privileges") { return defaultPrivileges() }
        if words.take("policy") { return policy() }
        words.take("user", "mapping") ? mapping() : alteration()
    }

    // MARK: Rights

    private mutating func rights(to word: StaticString) {
        guard words.skip(to: word) else { return }
        roles(.role)
        words.take("with", "grant", "option")
        if words.take("granted", "by") { roles(.actor) }
    }

    private mutating func defaultPrivileges() {
        if words.take("for", "role") || words.take("for", "user") { roles(.actor) }
        // The first of the two words is the verb.
        var rest = words
        rights(to: rest.skip(to: "grant", before: "revoke") ? "to" : "from")
    }

    /// The roles that a policy is for: behind TO, which is no name behind RENAME.
    private mutating func policy() {
        if words.skip(to: "to", before: "rename", "using", "with") { roles(.role) }
    }

    private mutating func mapping() {
        if words.skip(to: "for") { roles(.role) }
    }

    // MARK: Owners and places

    /// A schema without a name of its own has that of its owner.
    private mutating func schema() {
        words.take("if", "not", "exists")
        var start = words.position
        if words.take("authorization") {
            let end = words.end
            return role(.actor, clause: start..<end)
        }
        _ = words.name()
        start = words.position
        guard words.take("authorization") else { return }
        var rest = words
        rest.skip()
        role(.actor, clause: start..<rest.end)
    }

    /// The tablespace of a table or an index that is made; columns in parentheses may have its name.
    private mutating func storage() {
        var depth = 0
        while words.kind != nil, !words.take("as"), !words.take("where"), !words.take("function") {
            let start = words.position
            if depth == 0, words.take("tablespace") {
                guard let name = words.serverName() else { return }
                return add(.tablespace, name, start..<words.end)
            }
            depth += words.skipPart()
        }
    }

    /// What an ALTER does to the owner and the place, among its other actions.
    private mutating func alteration() {
        var depth = 0
        var comma: Int?
        // The name of a column may be `owner`: RENAME owner TO holder.
        while words.kind != nil, depth > 0 || !words.take("rename") {
            let start = words.position
            if depth == 0, words.take("owner", "to") {
                if let name = words.roleName() { add(.actor, name, action(from: start, behind: comma)) }
            } else if depth == 0, words.take("set", "tablespace") {
                if let name = words.serverName() { add(.tablespace, name, action(from: start, behind: comma)) }
            } else if words.takePunctuation(Byte.comma) {
                comma = start
                continue
            } else {
                depth += words.skipPart()
            }
            comma = nil
        }
    }

    /// One action of several, with the comma that goes with it; `nil` if it is the only one.
    private mutating func action(from start: Int, behind comma: Int?) -> Range<Int>? {
        if let comma { return comma..<words.end }
        return words.takePunctuation(Byte.comma) ? start..<words.end : nil
    }

    // MARK: Settings

    private mutating func setting() {
        _ = words.take("local") || words.take("session")
        if words.take("authorization") || words.take("session", "authorization") || words.take("role") {
            guard let name = value(), name != "none", name != "default" else { return }
            add(.actor, name)
        } else if words.take("default_tablespace") || words.take("temp_tablespaces") {
            guard let name = value(), !name.isEmpty, name != "default" else { return }
            add(.tablespace, name)
        }
    }

    private mutating func value() -> String? {
        _ = words.take("to") || words.takePunctuation(Byte.equals)
        return words.serverName()
    }

    // MARK: Names

    private mutating func roles(_ purpose: ServerReference.Purpose) {
        repeat {
            _ = words.take("group")
            role(purpose)
        } while words.takePunctuation(Byte.comma)
    }

    private mutating func role(_ purpose: ServerReference.Purpose, clause: Range<Int>? = nil) {
        if let name = words.roleName() { add(purpose, name, clause) }
    }

    private mutating func add(_ purpose: ServerReference.Purpose, _ name: String, _ clause: Range<Int>? = nil) {
        references.append(ServerReference(purpose: purpose, name: name, clause: clause))
    }
}

extension StatementWords<PostgresLexer> {
    /// Takes a name as the server has it: in small letters where it stands without quotation marks.
    mutating func serverName() -> String? {
        let isBare = kind == .word
        guard let name = name() else { return nil }
        // Letters beyond ASCII stay as they are.
        return isBare ? String(decoding: name.utf8.map(\.lowercased), as: UTF8.self) : name
    }

    /// Takes the name of a role; `nil` for a word that stands for one that is there.
    fileprivate mutating func roleName() -> String? {
        let words: [StaticString] = ["current_user", "current_role", "session_user", "user", "public"]
        return words.contains { take($0) } ? nil : serverName()
    }

    /// Goes over one token, and says how much deeper it leads into parentheses.
    fileprivate mutating func skipPart() -> Int {
        if takePunctuation(Byte.openParenthesis) { return 1 }
        if takePunctuation(Byte.closeParenthesis) { return -1 }
        skip()
        return 0
    }
}
