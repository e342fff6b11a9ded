internal import SQLText

/// Ranges that are made anew while columns have them, and types that are made of them.
///
/// The functions that go with a range keep their names when it is renamed, so that no other can be made beside it. The
/// columns hold texts meanwhile.
/// Source: <https://www.postgresql.org/docs/current/rangetypes.html#RANGETYPES-CONSTRUCT>.
struct PostgresThroughText {
    /// The types.
    let types: Set<ObjectName>
    private let removals: PostgresRemovals

    init(_ removals: PostgresRemovals) {
        self.removals = removals
        var types = removals.replaced.filter { name in
            removals.old.types[name]?.kind == .range && removals.new.types[name]?.kind == .range
        }
        var count = -1
        while count != types.count {
            count = types.count
            for dependency in removals.old.schema.dependencies
            where dependency.object.kind == .type && dependency.needs.kind == .type
                && types.contains(dependency.needs.name) && removals.replaced.contains(dependency.object.name)
            {
                types.insert(dependency.object.name)
            }
        }
        self.types = types
    }

    /// Whether a column has one of the types.
    func has(_ column: Column) -> Bool { types.contains { PostgresTypeName(column.type).isOf($0) } }

    /// Makes texts of the values.
    var statements: [ChangeStatement] {
        removals.old.schema.tables.filter { removals.keepsTable($0.name) }.flatMap { table in
            table.columns.filter { column in
                has(column) && !removals.isRemoved(column.reference(in: table.name)) && !comesFromAbove(column, table)
            }.map { column in
                let name = PostgresDDL.name(column.name)
                let change = column.defaultValue == nil ? "" : "ALTER COLUMN \(name) DROP DEFAULT, "
                return ChangeStatement(
                    PostgresDDL.alterTable(
                        table.name, "\(change)ALTER COLUMN \(name) TYPE text USING \(name)::text"),
                    "Keeps the values of \(table.name).\(column.name) as texts until their type is made anew.",
                    hazards: [.blocksWrites, .rewritesTable])
            }
        }
    }

    private func comesFromAbove(_ column: Column, _ table: Table) -> Bool {
        column.isInherited
            && removals.old.ancestors(of: table).contains {
                removals.keepsTable($0.name) && $0.column(column.name) != nil
            }
    }
}
