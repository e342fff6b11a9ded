internal import SQLText
internal import SchemaModel

/// A script with its statements as SQLite reads them.
struct SQLiteScript {
    /// The script.
    let script: LintedScript
    /// Its statements, in order.
    let statements: [SQLiteStatement]
    /// The statements that make a table whose columns can be read, with it.
    let createdTables: [(statement: SQLiteStatement, table: Table)]
    /// The columns of ALTER TABLE … ADD, in order.
    let addedColumns: [SQLiteColumn]
    /// The tables that get another name, in order.
    let renamings: [(statement: SQLiteStatement, old: String, new: String)]
    /// The indexes that it makes, on tables of its own and others.
    private(set) var createdIndexes: [SQLiteIndex] = []

    /// Reads each statement once.
    init(_ script: LintedScript) {
        self.script = script
        statements = script.statements.map { SQLiteStatement($0, in: script.text) }
        createdTables = statements.compactMap { statement in statement.createdTable.map { (statement, $0) } }
        addedColumns = statements.compactMap(\.addedColumn)
        renamings = statements.compactMap { statement in
            guard case .alterTable(let table, .renameTo(let new)) = statement.kind else { return nil }
            return (statement, table.name, new)
        }
        createdIndexes = statements.compactMap(index)
    }

    /// The table that the script makes under a name before a statement, or anywhere.
    func createdTable(_ name: String, before end: Int = .max) -> Table? {
        createdTables.last { $0.statement.range.lowerBound < end && $0.table.name.name.isSameInSQLite(as: name) }?.table
    }
}

extension String {
    /// Whether SQLite takes two names for one.
    func isSameInSQLite(as other: String) -> Bool { foldedForSQLite == other.foldedForSQLite }
}
