public import SQLText

/// What changes objects in their place.
extension PostgresDDL {
    /// Changes a table with its partitions and children.
    static func alterTable(_ table: ObjectName, _ change: String) -> String { "ALTER TABLE \(name(table)) \(change)" }

    // MARK: Names

    /// Gives an object another name, in its schema.
    /// - Parameter words: what it is: `TABLE`, `INDEX`, `SEQUENCE`, `TYPE`.
    public static func rename(_ words: String, _ object: ObjectName, to newName: String) -> String {
        "ALTER \(words) \(name(object)) RENAME TO \(name(newName))"
    }

    /// Takes an object into another schema, with what belongs to it.
    public static func move(_ words: String, _ object: ObjectName, to schema: String) -> String {
        "ALTER \(words) \(name(object)) SET SCHEMA \(name(schema))"
    }

    /// Gives a column another name.
    public static func renameColumn(_ column: String, of table: ObjectName, to newName: String) -> String {
        alterTable(table, "RENAME COLUMN \(name(column)) TO \(name(newName))")
    }

    /// Gives a constraint another name.
    public static func renameConstraint(_ constraint: String, of table: ObjectName, to newName: String) -> String {
        alterTable(table, "RENAME CONSTRAINT \(name(constraint)) TO \(name(newName))")
    }

    // MARK: Owners

    /// Gives an object to a role.
    /// - Parameter removal: the statement that drops the object, as it calls it the same.
    static func give(_ removal: String, to role: String) -> String {
        "ALTER \(removal.dropFirst("DROP ".count)) OWNER TO \(name(role))"
    }

    // MARK: Constraints and indexes

    /// Has the rows that were there before checked.
    public static func validate(_ constraint: String, of table: ObjectName) -> String {
        alterTable(table, "VALIDATE CONSTRAINT \(name(constraint))")
    }

    /// Makes a unique index a primary key or a unique constraint, and gives it the name of that.
    ///
    /// Source: <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX>.
    /// - Parameters:
    ///   - index: its name, if that is another one than the key's.
    ///   - old: the key that goes in the same moment.
    public static func addKey(
        _ key: Key, usingIndexOf table: ObjectName, named index: String? = nil, isPrimary: Bool,
        insteadOf old: String? = nil
    ) -> String {
        let own = key.name ?? ""
        let kind = isPrimary ? "PRIMARY KEY" : "UNIQUE"
        let text = ["CONSTRAINT \(name(own)) \(kind) USING INDEX \(name(index ?? own))", deferral(key.deferral)]
            .compactMap(\.self).joined(separator: " ")
        guard let old else { return addConstraint(text, to: table) }
        return "ALTER TABLE \(name(table))\n\(indent)DROP CONSTRAINT \(name(old)),\n\(indent)ADD \(text)"
    }

    /// Says when a foreign key is checked.
    public static func setDeferral(of key: ForeignKey, in table: ObjectName) -> String {
        let words = deferral(key.deferral).map { key.deferral == .possible ? "\($0) INITIALLY IMMEDIATE" : $0 }
        return alterTable(table, "ALTER CONSTRAINT \(name(key.name ?? "")) \(words ?? "NOT DEFERRABLE")")
    }

    /// Storage parameters that are set, and those that are as usual again: the changes of one ALTER each.
    public static func optionChanges(from old: [String: String], to new: [String: String]) -> [String] {
        let changed = new.filter { old[$0.key] != $0.value }
        let gone = old.keys.filter { new[$0] == nil }.sorted().map(optionName)
        return (changed.isEmpty ? [] : ["SET (\(options(changed)))"])
            + (gone.isEmpty ? [] : ["RESET (\(gone.joined(separator: ", ")))"])
    }

    /// Options for another server that are added, changed and taken away.
    static func serverOptionChanges(from old: [String: String], to new: [String: String]) -> String? {
        let keys = Set(old.keys).union(new.keys).sorted()
        let texts = keys.compactMap { key -> String? in
            guard old[key] != new[key] else { return nil }
            guard let value = new[key] else { return "DROP \(name(key))" }
            return "\(old[key] == nil ? "ADD" : "SET") \(name(key)) \(SQLLiteral.text(value))"
        }
        return texts.isEmpty ? nil : "OPTIONS (\(texts.joined(separator: ", ")))"
    }

    // MARK: Partitions and parents

    /// Makes a partition a table by itself.
    public static func detachPartition(_ table: ObjectName, of parent: ObjectName) -> String {
        alterTable(parent, "DETACH PARTITION \(name(table))")
    }

    /// Makes the index of a partition a part of that of its table.
    public static func attachIndex(_ index: String, of partition: ObjectName, to parent: ObjectName) -> String {
        "ALTER INDEX \(name(parent)) ATTACH PARTITION \(name(ObjectName(schema: partition.schema, index)))"
    }

    // MARK: Numbers

    /// What is different between two ways to count, as ALTER SEQUENCE says it; `prefix` stands before each clause.
    ///
    /// With the type the limits change too where they were those of the type, so all of them are told then.
    /// Source: <https://www.postgresql.org/docs/current/sql-altersequence.html>.
    static func numberingChanges(from old: Numbering, to new: Numbering, isIdentity: Bool = false) -> [String] {
        let isOther = old.type != new.type
        var clauses: [String] = []
        if isOther, !isIdentity { clauses.append("AS \(new.type)") }
        if old.increment != new.increment { clauses.append("INCREMENT BY \(new.increment)") }
        if isOther || old.minimum != new.minimum { clauses.append("MINVALUE \(new.minimum)") }
        if isOther || old.maximum != new.maximum { clauses.append("MAXVALUE \(new.maximum)") }
        if old.start != new.start { clauses.append("START WITH \(new.start)") }
        if old.cache != new.cache { clauses.append("CACHE \(new.cache)") }
        if old.cycles != new.cycles { clauses.append(new.cycles ? "CYCLE" : "NO CYCLE") }
        return isIdentity ? clauses.map { "SET \($0)" } : clauses
    }
}
