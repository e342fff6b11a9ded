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
        "create", "alter", "drop", "grant", "revoke", "comment", "security", "reassign", "copy",
    ]

    /// Takes code into account: statements in it, and those at the beginning of a string, which EXECUTE runs.
    mutating func read(_ code: UnsafeBufferPointer<UInt8>) {
        var words = StatementWords<PostgresLexer>(code)
        while let written = words.written {
            if words.kind == .string { readText(written.withoutQuotes) }
            isOfServer = isOfServer || words.isAtServerFunction
            if words.kind == .word, Self.verbs.contains(where: { isWord(written, $0) }) {
                take(UnsafeBufferPointer(rebasing: code[words.position...]))
            }
            words.skip()
        }
    }

    private mutating func readText(_ text: UnsafeBufferPointer<UInt8>) {
        let words = StatementWords<PostgresLexer>(text)
        guard words.kind == .word, let first = words.written, Self.verbs.contains(where: { isWord(first, $0) }) else {
            return
        }
        take(text)
    }

    /// Takes a statement into account: rights and comments are about what is there; they make nothing that could be
    /// missed.
    private mutating func take(_ statement: UnsafeBufferPointer<UInt8>) {
        var words = StatementWords<PostgresLexer>(statement)
        switch StatementKind(statement, dialect: .postgres) {
        case .copy(.file):
            // In code it may be a variable too.
            _ = words.skip(to: "from", before: "to")
            isOfServer = isOfServer || words.kind == .string
        case let kind where kind.reach != nil: isOfServer = true
        default:
            isOfDatabase = isOfDatabase || words.take("create") || words.take("alter") || words.take("drop")
        }
    }
}

extension SQLStatement {
    /// Whether a SELECT or CALL of PostgreSQL calls a function that is known to act beyond the database.
    ///
    /// What functions of a script's own do nobody can see.
    public func callsServer(in source: SourceText) -> Bool {
        guard source.dialect == .postgres else { return false }
        return source.utf8.withUnsafeBufferPointer {
            var words = StatementWords<PostgresLexer>(UnsafeBufferPointer(rebasing: $0[range]))
            guard words.take("select") || words.take("call") || words.take("with") else { return false }
            while words.kind != nil {
                if words.isAtServerFunction { return true }
                words.skip()
            }
            return false
        }
    }
}

extension StatementWords<PostgresLexer> {
    /// Whether a call comes next of a function that acts on the server, its files or another database.
    ///
    /// Source: <https://www.postgresql.org/docs/current/functions-admin.html>,
    /// <https://www.postgresql.org/docs/current/dblink.html>.
    fileprivate var isAtServerFunction: Bool {
        guard kind == .word, let written, Self.serverFunctions.contains(where: { isWord(written, $0) }) else {
            return false
        }
        var rest = self
        rest.skip()
        return rest.takePunctuation(Byte.openParenthesis)
    }

    private static var serverFunctions: [StaticString] {
        [
            "dblink", "dblink_connect", "dblink_connect_u", "dblink_exec", "dblink_open", "dblink_send_query",
            "lo_export", "pg_cancel_backend", "pg_copy_logical_replication_slot", "pg_copy_physical_replication_slot",
            "pg_create_logical_replication_slot", "pg_create_physical_replication_slot", "pg_create_restore_point",
            "pg_drop_replication_slot", "pg_file_rename", "pg_file_unlink", "pg_file_write", "pg_promote",
            "pg_reload_conf", "pg_replication_slot_advance", "pg_rotate_logfile", "pg_switch_wal",
            "pg_terminate_backend", "pg_wal_replay_pause",
        ]
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
