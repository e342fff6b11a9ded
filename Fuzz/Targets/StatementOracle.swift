import CSQLite

@testable import SQLText

/// What SQLite itself makes of a script.
enum StatementOracle {
    /// Compares statements with what SQLite says, as far as it says anything.
    static func compare(_ statements: [SQLStatement], in text: SourceText) throws {
        let database = try SQLiteCompiler()
        try comparePrepare(statements, in: text, database)
        if text.utf8.count <= 2000, isPlain(text) { try compareComplete(statements, in: text) }
    }

    // MARK: sqlite3_prepare

    /// For as long as SQLite compiles the text, statements are the same ones and do what they are said to do.
    private static func comparePrepare(
        _ statements: [SQLStatement], in text: SourceText, _ database: SQLiteCompiler
    ) throws {
        var rest = statements[...]
        var start = 0
        while let compiled = database.compile(text.utf8, from: start) {
            let statement = try require(rest.popFirst(), "SQLite has a statement more, from \(start)")
            // Without a semicolon SQLite reads on to the end of the text.
            let reachesEnd = text.utf8[statement.range.upperBound - 1] != Byte.semicolon
            let end = reachesEnd ? text.utf8.count : statement.range.upperBound
            try require(compiled.end == end, "\(statement.range), SQLite says up to \(compiled.end)")
            try compiled.actions.forEach { try $0.compare(with: statement.kind(in: text), statement.text(in: text)) }
            start = compiled.end
        }
    }

    // MARK: sqlite3_complete

    /// Whether `sqlite3_complete` cuts the text into the same tokens: it knows nothing of variables, numbers, byte order
    /// marks and vertical tabs, and takes a `/*` that ends the text for a comment.
    private static func isPlain(_ text: SourceText) -> Bool {
        guard !text.utf8.contains([0xEF, 0xBB, 0xBF]), !text.utf8.contains(0x0B),
            !text.utf8.suffix(2).elementsEqual("/*".utf8)
        else { return false }
        return Token.significant(in: text.utf8).allSatisfy { token in
            switch token.kind {
            case .variable, .illegal, .unterminated, .blob: false
            case .number: text.utf8[token.range].allSatisfy(\.isDigit)
            default: true
            }
        }
    }

    private static func compareComplete(_ statements: [SQLStatement], in text: SourceText) throws {
        let ours = statements.map(\.range.upperBound)
        var theirs: [Int] = []
        var start = 0
        for index in text.utf8.indices where text.utf8[index] == Byte.semicolon && isComplete(text.utf8[start...index])
        {
            // Behind a semicolon the machine is at its start, and still is behind nothing but comments and spaces.
            if !isComplete([Byte.semicolon] + text.utf8[start..<index]) { theirs.append(index + 1) }
            start = index + 1
        }
        let rest = [Byte.semicolon] + text.utf8[start...]
        if !isComplete(rest), !isComplete(rest + Array("*/".utf8)) {
            let last = try require(ours.last, "the last statement is lost")
            try require(last > theirs.last ?? 0, "the last statement is lost")
            theirs.append(last)
        }
        try require(ours == theirs, "\(ours), sqlite3_complete says \(theirs)")
    }

    private static func isComplete(_ bytes: some Sequence<UInt8>) -> Bool {
        (bytes.map(CChar.init(bitPattern:)) + [0]).withUnsafeBufferPointer { sqlite3_complete($0.baseAddress) == 1 }
    }
}

/// A database in memory that compiles statements and runs none.
final class SQLiteCompiler {
    private var handle: OpaquePointer?
    private var actions: [StatementAction] = []

    init() throws {
        try require(sqlite3_open(":memory:", &handle) == SQLITE_OK, "no database in memory")
        let schema = """
            CREATE TABLE t (a, b); CREATE TABLE u (a REFERENCES t, b); CREATE VIEW v AS SELECT a FROM t;
            CREATE TABLE "odd;name" (a, b);
            """
        try require(sqlite3_exec(handle, schema, nil, nil, nil) == SQLITE_OK, "no schema")
        sqlite3_set_authorizer(handle, noteAction, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit { sqlite3_close_v2(handle) }

    /// The statement that begins at `start`: where it ends, and what it would do; `nil` if there is none.
    func compile(_ script: [UInt8], from start: Int) -> (end: Int, actions: [StatementAction])? {
        actions = []
        return (script[start...] + [0]).withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                var statement: OpaquePointer?
                var tail: UnsafePointer<CChar>?
                defer { sqlite3_finalize(statement) }
                let status = sqlite3_prepare_v3(handle, text.baseAddress, Int32(text.count), 0, &statement, &tail)
                guard status == SQLITE_OK, statement != nil, let tail, let first = text.baseAddress else { return nil }
                return (start + (tail - first), actions)
            }
        }
    }

    fileprivate func note(_ action: StatementAction) -> Int32 {
        actions.append(action)
        // Some PRAGMAs act while they are compiled.
        return action.code == SQLITE_PRAGMA ? SQLITE_IGNORE : SQLITE_OK
    }
}

/// Something that SQLite asks leave for while it compiles a statement. <https://sqlite.org/c3ref/c_alter_table.html>
struct StatementAction {
    let code: Int32
    let object: String
    let other: String
    /// The trigger or view that does it, in place of the statement itself.
    let inner: String?

    /// Requires that the kind of a statement tells the action.
    func compare(with kind: StatementKind, _ sql: String) throws {
        guard kind != .explain, inner == nil, !object.hasPrefix("sqlite_") else { return }
        let isTold: Bool? =
            switch code {
            case SQLITE_TRANSACTION, SQLITE_SAVEPOINT: kind.controlsTransaction
            case SQLITE_PRAGMA: if case .pragma(object.lowercased(), _) = kind { true } else { false }
            case SQLITE_ATTACH: kind == .attach
            case SQLITE_DETACH: kind == .detach
            case SQLITE_DROP_TABLE: kind.table(of: \.dropped) == object.lowercased()
            case SQLITE_CREATE_TABLE: kind.table(of: \.created) == object.lowercased()
            case SQLITE_CREATE_TEMP_TABLE, SQLITE_CREATE_TEMP_VIEW, SQLITE_CREATE_TEMP_TRIGGER: kind == .createTemporary
            case SQLITE_ALTER_TABLE: kind.table(of: \.altered) == other.lowercased()
            case SQLITE_DELETE: kind.table(of: \.emptied) == object.lowercased()
            default: nil
            }
        try require(isTold ?? true, "SQLite asks for \(code) \(object) \(other), but it is \(kind): \(sql)")
    }
}

extension StatementKind {
    fileprivate func table(of part: KeyPath<StatementKind, ObjectName?>) -> String? {
        self[keyPath: part]?.name.lowercased()
    }

    fileprivate var dropped: ObjectName? { if case .dropTable(let name) = self { name } else { nil } }
    fileprivate var altered: ObjectName? { if case .alterTable(let name, _) = self { name } else { nil } }

    fileprivate var created: ObjectName? {
        switch self {
        case .createTable(let name), .createVirtualTable(let name): name
        default: nil
        }
    }

    /// A table that is dropped loses its rows as well.
    fileprivate var emptied: ObjectName? {
        switch self {
        case .delete(let name), .dropTable(let name): name
        default: nil
        }
    }
}

private func noteAction(
    _ context: UnsafeMutableRawPointer?, _ code: Int32, _ first: UnsafePointer<CChar>?,
    _ second: UnsafePointer<CChar>?, _ database: UnsafePointer<CChar>?, _ inner: UnsafePointer<CChar>?
) -> Int32 {
    guard let context else { return SQLITE_OK }
    let compiler = Unmanaged<SQLiteCompiler>.fromOpaque(context).takeUnretainedValue()
    func text(_ characters: UnsafePointer<CChar>?) -> String? { characters.map { String(cString: $0) } }
    return compiler.note(
        StatementAction(code: code, object: text(first) ?? "", other: text(second) ?? "", inner: text(inner)))
}
