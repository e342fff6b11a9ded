internal import PostgresTree
internal import SQLText

/// A foreign key whose columns no index of the script begins with.
enum ForeignKeyWithoutIndex: PostgresRule {
    static let code = "foreign-key-without-index"
    static let severity = Finding.Severity.warning

    static func findings(in script: PostgresScript) -> [Finding] {
        let indexed = Dictionary(grouping: script.indexedColumns, by: \.table)
        return foreignKeys(in: script).compactMap { table, columns, constraint in
            let missing = IndexedColumns(table: table.name.withoutPublic.description, columns: columns)
            guard indexed[missing.table]?.contains(where: missing.isServed) != true else { return nil }
            var finding = Finding(
                Self.self, at: script.word(at: constraint.offset),
                "no index of this script begins with \(columns.joined(separator: ", ")): each row that goes from "
                    + "\(constraint.referenced?.name.description ?? "the other table") reads all of \(table.name)",
                help: "CREATE INDEX ON \(table.name) (\(columns.joined(separator: ", ")))",
                table: table.name.description)
            finding.missingIndex = missing
            return finding
        }
    }

    private static func foreignKeys(in script: PostgresScript) -> [(Relation, [String], Constraint)] {
        script.statements.flatMap { statement -> [(Relation, [String], Constraint)] in
            switch statement.tree {
            case .createTable(let table):
                return keys(table.relation, table.columns, table.constraints)
            case .alterTable(let table):
                return table.actions.flatMap { keys(table.relation, $0) }
            default: return []
            }
        }
    }

    private static func keys(_ table: Relation, _ action: AlterAction) -> [(Relation, [String], Constraint)] {
        switch action {
        case .addColumn(let column, _): keys(table, [column], [])
        case .addConstraint(let constraint): keys(table, [], [constraint])
        default: []
        }
    }

    private static func keys(
        _ table: Relation, _ columns: [Column], _ constraints: [Constraint]
    ) -> [(Relation, [String], Constraint)] {
        let ofColumns = columns.flatMap { column in
            column.constraints.filter { $0.kind == .foreignKey }.map { (table, [column.name], $0) }
        }
        return ofColumns + constraints.filter { $0.kind == .foreignKey }.map { (table, $0.columns, $0) }
    }
}
