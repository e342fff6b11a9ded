internal import PostgresTree
internal import SQLText

/// A foreign key whose columns no index of the script begins with.
enum ForeignKeyWithoutIndex: PostgresRule {
    static let code = "foreign-key-without-index"
    static let severity = Finding.Severity.warning

    static func findings(in script: PostgresScript) -> [Finding] {
        let indexed = indexedColumns(in: script)
        return foreignKeys(in: script).compactMap { table, columns, constraint in
            guard !(indexed[table.name] ?? []).contains(where: { Set($0.prefix(columns.count)) == Set(columns) }) else {
                return nil
            }
            return Finding(
                Self.self, at: script.word(at: constraint.offset),
                "no index of this script begins with \(columns.joined(separator: ", ")): each row that goes from "
                    + "\(constraint.referenced?.name.description ?? "the other table") reads all of \(table.name)",
                help: "CREATE INDEX ON \(table.name) (\(columns.joined(separator: ", ")))",
                table: table.name.description)
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

    /// The columns of every index that the script makes, those of keys included.
    private static func indexedColumns(in script: PostgresScript) -> [ObjectName: [[String]]] {
        var indexed: [ObjectName: [[String]]] = [:]
        for statement in script.statements {
            switch statement.tree {
            case .createIndex(let index) where !index.isPartial:
                indexed[index.relation.name, default: []].append(index.columns.prefix { $0 != nil }.compactMap(\.self))
            case .createTable(let table):
                indexed[table.relation.name, default: []] += columns(ofKeys: table.constraints, table.columns)
            case .alterTable(let table):
                for case .addConstraint(let constraint) in table.actions {
                    indexed[table.relation.name, default: []] += columns(ofKeys: [constraint], [])
                }
            default: continue
            }
        }
        return indexed
    }

    private static func columns(ofKeys constraints: [Constraint], _ columns: [Column]) -> [[String]] {
        let own = columns.filter { $0.constraint(.primaryKey) != nil || $0.constraint(.unique) != nil }.map {
            [$0.name]
        }
        return own + constraints.filter { $0.kind == .primaryKey || $0.kind == .unique }.map(\.columns)
    }
}
