public import SQLText

/// Writes a schema as statements for SQLite: from the same value always the same text.
public struct SQLiteSchemaWriter: Sendable {
    /// Makes a writer.
    public init() {}

    /// The statements that make a schema in an empty database, in order.
    ///
    /// Each table comes behind those that it refers to and before its indexes, then views, each behind those that it
    /// reads, then triggers. SQLite asks for no order but that; what goes in a circle stands in the order of names.
    public func statements(_ schema: Schema) -> [WrittenStatement] {
        var statements: [WrittenStatement] = []
        for table in SQLiteOrder.tables(schema.tables) {
            statements.append(createTable(table))
            statements += table.indexes.map { createIndex($0, on: table.name) }
        }
        statements += SQLiteOrder.views(schema.views).map(createView)
        for table in schema.tables { statements += table.triggers.map { createTrigger($0, on: table.name) } }
        for view in schema.views { statements += view.triggers.map { createTrigger($0, on: view.name) } }
        return statements
    }

    // MARK: Tables

    /// The statement that makes a table: a column a line, with its comment, then the constraints that stand beside none.
    public func createTable(_ table: Table) -> WrittenStatement {
        let name = table.name.name.quotedName(.sqlite)
        let object = ObjectReference(.table, table.name)
        if table.kind == .virtual {
            return WrittenStatement("CREATE VIRTUAL TABLE \(name) USING \(table.traits.module ?? "")", object)
        }
        let text = SQLiteTableText(table)
        let lines = table.columns.map(text.definition) + text.constraints
        let options = [table.traits.isStrict ? "STRICT" : nil, table.traits.isWithoutRowID ? "WITHOUT ROWID" : nil]
        let tail = options.compactMap { $0 }.joined(separator: ", ")
        let content = lines.map { "    " + $0 }.joined(separator: ",\n")
        let comment = table.comment.map { " " + SQLiteCommentText.written($0) } ?? ""
        return WrittenStatement(
            "CREATE TABLE \(name) (\(comment)\n\(content)\n)" + (tail.isEmpty ? "" : " " + tail), object)
    }

    /// A column with all that can stand beside it and its comment, as in CREATE TABLE and ALTER TABLE … ADD COLUMN.
    public func columnDefinition(_ column: Column, of table: Table) -> String {
        SQLiteTableText(table).definition(of: column)
    }

    // MARK: Other objects

    /// The statement that makes an index.
    public func createIndex(_ index: Index, on table: ObjectName) -> WrittenStatement {
        let head = "CREATE \(index.isUnique ? "UNIQUE " : "")INDEX \(index.name.quotedName(.sqlite))"
        let place = " ON \(table.name.quotedName(.sqlite)) \(SQLiteText.parts(index.parts))"
        let condition = index.predicate.map { " WHERE \($0)" } ?? ""
        return WrittenStatement(head + place + condition, ObjectReference(.index, table, detail: index.name))
    }

    /// The statement that makes a view.
    public func createView(_ view: View) -> WrittenStatement {
        let columns = view.namesColumns ? " " + SQLiteText.list(view.columns.map(\.name)) : ""
        let sql = "CREATE VIEW \(view.name.name.quotedName(.sqlite))\(columns) AS\n\(view.query)"
        return WrittenStatement(sql, ObjectReference(.view, view.name))
    }

    /// The statement that makes a trigger of a table or a view.
    public func createTrigger(_ trigger: Trigger, on table: ObjectName) -> WrittenStatement {
        WrittenStatement(trigger.definition, ObjectReference(.trigger, table, detail: trigger.name))
    }
}
