/// What an ALTER TABLE changes.
public enum TableAlteration: Sendable, Hashable {
    /// The name of the table.
    case renameTo(String)
    /// The name of a column.
    case renameColumn
    /// A column more.
    case addColumn
    /// A column less.
    case dropColumn
    /// Something SQLite knows nothing of.
    case other
}

/// Where a COPY takes its rows from, or puts them.
public enum CopyDirection: Sendable, Hashable {
    /// From the lines that follow it in the script.
    case fromScript
    /// To the client.
    case toClient
    /// From or to a file of the server.
    case file
    /// From or to a program on the server.
    case program
}

/// What a statement does, as far as its first words tell.
public enum StatementKind: Sendable, Hashable {
    /// BEGIN or START TRANSACTION.
    case begin
    /// COMMIT or END.
    case commit
    /// ROLLBACK or ABORT of the whole transaction.
    case rollback
    /// ROLLBACK TO a savepoint, which does not end the transaction.
    case rollbackTo
    /// SAVEPOINT.
    case savepoint
    /// RELEASE.
    case release
    /// PREPARE TRANSACTION, COMMIT PREPARED or ROLLBACK PREPARED.
    case twoPhase
    /// PRAGMA, with its name in small letters; `writes` if it sets or does something.
    case pragma(name: String, writes: Bool)
    /// ATTACH.
    case attach
    /// DETACH.
    case detach
    /// VACUUM.
    case vacuum
    /// VACUUM INTO another file.
    case vacuumInto
    /// SET, with the name of the setting in small letters; `isLocal` if it ends with the transaction.
    case set(name: String, isLocal: Bool)
    /// RESET, with the name of the setting in small letters, or `all`.
    case reset(name: String)
    /// COPY.
    case copy(CopyDirection)
    /// CREATE INDEX CONCURRENTLY, with the name if it is given one.
    case createIndexConcurrently(ObjectName?)
    /// DROP INDEX CONCURRENTLY.
    case dropIndexConcurrently(ObjectName)
    /// CREATE, ALTER or DROP of a ROLE, USER or GROUP.
    case role
    /// ALTER DATABASE.
    case alterDatabase
    /// Anything else that acts on what the databases of a server share: GRANT of a role, COMMENT ON DATABASE, a
    /// subscription.
    case sharedObject
    /// DO with code that acts on the server; `isMixed` if it makes something in the database as well.
    case serverCode(isMixed: Bool)
    /// Anything else that PostgreSQL refuses inside a transaction, by the name that it has there.
    case outsideTransaction(String)
    /// CREATE TABLE.
    case createTable(ObjectName)
    /// CREATE VIRTUAL TABLE.
    case createVirtualTable(ObjectName)
    /// CREATE TEMP …, or anything created in the schema `temp`.
    case createTemporary
    /// CREATE INDEX.
    case createIndex(ObjectName)
    /// CREATE VIEW.
    case createView(ObjectName)
    /// CREATE TRIGGER.
    case createTrigger(ObjectName)
    /// DROP TABLE.
    case dropTable(ObjectName)
    /// DROP of anything else.
    case dropOther
    /// ALTER TABLE.
    case alterTable(ObjectName, TableAlteration)
    /// INSERT or REPLACE, with or without WITH.
    case insert
    /// UPDATE.
    case update(ObjectName)
    /// DELETE.
    case delete(ObjectName)
    /// SELECT or VALUES.
    case select
    /// EXPLAIN of whatever.
    case explain
    /// REINDEX.
    case reindex
    /// ANALYZE.
    case analyze
    /// Anything else: most likely an error.
    case other

    /// Classifies a statement.
    ///
    /// Of an INSERT only the first word is looked at.
    public init(_ statement: UnsafeBufferPointer<UInt8>, dialect: Dialect = .sqlite) {
        switch dialect {
        case .sqlite:
            var words = StatementWords<SQLiteLexer>(statement)
            self = Self.classify(&words)
        case .postgres:
            var words = StatementWords<PostgresLexer>(statement)
            self = Self.classify(&words)
        }
    }

    /// Whether the statement begins, ends or nests a transaction.
    public var controlsTransaction: Bool {
        switch self {
        case .begin, .commit, .rollback, .rollbackTo, .savepoint, .release, .twoPhase: true
        default: false
        }
    }

    private static func classify(_ words: inout StatementWords<SQLiteLexer>) -> StatementKind {
        if words.take("insert") || words.take("replace") { return .insert }
        if words.take("select") || words.take("values") { return .select }
        if words.take("with") {
            words.skipCommonTables()
            return classify(&words)
        }
        if words.take("update") {
            if words.take("or") { words.skip() }
            return words.objectName().map { .update($0) } ?? .other
        }
        if words.take("delete") {
            guard words.take("from") else { return .other }
            return words.objectName().map { .delete($0) } ?? .other
        }
        if words.take("create") { return create(&words) }
        if words.take("drop") { return drop(&words) }
        if words.take("alter") { return alter(&words) }
        return classifyOther(&words)
    }

    private static func classifyOther(_ words: inout StatementWords<SQLiteLexer>) -> StatementKind {
        if words.take("begin") { return .begin }
        if words.take("commit") || words.take("end") { return .commit }
        if words.take("rollback") {
            _ = words.take("transaction")
            return words.take("to") ? .rollbackTo : .rollback
        }
        if words.take("pragma") { return pragma(&words) }
        if words.take("vacuum") { return words.skip(to: "into") ? .vacuumInto : .vacuum }
        let simple: [(StaticString, StatementKind)] = [
            ("savepoint", .savepoint), ("release", .release), ("attach", .attach), ("detach", .detach),
            ("explain", .explain), ("reindex", .reindex), ("analyze", .analyze),
        ]
        return simple.first { words.take($0.0) }?.1 ?? .other
    }

    private static func create(_ words: inout StatementWords<SQLiteLexer>) -> StatementKind {
        if words.take("temp") || words.take("temporary") { return .createTemporary }
        let make: (ObjectName) -> StatementKind
        if words.take("table") {
            make = StatementKind.createTable
        } else if words.take("view") {
            make = StatementKind.createView
        } else if words.take("trigger") {
            make = StatementKind.createTrigger
        } else if words.take("virtual"), words.take("table") {
            make = StatementKind.createVirtualTable
        } else {
            _ = words.take("unique")
            guard words.take("index") else { return .other }
            make = StatementKind.createIndex
        }
        words.take("if", "not", "exists")
        guard let name = words.objectName() else { return .other }
        if let schema = name.schema, isWord(schema, "temp") { return .createTemporary }
        return make(name)
    }

    private static func drop(_ words: inout StatementWords<SQLiteLexer>) -> StatementKind {
        guard words.take("table") else { return .dropOther }
        words.take("if", "exists")
        return words.objectName().map { .dropTable($0) } ?? .other
    }

    private static func alter(_ words: inout StatementWords<SQLiteLexer>) -> StatementKind {
        guard words.take("table"), let table = words.objectName() else { return .other }
        if words.take("rename") {
            if words.take("to") { return .alterTable(table, words.name().map { .renameTo($0) } ?? .other) }
            return .alterTable(table, .renameColumn)
        }
        if words.take("add") { return .alterTable(table, .addColumn) }
        if words.take("drop") { return .alterTable(table, .dropColumn) }
        return .alterTable(table, .other)
    }

    /// Pragmas whose argument only says what to look at. <https://sqlite.org/pragma.html>
    private static let reading: Set<String> = [
        "foreign_key_check", "foreign_key_list", "index_info", "index_list", "index_xinfo", "integrity_check",
        "quick_check", "table_info", "table_list", "table_xinfo",
    ]

    /// Pragmas that do something without being given anything.
    private static let acting: Set<String> = ["incremental_vacuum", "optimize", "wal_checkpoint"]

    private static func pragma(_ words: inout StatementWords<SQLiteLexer>) -> StatementKind {
        guard let name = words.objectName()?.name.lowercased() else { return .other }
        let isGivenValue = words.takePunctuation(Byte.equals) || words.takePunctuation(Byte.openParenthesis)
        return .pragma(name: name, writes: acting.contains(name) || (isGivenValue && !reading.contains(name)))
    }
}

private func isWord(_ string: String, _ keyword: StaticString) -> Bool {
    var string = string
    return string.withUTF8 { isWord($0, keyword) }
}
