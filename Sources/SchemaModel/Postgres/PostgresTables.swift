public import SQLText

extension PostgresDDL {
    /// The statements that make a table with its columns, keys and checks.
    ///
    /// Without what needs other tables or may refer to them: foreign keys, indexes, triggers, policies. A partition is
    /// made by itself and then attached: so it keeps the order of its columns and the names of its constraints.
    /// - Parameters:
    ///   - parents: the tables that it inherits columns from, or is a partition of.
    ///   - putOff: its columns whose DEFAULT, and its checks, that later statements add.
    public static func createTable(
        _ table: Table, parents: [Table] = [], putOff: Set<ObjectReference> = []
    ) -> [String] {
        var lines = columnLines(table, putOff)
        lines += constraintLines(table, putOff)
        let body = lines.isEmpty ? "" : "\n" + lines.map { indent + $0 }.joined(separator: ",\n") + "\n"
        var text = "CREATE \(tableWords(table)) \(name(table.name))"
        if let type = table.traits.ofType {
            text += " OF \(name(type))" + (body.isEmpty ? "" : " (\(body))")
        } else {
            text += " (\(body))"
        }
        for clause in tableClauses(table) { text += "\n\(clause)" }
        return [text] + overrides(table, parents, putOff) + afterwards(table)
    }

    /// Makes a table a partition.
    public static func attachPartition(_ table: ObjectName, _ partition: Partition) -> String {
        "ALTER TABLE ONLY \(name(partition.table)) ATTACH PARTITION \(name(table)) \(partition.bound)"
    }

    private static func tableWords(_ table: Table) -> String {
        table.kind == .foreign ? "FOREIGN TABLE" : table.traits.isUnlogged ? "UNLOGGED TABLE" : "TABLE"
    }

    /// Whether the column is there by its parent, and is not written again.
    private static func comesFromParent(_ column: Column, of table: Table) -> Bool {
        column.isInherited && table.partition == nil && !table.parents.isEmpty
    }

    private static func columnLines(_ table: Table, _ putOff: Set<ObjectReference>) -> [String] {
        table.columns.filter { !comesFromParent($0, of: table) }.compactMap { column in
            let withDefault = !putOff.contains(ObjectReference(.column, table.name, detail: column.name))
            guard table.traits.ofType != nil else { return columnDefinition(column, withDefault: withDefault) }
            // The type says what the column is.
            var options = column
            options.collation = nil
            let traits = columnTraits(options, withDefault: withDefault)
            return traits.isEmpty ? nil : ([name(column.name), "WITH OPTIONS"] + traits).joined(separator: " ")
        }
    }

    private static func constraintLines(_ table: Table, _ putOff: Set<ObjectReference>) -> [String] {
        var lines = table.primaryKey.map { [keyConstraint($0, isPrimary: true)] } ?? []
        lines += table.uniqueKeys.map { keyConstraint($0, isPrimary: false) }
        lines += checksWithin(table).filter { check in
            !putOff.contains(ObjectReference(.constraint, table.name, detail: check.name))
        }.map(checkConstraint)
        return lines + table.exclusions.map(exclusionConstraint)
    }

    /// The checks that stand in CREATE TABLE: those that count for all rows, and do not come by themselves.
    static func checksWithin(_ table: Table) -> [Check] {
        table.checks.filter { check in
            (check.isValidated || !check.isEnforced) && !(check.isInherited && table.partition == nil)
        }
    }

    private static func tableClauses(_ table: Table) -> [String] {
        var clauses: [String] = []
        if !table.parents.isEmpty {
            clauses.append("INHERITS (\(table.parents.map { name($0) }.joined(separator: ", ")))")
        }
        if let partitioning = table.partitioning { clauses.append("PARTITION BY \(partitioning)") }
        if let method = table.traits.accessMethod { clauses.append("USING \(name(method))") }
        if !table.traits.options.isEmpty { clauses.append("WITH (\(options(table.traits.options)))") }
        if let server = table.traits.server { clauses.append("SERVER \(name(server))") }
        if !table.traits.serverOptions.isEmpty { clauses.append(serverOptions(table.traits.serverOptions)) }
        return clauses
    }

    /// What sets an inherited column apart from the parent's.
    private static func overrides(_ table: Table, _ parents: [Table], _ putOff: Set<ObjectReference>) -> [String] {
        table.columns.filter { comesFromParent($0, of: table) }.flatMap { column -> [String] in
            let inherited = parents.compactMap { $0.column(column.name) }
            var statements: [String] = []
            let isPutOff = putOff.contains(ObjectReference(.column, table.name, detail: column.name))
            if column.generated == nil, !isPutOff,
                let first = inherited.first, first.generated == nil, first.defaultValue != column.defaultValue
            {
                statements.append(setDefault(column.defaultValue, of: column.name, in: table.name))
            }
            if !column.isNullable, inherited.allSatisfy(\.isNullable) {
                statements.append(setNullable(false, of: column.name, in: table.name))
            }
            return statements
        }
    }

    /// What CREATE TABLE cannot say.
    private static func afterwards(_ table: Table) -> [String] {
        table.columns.flatMap { column in
            column.storage.map { setStorage($0, of: column.name, in: table.name) } ?? []
        } + (table.partition.map { [attachPartition(table.name, $0)] } ?? [])
    }

    /// What is said of a table when its indexes are there: row security, replica identity, clustering.
    public static func tableProperties(_ table: Table) -> [String] {
        let traits = table.traits
        var changes: [String] = []
        if let identity = traits.replicaIdentity { changes.append("REPLICA IDENTITY \(identity)") }
        if let index = traits.clusteredOn { changes.append("CLUSTER ON \(name(index))") }
        if traits.hasRowSecurity { changes.append("ENABLE ROW LEVEL SECURITY") }
        if traits.forcesRowSecurity { changes.append("FORCE ROW LEVEL SECURITY") }
        return changes.map { "ALTER TABLE ONLY \(name(table.name)) \($0)" }
    }
}
