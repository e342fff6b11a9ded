internal import PostgresTree
internal import SQLText

extension PostgresScript {
    /// The columns of every index that the script makes, those of keys included.
    var indexedColumns: [IndexedColumns] {
        statements.flatMap { statement -> [IndexedColumns] in
            switch statement.tree {
            case .createIndex(let index) where !index.isPartial:
                [indexed(index.relation, statement, index.columns.prefix { $0 != nil }.compactMap(\.self))]
            case .createTable(let table):
                columns(ofKeys: table.constraints, table.columns).map { indexed(table.relation, statement, $0) }
            case .alterTable(let table):
                table.actions.flatMap(columns(ofKeysIn:)).map { indexed(table.relation, statement, $0) }
            default: []
            }
        }
    }

    private func indexed(_ table: Relation, _ statement: Statement, _ columns: [String]) -> IndexedColumns {
        IndexedColumns(table: lastName(of: table, after: statement).description, columns: columns)
    }

    private func columns(ofKeysIn action: AlterAction) -> [[String]] {
        switch action {
        case .addConstraint(let constraint): columns(ofKeys: [constraint], [])
        case .addColumn(let column, _): columns(ofKeys: [], [column])
        default: []
        }
    }

    private func columns(ofKeys constraints: [Constraint], _ columns: [Column]) -> [[String]] {
        let own = columns.filter { $0.constraint(.primaryKey) != nil || $0.constraint(.unique) != nil }.map {
            [$0.name]
        }
        return own + constraints.filter { $0.kind == .primaryKey || $0.kind == .unique }.map(\.columns)
    }
}
