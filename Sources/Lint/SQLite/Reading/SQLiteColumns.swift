internal import SQLText
internal import SchemaModel

/// A column as a statement defines it, with its place.
struct SQLiteColumn {
    /// The column.
    let column: Column
    /// The table with all that the definitions say; of ADD COLUMN, a table of this column alone.
    let table: Table
    /// The tokens of its definition, its name first.
    let tokens: Range<Int>
    /// The statement that defines it.
    let statement: SQLiteStatement
    /// The name of the table.
    let tableName: String

    /// The place of its name.
    var namePlace: Range<Int> { statement.place(of: tokens.lowerBound) }

    /// The place of its type, or of its name where it has none.
    var typePlace: Range<Int> { column.type.isEmpty ? namePlace : statement.place(of: tokens.lowerBound + 1) }

    /// The place of keywords in its definition that stand in no parenthesis, or of its name.
    func place(of keywords: StaticString...) -> Range<Int> {
        place(of: keywords) ?? namePlace
    }

    /// Whether keywords stand in its definition, in no parenthesis.
    func has(_ keywords: StaticString...) -> Bool { place(of: keywords) != nil }

    private func place(of keywords: [StaticString]) -> Range<Int>? {
        var depth = 0
        for index in tokens {
            if statement.tokens.isSymbol("(", at: index) { depth += 1 }
            if statement.tokens.isSymbol(")", at: index) { depth -= 1 }
            let isHere = keywords.enumerated().allSatisfy {
                statement.tokens.isKeyword($0.element, at: index + $0.offset)
            }
            if depth == 0, isHere { return statement.place(of: index..<index + keywords.count) }
        }
        return nil
    }
}

extension SQLiteStatement {
    /// The columns that it defines: those of CREATE TABLE, or the one of ADD COLUMN.
    var columns: [SQLiteColumn] {
        if let added = addedColumn { return [added] }
        guard let table = createdTable, let open = tokens.all.indices.first(where: { tokens.isSymbol("(", at: $0) }),
            let close = tokens.closing(open, before: tokens.all.count)
        else { return [] }
        // The columns come first, and each begins with its name.
        return zip(table.columns, tokens.parts(of: open + 1..<close)).map { column, range in
            SQLiteColumn(column: column, table: table, tokens: range, statement: self, tableName: table.name.name)
        }
    }

    /// The column of ALTER TABLE … ADD.
    var addedColumn: SQLiteColumn? {
        guard case .alterTable(let name, .addColumn) = kind, var start = firstIndex(of: "add").map({ $0 + 1 }) else {
            return nil
        }
        if isWord("column", at: start) { start += 1 }
        guard tokens.all.indices.contains(start) else { return nil }
        let range = start..<tokens.all.count
        let definition =
            tokens.all[range.lowerBound].range.lowerBound..<tokens.all[range.upperBound - 1].range.upperBound
        let text = String(decoding: tokens.bytes[definition], as: UTF8.self)
        guard let table = try? SQLiteDefinition.table("CREATE TABLE x (\(text)\n)"), let column = table.columns.first,
            table.columns.count == 1
        else { return nil }
        return SQLiteColumn(column: column, table: table, tokens: range, statement: self, tableName: name.name)
    }
}

extension SQLiteScript {
    /// The columns that its statements define, in order.
    var columns: [SQLiteColumn] { statements.flatMap(\.columns) }

    /// Whether the script adds a column, or gives its name to another one.
    func makesColumn(_ name: String, of table: String) -> Bool {
        let isAdded = addedColumns.contains {
            $0.tableName.isSameInSQLite(as: table) && $0.column.name.isSameInSQLite(as: name)
        }
        return isAdded
            || statements.contains { statement in
                guard case .alterTable(let other, .renameColumn) = statement.kind,
                    other.name.isSameInSQLite(as: table), let last = statement.tokens.all.indices.last
                else { return false }
                return statement.tokens.name(at: last)?.isSameInSQLite(as: name) ?? false
            }
    }

    /// Those of them whose table may have rows: it is not made by the same script.
    var columnsAddedToRows: [SQLiteColumn] {
        addedColumns.filter { createdTable($0.tableName, before: $0.statement.range.lowerBound) == nil }
    }
}

extension SQLiteColumn {
    /// The token behind DEFAULT, where the value is this one token.
    var defaultToken: Int? {
        guard column.defaultValue != nil else { return nil }
        var depth = 0
        for index in tokens {
            if statement.tokens.isSymbol("(", at: index) { depth += 1 }
            if statement.tokens.isSymbol(")", at: index) { depth -= 1 }
            if depth == 0, statement.isWord("default", at: index) {
                return tokens.contains(index + 1) && !statement.tokens.isSymbol("(", at: index + 1) ? index + 1 : nil
            }
        }
        return nil
    }
}
