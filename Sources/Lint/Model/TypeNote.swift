internal import SQLText

/// What a statement says of the type of a column, so that later files know what it was.
struct TypeNote: Sendable, Hashable {
    /// A type as a statement writes it.
    struct WrittenType: Sendable, Hashable {
        /// Its name: `varchar`.
        let name: ObjectName
        /// What stands in parentheses behind it.
        let modifiers: [Int]
        /// Whether it is an array of that type.
        let isArray: Bool
    }

    /// The table.
    let table: ObjectName
    /// The column; `nil` for all of them.
    let column: String?
    /// The type; `nil` where the statement does not tell it, as one that gives a column another name.
    let type: WrittenType?
}

extension [Linter.Report] {
    /// Takes back what files of one database say of a change of type that an earlier of them shows to be only noted.
    ///
    /// - Precondition: they are in the order in which the files are run.
    public mutating func withdrawNotedTypes() {
        let changed = Set(flatMap { $0.findings.compactMap { $0.finding.newType?.table } })
        guard !changed.isEmpty else { return }
        var known: [ObjectName: [String: TypeNote.WrittenType]] = [:]
        for number in indices {
            self[number].findings.removeAll { placed in
                guard let new = placed.finding.newType, let column = new.column, let type = new.type else {
                    return false
                }
                return known[new.table]?[column].map(type.isStored(as:)) ?? false
            }
            for note in self[number].types where changed.contains(note.table) {
                if let column = note.column {
                    known[note.table, default: [:]][column] = note.type
                } else {
                    known[note.table] = nil
                }
            }
        }
    }
}

extension TypeNote.WrittenType {
    /// Whether every value of another type is stored just as it would be in a column of this one.
    ///
    /// Where timestamps are, the clock is UTC: of others nobody asks.
    /// <https://www.postgresql.org/docs/current/sql-altertable.html>
    fileprivate func isStored(as old: Self) -> Bool {
        guard name.schema == nil, old.name.schema == nil, !isArray, !old.isArray else { return false }
        switch (old.name.name, name.name) {
        case ("varchar", "text"), ("text", "text"), ("text", "varchar"), ("varchar", "varchar"), ("varbit", "varbit"):
            guard let limit = modifiers.first else { return true }
            return old.modifiers.first.map { $0 <= limit } ?? false
        case ("numeric", "numeric"):
            guard let digits = modifiers.first else { return true }
            guard let oldDigits = old.modifiers.first else { return false }
            return oldDigits <= digits && old.modifiers.dropFirst().first ?? 0 == modifiers.dropFirst().first ?? 0
        case ("cidr", "inet"), ("inet", "inet"): return true
        case ("timestamp", "timestamptz"), ("timestamptz", "timestamp"):
            return modifiers.isEmpty || modifiers == old.modifiers
        default: return false
        }
    }
}
