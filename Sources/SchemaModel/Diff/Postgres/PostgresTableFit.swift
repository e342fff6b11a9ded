internal import SQLText

/// Whether ALTER TABLE can make one table of another.
///
/// Source: <https://www.postgresql.org/docs/current/sql-altertable.html>.
enum PostgresTableFit {
    /// Whether the table has to be made anew.
    static func isRemade(_ old: Table, _ new: Table) -> Bool {
        old.kind != new.kind || old.partitioning != new.partitioning
            || old.traits.accessMethod != new.traits.accessMethod || old.traits.server != new.traits.server
            || new.kind == .partitioned && old.traits.isUnlogged != new.traits.isUnlogged
            || !reachesParents(old, new)
    }

    /// Whether the rows of the old table can be kept in the new one.
    static func keepsRows(_ old: Table, _ new: Table) -> Bool { old.kind != .foreign && new.kind != .foreign }

    /// Whether its parents can be had by leaving some and taking others behind those that stay.
    ///
    /// A column that was the table's own stays so though a parent has it too, and there is no statement that changes it.
    private static func reachesParents(_ old: Table, _ new: Table) -> Bool {
        let staying = old.parents.filter(new.parents.contains)
        guard new.parents.starts(with: staying) else { return false }
        guard !new.parents.isEmpty else { return true }
        return old.columns.allSatisfy { column in
            guard let other = new.column(column.name) else { return true }
            let isInherited = column.isInherited && old.parents == new.parents
            return other.isInherited == isInherited
        }
    }

    /// Whether a column has to be dropped and added again: ALTER COLUMN changes no expression before version 17.
    static func isColumnRemade(_ old: Column, _ new: Column, _ options: PostgresChangePlan.Options) -> Bool {
        guard let generated = old.generated else { return new.generated != nil }
        guard let other = new.generated else { return !generated.isStored }
        let isSet = options.setsExpressions && generated.isStored == other.isStored
        return generated != other && !isSet || old.type != new.type || old.collation != new.collation
    }
}
