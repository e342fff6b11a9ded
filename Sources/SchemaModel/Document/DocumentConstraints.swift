internal import SQLText

extension SchemaDocument {
    /// The constraints of a table, a line each.
    func constraints(of table: Table) -> [[DocumentText]] {
        var lines: [[DocumentText]] = []
        if let key = table.primaryKey { lines.append(["Primary Key: "] + text(of: key)) }
        lines += table.uniqueKeys.map { ["Unique: "] + text(of: $0) }
        lines += table.foreignKeys.map { ["Foreign Key: "] + text(of: $0) }
        lines += table.checks.map { check in
            let traits = traits(isValidated: check.isValidated, isEnforced: check.isEnforced)
            return ["Check: ", .code(check.expression)] + suffix(check.name, traits, check.comment)
        }
        lines += table.exclusions.map { exclusion in
            ["Exclusion: ", .code(exclusion.definition)] + suffix(exclusion.name, [], exclusion.comment)
        }
        return lines
    }

    private func text(of key: Key) -> [DocumentText] {
        var traits = words(key.deferral)
        if key.nullsAreEqual { traits.append("NULLS NOT DISTINCT") }
        if key.isWithoutOverlaps { traits.append("WITHOUT OVERLAPS") }
        if let conflict = key.conflict { traits.append("ON CONFLICT \(conflict)") }
        let included: [DocumentText] = key.included.isEmpty ? [] : [", including "] + .names(key.included)
        return .names(key.columns) + included + suffix(key.name, traits, key.comment)
    }

    private func text(of foreignKey: ForeignKey) -> [DocumentText] {
        let table = names.text(foreignKey.table)
        let columns = referencedColumns(of: foreignKey).map { "\(table).\($0)" }
        let target: [DocumentText] = columns.isEmpty ? [.code(table)] : .names(columns)
        return .names(foreignKey.columns) + [" references "] + target
            + suffix(foreignKey.name, traits(of: foreignKey), foreignKey.comment)
    }

    /// What sets a foreign key apart, in the words of SQL.
    private func traits(of foreignKey: ForeignKey) -> [String] {
        var traits: [String] = []
        if foreignKey.onDelete != .noAction { traits.append("ON DELETE \(foreignKey.onDelete.rawValue)") }
        if foreignKey.onUpdate != .noAction { traits.append("ON UPDATE \(foreignKey.onUpdate.rawValue)") }
        if foreignKey.isMatchFull { traits.append("MATCH FULL") }
        return traits + words(foreignKey.deferral)
            + self.traits(isValidated: foreignKey.isValidated, isEnforced: foreignKey.isEnforced)
    }

    private func traits(isValidated: Bool, isEnforced: Bool) -> [String] {
        isEnforced ? (isValidated ? [] : ["NOT VALID"]) : ["NOT ENFORCED"]
    }

    private func words(_ deferral: Deferral) -> [String] {
        switch deferral {
        case .never: []
        case .possible: ["DEFERRABLE"]
        case .usual: ["DEFERRABLE INITIALLY DEFERRED"]
        }
    }

    private func suffix(_ name: String?, _ traits: [String], _ comment: String?) -> [DocumentText] {
        var texts: [DocumentText] = traits.isEmpty ? [] : [.plain(", \(traits.joined(separator: ", "))")]
        if let name { texts += [" (via ", .code(name), ")"] }
        return texts + suffix(comment)
    }

    /// How a table is connected with others, both ways.
    func relationships(of table: Table) -> [[DocumentText]] {
        let own = table.foreignKeys.map { foreignKey in
            let kind = isUnique(foreignKey, of: table) ? "One-to-One" : "Many-to-One"
            return .names(foreignKey.columns) + [.plain(" - \(kind) relationship with ")] + link(foreignKey.table)
        }
        let others = references.to(table.name).map { reference -> [DocumentText] in
            let isUnique = isUnique(reference.foreignKey, of: reference.table)
            let columns = reference.foreignKey.columns.map { "\(names.text(reference.table.name)).\($0)" }
            let kind = isUnique ? "One-to-One" : "One-to-Many"
            return .names(columns) + [.plain(" - \(kind) relationship from ")] + link(reference.table.name)
        }
        return own + others
    }

    /// Whether no two rows of a table refer to the same row.
    func isUnique(_ foreignKey: ForeignKey, of table: Table) -> Bool {
        table.isUnique(foreignKey.columns.map { names.key($0) }, names)
    }
}
