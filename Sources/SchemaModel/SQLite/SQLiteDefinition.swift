internal import SQLText

/// Reads the statements that SQLite keeps of its objects, in `sqlite_schema.sql`.
///
/// SQLite keeps what was written, and edits it when a table is altered; a pragma tells only a part of it. So equal
/// things come in many spellings, and are read as one value here:
/// - Expressions are set on one line, without comments and without parentheses around all of them.
/// - Queries of views and statements of triggers keep their comments; their lines are broken by fixed rules.
/// - Names of columns are those of the column's own definition; what SQLite implies, such as NOT NULL for a primary key
///   WITHOUT ROWID, is told as if it were written.
/// - What has no effect is left out: the name of a DEFAULT, a COLLATE or a generated value, the conflict clause of a
///   CHECK, every MATCH but FULL.
///
/// Source: <https://www.sqlite.org/lang.html>.
public enum SQLiteDefinition {
    /// Reads a CREATE TABLE or CREATE VIRTUAL TABLE; of a virtual table the columns remain unknown.
    public static func table(_ sql: String) throws(SQLiteSyntaxError) -> Table {
        var tokens = try SQLiteTokens(sql)
        try tokens.expect("create")
        if tokens.take("virtual") { return try virtualTable(&tokens) }
        try start(of: "table", &tokens)
        var reader = SQLiteTableReader(tokens)
        return try reader.read()
    }

    /// Reads a CREATE INDEX on a table.
    public static func index(_ sql: String, of table: Table) throws(SQLiteSyntaxError) -> Index {
        var tokens = try SQLiteTokens(sql)
        try tokens.expect("create")
        let isUnique = tokens.take("unique")
        try tokens.expect("index")
        skipExistence(&tokens)
        var index = Index(try tokens.objectName(), [])
        index.isUnique = isUnique
        try tokens.expect("on")
        _ = try tokens.name("the name of a table")
        let names = SQLiteNames(table.columns.map(\.name))
        for range in tokens.parts(of: try tokens.parenthesis()) {
            index.parts.append(try SQLiteParts.part(tokens, range, names, table.columns))
        }
        if tokens.take("where") {
            guard !tokens.isAtEnd else { throw tokens.expected("a condition") }
            index.predicate = tokens.expression(tokens.position..<tokens.all.count, names)
            return index
        }
        try tokens.expectEnd()
        return index
    }

    /// Reads a CREATE VIEW; its columns have names only if the statement gives them.
    public static func view(_ sql: String) throws(SQLiteSyntaxError) -> View {
        var tokens = try SQLiteTokens(sql)
        try tokens.expect("create")
        try start(of: "view", &tokens)
        var view = View(ObjectName(try tokens.objectName()), query: "")
        if tokens.isNext(symbol: "(") {
            view.namesColumns = true
            view.columns = try tokens.names().map { Column($0, "") }
        }
        try tokens.expect("as")
        guard let last = tokens.all.last, !tokens.isAtEnd else { throw tokens.expected("a query") }
        let start = tokens.all[tokens.position - 1].range.upperBound
        view.query = SQLiteLayout.body(tokens.bytes[start..<last.range.upperBound])
        return view
    }

    /// The expression of a DEFAULT as a pragma tells it, in the form that `table` gives.
    public static func defaultValue(_ text: String) -> String {
        guard let tokens = try? SQLiteTokens(text) else { return text }
        return tokens.defaultValue(0..<tokens.all.count)
    }

    /// A type as a pragma tells it, in the form that `table` gives.
    public static func type(_ text: String) -> String { SQLiteType.canonical(text) }

    // MARK: What several have

    static func start(of kind: StaticString, _ tokens: inout SQLiteTokens) throws(SQLiteSyntaxError) {
        if tokens.isNext("temp") || tokens.isNext("temporary") {
            throw tokens.expected("an object that stays; a temporary one is no part of the schema")
        }
        try tokens.expect(kind)
        skipExistence(&tokens)
    }

    private static func skipExistence(_ tokens: inout SQLiteTokens) { _ = tokens.take("if", "not", "exists") }

    /// What stands behind USING belongs to the module, which may see in it what it likes: it stays as it is.
    ///
    /// Source: <https://www.sqlite.org/lang_createvtab.html>.
    private static func virtualTable(_ tokens: inout SQLiteTokens) throws(SQLiteSyntaxError) -> Table {
        try tokens.expect("table")
        skipExistence(&tokens)
        var table = Table(ObjectName(try tokens.objectName()))
        table.kind = .virtual
        try tokens.expect("using")
        let start = tokens.position
        _ = try tokens.name("the name of a module")
        if tokens.isNext(symbol: "(") { _ = try tokens.parenthesis() }
        try tokens.expectEnd()
        let bytes = tokens.all[start].range.lowerBound..<tokens.all[tokens.position - 1].range.upperBound
        table.traits.module = String(decoding: tokens.bytes[bytes], as: UTF8.self)
        return table
    }
}

/// The names of a table's columns, found whatever the case of their letters from A to Z.
struct SQLiteNames {
    private let names: [String]

    init(_ names: [String]) { self.names = names }

    /// The name as the column's definition has it.
    ///
    /// Byte by byte: letters that look the same are not always the same to SQLite.
    func declared(_ name: String) -> String? {
        let utf8 = name.utf8
        return names.first { other in
            other.utf8.count == utf8.count
                && zip(other.utf8, utf8).allSatisfy { $0.foldedForSQLite == $1.foldedForSQLite }
        }
    }
}

extension SQLiteTokens {
    /// The text of an expression.
    func expression(_ range: Range<Int>, _ names: SQLiteNames) -> String {
        SQLiteLayout.expression(self, withoutParentheses(range), columns: names)
    }

    /// The text of a default value: a bare or quoted word is a string, unless it is a constant.
    func defaultValue(_ range: Range<Int>) -> String {
        let range = withoutParentheses(range)
        guard range.count == 1, let name = name(at: range.lowerBound) else { return expression(range, SQLiteNames([])) }
        let isConstant = all[range.lowerBound].kind == .word && Self.constants.contains(name.foldedForSQLite)
        return isConstant ? name : SQLLiteral.text(name)
    }

    private static let constants: Set = ["null", "true", "false", "current_date", "current_time", "current_timestamp"]
}
