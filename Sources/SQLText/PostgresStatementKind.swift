extension StatementKind {
    typealias PostgresWords = StatementWords<PostgresLexer>

    /// Classifies a statement for PostgreSQL.
    static func classify(_ words: inout PostgresWords) -> StatementKind {
        while words.takePunctuation(Byte.openParenthesis) {}
        if words.take("insert") { return .insert }
        if words.take("select") || words.take("values") || words.take("table") { return .select }
        if words.take("with") {
            words.skipCommonTables()
            return classify(&words)
        }
        if words.take("update") { return words.relation().map { .update($0) } ?? .other }
        if words.take("delete", "from") { return words.relation().map { .delete($0) } ?? .other }
        if words.take("create") { return role(&words) ?? create(&words) }
        if words.take("drop") { return role(&words) ?? drop(&words) }
        if words.take("alter") { return role(&words) ?? alter(&words) }
        if words.take("copy") { return copy(&words) }
        if words.take("do") { return code(&words) }
        return transactionControl(&words) ?? setting(&words) ?? sharedObject(&words) ?? maintenance(&words)
    }

    // MARK: Transactions and settings

    private static func transactionControl(_ words: inout PostgresWords) -> StatementKind? {
        if words.take("begin") || words.take("start", "transaction") { return .begin }
        if words.take("commit", "prepared") || words.take("rollback", "prepared") { return .twoPhase }
        if words.take("prepare", "transaction") { return .twoPhase }
        if words.take("commit") || words.take("end") { return .commit }
        if words.take("rollback") || words.take("abort") {
            _ = words.take("work") || words.take("transaction")
            return words.take("to") ? .rollbackTo : .rollback
        }
        if words.take("savepoint") { return .savepoint }
        return words.take("release") ? .release : nil
    }

    private static func setting(_ words: inout PostgresWords) -> StatementKind? {
        if words.take("reset") { return settingName(&words).map { .reset(name: $0) } ?? .other }
        guard words.take("set") else { return nil }
        if words.take("constraints") { return .other }
        let isLocal = words.take("local")
        // SESSION may also begin the name.
        let name = words.take("session") && words.take("authorization") ? "session_authorization" : settingName(&words)
        return name.map { .set(name: $0, isLocal: isLocal) } ?? .other
    }

    /// The name of a setting, where it has words of its own too. <https://www.postgresql.org/docs/current/sql-set.html>
    private static func settingName(_ words: inout PostgresWords) -> String? {
        if words.take("time", "zone") { return "timezone" }
        if words.take("session", "authorization") { return "session_authorization" }
        if words.take("names") { return "client_encoding" }
        if words.take("schema") { return "search_path" }
        guard let name = words.objectName() else { return nil }
        return ((name.schema.map { $0 + "." } ?? "") + name.name).lowercased()
    }

    // MARK: Statements that run by themselves

    private static func maintenance(_ words: inout PostgresWords) -> StatementKind {
        if words.take("vacuum") { return .vacuum }
        if words.take("explain") { return .explain }
        if words.take("analyze") || words.take("analyse") { return .analyze }
        if words.take("discard") { return words.take("all") ? .outsideTransaction("DISCARD ALL") : .other }
        if words.take("cluster") { return words.isAtEnd ? .outsideTransaction("CLUSTER without a table") : .other }
        return words.take("reindex") ? reindex(&words) : .other
    }

    private static func reindex(_ words: inout PostgresWords) -> StatementKind {
        var isConcurrent = false
        if words.takePunctuation(Byte.openParenthesis) {
            while !words.isAtEnd, !words.takePunctuation(Byte.closeParenthesis) {
                let isNamed = words.take("concurrently")
                isConcurrent = isConcurrent || isNamed
                if !isNamed { words.skip() }
            }
        }
        for (word, name) in wholes where words.take(word) { return .outsideTransaction("REINDEX " + name) }
        words.skip()
        return isConcurrent || words.take("concurrently") ? .outsideTransaction("REINDEX CONCURRENTLY") : .reindex
    }

    /// What REINDEX goes through table by table.
    private static let wholes: [(StaticString, String)] = [
        ("schema", "SCHEMA"), ("database", "DATABASE"), ("system", "SYSTEM"),
    ]

    // MARK: COPY

    private static func copy(_ words: inout PostgresWords) -> StatementKind {
        let isFrom = words.skip(to: "from", before: "to")
        if words.take("program") { return .copy(.program) }
        if words.take("stdin") || words.take("stdout") { return .copy(isFrom ? .fromScript : .toClient) }
        return .copy(.file)
    }

    // MARK: CREATE, DROP and ALTER

    /// A user mapping is of the database.
    private static func role(_ words: inout PostgresWords) -> StatementKind? {
        if words.take("role") || words.take("group") { return .role }
        guard words.take("user") else { return nil }
        return words.take("mapping") ? .other : .role
    }

    private static func create(_ words: inout PostgresWords) -> StatementKind {
        if words.take("database") { return .outsideTransaction("CREATE DATABASE") }
        if words.take("tablespace") { return .outsideTransaction("CREATE TABLESPACE") }
        if words.take("subscription") { return subscription(&words) }
        words.take("or", "replace")
        _ = words.take("local") || words.take("global")
        if words.take("temp") || words.take("temporary") { return .createTemporary }
        if words.take("unique", "index") || words.take("index") { return index(&words) }
        let make: (ObjectName) -> StatementKind
        _ = words.take("unlogged") || words.take("foreign")
        if words.take("table") {
            make = StatementKind.createTable
        } else if words.take("view") || words.take("recursive", "view") || words.take("materialized", "view") {
            make = StatementKind.createView
        } else if words.take("trigger") || words.take("constraint", "trigger") {
            make = StatementKind.createTrigger
        } else {
            return .other
        }
        words.take("if", "not", "exists")
        guard let name = words.objectName() else { return .other }
        return name.schema?.lowercased() == "pg_temp" ? .createTemporary : make(name)
    }

    private static func index(_ words: inout PostgresWords) -> StatementKind {
        let isConcurrent = words.take("concurrently")
        words.take("if", "not", "exists")
        // ON is reserved: where it stands PostgreSQL makes a name up.
        let name = words.take("on") ? nil : words.objectName()
        if isConcurrent { return .createIndexConcurrently(name) }
        return name.map { .createIndex($0) } ?? .other
    }

    /// A subscription makes a slot at its publisher, unless it says otherwise.
    private static func subscription(_ words: inout PostgresWords) -> StatementKind {
        let outside = StatementKind.outsideTransaction("CREATE SUBSCRIPTION with a slot")
        guard words.skip(to: "with"), words.takePunctuation(Byte.openParenthesis) else { return outside }
        while !words.isAtEnd {
            let decides = words.take("connect") || words.take("create_slot")
            if decides, words.takePunctuation(Byte.equals), words.take("false") || words.take("off") {
                return .sharedObject
            }
            if !decides { words.skip() }
        }
        return outside
    }

    private static func drop(_ words: inout PostgresWords) -> StatementKind {
        if words.take("database") { return .outsideTransaction("DROP DATABASE") }
        if words.take("tablespace") { return .outsideTransaction("DROP TABLESPACE") }
        if words.take("index", "concurrently") {
            words.take("if", "exists")
            return words.objectName().map { .dropIndexConcurrently($0) } ?? .other
        }
        if words.take("subscription") || words.take("owned") { return .sharedObject }
        _ = words.take("foreign")
        guard words.take("table") else { return .dropOther }
        words.take("if", "exists")
        return words.objectName().map { .dropTable($0) } ?? .other
    }

    private static func alter(_ words: inout PostgresWords) -> StatementKind {
        if words.take("system") { return .outsideTransaction("ALTER SYSTEM") }
        if words.take("database") {
            let movesIt = words.objectName() != nil && words.take("set", "tablespace")
            return movesIt ? .outsideTransaction("ALTER DATABASE SET TABLESPACE") : .alterDatabase
        }
        if words.take("subscription") || words.take("tablespace") { return .sharedObject }
        _ = words.take("foreign")
        guard words.take("table") else { return .other }
        words.take("if", "exists")
        guard let table = words.relation() else { return .other }
        if words.take("detach", "partition") {
            let isConcurrent = words.objectName() != nil && words.take("concurrently")
            return isConcurrent
                ? .outsideTransaction("ALTER TABLE DETACH PARTITION CONCURRENTLY") : .alterTable(table, .other)
        }
        return .alterTable(table, alteration(&words))
    }

    private static func alteration(_ words: inout PostgresWords) -> TableAlteration {
        if words.take("rename") {
            if words.take("to") { return words.name().map { .renameTo($0) } ?? .other }
            return words.take("constraint") ? .other : .renameColumn
        }
        let isAdded = words.take("add")
        guard isAdded || words.take("drop") else { return .other }
        let ofTable: [StaticString] = ["constraint", "primary", "unique", "check", "foreign", "exclude"]
        return ofTable.contains { words.take($0) } ? .other : isAdded ? .addColumn : .dropColumn
    }
}

extension StatementWords<PostgresLexer> {
    /// Takes the name of a table, behind the ONLY that leaves its heirs out.
    fileprivate mutating func relation() -> ObjectName? {
        _ = take("only")
        return objectName()
    }
}
