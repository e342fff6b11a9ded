/// Statements of PostgreSQL that act on what the databases of a server share.
///
/// Source: <https://www.postgresql.org/docs/current/manage-ag-overview.html>.
extension StatementKind {
    /// Rights, comments and labels of roles, databases and tablespaces; `nil` for any other statement.
    static func sharedObject(_ words: inout PostgresWords) -> StatementKind? {
        if words.take("grant") || words.take("revoke") {
            // Without ON it is a role that is granted, which is a member everywhere then.
            guard words.skip(to: "on", before: "to", "from") else { return .sharedObject }
            return takesShared(&words) ? .sharedObject : .other
        }
        if words.take("comment", "on") { return takesShared(&words) ? .sharedObject : .other }
        if words.take("security", "label") {
            return words.skip(to: "on", before: "is") && takesShared(&words) ? .sharedObject : .other
        }
        return words.take("reassign", "owned") ? .sharedObject : nil
    }

    private static func takesShared(_ words: inout PostgresWords) -> Bool {
        ["role", "database", "tablespace", "parameter", "subscription"].contains { words.take($0) }
    }

    // MARK: DO

    /// What the code of a DO acts on, as far as its words tell: what a function does that it calls, nobody can see.
    static func code(_ words: inout PostgresWords) -> StatementKind {
        if words.take("language") { words.skip() }
        guard words.kind == .string, let code = words.written else { return .other }
        var reach = CodeReach()
        reach.read(code.withoutQuotes)
        guard reach.isOfServer else { return .other }
        return .serverCode(isMixed: reach.isOfDatabase)
    }
}

/// What the statements act on that stand in the code of a DO.
private struct CodeReach {
    private(set) var isOfServer = false
    private(set) var isOfDatabase = false

    private static let verbs: [StaticString] = [
        "create", "alter", "drop", "grant", "revoke", "comment", "security", "reassign",
    ]

    /// Takes code into account: statements in it, and those at the beginning of a string, which EXECUTE runs.
    mutating func read(_ code: UnsafeBufferPointer<UInt8>) {
        var words = StatementWords<PostgresLexer>(code)
        while let written = words.written {
            if words.kind == .string { readText(written.withoutQuotes) }
            if words.kind == .word, Self.verbs.contains(where: { isWord(written, $0) }) {
                take(StatementKind(UnsafeBufferPointer(rebasing: code[words.position...]), dialect: .postgres), written)
            }
            words.skip()
        }
    }

    private mutating func readText(_ text: UnsafeBufferPointer<UInt8>) {
        let words = StatementWords<PostgresLexer>(text)
        guard words.kind == .word, let first = words.written, Self.verbs.contains(where: { isWord(first, $0) }) else {
            return
        }
        take(StatementKind(text, dialect: .postgres), first)
    }

    /// Rights and comments are about what is there; they make nothing that could be missed.
    private mutating func take(_ kind: StatementKind, _ verb: UnsafeBufferPointer<UInt8>) {
        if kind.reach != nil {
            isOfServer = true
        } else {
            isOfDatabase = isOfDatabase || ["create", "alter", "drop"].contains { isWord(verb, $0) }
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// What stands between the quotation marks of a string; quotes in it stay doubled.
    fileprivate var withoutQuotes: UnsafeBufferPointer<UInt8> {
        let mark = first == Byte.dollar ? (self[1...].firstIndex(of: Byte.dollar) ?? 0) + 1 : 1
        let start = first?.isLetter == true ? (firstIndex(of: Byte.quote) ?? 0) + 1 : mark
        let end = count - (first == Byte.dollar ? mark : 1)
        return start <= end
            ? UnsafeBufferPointer(rebasing: self[start..<end]) : UnsafeBufferPointer(rebasing: self[..<0])
    }
}
