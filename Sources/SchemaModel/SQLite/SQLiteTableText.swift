internal import SQLText

/// What stands between the parentheses of a CREATE TABLE.
///
/// A constraint of one column stands beside it, wherever that means the same.
struct SQLiteTableText {
    private let table: Table
    /// The conditions that name no other column.
    private var checks: [String: [Check]] = [:]

    init(_ table: Table) {
        self.table = table
        let names = SQLiteNames(table.columns.map(\.name))
        for check in table.checks {
            if let column = names.only(in: check.expression) { checks[column, default: []].append(check) }
        }
    }

    /// A column with all that stands beside it.
    func definition(of column: Column) -> String {
        var words = [column.name.quotedName(.sqlite)]
        if !column.type.isEmpty { words.append(SQLiteType.written(column.type)) }
        if let key = table.primaryKey, key.stands(beside: column, isPrimary: true) {
            let direction = key.parts[0].isDescending ? " DESC" : ""
            words.append(SQLiteText.named(key.name, "PRIMARY KEY") + direction + SQLiteText.conflict(key.conflict))
            if table.traits.isAutoincrement { words.append("AUTOINCREMENT") }
        }
        let isImplied = table.impliesNotNull(column.name) && column.notNullName == nil && column.notNullConflict == nil
        if !column.isNullable, !isImplied {
            words.append(SQLiteText.named(column.notNullName, "NOT NULL") + SQLiteText.conflict(column.notNullConflict))
        }
        for key in table.uniqueKeys where key.stands(beside: column, isPrimary: false) {
            words.append(SQLiteText.named(key.name, "UNIQUE") + SQLiteText.conflict(key.conflict))
        }
        words += values(of: column)
        words += (checks[column.name] ?? []).map(SQLiteText.check)
        for key in table.foreignKeys where key.stands(beside: column) {
            words.append(SQLiteText.named(key.name, SQLiteText.references(key)))
        }
        if let comment = column.comment { words.append(SQLiteCommentText.written(comment)) }
        return words.joined(separator: " ")
    }

    private func values(of column: Column) -> [String] {
        var words: [String] = []
        if let value = column.defaultValue { words.append("DEFAULT \(SQLiteText.defaultValue(value))") }
        if let collation = column.collation { words.append("COLLATE \(SQLiteCollation.written(collation))") }
        if let generated = column.generated {
            words.append("GENERATED ALWAYS AS (\(generated.expression)) \(generated.isStored ? "STORED" : "VIRTUAL")")
        }
        return words
    }

    /// The constraints that stand beside no column.
    var constraints: [String] {
        var lines: [String] = []
        if let key = table.primaryKey, isAlone(key, isPrimary: true) {
            let text = SQLiteText.named(key.name, "PRIMARY KEY \(SQLiteText.parts(key.parts))")
            lines.append(text + SQLiteText.conflict(key.conflict))
        }
        for key in table.uniqueKeys where isAlone(key, isPrimary: false) {
            let text = SQLiteText.named(key.name, "UNIQUE \(SQLiteText.parts(key.parts))")
            lines.append(text + SQLiteText.conflict(key.conflict))
        }
        for key in table.foreignKeys where !table.columns.contains(where: { key.stands(beside: $0) }) {
            let text = "FOREIGN KEY \(SQLiteText.list(key.columns)) \(SQLiteText.references(key))"
            lines.append(SQLiteText.named(key.name, text))
        }
        let beside = Set(checks.values.joined())
        return lines + table.checks.filter { !beside.contains($0) }.map(SQLiteText.check)
    }

    private func isAlone(_ key: Key, isPrimary: Bool) -> Bool {
        !table.columns.contains { key.stands(beside: $0, isPrimary: isPrimary) }
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

extension SQLiteNames {
    /// The one column that an expression names; `nil` if it names several, or none.
    fileprivate func only(in expression: String) -> String? {
        guard let tokens = try? SQLiteTokens(expression) else { return nil }
        let named = Set(
            tokens.all.indices.compactMap { index in
                tokens.all[index].kind == .string ? nil : tokens.name(at: index).flatMap(declared)
            })
        return named.count == 1 ? named.first : nil
    }
}
