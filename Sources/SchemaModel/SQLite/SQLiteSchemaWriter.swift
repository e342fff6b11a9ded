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

    /// The statement that makes a table: a column a line, then the constraints that stand beside none.
    public func createTable(_ table: Table) -> WrittenStatement {
        let name = table.name.name.quotedName(.sqlite)
        let object = ObjectReference(.table, table.name)
        if table.kind == .virtual {
            return WrittenStatement("CREATE VIRTUAL TABLE \(name) USING \(table.traits.module ?? "")", object)
        }
        let lines = table.columns.map { columnDefinition($0, of: table) } + tableConstraints(table)
        let options = [table.traits.isStrict ? "STRICT" : nil, table.traits.isWithoutRowID ? "WITHOUT ROWID" : nil]
        let tail = options.compactMap { $0 }.joined(separator: ", ")
        let content = lines.map { "    " + $0 }.joined(separator: ",\n")
        return WrittenStatement("CREATE TABLE \(name) (\n\(content)\n)" + (tail.isEmpty ? "" : " " + tail), object)
    }

    /// A column with all that can stand beside it, as in CREATE TABLE and ALTER TABLE … ADD COLUMN.
    public func columnDefinition(_ column: Column, of table: Table) -> String {
        var words = [column.name.quotedName(.sqlite)]
        if !column.type.isEmpty { words.append(SQLiteType.written(column.type)) }
        if let key = table.primaryKey, key.stands(beside: column, isPrimary: true) {
            words.append(
                named(key.name, "PRIMARY KEY") + (key.parts[0].isDescending ? " DESC" : "") + conflict(key.conflict))
            if table.traits.isAutoincrement { words.append("AUTOINCREMENT") }
        }
        let isImplied = table.impliesNotNull(column.name) && column.notNullName == nil && column.notNullConflict == nil
        if !column.isNullable, !isImplied {
            words.append(named(column.notNullName, "NOT NULL") + conflict(column.notNullConflict))
        }
        for key in table.uniqueKeys where key.stands(beside: column, isPrimary: false) {
            words.append(named(key.name, "UNIQUE") + conflict(key.conflict))
        }
        if let value = column.defaultValue { words.append("DEFAULT \(SQLiteDefault.written(value))") }
        if let collation = column.collation { words.append("COLLATE \(SQLiteCollation.written(collation))") }
        if let generated = column.generated {
            words.append("GENERATED ALWAYS AS (\(generated.expression)) \(generated.isStored ? "STORED" : "VIRTUAL")")
        }
        for key in table.foreignKeys where key.stands(beside: column) {
            words.append(named(key.name, references(key)))
        }
        return words.joined(separator: " ")
    }

    private func tableConstraints(_ table: Table) -> [String] {
        func isAlone(_ key: Key, isPrimary: Bool) -> Bool {
            !table.columns.contains { key.stands(beside: $0, isPrimary: isPrimary) }
        }
        var lines: [String] = []
        if let key = table.primaryKey, isAlone(key, isPrimary: true) {
            lines.append(named(key.name, "PRIMARY KEY \(parts(key.parts))") + conflict(key.conflict))
        }
        for key in table.uniqueKeys where isAlone(key, isPrimary: false) {
            lines.append(named(key.name, "UNIQUE \(parts(key.parts))") + conflict(key.conflict))
        }
        for key in table.foreignKeys where !table.columns.contains(where: { key.stands(beside: $0) }) {
            lines.append(named(key.name, "FOREIGN KEY \(list(key.columns)) \(references(key))"))
        }
        return lines + table.checks.map { named($0.name, "CHECK (\($0.expression))") }
    }

    // MARK: Other objects

    /// The statement that makes an index.
    public func createIndex(_ index: Index, on table: ObjectName) -> WrittenStatement {
        let head = "CREATE \(index.isUnique ? "UNIQUE " : "")INDEX \(index.name.quotedName(.sqlite))"
        let place = " ON \(table.name.quotedName(.sqlite)) \(parts(index.parts))"
        let condition = index.predicate.map { " WHERE \($0)" } ?? ""
        return WrittenStatement(head + place + condition, ObjectReference(.index, table, detail: index.name))
    }

    /// The statement that makes a view.
    public func createView(_ view: View) -> WrittenStatement {
        let columns = view.namesColumns ? " " + list(view.columns.map(\.name)) : ""
        let sql = "CREATE VIEW \(view.name.name.quotedName(.sqlite))\(columns) AS\n\(view.query)"
        return WrittenStatement(sql, ObjectReference(.view, view.name))
    }

    /// The statement that makes a trigger of a table or a view.
    public func createTrigger(_ trigger: Trigger, on table: ObjectName) -> WrittenStatement {
        WrittenStatement(trigger.definition, ObjectReference(.trigger, table, detail: trigger.name))
    }

    // MARK: Parts

    private func named(_ name: String?, _ constraint: String) -> String {
        name.map { "CONSTRAINT \($0.quotedName(.sqlite)) \(constraint)" } ?? constraint
    }

    private func conflict(_ answer: String?) -> String { answer.map { " ON CONFLICT \($0)" } ?? "" }

    private func list(_ names: [String]) -> String {
        "(" + names.map { $0.quotedName(.sqlite) }.joined(separator: ", ") + ")"
    }

    private func parts(_ parts: [IndexPart]) -> String {
        let texts = parts.map { part in
            (part.column?.quotedName(.sqlite) ?? part.expression ?? "")
                + (part.collation.map { " COLLATE \(SQLiteCollation.written($0))" } ?? "")
                + (part.isDescending ? " DESC" : "")
        }
        return "(" + texts.joined(separator: ", ") + ")"
    }

    private func references(_ key: ForeignKey) -> String {
        let columns = key.referencedColumns.isEmpty ? "" : " " + list(key.referencedColumns)
        var text = "REFERENCES \(key.table.name.quotedName(.sqlite))\(columns)"
        if key.isMatchFull { text += " MATCH FULL" }
        if key.onDelete != .noAction { text += " ON DELETE \(key.onDelete.rawValue)" }
        if key.onUpdate != .noAction { text += " ON UPDATE \(key.onUpdate.rawValue)" }
        switch key.deferral {
        case .never: return text
        case .possible: return text + " DEFERRABLE"
        case .usual: return text + " DEFERRABLE INITIALLY DEFERRED"
        }
    }
}

extension Key {
    /// Whether it can be written beside a column and mean the same; only a primary key has a direction there.
    fileprivate func stands(beside column: Column, isPrimary: Bool) -> Bool {
        parts.count == 1 && parts[0].column == column.name && parts[0].collation == nil
            && (isPrimary || !parts[0].isDescending)
    }
}

extension ForeignKey {
    fileprivate func stands(beside column: Column) -> Bool { columns == [column.name] && referencedColumns.count < 2 }
}

/// Default values in statements.
private enum SQLiteDefault {
    /// The value, in parentheses where it is more than one token or a number with its sign.
    static func written(_ value: String) -> String {
        guard let tokens = try? SQLiteTokens(value), let last = tokens.all.last else { return "(\(value))" }
        let isSigned = tokens.all.count == 2 && last.kind == .number && tokens.all[0].kind == .punctuation
        return tokens.all.count == 1 && last.kind != .quotedIdentifier || isSigned ? value : "(\(value))"
    }
}
