internal import PostgresTree
internal import SQLText

/// One of the things that an ALTER TABLE does to a table that was there before the script.
struct Alteration {
    /// The statement that it is a part of.
    let statement: PostgresScript.Statement
    /// The table.
    let table: Relation
    /// What is done.
    let action: AlterAction
    /// Whether the table is known to be small.
    let isSmall: Bool

    /// The column that is added, if that is what is done.
    var addedColumn: Column? {
        guard case .addColumn(let column, _) = action else { return nil }
        return column
    }

    /// The constraints that are added, by themselves or with a column.
    var addedConstraints: [Constraint] {
        switch action {
        case .addConstraint(let constraint): [constraint]
        case .addColumn(let column, _): column.constraints
        default: []
        }
    }
}

/// A column as CREATE TABLE, ADD COLUMN or ALTER COLUMN … TYPE writes it.
struct WrittenColumn {
    /// The statement.
    let statement: PostgresScript.Statement
    /// The table.
    let table: Relation
    /// The name of the column.
    let name: String
    /// Its type, if it is written.
    let type: ColumnType?
    /// What is said of it there.
    let constraints: [Constraint]
}

extension PostgresScript.Statement {
    /// What the statement does to tables that are none of the new ones.
    func alterations(beside created: [ObjectName: Int], _ statistics: TableStatistics?) -> [Alteration] {
        guard case .alterTable(let alteration) = tree, alteration.kind == .table else { return [] }
        if let creation = created[alteration.relation.name.withoutPublic], creation < index { return [] }
        let isSmall = statistics?.isSmall(alteration.relation.name) ?? false
        return alteration.actions.map {
            Alteration(statement: self, table: alteration.relation, action: $0, isSmall: isSmall)
        }
    }

    /// The columns that the statement makes, or gives another type.
    var columns: [WrittenColumn] {
        switch tree {
        case .createTable(let table): table.columns.map { written($0, table.relation) }
        case .alterTable(let table): table.actions.compactMap { written($0, table.relation) }
        default: []
        }
    }

    private func written(_ action: AlterAction, _ table: Relation) -> WrittenColumn? {
        switch action {
        case .addColumn(let column, _): written(column, table)
        case .setType(let name, let type, _):
            WrittenColumn(statement: self, table: table, name: name, type: type, constraints: [])
        default: nil
        }
    }

    private func written(_ column: Column, _ table: Relation) -> WrittenColumn {
        WrittenColumn(
            statement: self, table: table, name: column.name, type: column.type, constraints: column.constraints)
    }
}
