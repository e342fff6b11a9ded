internal import PostgresTree
internal import SQLText

/// A foreign key whose columns no index of the script begins with.
enum ForeignKeyWithoutIndex: PostgresRule {
    static let code = "foreign-key-without-index"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    /// A foreign key with its columns and its table, as it is called at the end of the script.
    private typealias Key = (table: ObjectName, columns: [String], constraint: Constraint)

    static func findings(in script: PostgresScript) -> [Finding] {
        let indexed = Dictionary(grouping: script.indexedColumns, by: \.table)
        return foreignKeys(in: script).compactMap { table, columns, constraint in
            let missing = IndexedColumns(table: table.description, columns: columns)
            guard indexed[missing.table]?.contains(where: missing.isServed) != true else { return nil }
            var finding = Finding(
                Self.self, at: script.word(at: constraint.offset),
                "no index of this script begins with \(columns.joined(separator: ", ")): each row that goes from "
                    + "\(constraint.referenced?.name.description ?? "the other table") reads all of \(table)",
                help: "CREATE INDEX ON \(table) (\(columns.joined(separator: ", ")))", table: table.description)
            finding.missingIndex = missing
            return finding
        }
    }

    private static func foreignKeys(in script: PostgresScript) -> [Key] {
        script.statements.flatMap { statement -> [Key] in
            switch statement.tree {
            case .createTable(let table):
                let name = script.lastName(of: table.relation, after: statement)
                return keys(name, table.columns, table.constraints)
            case .alterTable(let table):
                let name = script.lastName(of: table.relation, after: statement)
                return table.actions.flatMap { keys(name, $0) }
            default: return []
            }
        }
    }

    private static func keys(_ table: ObjectName, _ action: AlterAction) -> [Key] {
        switch action {
        case .addColumn(let column, _): keys(table, [column], [])
        case .addConstraint(let constraint): keys(table, [], [constraint])
        default: []
        }
    }

    private static func keys(_ table: ObjectName, _ columns: [Column], _ constraints: [Constraint]) -> [Key] {
        let ofColumns = columns.flatMap { column in
            column.constraints.filter { $0.kind == .foreignKey }.map { (table, [column.name], $0) }
        }
        return ofColumns + constraints.filter { $0.kind == .foreignKey }.map { (table, $0.columns, $0) }
    }
}
