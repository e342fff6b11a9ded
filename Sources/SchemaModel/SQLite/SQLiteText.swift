internal import SQLText

/// Parts of statements for SQLite.
enum SQLiteText {
    /// A constraint with its name, if it has one.
    static func named(_ name: String?, _ constraint: String) -> String {
        name.map { "CONSTRAINT \($0.quotedName(.sqlite)) \(constraint)" } ?? constraint
    }

    /// What happens on a conflict, behind a constraint.
    static func conflict(_ answer: String?) -> String { answer.map { " ON CONFLICT \($0)" } ?? "" }

    /// Names in parentheses.
    static func list(_ names: [String]) -> String {
        "(" + names.map { $0.quotedName(.sqlite) }.joined(separator: ", ") + ")"
    }

    /// The columns and expressions of a key or an index in parentheses.
    static func parts(_ parts: [IndexPart]) -> String {
        let texts = parts.map { part in
            (part.column?.quotedName(.sqlite) ?? part.expression ?? "")
                + (part.collation.map { " COLLATE \(SQLiteCollation.written($0))" } ?? "")
                + (part.isDescending ? " DESC" : "")
        }
        return "(" + texts.joined(separator: ", ") + ")"
    }

    /// A CHECK constraint.
    static func check(_ check: Check) -> String { named(check.name, "CHECK (\(check.expression))") }

    /// A foreign key from REFERENCES on.
    static func references(_ key: ForeignKey) -> String {
        let columns = key.referencedColumns.isEmpty ? "" : " " + list(key.referencedColumns)
        var text = "REFERENCES \(key.table.name.quotedName(.sqlite))\(columns)"
        if key.isMatchFull { text += " MATCH FULL" }
        if key.onDelete != .noAction { text += " ON DELETE \(key.onDelete.rawValue)" }
        if key.onUpdate != .noAction { text += " ON UPDATE \(key.onUpdate.rawValue)" }
        switch key.deferral {
        case .never: return text
        case .possible: return text + " DEFERRABLE"
        case .usual: return text + " DEFERRABLE INITIALLY DEFERRED"
        }
    }

    /// A default value, in parentheses unless it is one token or a number with its sign.
    static func defaultValue(_ value: String) -> String {
        guard let tokens = try? SQLiteTokens(value), let last = tokens.all.last else { return "(\(value))" }
        let isOne = tokens.all.count == 1 && last.kind != .quotedIdentifier
        let isSigned = tokens.all.count == 2 && last.kind == .number && tokens.all[0].kind == .punctuation
        return isOne || isSigned ? value : "(\(value))"
    }
}
