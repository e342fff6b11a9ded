internal import SQLText

extension SQLiteTableReader {
    /// Reads a column with its constraints.
    mutating func readColumn() throws(SQLiteSyntaxError) {
        var column = Column(try tokens.name("the name of a column"), "")
        column.type = try SQLiteType.take(from: &tokens)
        constraintName = nil
        // AS may stand behind the GENERATED ALWAYS that ended the type.
        while !tokens.isNext(symbol: ","), !tokens.isNext(symbol: ")") { try readConstraint(of: &column) }
        constraintName = nil
        table.columns.append(column)
    }

    private mutating func readConstraint(of column: inout Column) throws(SQLiteSyntaxError) {
        if tokens.take("constraint") {
            constraintName = try tokens.name("the name of a constraint")
        } else if tokens.take("not", "null") {
            column.isNullable = false
            column.notNullName = takeName()
            column.notNullConflict = try readConflict()
        } else if tokens.take("null") {
            _ = try readConflict()
        } else if tokens.take("primary", "key") {
            try readPrimaryKey(column.name)
        } else if tokens.take("unique") {
            var key = Key([column.name], name: takeName())
            key.conflict = try readConflict()
            table.uniqueKeys.append(key)
        } else if tokens.take("check") {
            table.checks.append(try readCheck())
        } else if tokens.take("references") {
            table.foreignKeys.append(try readReference([column.name]))
        } else if tokens.isNext("deferrable") || tokens.isNext("not") {
            // It stands by itself, and belongs to the key before.
            let deferral = try readDeferral()
            if let last = table.foreignKeys.indices.last { table.foreignKeys[last].deferral = deferral }
        } else {
            try readValue(of: &column)
        }
    }

    /// DEFAULT, COLLATE or a generated value: a name has no effect on these.
    private mutating func readValue(of column: inout Column) throws(SQLiteSyntaxError) {
        constraintName = nil
        if tokens.take("default") {
            column.defaultValue = try readDefault()
        } else if tokens.take("collate") {
            let name = SQLiteCollation.canonical(try tokens.name("a collating sequence"))
            column.collation = name == "BINARY" ? nil : ObjectName(name)
        } else if tokens.take("generated", "always", "as") || tokens.take("as") {
            let content = try tokens.parenthesis()
            guard !content.isEmpty else { throw tokens.expected("an expression", at: content.upperBound) }
            let isStored = tokens.take("stored")
            if !isStored { _ = tokens.take("virtual") }
            column.generated = Generated(tokens.expression(content, names), isStored: isStored)
        } else {
            throw tokens.expected("a constraint of the column")
        }
    }

    private mutating func readPrimaryKey(_ column: String) throws(SQLiteSyntaxError) {
        var key = Key([column], name: takeName())
        if tokens.take("desc") { key.parts[0].isDescending = true } else { _ = tokens.take("asc") }
        key.conflict = try readConflict()
        if tokens.take("autoincrement") { table.traits.isAutoincrement = true }
        table.primaryKey = key
    }

    private mutating func readDefault() throws(SQLiteSyntaxError) -> String {
        if tokens.isNext(symbol: "(") {
            let content = try tokens.parenthesis()
            guard !content.isEmpty else { throw tokens.expected("an expression", at: content.upperBound) }
            return tokens.defaultValue(content)
        }
        let start = tokens.position
        if !tokens.take(symbol: "-") { _ = tokens.take(symbol: "+") }
        guard !tokens.isAtEnd, tokens.all[tokens.position].kind != .punctuation else {
            throw tokens.expected("a value")
        }
        tokens.position += 1
        return tokens.defaultValue(start..<tokens.position)
    }

    // MARK: References

    /// Reads a foreign key behind REFERENCES.
    mutating func readReference(_ columns: [String]) throws(SQLiteSyntaxError) -> ForeignKey {
        let name = takeName()
        let other = ObjectName(try tokens.name("the name of a table"))
        var key = ForeignKey(columns, references: other, [], name: name)
        if tokens.isNext(symbol: "(") { key.referencedColumns = try tokens.names() }
        while true {
            if tokens.take("match") {
                key.isMatchFull = try tokens.name("FULL, PARTIAL or SIMPLE").uppercased() == "FULL"
            } else if tokens.take("on", "delete") {
                key.onDelete = try readAction()
            } else if tokens.take("on", "update") {
                key.onUpdate = try readAction()
            } else if tokens.take("on", "insert") {
                // The parser knows it, and it has no effect.
                _ = try readAction()
            } else {
                break
            }
        }
        let isNegated = tokens.isNext("not") && tokens.isKeyword("deferrable", at: tokens.position + 1)
        if isNegated || tokens.isNext("deferrable") {
            key.deferral = try readDeferral()
        }
        return key
    }

    private mutating func readAction() throws(SQLiteSyntaxError) -> ForeignKey.Action {
        if tokens.take("set", "null") { return .setNull }
        if tokens.take("set", "default") { return .setDefault }
        if tokens.take("cascade") { return .cascade }
        if tokens.take("restrict") { return .restrict }
        if tokens.take("no", "action") { return .noAction }
        throw tokens.expected("an action")
    }

    /// `[NOT] DEFERRABLE [INITIALLY DEFERRED | INITIALLY IMMEDIATE]`.
    private mutating func readDeferral() throws(SQLiteSyntaxError) -> Deferral {
        let isNever = tokens.take("not")
        try tokens.expect("deferrable")
        var isUsual = false
        if tokens.take("initially") {
            isUsual = tokens.take("deferred")
            if !isUsual { try tokens.expect("immediate") }
        }
        return isNever ? .never : isUsual ? .usual : .possible
    }
}
