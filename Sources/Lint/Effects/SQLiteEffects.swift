internal import SQLText
internal import SchemaModel

/// What the statements of a script for SQLite do, which tells what the rebuild of a table keeps.
///
/// Source: <https://www.sqlite.org/lang_altertable.html>, and what `EXPLAIN` shows of each.
struct SQLiteEffects {
    private let script: SQLiteScript

    /// Reads a script.
    init(_ script: LintedScript) { self.script = SQLiteScript(script) }

    /// One for each statement, in order.
    var all: [StatementEffect] { script.statements.map(effect) }

    private func effect(_ statement: SQLiteStatement) -> StatementEffect {
        StatementEffect(touches: touches(statement), losses: losses(statement), namings: namings(statement))
    }

    private func touches(_ statement: SQLiteStatement) -> [StatementEffect.Touch] {
        switch statement.kind {
        case .createIndex: statement.indexedTable.map { [.init(name: $0, work: .index)] } ?? []
        case .alterTable(let table, .addColumn):
            [.init(name: table, work: statement.addedColumn?.checksRows == true ? .scan : .catalogue)]
        case .alterTable(let table, .dropColumn): [.init(name: table, work: .rewrite)]
        case .alterTable(let table, _): [.init(name: table, work: .catalogue)]
        // Each page of it goes into the list of free ones.
        case .dropTable(let table): [.init(name: table, work: .scan)]
        case .insert, .createTable: statement.copiedTables.map { .init(name: $0, work: .copy) }
        case .update(let table), .delete(let table): [.init(name: table, work: .rows)]
        case .vacuum, .vacuumInto: [.everywhere(.rewrite)]
        case .reindex: [.everywhere(.index)]
        case .analyze: [.everywhere(.scan)]
        default: []
        }
    }

    private func losses(_ statement: SQLiteStatement) -> [StatementEffect.Loss] {
        switch statement.kind {
        case .dropTable(let table) where !isKept(table.name, dropped: statement): [.table(table)]
        case .alterTable(let table, .dropColumn): statement.droppedColumn.map { [.column($0, of: table)] } ?? []
        case .update(let table): [.values(of: table)]
        case .delete(let table): [statement.firstIndex(of: "where") == nil ? .allRows(of: table) : .rows(of: table)]
        default: []
        }
    }

    /// Whether a table that is dropped has its rows in the one that takes its place.
    private func isKept(_ table: String, dropped statement: SQLiteStatement) -> Bool {
        script.isRenamedAway(table, before: statement)
            || script.comesBack(table, after: statement) && script.reads(table, before: statement)
    }

    private func namings(_ statement: SQLiteStatement) -> [StatementEffect.Naming] {
        switch statement.kind {
        case .createTable(let table), .createVirtualTable(let table): [.created(table)]
        case .alterTable(let table, .renameTo(let name)): [.renamed(table, to: ObjectName(name))]
        default: []
        }
    }
}

extension SQLiteColumn {
    /// Whether the rows that are there have to meet something: <https://www.sqlite.org/lang_altertable.html#altertabaddcol>.
    fileprivate var checksRows: Bool {
        has("check") || column.generated != nil && has("not", "null")
    }
}

extension SQLiteStatement {
    /// The table that CREATE INDEX is for.
    fileprivate var indexedTable: ObjectName? {
        firstIndex(of: "on").flatMap { tokens.name(at: $0 + 1) }.map { ObjectName($0) }
    }

    /// The column of ALTER TABLE … DROP.
    fileprivate var droppedColumn: String? {
        firstIndex(of: "drop").flatMap { tokens.name(at: isWord("column", at: $0 + 1) ? $0 + 2 : $0 + 1) }
    }

    /// The tables whose rows a query of INSERT or CREATE TABLE AS reads.
    fileprivate var copiedTables: [ObjectName] {
        guard let select = anyIndex(of: "select") else { return [] }
        return tokens.all.indices.dropFirst(select).compactMap { index in
            guard isWord("from", at: index) || isWord("join", at: index) else { return nil }
            return tokens.name(at: index + 1).map { ObjectName($0) }
        }
    }
}
