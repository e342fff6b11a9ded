public import SQLText

/// What takes objects away. None of these takes along what depends on the object: that goes before.
extension PostgresDDL {
    /// Drops a schema.
    public static func dropNamespace(_ namespace: Namespace) -> String { "DROP SCHEMA \(name(namespace.name))" }

    /// Drops an extension with its members.
    public static func dropExtension(_ item: Extension) -> String { "DROP EXTENSION \(name(item.name))" }

    /// Drops a type, under another name than its own if it has one by then.
    public static func dropType(_ type: UserType, named other: ObjectName? = nil) -> String {
        "DROP \(typeWord(type)) \(name(other ?? type.name))"
    }

    /// What a type is called in front of its name.
    static func typeWord(_ type: UserType) -> String { type.kind == .domain ? "DOMAIN" : "TYPE" }

    /// Takes a condition from a domain.
    public static func dropCheck(_ check: String, fromDomain domain: ObjectName) -> String {
        "ALTER DOMAIN \(name(domain)) DROP CONSTRAINT \(name(check))"
    }

    /// Drops a sequence.
    public static func dropSequence(_ sequence: ObjectName) -> String { "DROP SEQUENCE \(name(sequence))" }

    /// Drops a table with its partitions.
    public static func dropTable(_ table: Table) -> String {
        "DROP \(table.kind == .foreign ? "FOREIGN TABLE" : "TABLE") \(name(table.name))"
    }

    /// Drops a column, also that of partitions and children that have it from there.
    public static func dropColumn(_ column: String, of table: ObjectName) -> String {
        alterTable(table, "DROP COLUMN \(name(column))")
    }

    /// Drops an index of a table or a materialised view.
    public static func dropIndex(_ index: String, of relation: ObjectName, concurrently: Bool = false) -> String {
        let own = ObjectName(schema: relation.schema, index)
        return "DROP INDEX \(concurrently ? "CONCURRENTLY " : "")\(name(own))"
    }

    /// Drops a trigger.
    public static func dropTrigger(_ trigger: String, of relation: ObjectName) -> String {
        "DROP TRIGGER \(name(trigger)) ON \(name(relation))"
    }

    /// Drops a row security policy.
    public static func dropPolicy(_ policy: String, of table: ObjectName) -> String {
        "DROP POLICY \(name(policy)) ON \(name(table))"
    }

    /// Drops a view or a materialised view.
    public static func dropView(_ view: View) -> String { "DROP \(viewWord(view)) \(name(view.name))" }

    /// What a view is called in front of its name.
    static func viewWord(_ view: View) -> String { view.isMaterialized ? "MATERIALIZED VIEW" : "VIEW" }

    /// Drops a function, a procedure or an aggregate.
    public static func dropRoutine(_ routine: Routine) -> String { "DROP \(routineWords(routine))" }
}
