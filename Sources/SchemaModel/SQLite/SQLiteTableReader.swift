internal import SQLText

/// Reads what stands behind CREATE TABLE.
///
/// Source: <https://www.sqlite.org/lang_createtable.html>.
struct SQLiteTableReader {
    var tokens: SQLiteTokens
    var table = Table(ObjectName(""))
    var names = SQLiteNames([])
    /// The name that CONSTRAINT gives to what comes next.
    var constraintName: String?
    /// Whether the primary key stands behind the columns.
    private var hasTableKey = false
    /// Which tokens each column consists of.
    private var columnRanges: [Range<Int>] = []

    init(_ tokens: SQLiteTokens) { self.tokens = tokens }

    /// Reads from the table's name to the end.
    mutating func read() throws(SQLiteSyntaxError) -> Table {
        table.name = ObjectName(try tokens.objectName())
        guard !tokens.isNext("as") else { throw tokens.expected("columns; of a query nothing can be told") }
        names = SQLiteNames(try columnNames())
        let open = tokens.position
        try tokens.expect(symbol: "(")
        repeat {
            let start = tokens.position
            try readColumn()
            columnRanges.append(start..<tokens.position)
        } while tokens.take(symbol: ",") && !startsConstraint
        while !tokens.isNext(symbol: ")") {
            try readConstraint()
            // The comma between two may be missing.
            if tokens.take(symbol: ",") { constraintName = nil }
        }
        try tokens.expect(symbol: ")")
        try readOptions()
        try tokens.expectEnd()
        normalize()
        takeComments(SQLiteComments(tokens, columns: columnRanges, behind: open))
        return table
    }

    private mutating func takeComments(_ comments: SQLiteComments) {
        table.comment = comments.table
        for (index, comment) in comments.columns.enumerated() { table.columns[index].comment = comment }
    }

    /// What begins each part between the commas, as far as it is a column.
    private func columnNames() throws(SQLiteSyntaxError) -> [String] {
        var ahead = tokens
        let content = try ahead.parenthesis()
        return tokens.parts(of: content).compactMap { part in
            Self.startsConstraint(tokens, part.lowerBound) ? nil : tokens.name(at: part.lowerBound)
        }
    }

    private static func startsConstraint(_ tokens: SQLiteTokens, _ index: Int) -> Bool {
        tokens.isKeyword("constraint", at: index) || tokens.isKeyword("primary", at: index)
            || tokens.isKeyword("unique", at: index) || tokens.isKeyword("check", at: index)
            || tokens.isKeyword("foreign", at: index)
    }

    private var startsConstraint: Bool { Self.startsConstraint(tokens, tokens.position) }

    /// STRICT and WITHOUT ROWID, in any order.
    private mutating func readOptions() throws(SQLiteSyntaxError) {
        guard !tokens.isAtEnd else { return }
        repeat {
            if tokens.take("strict") {
                table.traits.isStrict = true
            } else {
                try tokens.expect("without")
                try tokens.expect("rowid")
                table.traits.isWithoutRowID = true
            }
        } while tokens.take(symbol: ",")
    }

    // MARK: Constraints behind the columns

    private mutating func readConstraint() throws(SQLiteSyntaxError) {
        if tokens.take("constraint") {
            constraintName = try tokens.name("the name of a constraint")
        } else if tokens.take("primary", "key") {
            table.primaryKey = try readKey(mayCount: true)
            hasTableKey = true
        } else if tokens.take("unique") {
            table.uniqueKeys.append(try readKey(mayCount: false))
        } else if tokens.take("check") {
            table.checks.append(try readCheck())
            // It has no effect: <https://www.sqlite.org/lang_conflict.html>.
            _ = try readConflict()
        } else if tokens.take("foreign", "key") {
            let columns = try tokens.names().map { names.declared($0) ?? $0 }
            try tokens.expect("references")
            table.foreignKeys.append(try readReference(columns))
        } else {
            throw tokens.expected("a constraint")
        }
    }

    private mutating func readKey(mayCount: Bool) throws(SQLiteSyntaxError) -> Key {
        let name = takeName()
        var content = try tokens.parenthesis()
        if mayCount, content.count > 1, tokens.isKeyword("autoincrement", at: content.upperBound - 1) {
            table.traits.isAutoincrement = true
            content = content.lowerBound..<content.upperBound - 1
        }
        var key = Key([], name: name)
        for range in tokens.parts(of: content) {
            let part = try SQLiteParts.part(tokens, range, names, table.columns)
            guard part.column != nil else { throw tokens.expected("a column of the table", at: range.lowerBound) }
            key.parts.append(part)
        }
        key.conflict = try readConflict()
        return key
    }

    // MARK: Parts of constraints

    /// The name that CONSTRAINT gave; it is gone then.
    mutating func takeName() -> String? {
        defer { constraintName = nil }
        return constraintName
    }

    mutating func readCheck() throws(SQLiteSyntaxError) -> Check {
        let name = takeName()
        let content = try tokens.parenthesis()
        guard !content.isEmpty else { throw tokens.expected("a condition", at: content.upperBound) }
        return Check(tokens.expression(content, names), name: name)
    }

    /// What ON CONFLICT says, if it is not what happens anyway.
    mutating func readConflict() throws(SQLiteSyntaxError) -> String? {
        guard tokens.take("on", "conflict") else { return nil }
        let word = try tokens.name("what happens on a conflict").uppercased()
        guard ["ROLLBACK", "ABORT", "FAIL", "IGNORE", "REPLACE"].contains(word) else {
            throw tokens.expected("ROLLBACK, ABORT, FAIL, IGNORE or REPLACE", at: tokens.position - 1)
        }
        return word == "ABORT" ? nil : word
    }

    // MARK: One value for equal things

    private mutating func normalize() {
        table.traits.isAutoincrement = table.traits.isAutoincrement && table.primaryKey != nil
        // For a rowid by another name neither counts, unless DESC stands beside the column. WITHOUT ROWID the direction
        // does.
        // Source: <https://www.sqlite.org/lang_createtable.html#rowids_and_the_integer_primary_key>.
        if hasTableKey, let part = table.primaryKey?.parts.first, table.primaryKey?.parts.count == 1,
            let column = part.column, table.column(column)?.type == "INTEGER"
        {
            table.primaryKey?.parts[0].collation = nil
            if !table.traits.isWithoutRowID { table.primaryKey?.parts[0].isDescending = false }
        }
        for index in table.columns.indices where table.impliesNotNull(table.columns[index].name) {
            table.columns[index].isNullable = false
        }
        table.sortConstraints()
    }
}
