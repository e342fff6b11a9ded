internal import SQLText

/// Which names stand in an expression, a query or a trigger.
enum SQLiteMentions {
    /// All names with small letters, and words and strings that may be none.
    static func names(in sql: String) -> Set<String> {
        guard let tokens = try? SQLiteTokens(sql) else { return [] }
        return Set(tokens.all.indices.compactMap { tokens.name(at: $0)?.foldedForSQLite })
    }

    /// The names that certainly stand for tables and views: behind FROM, JOIN, INTO and UPDATE.
    static func relations(in sql: String) -> Set<String> {
        guard let tokens = try? SQLiteTokens(sql) else { return [] }
        return Set(
            tokens.all.indices.dropFirst().compactMap { index in
                let isBehind =
                    tokens.isKeyword("from", at: index - 1) || tokens.isKeyword("join", at: index - 1)
                    || tokens.isKeyword("into", at: index - 1) || tokens.isKeyword("update", at: index - 1)
                return isBehind ? tokens.name(at: index)?.foldedForSQLite : nil
            })
    }

    /// An expression with another table before the dots of its columns.
    static func qualified(_ expression: String, _ table: String, as other: String) -> String {
        guard let tokens = try? SQLiteTokens(expression) else { return expression }
        var bytes: [UInt8] = []
        var position = 0
        for index in tokens.all.indices where tokens.isSymbol(".", at: index + 1) {
            guard tokens.name(at: index)?.foldedForSQLite == table.foldedForSQLite else { continue }
            bytes += tokens.bytes[position..<tokens.all[index].range.lowerBound] + Array(other.quotedAsIdentifier.utf8)
            position = tokens.all[index].range.upperBound
        }
        return String(decoding: bytes + tokens.bytes[position...], as: UTF8.self)
    }
}

extension Table {
    /// The table without what stands in statements of its own.
    var withoutParts: Table {
        var table = self
        table.indexes = []
        table.triggers = []
        return table
    }

    /// Whether an expression of the table or of its indexes names a column, as far as that can be told.
    func expressionsMention(_ column: String) -> Bool {
        let texts =
            checks.map(\.expression) + columns.compactMap(\.generated?.expression)
            + indexes.flatMap { index in index.parts.compactMap(\.expression) + [index.predicate ?? ""] }
        return texts.contains { SQLiteMentions.names(in: $0).contains(column.foldedForSQLite) }
    }

    /// Whether a constraint or an index names a column.
    func constraintsMention(_ column: String) -> Bool {
        let name = column.foldedForSQLite
        let keys = uniqueKeys + (primaryKey.map { [$0] } ?? [])
        let indexed = indexes.flatMap { $0.parts.compactMap(\.column) }
        let all = keys.flatMap(\.columns) + foreignKeys.flatMap(\.columns) + indexed
        return all.contains { $0.foldedForSQLite == name }
    }

    /// The bytes of its statement without comments; with its columns in the order of names, if their order does not
    /// count.
    func statementBytes(ordered: Bool) -> [UInt8] {
        var table = withoutComments
        if !ordered { table.columns.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) } }
        return Array(SQLiteSchemaWriter().createTable(table).sql.utf8)
    }
}
