internal import SQLText

/// Constraints and indexes of tables that stay.
extension PostgresCreatePlan {
    /// Adds keys, checks and exclusion constraints, and changes what can be changed of those that stay.
    mutating func alterConstraints(of table: Table) {
        for (key, isPrimary) in table.keys { alterKey(key, isPrimary, of: table) }
        for check in table.checks {
            let reference = ObjectReference(.constraint, table.name, detail: check.name)
            let comesFromAbove =
                check.isInherited
                && parents(of: table.name).contains { parent in
                    new.tables[parent.name]?.checks.contains { $0.name == check.name } ?? false
                }
            if !putOff.contains(reference), !comesFromAbove { alterCheck(check, of: table) }
        }
        for item in table.exclusions where !has(item.name, in: table.name) {
            add(
                ObjectReference(.constraint, table.name, detail: item.name),
                PostgresDDL.addConstraint(PostgresDDL.exclusionConstraint(item), to: table.name),
                "Makes the exclusion constraint \(item.name) of \(table.name); fails if two rows exclude each other.",
                [.blocksWrites, .mayFail])
        }
    }

    private func has(_ constraint: String, in table: ObjectName) -> Bool {
        tables[table]?.constraintNames.contains(constraint) ?? false
    }

    // MARK: Keys

    private mutating func alterKey(_ key: Key, _ isPrimary: Bool, of table: Table) {
        guard has(key.name ?? "", in: table.name) else {
            // The partitioned table takes those of its partitions for parts of its own.
            var parts: [ObjectReference] = []
            for child in descendants(of: table.name) where table.kind == .partitioned {
                guard let other = new.tables[child] else { continue }
                let content = PostgresEquality.content(key)
                let own = other.keys.first {
                    $0.isPrimary == isPrimary && PostgresEquality.content($0.key) == content
                }
                guard let own else { continue }
                if !has(own.key.name ?? "", in: child) { addKey(own.key, isPrimary, to: other) }
                parts.append(ObjectReference(.constraint, child, detail: own.key.name))
            }
            return addKey(key, isPrimary, to: table, needs: parts)
        }
        let old = tables[table.name]?.keys.first { $0.key.name == key.name }?.key
        alterOptions(of: key.name ?? "", in: table.name, from: old?.options ?? [:], to: key.options)
    }

    /// Changes storage parameters of an index or of that of a key.
    private mutating func alterOptions(
        of index: String, in table: ObjectName, from old: [String: String], to new: [String: String]
    ) {
        let name = PostgresDDL.name(ObjectName(schema: table.schema, index))
        for change in PostgresDDL.optionChanges(from: old, to: new) {
            add(
                ObjectReference(.index, table, detail: index), "ALTER INDEX \(name) \(change)",
                "Changes storage parameters of the index \(index), for what comes into it.")
        }
    }

    private mutating func addKey(
        _ key: Key, _ isPrimary: Bool, to table: Table, needs parts: [ObjectReference] = []
    ) {
        let reference = ObjectReference(.constraint, table.name, detail: key.name)
        let what = "\(isPrimary ? "primary key" : "unique constraint") \(key.name ?? "") of \(table.name)"
        let fails = "fails if two rows are equal in it"
        var statements = [
            ChangeStatement(
                PostgresDDL.addConstraint(PostgresDDL.keyConstraint(key, isPrimary: isPrimary), to: table.name),
                "Makes the \(what); \(fails).", hazards: [.blocksWrites, .mayFail])
        ]
        if removals.isOnline(table.name), table.kind == .ordinary, !key.isWithoutOverlaps, var index = key.index {
            let replaced = removals.replacements.indexes[reference]
            index.name = replaced?.beside ?? index.name
            let building = ChangeStatement(
                PostgresDDL.createIndex(index, on: table.name, concurrently: true)[0],
                "Builds the index of the \(what) while others write; \(fails), and leaves an index that is not valid then.",
                hazards: [.mayFail], isOutsideTransaction: true)
            let making = ChangeStatement(
                PostgresDDL.addKey(
                    key, usingIndexOf: table.name, named: index.name, isPrimary: isPrimary, insteadOf: replaced?.old),
                "Makes the index the \(what)" + (replaced == nil ? "." : ", in place of the old one."))
            statements = replaced?.isBuilt ?? false ? [making] : [building, making]
        }
        let columns = key.columns.map { ObjectReference(.column, table.name, detail: $0) }
        steps.append(PostgresStep(reference, statements, needs: columns + parts))
        change(table.name) { state in
            if isPrimary { state.primaryKey = key } else { state.uniqueKeys.append(key) }
        }
    }

    // MARK: Checks

    private mutating func alterCheck(_ check: Check, of table: Table) {
        let name = check.name ?? ""
        guard has(name, in: table.name) else { return addCheck(check, to: table) }
        let old = tables[table.name]?.checks.first { $0.name == name }
        if let old, !old.isValidated, check.isValidated {
            validate(name, of: table)
            change(table.name) { state in
                for index in state.checks.indices where state.checks[index].name == name {
                    state.checks[index].isValidated = true
                }
            }
            for child in descendants(of: table.name) {
                change(child) { state in
                    for index in state.checks.indices where state.checks[index].name == name {
                        state.checks[index].isValidated = true
                    }
                }
            }
        }
    }

    private mutating func validate(_ constraint: String, of table: Table) {
        add(
            ObjectReference(.constraint, table.name, detail: constraint),
            PostgresDDL.validate(constraint, of: table.name),
            "Reads all rows of \(table.name) while others write; fails if one does not satisfy \(constraint).",
            [.mayFail], isOutside: removals.isOnline(table.name))
    }

    private mutating func addCheck(_ check: Check, to table: Table) {
        let name = check.name ?? ""
        var first = check
        let isOnline = removals.isOnline(table.name) && check.isValidated && check.isEnforced
        if isOnline { first.isValidated = false }
        let isChecked = check.isValidated && check.isEnforced && !isOnline
        add(
            ObjectReference(.constraint, table.name, detail: name),
            PostgresDDL.addConstraint(PostgresDDL.checkConstraint(first), to: table.name),
            "Makes the condition \(name) of \(table.name)"
                + (isChecked
                    ? "; all rows are read, and it fails if one does not satisfy it." : ", for rows that come."),
            isChecked ? [.blocksWrites, .mayFail] : [])
        if isOnline { validate(name, of: table) }
        change(table.name) { $0.checks.append(check) }
        guard !check.isNotInherited else { return }
        var inherited = check
        inherited.isInherited = true
        for child in descendants(of: table.name) where !has(name, in: child) {
            change(child) { $0.checks.append(inherited) }
        }
    }

    // MARK: Foreign keys

    /// Makes a check that was put off, or a foreign key, or changes when it is checked.
    mutating func planConstraint(_ piece: SchemaPiece) {
        let (object, name) = (piece.object, piece.object.detail ?? "")
        if let type = new.types[object.name], tables[object.name] == nil { return planCheck(name, of: type) }
        guard let table = new.tables[object.name] else { return }
        guard let key = table.foreignKeys.first(where: { $0.name == name }) else {
            guard let check = table.checks.first(where: { $0.name == name }) else { return }
            if made.contains(table.name) {
                steps.append(
                    PostgresStep(
                        object,
                        piece.statements.map { ChangeStatement($0, "Makes the condition \(name) of \(table.name).") },
                        needs: piece.needs))
            } else {
                alterCheck(check, of: table)
            }
            return
        }
        guard let old = tables[table.name]?.foreignKeys.first(where: { $0.name == name }) else {
            return addForeignKey(key, to: table)
        }
        if old.deferral != key.deferral {
            add(
                object, PostgresDDL.setDeferral(of: key, in: table.name),
                "Says when the foreign key \(name) of \(table.name) is checked.", [.changesMeaning])
        }
        if !old.isValidated, key.isValidated { validate(name, of: table) }
    }

    private mutating func addForeignKey(_ key: ForeignKey, to table: Table) {
        let name = key.name ?? ""
        let isPlain = made.contains(table.name) && keptRows.isWithoutRows(table.name)
        let isOnline =
            removals.isOnline(table.name) && !isPlain && !made.contains(table.name) && table.kind == .ordinary
            && key.isValidated && key.isEnforced
        var first = key
        if isOnline { first.isValidated = false }
        let isChecked = !isPlain && !isOnline && key.isValidated && key.isEnforced
        let referenced = new.tables[key.table]?.keys ?? []
        let uniques = (new.tables[key.table]?.indexes ?? []).filter(\.isUnique)
        add(
            ObjectReference(.constraint, table.name, detail: name),
            PostgresDDL.addConstraint(PostgresDDL.foreignKeyConstraint(first), to: table.name),
            "Makes the foreign key \(name) of \(table.name)"
                + (isChecked
                    ? "; all rows are read, and it fails if one refers to none."
                    : isPlain ? "." : ", for rows that come."),
            isChecked ? [.blocksWrites, .mayFail] : [],
            needs: referenced.map { ObjectReference(.constraint, key.table, detail: $0.key.name) }
                + uniques.map { ObjectReference(.index, key.table, detail: $0.name) })
        if isOnline { validate(name, of: table) }
        change(table.name) { $0.foreignKeys.append(key) }
    }

    // MARK: Indexes

    /// Makes an index, or changes what can be changed of one that stays.
    mutating func planIndex(_ piece: SchemaPiece) {
        let relation = piece.object.name
        guard let index = new.indexes(of: relation).first(where: { $0.name == piece.object.detail }) else { return }
        let state = tables[relation]?.indexes ?? (present.views[relation]?.indexes ?? [])
        guard let old = state.first(where: { $0.name == index.name }) else {
            if let replaced = removals.replacements.indexes[piece.object] {
                replaceIndex(index, of: relation, replaced)
            } else {
                makeIndex(index, of: relation, isPartitioned: new.tables[relation]?.kind == .partitioned)
            }
            return change(relation) { $0.indexes.append(index) }
        }
        if let parent = index.parent, old.parent != parent, let place = attached(index, of: relation).parent {
            let owner = new.tables[relation]?.partition?.table ?? relation
            add(
                piece.object, PostgresDDL.attachIndex(index.name, of: relation, to: place),
                "Makes the index \(index.name) a part of \(place).",
                needs: [ObjectReference(.index, owner, detail: parent.name)])
        }
        alterOptions(of: index.name, in: relation, from: old.options, to: index.options)
        for sql in PostgresDDL.indexStatistics(index, on: relation, from: old) {
            add(piece.object, sql, Self.statisticsText(index, relation))
        }
    }

    private static func statisticsText(_ index: Index, _ relation: ObjectName) -> String {
        "Says how much is gathered of an expression in the index \(index.name) of \(relation)."
    }

    /// The index as a part of one that has another name until that is free.
    private func attached(_ index: Index, of relation: ObjectName) -> Index {
        guard let parent = index.parent, let owner = new.tables[relation]?.partition?.table,
            let replaced = removals.replacements.indexes[ObjectReference(.index, owner, detail: parent.name)]
        else { return index }
        var index = index
        index.parent = ObjectName(schema: parent.schema, replaced.beside)
        return index
    }

    /// Source: <https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY>.
    mutating func makeIndex(_ wanted: Index, of relation: ObjectName, isPartitioned: Bool) {
        let index = attached(wanted, of: relation)
        let isThere = !made.contains(relation) && (tables[relation] != nil || present.views[relation] != nil)
        let isOnline = removals.isOnline(relation) && isThere && !isPartitioned
        let sql = PostgresDDL.createIndex(index, on: relation, isPartitioned: isPartitioned, concurrently: isOnline)
        let mayFail = index.isUnique && (isThere || !keptRows.isWithoutRows(relation)) && !isPartitioned
        var hazards: Set<Hazard> = mayFail ? [.mayFail] : []
        if isThere, !isOnline, !isPartitioned { hazards.insert(.blocksWrites) }
        var explanation =
            isOnline
            ? "Builds the index \(index.name) of \(relation) while others write"
            : "Makes the index \(index.name) of \(relation)"
        if mayFail { explanation += "; fails if two rows are equal in it" }
        if isOnline { explanation += "; what fails leaves an index that is not valid" }
        let first = ChangeStatement(sql[0], explanation + ".", hazards: hazards, isOutsideTransaction: isOnline)
        let rest = sql.dropFirst().map {
            ChangeStatement($0, "Makes the index \(index.name) a part of that of the whole.")
        }
        let statistics = PostgresDDL.indexStatistics(index, on: relation).map {
            ChangeStatement($0, Self.statisticsText(index, relation))
        }
        var needs = [ObjectReference(new.views[relation] == nil ? .table : .view, relation)]
        if let parent = wanted.parent, let owner = new.tables[relation]?.partition?.table {
            needs.append(ObjectReference(.index, owner, detail: parent.name))
        }
        // A partition that is attached later would get an index by itself, under a name of the server's choice.
        if isPartitioned { needs += new.descendants(of: relation).map { ObjectReference(.table, $0) } }
        steps.append(
            PostgresStep(
                ObjectReference(.index, relation, detail: index.name), [first] + statistics + rest, needs: needs))
    }
}
