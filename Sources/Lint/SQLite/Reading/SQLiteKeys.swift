internal import SQLText
internal import SchemaModel

/// A foreign key as a statement defines it.
struct SQLiteForeignKey {
    /// The key.
    let key: ForeignKey
    /// The table that it belongs to, as it is called at the end of the script.
    let tableName: String
    /// The columns of that table, as far as the statement has them.
    let columns: [Column]
    /// The place of REFERENCES.
    let place: Range<Int>
    /// The table, if the script makes it.
    let table: Table?
}

/// An index as a statement defines it.
struct SQLiteIndex {
    /// The index.
    let index: Index
    /// The name of its table, in small letters.
    let table: String
    /// What its table is called at the end of the script, in small letters.
    let lastTable: String
    /// The place of its name.
    let place: Range<Int>
}

extension SQLiteScript {
    /// The foreign keys that its statements define.
    var foreignKeys: [SQLiteForeignKey] {
        let created = createdTables.flatMap { statement, table in
            table.foreignKeys.map { key in
                SQLiteForeignKey(
                    key: key, tableName: lastName(of: table.name.name, after: statement), columns: table.columns,
                    place: statement.place(ofReferenceTo: key), table: table)
            }
        }
        let added = addedColumns.flatMap { added in
            added.table.foreignKeys.map { key in
                SQLiteForeignKey(
                    key: key, tableName: lastName(of: added.tableName, after: added.statement),
                    columns: [added.column], place: added.statement.place(ofReferenceTo: key), table: nil)
            }
        }
        return created + added
    }

    /// The index that a statement makes.
    func index(_ statement: SQLiteStatement) -> SQLiteIndex? {
        guard case .createIndex = statement.kind, let name = statement.definedName,
            let on = statement.firstIndex(of: "on"), let tableName = statement.tokens.name(at: on + 1)
        else { return nil }
        let sql = String(decoding: statement.tokens.bytes, as: UTF8.self)
        let table = createdTable(tableName) ?? columnsOfIndex(statement, on: tableName)
        guard let index = try? SQLiteDefinition.index(sql, of: table) else { return nil }
        return SQLiteIndex(
            index: index, table: tableName.foldedForSQLite,
            lastTable: lastName(of: tableName, after: statement).foldedForSQLite, place: statement.place(of: name))
    }

    /// A table of the names in an index: of a table that is not made here, all of them are columns.
    private func columnsOfIndex(_ statement: SQLiteStatement, on table: String) -> Table {
        let names = statement.tokens.all.indices.compactMap { statement.tokens.name(at: $0) }
        return Table(ObjectName(table), columns: names.map { Column($0, "") })
    }

    /// Whether an index or a key begins with the columns of a foreign key.
    func isIndexed(_ key: SQLiteForeignKey) -> Bool {
        let columns = Set(key.key.columns.map(\.foldedForSQLite))
        func begins(_ names: [String]) -> Bool { Set(names.prefix(columns.count).map(\.foldedForSQLite)) == columns }
        let table = key.table
        let keys = [table?.primaryKey?.columns ?? []] + (table?.uniqueKeys.map(\.columns) ?? [])
        if keys.contains(where: begins) { return true }
        return createdIndexes.contains { index in
            index.lastTable == key.tableName.foldedForSQLite && index.index.predicate == nil
                && begins(index.index.parts.map { $0.column ?? "" })
        }
    }

    /// The columns of every index and key that the script makes.
    var indexedColumns: [IndexedColumns] {
        let keys = createdTables.flatMap { statement, table in
            let name = lastName(of: table.name.name, after: statement).foldedForSQLite
            return ([table.primaryKey?.columns ?? []] + table.uniqueKeys.map(\.columns)).filter { !$0.isEmpty }.map {
                IndexedColumns(table: name, columns: $0.map(\.foldedForSQLite))
            }
        }
        return keys
            + createdIndexes.filter { $0.index.predicate == nil }.map { created in
                IndexedColumns(
                    table: created.lastTable, columns: created.index.parts.map { ($0.column ?? "").foldedForSQLite })
            }
    }

    /// Whether the columns that a foreign key refers to are a key of a table that the script makes.
    func isKey(of target: Table, _ key: ForeignKey) -> Bool {
        let wanted = key.referencedColumns.map(\.foldedForSQLite)
        let primary = target.primaryKey?.columns.map(\.foldedForSQLite) ?? []
        if wanted.isEmpty { return primary.count == key.columns.count }
        let unique = target.uniqueKeys.map { $0.columns.map(\.foldedForSQLite) }
        let indexes = createdIndexes.filter {
            $0.table == target.name.name.foldedForSQLite && $0.index.isUnique && $0.index.predicate == nil
        }.map { $0.index.parts.map { ($0.column ?? "").foldedForSQLite } }
        return ([primary] + unique + indexes).contains { $0.count == wanted.count && Set($0) == Set(wanted) }
    }

    /// Whether the table of a column is STRICT: it says so, or it is one that the script makes.
    func isStrict(_ column: SQLiteColumn) -> Bool {
        column.table.traits.isStrict
            || (createdTable(column.tableName, before: column.statement.range.lowerBound)?.traits.isStrict ?? false)
    }
}

extension SQLiteStatement {
    /// The REFERENCES of a foreign key; of several to one table the one behind its column.
    fileprivate func place(ofReferenceTo key: ForeignKey) -> Range<Int> {
        let references = tokens.all.indices.filter {
            isWord("references", at: $0) && tokens.name(at: $0 + 1)?.isSameInSQLite(as: key.table.name) == true
        }
        let own = columns.first { $0.column.name == key.columns.first && key.columns.count == 1 }
        let inColumn = references.first { own?.tokens.contains($0) ?? false }
        let behindNames = references.first { reference in
            let names = Set((0..<reference).suffix(2 * key.columns.count + 1).compactMap { tokens.name(at: $0) })
            return key.columns.allSatisfy { column in names.contains { $0.isSameInSQLite(as: column) } }
        }
        return (inColumn ?? behindNames ?? references.first).map { place(of: $0) } ?? range
    }
}

extension [Column] {
    /// The column of this name, whatever its capitals.
    func first(_ name: String) -> Column? { first { $0.name.isSameInSQLite(as: name) } }
}
