internal import SQLText

/// Types of all kinds.
extension PostgresCreatePlan {
    /// Makes a type, or changes one that stays.
    mutating func planType(_ piece: SchemaPiece) {
        guard let type = new.types[piece.object.name] else { return }
        guard let old = present.types[type.name] else {
            let statements = piece.statements.map { ChangeStatement($0, "Makes the type \(type.name).") }
            steps.append(PostgresStep(piece.object, statements, needs: piece.needs))
            return
        }
        switch type.kind {
        // Its values come before everything else.
        case .enumeration, .range: break
        case .domain: alterDomain(type, from: old)
        case .composite: alterAttributes(of: type, from: old)
        }
    }

    // MARK: Domains

    /// Source: <https://www.postgresql.org/docs/current/sql-alterdomain.html>.
    private mutating func alterDomain(_ type: UserType, from old: UserType) {
        guard let domain = type.domain, let before = old.domain else { return }
        let reference = ObjectReference(.type, type.name)
        let start = "ALTER DOMAIN \(PostgresDDL.name(type.name)) "
        if before.defaultValue != domain.defaultValue {
            add(
                reference, start + (domain.defaultValue.map { "SET DEFAULT \($0)" } ?? "DROP DEFAULT"),
                "Changes the default of the domain \(type.name), for rows that come.", [.changesMeaning])
        }
        if before.isNullable != domain.isNullable {
            let name = domain.notNullName
            let change = name.map { "ADD CONSTRAINT \(PostgresDDL.name($0)) NOT NULL" } ?? "SET NOT NULL"
            add(
                reference, start + (domain.isNullable ? "DROP NOT NULL" : change),
                domain.isNullable
                    ? "Lets values of the domain \(type.name) be NULL."
                    : "Has values of the domain \(type.name) never be NULL; all tables with it are read, and it fails if one is.",
                domain.isNullable ? [.changesMeaning] : [.blocksWrites, .mayFail])
        }
        for check in domain.checks {
            let constraint = ObjectReference(.constraint, type.name, detail: check.name)
            if !putOff.contains(constraint) { planCheck(check.name ?? "", of: type) }
        }
    }

    /// Adds a condition of a domain, or has values that were there before checked.
    mutating func planCheck(_ name: String, of type: UserType) {
        guard let check = type.domain?.checks.first(where: { $0.name == name }) else { return }
        let reference = ObjectReference(.constraint, type.name, detail: name)
        let fails = "all tables with it are read, and it fails if a value does not satisfy it."
        guard let old = present.types[type.name]?.domain?.checks.first(where: { $0.name == name }) else {
            let isNew = present.types[type.name] == nil
            return add(
                reference, PostgresDDL.addCheck(check, toDomain: type.name),
                "Makes the condition \(name) of the domain \(type.name)" + (isNew ? "." : "; \(fails)"),
                isNew || !check.isValidated ? [] : [.blocksWrites, .mayFail])
        }
        guard !old.isValidated, check.isValidated else { return }
        add(
            reference,
            "ALTER DOMAIN \(PostgresDDL.name(type.name)) VALIDATE CONSTRAINT \(PostgresDDL.name(name))",
            "Checks the values of the domain \(type.name): \(fails)", [.blocksWrites, .mayFail])
    }

    // MARK: Composite types

    /// Source: <https://www.postgresql.org/docs/current/sql-altertype.html>.
    private mutating func alterAttributes(of type: UserType, from old: UserType) {
        let reference = ObjectReference(.type, type.name)
        let start = "ALTER TYPE \(PostgresDDL.name(type.name)) "
        for attribute in old.attributes where !type.attributes.contains(where: { $0.name == attribute.name }) {
            add(
                reference, start + "DROP ATTRIBUTE \(PostgresDDL.name(attribute.name))",
                "Drops \(type.name).\(attribute.name) with its values wherever the type is used.", [.deletesData])
        }
        for attribute in type.attributes {
            let name = PostgresDDL.name(attribute.name)
            guard let before = old.attributes.first(where: { $0.name == attribute.name }) else {
                add(
                    reference, start + "ADD ATTRIBUTE \(PostgresDDL.columnDefinition(attribute))",
                    "Adds \(type.name).\(attribute.name).")
                continue
            }
            guard before.type != attribute.type || before.collation != attribute.collation else { continue }
            let collation = attribute.collation.map { " COLLATE \(PostgresDDL.name($0))" } ?? ""
            add(
                reference, start + "ALTER ATTRIBUTE \(name) TYPE \(attribute.type)\(collation)",
                "Changes the type of \(type.name).\(attribute.name) from \(before.type) to \(attribute.type); no column has the type.",
                [.changesMeaning])
        }
    }
}

/// Values that are added to enumerations.
///
/// A value cannot be used in the transaction that adds it, so these come first, by themselves if anything uses them.
/// Source: <https://www.postgresql.org/docs/current/sql-altertype.html#SQL-ALTERTYPE-NOTES>.
enum PostgresLabelPlan {
    /// The statements; `others` are all that come behind them.
    static func statements(
        from old: PostgresLookup, to new: PostgresLookup, replaced: Set<ObjectName>, before others: [ChangeStatement]
    ) -> [ChangeStatement] {
        new.schema.types.flatMap { type -> [ChangeStatement] in
            guard type.kind == .enumeration, let before = old.types[type.name], before.kind == .enumeration,
                !replaced.contains(type.name)
            else { return [] }
            let added = type.labels.filter { !before.labels.contains($0) }
            let isUsed = others.contains { mayUse(added, of: type, $0.sql) }
            let note = isUsed ? " It has to be committed before it is used, and stays though what follows fails." : ""
            return added.map { label in
                ChangeStatement(
                    add(label, to: type, having: before.labels), "Adds the value '\(label)' to \(type.name).\(note)",
                    isOutsideTransaction: isUsed)
            }
        }
    }

    /// Whether a statement names one of the values, or may find one in a row whose texts it reads as such.
    private static func mayUse(_ labels: [String], of type: UserType, _ sql: String) -> Bool {
        let isNamed = labels.contains { sql.contains($0) || sql.contains(SQLLiteral.text($0).dropFirst().dropLast()) }
        let isConversion = sql.contains(" USING ") || sql.hasPrefix("INSERT INTO ")
        return isNamed || isConversion && sql.contains("::\(PostgresDDL.name(type.name))")
    }

    /// Each is placed by what stands before it, or else by what follows.
    private static func add(_ label: String, to type: UserType, having labels: [String]) -> String {
        let start = "ALTER TYPE \(PostgresDDL.name(type.name)) ADD VALUE \(SQLLiteral.text(label))"
        guard let place = type.labels.firstIndex(of: label) else { return start }
        let isLast = !type.labels[place...].contains(where: labels.contains)
        if isLast { return start }
        if place > 0 { return start + " AFTER \(SQLLiteral.text(type.labels[place - 1]))" }
        let next = type.labels.first(where: labels.contains)
        return next.map { start + " BEFORE \(SQLLiteral.text($0))" } ?? start
    }
}
