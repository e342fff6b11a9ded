internal import SQLText

/// How a table of SQLite becomes another one: by ALTER TABLE where that gives exactly the other one.
enum SQLiteTableChange {
    /// Nothing is to be done.
    case none
    /// Columns are added and dropped; whether any is dropped.
    case alter([ChangeStatement], drops: Bool)
    /// The table is made anew.
    case rebuild

    /// Finds the way; indexes and triggers do not count.
    init(from old: Table, to new: Table, reordering: Bool) {
        let indexes = new.indexes
        let (old, new) = (old.withoutParts, new.withoutParts)
        let wanted = new.statementBytes(ordered: reordering)
        if old.statementBytes(ordered: reordering) == wanted {
            self = .none
            return
        }
        let before = Set(old.columns.map { NameKey($0.name, .sqlite) })
        let after = Set(new.columns.map { NameKey($0.name, .sqlite) })
        var table = old
        // Others are gone by then; in these a name without its column is read as a string.
        table.indexes = indexes
        var statements: [ChangeStatement] = []
        for column in new.columns where !before.contains(NameKey(column.name, .sqlite)) {
            guard let statement = Self.add(column, of: new, to: &table) else {
                self = .rebuild
                return
            }
            statements.append(statement)
        }
        let leaving = old.columns.filter { !after.contains(NameKey($0.name, .sqlite)) }
        for column in leaving {
            guard let statement = Self.drop(column, of: &table) else {
                self = .rebuild
                return
            }
            statements.append(statement)
        }
        table.sortConstraints()
        let isReached = table.statementBytes(ordered: reordering) == wanted
        self = isReached ? .alter(statements, drops: !leaving.isEmpty) : .rebuild
    }

    /// Adds a column, unless it is one that ALTER TABLE cannot add.
    ///
    /// Source: <https://www.sqlite.org/lang_altertable.html#altertabaddcol>.
    private static func add(_ column: Column, of new: Table, to table: inout Table) -> ChangeStatement? {
        let definition = SQLiteSchemaWriter().columnDefinition(column, of: new)
        guard let alone = try? SQLiteDefinition.table("CREATE TABLE t (\(definition))"), alone.primaryKey == nil,
            alone.uniqueKeys.isEmpty, column.generated?.isStored != true
        else { return nil }
        let value = column.defaultValue.map(SQLiteText.defaultValue)?.foldedForSQLite ?? "null"
        let isConstant = !value.hasPrefix("(") && !value.hasPrefix("current_")
        guard isConstant, column.isNullable || value != "null" && column.generated == nil,
            alone.foreignKeys.isEmpty || value == "null"
        else { return nil }
        table.columns.append(column)
        table.checks += alone.checks
        table.foreignKeys += alone.foreignKeys.map { key in
            // What refers to a column of its own table names it as the whole table does.
            new.foreignKeys.first { $0.columns == key.columns && $0.name == key.name && $0.table == key.table } ?? key
        }
        let condition = alone.checks.isEmpty ? "" : "; fails if a row does not satisfy its CHECK"
        return ChangeStatement(
            "ALTER TABLE \(table.name.name.quotedName(.sqlite)) ADD COLUMN \(definition)",
            "Adds the column \(column.name)\(condition).", hazards: alone.checks.isEmpty ? [] : [.mayFail])
    }

    /// Drops a column, unless it is one that ALTER TABLE cannot drop.
    ///
    /// Source: <https://www.sqlite.org/lang_altertable.html#altertabdropcol>.
    private static func drop(_ column: Column, of table: inout Table) -> ChangeStatement? {
        var rest = table
        rest.columns.removeAll { NameKey($0.name, .sqlite) == NameKey(column.name, .sqlite) }
        // A CHECK of the column alone could go with it, but only if it was written beside the column.
        guard !rest.expressionsMention(column.name), !table.constraintsMention(column.name), !rest.columns.isEmpty,
            !table.hasCommentInTheWay(of: column)
        else { return nil }
        table = rest
        let isComputed = column.generated != nil
        return ChangeStatement(
            "ALTER TABLE \(table.name.name.quotedName(.sqlite)) DROP COLUMN \(column.name.quotedName(.sqlite))",
            isComputed
                ? "Drops the computed column \(column.name)." : "Drops the column \(column.name) with its values.",
            hazards: isComputed ? [.blocksWrites, .rewritesTable] : [.blocksWrites, .deletesData, .rewritesTable])
    }
}

extension Table {
    /// Whether ALTER TABLE … DROP COLUMN may cut the statement of the table inside of a comment.
    ///
    /// For the last column SQLite goes back to the nearest comma, also to one in the comment of the column before it, and
    /// then fails with "incomplete input".
    /// Source: `dropColumnFunc` in <https://sqlite.org/src/file/src/alter.c>.
    fileprivate func hasCommentInTheWay(of column: Column) -> Bool {
        columns.last == column && columns.contains { $0.comment?.contains(",") ?? false }
    }
}
