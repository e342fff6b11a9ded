public import SQLText

extension PostgresDDL {
    /// A primary key or a unique constraint as it stands in CREATE TABLE or behind ADD.
    public static func keyConstraint(_ key: Key, isPrimary: Bool) -> String {
        var columns = key.columns.map { name($0) }
        if key.isWithoutOverlaps, let last = columns.popLast() { columns.append("\(last) WITHOUT OVERLAPS") }
        var parts = [named(key.name), isPrimary ? "PRIMARY KEY" : "UNIQUE"]
        if key.nullsAreEqual { parts.append("NULLS NOT DISTINCT") }
        parts.append("(\(columns.joined(separator: ", ")))")
        if !key.included.isEmpty { parts.append("INCLUDE \(list(key.included))") }
        if !key.options.isEmpty { parts.append("WITH (\(options(key.options)))") }
        return joined(parts + [deferral(key.deferral)])
    }

    /// A check as it stands in CREATE TABLE or behind ADD.
    public static func checkConstraint(_ check: Check) -> String {
        joined([
            named(check.name), "CHECK (\(check.expression))", check.isNotInherited ? "NO INHERIT" : nil,
            validity(check.isValidated, check.isEnforced),
        ])
    }

    /// An exclusion constraint as it stands in CREATE TABLE or behind ADD.
    public static func exclusionConstraint(_ exclusion: Exclusion) -> String {
        joined([named(exclusion.name), exclusion.definition])
    }

    /// A foreign key as it stands in CREATE TABLE or behind ADD.
    public static func foreignKeyConstraint(_ key: ForeignKey) -> String {
        var parts = [named(key.name), "FOREIGN KEY \(columns(key.columns, hasPeriod: key.hasPeriod))"]
        let referenced = key.referencedColumns.isEmpty ? "" : columns(key.referencedColumns, hasPeriod: key.hasPeriod)
        parts.append("REFERENCES \(name(key.table))\(referenced.isEmpty ? "" : " \(referenced)")")
        if key.isMatchFull { parts.append("MATCH FULL") }
        if key.onUpdate != .noAction { parts.append("ON UPDATE \(key.onUpdate.rawValue)") }
        if key.onDelete != .noAction {
            let some = key.deleteColumns.isEmpty ? "" : " \(list(key.deleteColumns))"
            parts.append("ON DELETE \(key.onDelete.rawValue)\(some)")
        }
        return joined(parts + [deferral(key.deferral), validity(key.isValidated, key.isEnforced)])
    }

    /// Adds a constraint, of which one of the functions beside this one gives the text.
    /// - Parameter onlyThere: whether partitions and children do not get it.
    public static func addConstraint(_ constraint: String, to table: ObjectName, onlyThere: Bool = false) -> String {
        "ALTER TABLE \(onlyThere ? "ONLY " : "")\(name(table))\n\(indent)ADD \(constraint)"
    }

    /// Takes a constraint away.
    public static func dropConstraint(_ constraint: String, of table: ObjectName) -> String {
        "ALTER TABLE \(name(table)) DROP CONSTRAINT \(name(constraint))"
    }

    private static func named(_ name: String?) -> String? { name.map { "CONSTRAINT \(self.name($0))" } }

    private static func joined(_ parts: [String?]) -> String { parts.compactMap(\.self).joined(separator: " ") }

    private static func columns(_ columns: [String], hasPeriod: Bool) -> String {
        var names = columns.map { name($0) }
        if hasPeriod, let last = names.popLast() { names.append("PERIOD \(last)") }
        return "(\(names.joined(separator: ", ")))"
    }

    private static func validity(_ isValidated: Bool, _ isEnforced: Bool) -> String? {
        isEnforced ? isValidated ? nil : "NOT VALID" : "NOT ENFORCED"
    }
}
