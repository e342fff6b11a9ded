internal import SQLText

/// The columns and expressions between the commas of a key or an index.
enum SQLiteParts {
    /// Reads one of them.
    ///
    /// COLLATE behind a column belongs to the part, behind anything else to the expression.
    static func part(
        _ tokens: SQLiteTokens, _ range: Range<Int>, _ names: SQLiteNames, _ columns: [Column]
    ) throws(SQLiteSyntaxError) -> IndexPart {
        guard !range.isEmpty else { throw tokens.expected("a column", at: range.upperBound) }
        var range = range
        var isDescending = false
        if range.count > 1, tokens.isKeyword("asc", at: range.upperBound - 1) { range.removeLast() }
        if range.count > 1, tokens.isKeyword("desc", at: range.upperBound - 1) {
            isDescending = true
            range.removeLast()
        }
        range = tokens.withoutParentheses(range)
        var part = columnPart(tokens, range, names, columns) ?? IndexPart(expression: tokens.expression(range, names))
        part.isDescending = isDescending
        return part
    }

    private static func columnPart(
        _ tokens: SQLiteTokens, _ range: Range<Int>, _ names: SQLiteNames, _ columns: [Column]
    ) -> IndexPart? {
        var inner = range
        var collation: ObjectName?
        if range.count > 2, tokens.isKeyword("collate", at: range.upperBound - 2) {
            collation = tokens.name(at: range.upperBound - 1).map { ObjectName(SQLiteCollation.canonical($0)) }
            inner = tokens.withoutParentheses(range.lowerBound..<range.upperBound - 2)
        }
        guard inner.count == 1, let name = tokens.name(at: inner.lowerBound).flatMap(names.declared) else { return nil }
        var part = IndexPart(column: name)
        let usual = columns.first { $0.name == name }?.collation ?? ObjectName("BINARY")
        part.collation = collation == usual ? nil : collation
        return part
    }
}

extension Range<Int> {
    fileprivate mutating func removeLast() { self = lowerBound..<upperBound - 1 }
}

/// The names of collating sequences.
enum SQLiteCollation {
    private static let own = ["binary": "BINARY", "nocase": "NOCASE", "rtrim": "RTRIM"]

    /// The name: those that SQLite brings along in capitals, as its manual writes them.
    static func canonical(_ name: String) -> String { own[name.foldedForSQLite] ?? name }

    /// The name as it stands in a statement.
    static func written(_ name: ObjectName) -> String {
        own[name.name.foldedForSQLite] ?? name.quoted(.sqlite)
    }
}
