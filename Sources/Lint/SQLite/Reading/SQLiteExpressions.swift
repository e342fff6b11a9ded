internal import SQLText
internal import SchemaModel

/// An expression that SQLite keeps with a table or an index, and works out whenever a row is written.
struct SQLiteFixedExpression {
    /// What it belongs to: `a CHECK`.
    let what: String
    /// The statement that it stands in.
    let statement: SQLiteStatement
    /// Its tokens, without the parentheses around them.
    let tokens: Range<Int>

    /// Whether a token names a column of the table that the statement makes; of any other table nobody can tell.
    func isColumn(_ index: Int) -> Bool {
        guard let name = statement.tokens.name(at: index) else { return false }
        guard let table = statement.createdTable else { return true }
        return table.columns.contains { $0.name.isSameInSQLite(as: name) }
            || statement.tokens.isSymbol("(", at: index + 1)
    }
}

extension SQLiteScript {
    /// The expressions of CHECK, generated columns and indexes, in order.
    var fixedExpressions: [SQLiteFixedExpression] { statements.flatMap(\.fixedExpressions) }
}

extension SQLiteStatement {
    fileprivate var fixedExpressions: [SQLiteFixedExpression] {
        switch kind {
        case .createTable, .alterTable(_, .addColumn):
            return tokens.all.indices.compactMap { index in
                if isWord("check", at: index) { return expression("a CHECK", at: index + 1) }
                if isWord("as", at: index), isWord("always", at: index - 1) || createdTable != nil {
                    return expression("a generated column", at: index + 1)
                }
                return nil
            }
        case .createIndex:
            guard let open = tokens.all.indices.first(where: { tokens.isSymbol("(", at: $0) }) else { return [] }
            let parts = [expression("an index", at: open)].compactMap(\.self)
            guard let condition = firstIndex(of: "where") else { return parts }
            let rest = condition + 1..<tokens.all.count
            return parts + [SQLiteFixedExpression(what: "an index", statement: self, tokens: rest)]
        default: return []
        }
    }

    private func expression(_ what: String, at open: Int) -> SQLiteFixedExpression? {
        guard tokens.isSymbol("(", at: open), let close = tokens.closing(open, before: tokens.all.count) else {
            return nil
        }
        return SQLiteFixedExpression(what: what, statement: self, tokens: open + 1..<close)
    }

    /// The tokens of the rows behind VALUES of an INSERT, where no column can be named.
    var insertedTokens: Range<Int> {
        guard case .insert = kind, let values = firstIndex(of: "values") else { return 0..<0 }
        let end = firstIndex(of: "on", from: values) ?? firstIndex(of: "returning", from: values)
        let rows = values + 1..<(end ?? tokens.all.count)
        // A query in a row has columns of its own.
        return rows.contains { isWord("select", at: $0) } ? 0..<0 : rows
    }
}
