public import SQLText

extension PostgresDDL {
    /// A column as it stands in CREATE TABLE or behind ADD COLUMN: `id bigint NOT NULL DEFAULT 1`.
    /// - Parameter withDefault: whether its DEFAULT is told; a later statement may do it.
    public static func columnDefinition(_ column: Column, withDefault: Bool = true) -> String {
        ([name(column.name), column.type] + columnTraits(column, withDefault: withDefault)).joined(separator: " ")
    }

    /// What stands behind a column's type.
    static func columnTraits(_ column: Column, withDefault: Bool) -> [String] {
        var parts: [String] = []
        if let storage = column.storage {
            if !storage.serverOptions.isEmpty { parts.append(serverOptions(storage.serverOptions)) }
            if let compression = storage.compression { parts.append("COMPRESSION \(compression)") }
        }
        if let collation = column.collation { parts.append("COLLATE \(name(collation))") }
        if let notNull = column.notNullName, !column.isNullable { parts.append("CONSTRAINT \(name(notNull))") }
        if !column.isNullable { parts.append("NOT NULL") }
        if let generated = column.generated {
            parts.append("GENERATED ALWAYS AS (\(generated.expression)) \(generated.isStored ? "STORED" : "VIRTUAL")")
        } else if let identity = column.identity {
            parts.append(identityClause(identity))
        } else if let value = column.defaultValue, withDefault {
            parts.append("DEFAULT \(value)")
        }
        return parts
    }

    /// `GENERATED ALWAYS AS IDENTITY`, with what is unusual about its numbers.
    public static func identityClause(_ identity: Identity) -> String {
        var options = numberingClauses(identity.numbers)
        if let sequence = identity.sequence { options.insert("SEQUENCE NAME \(name(sequence))", at: 0) }
        let clause = "GENERATED \(identity.isAlways ? "ALWAYS" : "BY DEFAULT") AS IDENTITY"
        return options.isEmpty ? clause : clause + " (\(options.joined(separator: " ")))"
    }

    /// Says by a constraint with a name that a column is never NULL, as since version 18.
    static func addNotNull(_ constraint: String, _ column: String, to table: ObjectName) -> String {
        addConstraint("CONSTRAINT \(name(constraint)) NOT NULL \(name(column))", to: table)
    }

    /// Takes the numbers of a column away, with the sequence behind them.
    static func dropIdentity(of column: String, in table: ObjectName) -> String {
        alterTable(table, "ALTER COLUMN \(name(column)) DROP IDENTITY")
    }

    /// Gives a column its DEFAULT, or takes it away.
    public static func setDefault(_ value: String?, of column: String, in table: ObjectName) -> String {
        alterColumn(column, of: table, value.map { "SET DEFAULT \($0)" } ?? "DROP DEFAULT")
    }

    /// Says whether a column may be NULL.
    /// - Parameter withChildren: whether that of the partitions and children follows.
    public static func setNullable(
        _ isNullable: Bool, of column: String, in table: ObjectName, withChildren: Bool = false
    ) -> String {
        let change = isNullable ? "DROP NOT NULL" : "SET NOT NULL"
        return withChildren
            ? alterTable(table, "ALTER COLUMN \(name(column)) \(change)") : alterColumn(column, of: table, change)
    }

    /// How a column is kept, as far as its definition does not say it.
    public static func setStorage(_ storage: ColumnStorage, of column: String, in table: ObjectName) -> [String] {
        var changes: [String] = []
        if let mode = storage.mode { changes.append("SET STORAGE \(mode)") }
        if let statistics = storage.statistics { changes.append("SET STATISTICS \(statistics)") }
        if !storage.options.isEmpty { changes.append("SET (\(options(storage.options)))") }
        return changes.map { alterColumn(column, of: table, $0) }
    }

    /// Changes a column of a table, and none of its partitions and children.
    static func alterColumn(_ column: String, of table: ObjectName, _ change: String) -> String {
        "ALTER TABLE ONLY \(name(table)) ALTER COLUMN \(name(column)) \(change)"
    }
}
