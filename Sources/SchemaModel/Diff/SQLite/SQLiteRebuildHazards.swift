internal import SQLText

/// Why rows that fit an old table may not fit the new one.
extension SQLiteRebuild {
    /// What has to be known of the copy, and when it fails.
    var hazards: (Set<Hazard>, [String]) {
        var hazards: Set<Hazard> = [.blocksWrites, .rewritesTable]
        let isOther = new.columns.contains { column in
            guard let old = source(of: column) else { return false }
            return old.type != column.type || old.collation != column.collation || fillsGaps(of: column, from: old)
                || isRenamed(column)
        }
        if isOther { hazards.insert(.changesMeaning) }
        let reasons = new.columns.compactMap(missingValue) + new.columns.compactMap(wrongType) + brokenConstraints
        if !reasons.isEmpty { hazards.insert(.mayFail) }
        return (hazards, reasons)
    }

    /// Whether a column may have values that it did not have, or compares them in another way.
    private func changes(_ column: Column) -> Bool {
        guard let old = source(of: column) else { return true }
        let isOther = old.type != column.type || old.collation != column.collation || old.generated != column.generated
        return isOther || fillsGaps(of: column, from: old) || takesName(column, from: old)
    }

    /// Whether a constraint or an expression of the old table meant something else by the name of a column: words that
    /// did not change are about other values then.
    private func takesName(_ column: Column, from source: Column) -> Bool {
        guard NameKey(source.name, .sqlite) != NameKey(column.name, .sqlite) else { return false }
        return old.constraintsMention(column.name) || old.expressionsMention(column.name)
    }

    /// Whether any value that the table had may be another one.
    ///
    /// The name of a column that is gone is a string where an expression still has it in quotation marks.
    /// Source: <https://www.sqlite.org/quirks.html#dblquote>.
    private var changesValues: Bool {
        new.columns.contains(where: changes)
            || old.columns.contains { new.column($0.name) == nil && new.expressionsMention($0.name) }
    }

    /// Whether rows may be equal in a key or an index that were not.
    func mayBeEqual(_ parts: [IndexPart], predicate: String? = nil) -> Bool {
        let isPlain =
            predicate == nil
            && parts.allSatisfy { part in
                part.column.flatMap(new.column).map { $0.generated == nil } ?? false
            }
        return isPlain ? parts.contains { $0.column.flatMap(new.column).map(changes) ?? true } : changesValues
    }

    // MARK: Reasons

    private func missingValue(_ column: Column) -> String? {
        guard !column.isNullable, new.rowIDColumn != column.name else { return nil }
        guard let old = source(of: column) else {
            if column.usualValue != nil { return nil }
            let reason = column.generated == nil ? "has no default" : "is computed"
            return "there is any row, as \(column.name) may not be NULL and \(reason)"
        }
        let isComputed = column.generated != nil && changesValues
        guard old.isNullable && column.usualValue == nil || isComputed || old.generated != column.generated else {
            return nil
        }
        return "\(column.name) is NULL in a row"
    }

    private func wrongType(_ column: Column) -> String? {
        if new.rowIDColumn == column.name, let old = source(of: column), self.old.rowIDColumn != old.name {
            return "a value of \(column.name) is no whole number"
        }
        guard new.traits.isStrict, column.type != "ANY" else { return nil }
        let isComputed = column.generated != nil && changesValues
        guard !old.traits.isStrict || changes(column) || isComputed else { return nil }
        return "a value of \(column.name) is no \(column.type)"
    }

    private var brokenConstraints: [String] {
        var reasons: [String] = []
        if let key = new.primaryKey, key.parts != old.primaryKey?.parts || mayBeEqual(key.parts) {
            reasons.append("two rows have the same primary key")
        }
        let keys = old.uniqueKeys.map(\.parts)
        if new.uniqueKeys.contains(where: { !keys.contains($0.parts) || mayBeEqual($0.parts) }) {
            reasons.append("two rows are equal in a unique key")
        }
        let checks = old.checks.map(\.expression)
        if !new.checks.isEmpty, changesValues || new.checks.contains(where: { !checks.contains($0.expression) }) {
            reasons.append("a row does not satisfy a CHECK")
        }
        if new.foreignKeys.contains(where: { !old.foreignKeys.contains($0) || changesAny(of: $0.columns) }) {
            reasons.append("a row refers to none by a foreign key")
        }
        return reasons
    }

    private func changesAny(of columns: [String]) -> Bool {
        columns.contains { new.column($0).map(changes) ?? true }
    }
}
