internal import SQLText
internal import SchemaModel

extension RandomSchema {
    /// A table with columns and keys, without what belongs to it.
    mutating func table() -> Table {
        var table = Table(ObjectName(name()))
        table.traits.isStrict = random.chance(30)
        table.traits.isWithoutRowID = random.chance(20)
        for _ in 0...random.upTo(6) { table.columns.append(column(isStrict: table.traits.isStrict)) }
        addPrimaryKey(to: &table)
        addUniqueKeys(to: &table)
        addGenerated(to: &table)
        addChecks(to: &table)
        table.comment = comment()
        return table
    }

    /// What a comment says, seldom.
    private mutating func comment() -> String? {
        let comments = [
            "plain", "one, two", "it's \"quoted\", (even)", "two\n\nlines, really", "-- dashes", "é漢; and so on",
            "a * / b",
        ]
        return random.chance(15) ? random.pick(comments) : nil
    }

    private mutating func column(isStrict: Bool) -> Column {
        let strict = ["INTEGER", "INT", "REAL", "TEXT", "BLOB", "ANY"]
        let loose = ["", "varchar(255)", "DECIMAL(10,2)", "double precision", "my type", "a(b", "not null", "INTEGER"]
        var column = Column(name(), random.pick(isStrict ? strict : strict + loose))
        if random.chance(40) {
            column.isNullable = false
            column.notNullName = constraintName()
            column.notNullConflict = conflict()
        }
        if random.chance(30) {
            column.defaultValue = random.pick([
                "1", "-1", "+0.5", "'x'", "'it''s -- no comment'", "NULL", "true", "CURRENT_TIMESTAMP", "x'00ff'",
                "1 + 2", "datetime('now', '-1 day')", "''", "-(3)", "(1 + 2) * 3",
            ])
        }
        if random.chance(15) { column.collation = ObjectName(random.pick(["NOCASE", "RTRIM"])) }
        column.comment = comment()
        return column
    }

    private mutating func addPrimaryKey(to table: inout Table) {
        guard table.traits.isWithoutRowID || random.chance(70) else { return }
        var key = Key([], name: constraintName())
        key.parts = some(of: table.columns, upTo: 2).map { part(of: $0) }
        key.conflict = conflict()
        let first = table.column(key.columns[0])
        if key.parts.count == 1, first?.type == "INTEGER" {
            key.parts[0].collation = nil
            let canCount = !table.traits.isWithoutRowID && !key.parts[0].isDescending
            table.traits.isAutoincrement = canCount && random.chance(50)
        }
        table.primaryKey = key
        for index in table.columns.indices where key.columns.contains(table.columns[index].name) {
            let isRowID = table.rowIDColumn == table.columns[index].name
            if table.traits.isWithoutRowID || table.traits.isStrict && !isRowID {
                table.columns[index].isNullable = false
            }
        }
    }

    private mutating func addUniqueKeys(to table: inout Table) {
        for _ in 0..<random.upTo(2) {
            var key = Key([], name: constraintName())
            key.parts = some(of: table.columns, upTo: 2).map { part(of: $0) }
            key.conflict = conflict()
            // Two keys of the same columns have to agree about conflicts.
            let others = table.uniqueKeys + (table.primaryKey.map { [$0] } ?? [])
            if !others.contains(where: { $0.columns == key.columns }) { table.uniqueKeys.append(key) }
        }
    }

    private mutating func addGenerated(to table: inout Table) {
        guard random.chance(25) else { return }
        var column = Column(name(), table.traits.isStrict ? "ANY" : random.pick(["", "TEXT"]))
        let source = random.pick(table.columns).name.quotedName(.sqlite)
        column.generated = Generated(
            random.pick(["\(source) || ' -'", "length(\(source))"]), isStored: random.chance(50))
        table.columns.append(column)
    }

    private mutating func addChecks(to table: inout Table) {
        for _ in 0..<random.upTo(3) {
            let first = random.pick(table.columns).name.quotedName(.sqlite)
            let second = random.pick(table.columns).name.quotedName(.sqlite)
            let expression = random.pick([
                "\(first) > 0", "\(first) <> \(second)", "\(first) IN ('a', 'b''c')",
                "(\(first) > 1) OR (\(second) < -1)",
                "length(\(first)) <= 10 AND \(second) NOT LIKE '%;%'",
            ])
            table.checks.append(Check(expression, name: constraintName()))
        }
    }

    /// Foreign keys of one of several tables to any of them.
    mutating func foreignKeys(of index: Int, in tables: [Table]) -> [ForeignKey] {
        let own = tables[index].columns.filter { $0.generated == nil }.map(\.name)
        var keys: [ForeignKey] = []
        for _ in 0..<random.upTo(2) {
            let other = random.pick(tables)
            let columns = some(of: own, upTo: 2)
            let referenced = other.columns.map(\.name)
            let isNamed = referenced.count >= columns.count && random.chance(60)
            let places = isNamed ? Array(referenced.prefix(columns.count)) : []
            var key = ForeignKey(columns, references: other.name, places, name: constraintName())
            key.onDelete = random.pick([.noAction, .cascade, .setNull, .setDefault, .restrict])
            key.onUpdate = random.pick([.noAction, .noAction, .cascade])
            key.isMatchFull = random.chance(10)
            key.deferral = random.pick([.never, .never, .possible, .usual])
            keys.append(key)
        }
        return keys
    }
}
