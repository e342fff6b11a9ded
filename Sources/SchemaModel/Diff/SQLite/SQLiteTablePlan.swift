internal import SQLText

/// What is done to tables and their indexes.
struct SQLiteTablePlan {
    /// The statements, in order.
    private(set) var statements: [ChangeStatement] = []
    /// Tables that are renamed, made anew, dropped, or lose a column: old and new names with small letters.
    private(set) var touched: Set<String> = []
    /// Whether SQLite reads all views and triggers again.
    private(set) var makesSQLiteReadAll = false
    /// Whether a table goes that foreign keys lead to or from.
    private(set) var needsForeignKeysOff = false
    /// Tables that are new, or whose rows have other values: their names with small letters.
    private(set) var changedRows: Set<String> = []

    private let old: Schema
    private let new: Schema
    private let options: SQLiteChangePlan.Options
    /// The schema as it is after what was planned so far.
    private var current: Schema
    /// The names that no temporary table may have.
    private var taken: Set<String> = []
    private let writer = SQLiteSchemaWriter()

    init(from old: Schema, to new: Schema, _ renamed: RenamedSchema, _ options: SQLiteChangePlan.Options) {
        (self.old, self.new, self.options, current) = (old, new, options, old)
        for schema in [old, new] {
            for table in schema.tables { taken.formUnion([table.name.name] + table.indexes.map(\.name)) }
            taken.formUnion(schema.views.map(\.name.name))
        }
        taken = Set(taken.map(\.foldedForSQLite))
        dropTables(renamed)
        renameTables(renamed)
        let pending = renameColumns(renamed)
        changeTables(pending)
        dropFirst(indexDrops)
    }

    /// Indexes that go, which is done before everything else.
    private var indexDrops: [ChangeStatement] = []
    private var indexCreates: [ChangeStatement] = []

    private mutating func dropFirst(_ drops: [ChangeStatement]) { statements = drops + statements + indexCreates }

    /// A free name; a virtual table's module makes others below it, such as `docs_new_data`.
    private mutating func temporaryName(for table: String, isVirtual: Bool = false) -> String {
        func isBegun(_ name: String) -> Bool {
            isVirtual && taken.contains { $0.hasPrefix(name.foldedForSQLite + "_") }
        }
        var name = table + "_new"
        var number = 1
        while isBegun(name) || !taken.insert(name.foldedForSQLite).inserted {
            number += 1
            name = "\(table)_new\(number)"
        }
        return name
    }

    private mutating func touch(_ name: ObjectName) { touched.insert(name.name.foldedForSQLite) }

    // MARK: Whole tables

    /// Drops tables that are in no new schema, and virtual tables that differ.
    private mutating func dropTables(_ renamed: RenamedSchema) {
        let wanted = Dictionary(new.tables.map { (NameKey($0.name, .sqlite), $0) }) { first, _ in first }
        let oldNames = Dictionary(renamed.tables.map { (NameKey($1, .sqlite), $0) }) { first, _ in first }
        for table in SQLiteOrder.tables(old.tables).reversed() {
            let key = NameKey(table.name, .sqlite)
            let other = wanted[oldNames[key] ?? key]
            let isTaken = renamed.tables[key] != nil && oldNames[key] == nil
            if let other, !isTaken, other.kind == table.kind,
                table.kind != .virtual || other.traits.module == table.traits.module
            {
                continue
            }
            let isSame = other != nil && !isTaken
            if let other, isSame, table.kind == .virtual, other.kind == .virtual, takeOver(table, other, renamed) {
                continue
            }
            let isReferred = old.tables.contains { $0.foreignKeys.contains { NameKey($0.table, .sqlite) == key } }
            if isReferred || !table.foreignKeys.isEmpty { needsForeignKeysOff = true }
            current.tables.removeAll { NameKey($0.name, .sqlite) == key }
            touch(table.name)
            statements.append(drop(table, for: isSame ? other : nil, isReplaced: isTaken))
        }
    }

    /// - Parameter isReplaced: whether another table gets its name.
    private func drop(_ table: Table, for other: Table?, isReplaced: Bool) -> ChangeStatement {
        if table.kind == .virtual { return SQLiteVirtualChange.drop(table, for: other) }
        let users = isReplaced ? referring(to: NameKey(table.name, .sqlite)) : []
        let tail =
            users.isEmpty ? "" : "; fails if a row of \(users.joined(separator: ", ")) refers to none in its place"
        return ChangeStatement(
            "DROP TABLE \(table.name.name.quotedName(.sqlite))", "Drops the table \(table.name) with its rows\(tail).",
            hazards: users.isEmpty ? [.deletesData] : [.deletesData, .mayFail])
    }

    /// The tables whose foreign keys lead to a name before and afterwards.
    private func referring(to name: NameKey) -> [String] {
        func users(_ schema: Schema) -> [NameKey: String] {
            let tables = schema.tables.filter { $0.foreignKeys.contains { NameKey($0.table, .sqlite) == name } }
            return Dictionary(tables.map { (NameKey($0.name, .sqlite), $0.name.name) }) { first, _ in first }
        }
        let before = users(old)
        return users(new).filter { $0.key != name && before[$0.key] != nil }.values.sorted()
    }

    /// Makes a virtual table anew with its rows, and says whether it can.
    private mutating func takeOver(_ table: Table, _ other: Table, _ renamed: RenamedSchema) -> Bool {
        let key = NameKey(other.name, .sqlite)
        let change = SQLiteVirtualChange(from: table, to: other, renames: renamed.columns[key] ?? [:])
        let isTaken = old.tables.contains { NameKey($0.name, .sqlite) == key }
        let between = isTaken ? temporaryName(for: other.name.name, isVirtual: true) : nil
        guard let steps = change.copying(by: between, in: old) else { return false }
        statements += steps
        touch(table.name)
        touch(other.name)
        makesSQLiteReadAll = true
        current.tables.removeAll { NameKey($0.name, .sqlite) == NameKey(table.name, .sqlite) }
        current.tables.append(other)
        return true
    }

    private mutating func renameTables(_ renamed: RenamedSchema) {
        var later: [ChangeStatement] = []
        var names: [NameKey: ObjectName] = [:]
        let present = Set(current.tables.map { NameKey($0.name, .sqlite) })
        for table in new.tables {
            guard let name = renamed.tables[NameKey(table.name, .sqlite)], present.contains(NameKey(name, .sqlite))
            else { continue }
            names[NameKey(name, .sqlite)] = table.name
            touch(name)
            touch(table.name)
            makesSQLiteReadAll = true
            // In a circle, or where only letters change their case, the name is free only for a moment.
            let isTaken = present.contains(NameKey(table.name, .sqlite))
            let between = isTaken ? temporaryName(for: table.name.name) : nil
            statements.append(rename(name.name, to: between ?? table.name.name))
            if let between { later.append(rename(between, to: table.name.name)) }
        }
        statements += later
        current.renameTables(names)
    }

    private func rename(_ table: String, to name: String) -> ChangeStatement {
        ChangeStatement(
            "ALTER TABLE \(table.quotedName(.sqlite)) RENAME TO \(name.quotedName(.sqlite))",
            "Renames the table \(table) to \(name).", hazards: [.changesMeaning])
    }

    // MARK: Columns

    /// Renames columns; gives those that only a new table can rename, by new names of table and column.
    private mutating func renameColumns(_ renamed: RenamedSchema) -> [NameKey: [NameKey: String]] {
        var pending: [NameKey: [NameKey: String]] = [:]
        for table in new.tables {
            let key = NameKey(table.name, .sqlite)
            guard let names = renamed.columns[key], table.kind != .virtual,
                let before = current.tables.first(where: { NameKey($0.name, .sqlite) == key })
            else { continue }
            // SQLite edits expressions too, and how the edited text reads is not known beforehand.
            let isEdited = names.values.contains(where: before.expressionsMention)
            guard !isEdited, renamed.displacedColumns(of: key).isEmpty else {
                pending[key] = names
                continue
            }
            touch(table.name)
            makesSQLiteReadAll = true
            rename(names, of: before, in: table)
        }
        return pending
    }

    /// - Parameter names: the old names, by the new ones.
    private mutating func rename(_ names: [NameKey: String], of old: Table, in table: Table) {
        var taken = Set((old.columns + table.columns).map { NameKey($0.name, .sqlite) })
        let present = Set(old.columns.map { NameKey($0.name, .sqlite) })
        var later: [ChangeStatement] = []
        var changed: [NameKey: String] = [:]
        for column in table.columns {
            let key = NameKey(column.name, .sqlite)
            guard let name = names[key] else { continue }
            changed[NameKey(name, .sqlite)] = column.name
            // In a circle the name is free only for a moment; in another case it is the same name.
            guard present.contains(key), key != NameKey(name, .sqlite) else {
                statements.append(rename(name, to: column.name, of: table))
                continue
            }
            let between = FreeName.make(ObjectName(column.name), "new") { taken.contains(NameKey($0.name, .sqlite)) }
            taken.insert(NameKey(between.name, .sqlite))
            statements.append(rename(name, to: between.name, of: table))
            later.append(rename(between.name, to: column.name, of: table))
        }
        statements += later
        current.renameColumns(changed, of: table.name)
    }

    private func rename(_ column: String, to name: String, of table: Table) -> ChangeStatement {
        let places = [table.name.name, column, name].map { $0.quotedName(.sqlite) }
        return ChangeStatement(
            "ALTER TABLE \(places[0]) RENAME COLUMN \(places[1]) TO \(places[2])",
            "Renames the column \(column) of \(table.name) to \(name).", hazards: [.changesMeaning])
    }

    private mutating func changeTables(_ pending: [NameKey: [NameKey: String]]) {
        let before = Dictionary(current.tables.map { (NameKey($0.name, .sqlite), $0) }) { first, _ in first }
        let ordered = SQLiteOrder.tables(new.tables)
        for table in ordered {
            let key = NameKey(table.name, .sqlite)
            guard let old = before[key], table.kind != .virtual else { continue }
            if let names = pending[key] {
                rebuild(old, table, names)
                continue
            }
            switch SQLiteTableChange(from: old, to: table, reordering: options.reordersColumns) {
            case .none: changeIndexes(old, table)
            case .alter(let changes, let drops):
                if drops {
                    touch(table.name)
                    makesSQLiteReadAll = true
                }
                statements += changes
                changeIndexes(old, table)
            case .rebuild: rebuild(old, table, [:])
            }
        }
        for table in ordered where before[NameKey(table.name, .sqlite)] == nil {
            changedRows.insert(table.name.name.foldedForSQLite)
            statements.append(ChangeStatement(writer.createTable(table).sql, "Makes the table \(table.name)."))
            indexCreates += table.indexes.map { create($0, of: table, isNew: true) }
        }
    }

    private mutating func rebuild(_ old: Table, _ new: Table, _ renames: [NameKey: String]) {
        let temporary = temporaryName(for: new.name.name)
        touch(new.name)
        makesSQLiteReadAll = true
        needsForeignKeysOff = true
        let change = SQLiteRebuild(from: old, to: new, temporary: temporary, renames: renames)
        statements += change.statements
        if change.hazards.0.contains(.changesMeaning) { changedRows.insert(new.name.name.foldedForSQLite) }
        indexDrops += old.indexes.filter { !comesAgain($0, new) }.map { drop($0, for: new) }
        let before = old.indexes
        indexCreates += new.indexes.map { index in
            let isNew = !before.contains(index) || change.mayBeEqual(index.parts, predicate: index.predicate)
            return create(index, of: new, isNew: isNew)
        }
    }

    // MARK: Indexes

    private mutating func changeIndexes(_ old: Table, _ new: Table) {
        func bytes(_ index: Index) -> [UInt8] { Array(writer.createIndex(index, on: new.name).sql.utf8) }
        let (before, after) = (Set(old.indexes.map(bytes)), Set(new.indexes.map(bytes)))
        indexDrops += old.indexes.filter { !after.contains(bytes($0)) }.map { drop($0, for: new) }
        indexCreates += new.indexes.filter { !before.contains(bytes($0)) }.map { create($0, of: new, isNew: true) }
    }

    /// Whether a table has an index of the same name afterwards.
    private func comesAgain(_ index: Index, _ table: Table) -> Bool {
        table.indexes.contains { NameKey($0.name, .sqlite) == NameKey(index.name, .sqlite) }
    }

    private func drop(_ index: Index, for table: Table) -> ChangeStatement {
        let sql = "DROP INDEX \(index.name.quotedName(.sqlite))"
        if comesAgain(index, table) {
            return ChangeStatement(sql, "Takes the index \(index.name) of \(table.name) away until it is made again.")
        }
        let loss = index.isUnique ? ", and rows that are equal in it may come" : ""
        return ChangeStatement(
            sql, "Drops the index \(index.name) of \(table.name); queries that use it become slow\(loss).",
            hazards: index.isUnique ? [.changesMeaning, .slowsQueries] : [.slowsQueries])
    }

    private func create(_ index: Index, of table: Table, isNew: Bool) -> ChangeStatement {
        let mayFail = isNew && index.isUnique
        return ChangeStatement(
            writer.createIndex(index, on: table.name).sql,
            "Makes the index \(index.name) of \(table.name)\(mayFail ? "; fails if two rows are equal in it" : "").",
            hazards: mayFail ? [.blocksWrites, .mayFail] : [.blocksWrites])
    }
}
