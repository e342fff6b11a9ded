internal import PostgresTree
internal import SQLText

/// A table of which no row can be told from the others.
enum TableWithoutPrimaryKey: PostgresRule {
    static let code = "table-without-primary-key"
    static let severity = Finding.Severity.warning
    static let looksAtWaysBack = false

    static func findings(in script: PostgresScript) -> [Finding] {
        let later = Set(
            script.statements.flatMap { statement -> [ObjectName] in
                guard case .alterTable(let table) = statement.tree else { return [] }
                let addsKey = table.actions.contains { action in
                    if case .addConstraint(let constraint) = action { constraint.kind == .primaryKey } else { false }
                }
                return addsKey ? [table.relation.name] : []
            })
        return script.statements.compactMap { statement in
            guard case .createTable(let table) = statement.tree, table.persistence != .temporary, table.parents.isEmpty,
                !table.copiesColumns, !table.isForeign, !hasKey(table), !later.contains(table.relation.name)
            else { return nil }
            return Finding(
                Self.self, at: script.word(at: table.relation.offset),
                "\(table.relation.name) has no primary key: logical replication cannot update or delete its rows",
                help: "give it one: id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
                table: table.relation.name.description)
        }
    }

    private static func hasKey(_ table: CreateTable) -> Bool {
        table.constraints.contains { $0.kind == .primaryKey }
            || table.columns.contains { $0.constraint(.primaryKey) != nil }
    }
}
