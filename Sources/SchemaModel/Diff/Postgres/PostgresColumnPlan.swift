internal import SQLText

/// Columns of tables that stay.
extension PostgresCreatePlan {
    /// Adds and changes columns; those that are not wanted are gone by now.
    mutating func alterColumns(of table: Table) {
        for column in table.columns { dropExpression(column, of: table) }
        changeTypes(of: table)
        // What is computed may be computed from another new column.
        for isComputed in [false, true] {
            for column in table.columns
            where (column.generated != nil) == isComputed && tables[table.name]?.column(column.name) == nil {
                addColumn(column, to: table)
            }
        }
        for column in table.columns {
            changeExpression(column, of: table)
            leaveIdentity(column, of: table)
            if !putOff.contains(column.reference(in: table.name)) { changeDefault(column, of: table) }
            followNumbers(column, of: table)
            changeNullability(column, of: table)
            changeIdentity(column, of: table)
            changeStorage(column, of: table)
        }
    }

    /// Changes a column of a table, and of what has it from there.
    mutating func changeColumn(
        _ name: String, of table: ObjectName, withDescendants: Bool = true, _ edit: (inout Column) -> Void
    ) {
        for relation in [table] + (withDescendants ? descendants(of: table) : []) {
            change(relation) { state in
                guard let index = state.columns.firstIndex(where: { $0.name == name }) else { return }
                edit(&state.columns[index])
            }
        }
    }

    /// Changes a column of a table with those of its partitions and children.
    func alterColumn(_ column: Column, of table: Table, _ change: String) -> String {
        PostgresDDL.alterTable(table.name, "ALTER COLUMN \(PostgresDDL.name(column.name)) \(change)")
    }

    // MARK: Adding

    /// Source: <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES>.
    private mutating func addColumn(_ column: Column, to table: Table) {
        let children = descendants(of: table.name)
        var plain = column
        plain.storage?.compression = nil
        // An identity is no child's, so the column comes first.
        if !children.isEmpty { plain.identity = nil }
        let withDefault = !putOff.contains(column.reference(in: table.name))
        let definition = PostgresDDL.columnDefinition(plain, withDefault: withDefault)
        let (hazards, notes) = hazardsOfAdding(column)
        add(
            column.reference(in: table.name), PostgresDDL.alterTable(table.name, "ADD COLUMN \(definition)"),
            "Adds the column \(table.name).\(column.name)"
                + (notes.isEmpty ? "." : "; \(notes.joined(separator: "; "))."),
            hazards)
        (plain.comment, plain.grants) = (nil, [])
        plain.identity?.comment = nil
        plain.identity?.grants = []
        plain.storage = column.storage.map { storage in
            var kept = ColumnStorage()
            kept.serverOptions = storage.serverOptions
            return kept
        }
        if !withDefault { plain.defaultValue = nil }
        change(table.name) { $0.columns.append(plain) }
        plain.isInherited = true
        for child in children {
            change(child) { state in
                if state.column(column.name) == nil { state.columns.append(plain) }
            }
        }
    }

    /// The domain that a type is, if that or one that it is made of has conditions.
    private func constrainedDomain(_ type: String) -> Domain? {
        let found = new.types.values.first { $0.kind == .domain && $0.name.quoted(.postgres) == type }
        guard let domain = found?.domain else { return nil }
        return !domain.isNullable || !domain.checks.isEmpty ? domain : constrainedDomain(domain.type)
    }

    private func hazardsOfAdding(_ column: Column) -> (Set<Hazard>, [String]) {
        var (hazards, notes): (Set<Hazard>, [String]) = ([], [])
        let domain = constrainedDomain(column.type)
        let isFilled =
            column.identity != nil || column.generated?.isStored ?? false
            || column.defaultValue.map(volatility.isVolatile) ?? false
        if isFilled || domain != nil {
            hazards.formUnion([.blocksWrites, .rewritesTable])
            notes.append(isFilled ? "every row gets a value of its own" : "the value of every row is checked")
        }
        let isGiven = !column.isNullable || domain.map { !$0.isNullable && $0.defaultValue == nil } ?? false
        if isGiven, column.defaultValue == nil, column.identity == nil {
            hazards.insert(.mayFail)
            notes.append(
                column.generated == nil
                    ? "fails if there is a row, as it may not be NULL and has no default"
                    : "fails if it comes out as NULL for a row")
        }
        return (hazards, notes)
    }

    // MARK: Types

    private mutating func changeTypes(of table: Table) {
        var clauses: [String] = []
        var hazards: Set<Hazard> = []
        var explanations: [String] = []
        for column in table.columns {
            let reference = column.reference(in: table.name)
            guard pendingTypes.remove(reference) != nil, let old = tables[table.name]?.column(column.name),
                !isChangedAbove(column, of: table)
            else { continue }
            let conversion = conversion(of: column, from: old)
            // It was kept as a text meanwhile.
            if old.type == column.type, old.collation == column.collation, conversion.using == nil { continue }
            clauses += typeClauses(column, old, conversion, of: table)
            hazards.formUnion(conversion.hazards)
            let words = old.type == column.type ? "\(column.name)" : "\(column.name) from \(old.type) to \(column.type)"
            explanations.append(([words] + conversion.reasons).joined(separator: ": "))
            noteType(column, old, of: table.name)
        }
        guard !clauses.isEmpty else { return }
        let head = hazards.contains(.rewritesTable) ? "Rewrites" : "Changes"
        let text = clauses.map { "\n\(PostgresDDL.indent)\($0)" }.joined(separator: ",")
        add(
            table.reference, "ALTER TABLE \(PostgresDDL.name(table.name))\(text)",
            "\(head) the type of columns of \(table.name): \(explanations.joined(separator: "; ")).", hazards)
    }

    /// Whether the column of the table above is what changes.
    private func isChangedAbove(_ column: Column, of table: Table) -> Bool {
        tables[table.name]?.column(column.name)?.isInherited ?? false
            && parents(of: table.name).contains { $0.column(column.name) != nil }
    }

    private func conversion(of column: Column, from old: Column) -> PostgresTypeConversion {
        let type = removals.replaced.first {
            PostgresTypeName(old.type).isOf($0) && PostgresTypeName(column.type).isOf($0)
        }
        let replacement = type.flatMap { name in removals.old.types[name].map { ($0, new.types[name]) } }
        return PostgresTypeConversion(column.name, from: old, to: column, replacement: replacement)
    }

    private func typeClauses(
        _ column: Column, _ old: Column, _ conversion: PostgresTypeConversion, of table: Table
    ) -> [String] {
        let start = "ALTER COLUMN \(PostgresDDL.name(column.name)) "
        let collation = column.collation.map { " COLLATE \(PostgresDDL.name($0))" } ?? ""
        let using = conversion.using.map { " USING \($0)" } ?? ""
        let type = "\(start)TYPE \(column.type)\(collation)\(using)"
        // The server cannot convert every default that it can convert values of.
        guard old.defaultValue != nil else { return [type] }
        let isPutOff = putOff.contains(column.reference(in: table.name))
        let value = isPutOff || column.identity != nil ? nil : column.defaultValue
        return ["\(start)DROP DEFAULT", type] + (value.map { ["\(start)SET DEFAULT \($0)"] } ?? [])
    }

    /// What a column is like when its type has changed: it is kept as is usual for the type.
    private mutating func noteType(_ column: Column, _ old: Column, of table: ObjectName) {
        let isPutOff = putOff.contains(column.reference(in: table))
        for relation in [table] + descendants(of: table) {
            pendingTypes.remove(column.reference(in: relation))
            change(relation) { state in
                guard let index = state.columns.firstIndex(where: { $0.name == column.name }) else { return }
                (state.columns[index].type, state.columns[index].collation) = (column.type, column.collation)
                state.columns[index].storage?.mode = nil
                state.columns[index].storage?.compression = nil
                guard old.defaultValue != nil else { return }
                state.columns[index].defaultValue = isPutOff || column.identity != nil ? nil : column.defaultValue
            }
        }
    }

    // MARK: Values

    private mutating func dropExpression(_ column: Column, of table: Table) {
        guard tables[table.name]?.column(column.name)?.generated != nil, column.generated == nil else { return }
        add(
            column.reference(in: table.name), alterColumn(column, of: table, "DROP EXPRESSION"),
            "Has \(table.name).\(column.name) keep its values, and be written as any column.", [.changesMeaning])
        changeColumn(column.name, of: table.name) { $0.generated = nil }
    }

    /// Source: <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-EXPRESSION>.
    private mutating func changeExpression(_ column: Column, of table: Table) {
        guard let old = tables[table.name]?.column(column.name)?.generated, let generated = column.generated,
            old != generated
        else { return }
        let isChecked =
            !column.isNullable || table.checks.contains { PostgresMentions($0.expression).has([column.name]) }
        var hazards: Set<Hazard> =
            generated.isStored ? [.blocksWrites, .changesMeaning, .rewritesTable] : [.changesMeaning]
        if isChecked { hazards.formUnion([.blocksWrites, .mayFail]) }
        add(
            column.reference(in: table.name),
            alterColumn(column, of: table, "SET EXPRESSION AS (\(generated.expression))"),
            "Computes \(table.name).\(column.name) anew"
                + (isChecked ? "; fails if a value comes out that it may not have." : "."), hazards)
        changeColumn(column.name, of: table.name) { $0.generated = generated }
    }

    private mutating func changeDefault(_ column: Column, of table: Table) {
        guard column.generated == nil, let old = tables[table.name]?.column(column.name),
            old.defaultValue != column.defaultValue
        else { return }
        add(
            column.reference(in: table.name),
            PostgresDDL.setDefault(column.defaultValue, of: column.name, in: table.name),
            column.defaultValue == nil
                ? "Takes the default of \(table.name).\(column.name) away."
                : "Gives rows that come another default for \(table.name).\(column.name).", [.changesMeaning])
        changeColumn(column.name, of: table.name, withDescendants: false) { $0.defaultValue = column.defaultValue }
    }

    /// Gives a default that had to wait for a function, which needs the table.
    mutating func planPutOffDefault(_ piece: SchemaPiece) {
        guard let table = new.tables[piece.object.name], let column = table.column(piece.object.detail ?? "") else {
            return
        }
        if made.contains(table.name) {
            steps.append(
                PostgresStep(
                    piece.object,
                    piece.statements.map {
                        ChangeStatement($0, "Gives \(table.name).\(column.name) its default.")
                    }, needs: piece.needs))
        } else {
            changeDefault(column, of: table)
        }
    }

    /// Source: <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL>.
    private mutating func changeNullability(_ column: Column, of table: Table) {
        guard let old = tables[table.name]?.column(column.name) else { return }
        guard old.isNullable != column.isNullable else { return changeNotNullName(column, old, of: table) }
        let reference = column.reference(in: table.name)
        if column.isNullable {
            add(
                reference,
                PostgresDDL.setNullable(true, of: column.name, in: table.name, withChildren: true),
                "Lets \(table.name).\(column.name) be NULL.", [.changesMeaning])
        } else {
            let isOnline = removals.isOnline(table.name) && table.kind != .foreign
            let name = notNullName(column, of: table)
            let isFree = !(tables[table.name]?.constraintNames ?? []).contains(name)
            let statements =
                isOnline && options.namesNotNull && isFree
                ? validatedNotNull(column, of: table)
                : column.notNullName.map { [namedNotNull($0, column, of: table)] }
                    ?? (isOnline ? onlineNotNull(column, of: table) : plainNotNull(column, of: table))
            steps.append(PostgresStep(reference, statements))
        }
        changeColumn(column.name, of: table.name) { $0.isNullable = column.isNullable }
    }

    /// A name that comes from above cannot be changed; where nobody knows whether the server has them, one that it made
    /// is as good as any other.
    private mutating func changeNotNullName(_ column: Column, _ old: Column, of table: Table) {
        let isFromAbove = parents(of: table.name).contains { $0.column(column.name)?.isNullable == false }
        guard !column.isNullable, !column.isInherited, !isFromAbove, options.namesNotNull || column.notNullName != nil
        else { return }
        let wanted = notNullName(column, of: table)
        let name = notNullName(old, of: table)
        guard name != wanted else { return }
        add(
            column.reference(in: table.name), PostgresDDL.renameConstraint(name, of: table.name, to: wanted),
            "Renames the NOT NULL \(name) of \(table.name) to \(wanted).")
    }

    /// Since 18 a NOT NULL has a name.
    private func notNullName(_ column: Column, of table: Table) -> String {
        column.notNullName ?? column.usualNotNull(of: table.name)
    }

    /// A default is for rows that come, while a plan of SQLite copies every row and can put it in.
    private func standIn(_ column: Column) -> String {
        column.defaultValue == nil ? "" : ", as the default fills no row that is there"
    }

    private func namedNotNull(_ name: String, _ column: Column, of table: Table) -> ChangeStatement {
        ChangeStatement(
            PostgresDDL.addNotNull(name, column.name, to: table.name),
            "Has \(table.name).\(column.name) never be NULL; fails if it is in a row\(standIn(column)).",
            hazards: [.blocksWrites, .mayFail])
    }

    /// Source: <https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT>.
    private func validatedNotNull(_ column: Column, of table: Table) -> [ChangeStatement] {
        let name = notNullName(column, of: table)
        let place = "\(table.name).\(column.name)"
        return [
            ChangeStatement(
                PostgresDDL.addNotNull(name, column.name, to: table.name) + " NOT VALID",
                "Lets no NULL into \(place) from now on."),
            ChangeStatement(
                PostgresDDL.validate(name, of: table.name),
                "Reads all rows of \(table.name) while others write; fails if \(place) is NULL in one\(standIn(column)).",
                hazards: [.mayFail], isOutsideTransaction: true),
        ]
    }

    private func plainNotNull(_ column: Column, of table: Table) -> [ChangeStatement] {
        [
            ChangeStatement(
                PostgresDDL.setNullable(false, of: column.name, in: table.name, withChildren: true),
                "Has \(table.name).\(column.name) never be NULL; all rows are read, and it fails if it is NULL in one\(standIn(column)).",
                hazards: [.blocksWrites, .mayFail])
        ]
    }

    /// A condition that is known to hold spares the server reading all rows while nobody may write.
    private func onlineNotNull(_ column: Column, of table: Table) -> [ChangeStatement] {
        let taken = Set((tables[table.name]?.constraintNames ?? []).union(table.constraintNames))
        let name = FreeName.make(ObjectName("\(table.name.name)_\(column.name)"), "is_set") { taken.contains($0.name) }
        let check = Check("\(PostgresDDL.name(column.name)) IS NOT NULL", name: name.name)
        var unchecked = check
        unchecked.isValidated = false
        let place = "\(table.name).\(column.name)"
        return [
            ChangeStatement(
                PostgresDDL.addConstraint(PostgresDDL.checkConstraint(unchecked), to: table.name),
                "Lets no NULL into \(place) from now on."),
            ChangeStatement(
                PostgresDDL.validate(name.name, of: table.name),
                "Reads all rows of \(table.name) while others write; fails if \(place) is NULL in one\(standIn(column)).",
                hazards: [.mayFail], isOutsideTransaction: true),
            ChangeStatement(
                PostgresDDL.setNullable(false, of: column.name, in: table.name, withChildren: true),
                "Has \(place) never be NULL, which is known of all rows by now."),
            ChangeStatement(
                PostgresDDL.dropConstraint(name.name, of: table.name),
                "Drops the condition that is not needed any more."),
        ]
    }

    // MARK: Storage

    private mutating func changeStorage(_ column: Column, of table: Table) {
        let old = tables[table.name]?.column(column.name)?.storage
        guard old != column.storage else { return }
        let changes = PostgresStorage.changes(from: old, to: column.storage, type: column.type)
        for change in changes {
            add(
                column.reference(in: table.name), PostgresDDL.alterColumn(column.name, of: table.name, change),
                "Changes how values of \(table.name).\(column.name) are kept from now on.")
        }
        let (before, after) = (old?.serverOptions ?? [:], column.storage?.serverOptions ?? [:])
        if let options = PostgresDDL.serverOptionChanges(from: before, to: after) {
            let start = "ALTER FOREIGN TABLE \(PostgresDDL.name(table.name))"
            add(
                column.reference(in: table.name), "\(start) ALTER COLUMN \(PostgresDDL.name(column.name)) \(options)",
                "Changes what the server of \(table.name) is told of \(column.name).", [.changesMeaning])
        }
    }
}
