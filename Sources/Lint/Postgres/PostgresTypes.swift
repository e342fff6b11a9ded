internal import PostgresTree
internal import SQLText

extension PostgresScript {
    /// What its statements say of the types of columns, in order.
    var types: [TypeNote] {
        statements.flatMap { statement -> [TypeNote] in
            switch statement.tree {
            case .createTable(let table):
                [note(table.relation, nil, nil)] + statement.columns.map { note($0.table, $0.name, $0.type) }
            case .createTableAs(let relation, _, _): [note(relation, nil, nil)]
            case .alterTable: statement.columns.map { note($0.table, $0.name, $0.type) }
            case .rename(let rename): notes(rename)
            default: []
            }
        }
    }

    /// What a statement says of a column that no statement of this script has told of before.
    func newType(_ column: String, _ type: ColumnType, of table: Relation, at statement: Statement) -> TypeNote? {
        let note = note(table, column, type)
        let isKnown = columns.contains { earlier in
            earlier.statement.index < statement.index && earlier.name == column
                && earlier.table.name.withoutPublic == note.table
        }
        let isRenamed = renamings.contains { $0.new == note.table }
        return isKnown || isRenamed ? nil : note
    }

    private func notes(_ rename: Rename) -> [TypeNote] {
        guard let relation = rename.relation else { return [] }
        switch rename.kind {
        case .column: return [note(relation, rename.newName, nil)]
        case .table: return [TypeNote(table: relation.name.renamed(rename.newName), column: nil, type: nil)]
        default: return []
        }
    }

    private func note(_ table: Relation, _ column: String?, _ type: ColumnType?) -> TypeNote {
        TypeNote(
            table: table.name.withoutPublic, column: column,
            type: type.map { .init(name: $0.name, modifiers: $0.modifiers, isArray: $0.isArray) })
    }
}

extension ObjectName {
    fileprivate func renamed(_ name: String) -> ObjectName { ObjectName(schema: schema, name).withoutPublic }
}
