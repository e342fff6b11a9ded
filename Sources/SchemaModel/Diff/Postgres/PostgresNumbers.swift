internal import SQLText

/// Where columns have their numbers from: identities, and sequences that a DEFAULT calls.
extension PostgresCreatePlan {
    /// Takes the identity of a column away; the sequence that comes in its place goes on with its numbers.
    mutating func leaveIdentity(_ column: Column, of table: Table) {
        guard column.identity == nil, let old = tables[table.name]?.column(column.name), old.identity != nil else {
            return
        }
        let needed = new.numberSource(of: column, in: table.name).map {
            " Whoever inserts rows without a number needs USAGE on the sequence \($0) from now on."
        }
        let drop = ChangeStatement(
            PostgresDDL.dropIdentity(of: column.name, in: table.name),
            "Gives \(table.name).\(column.name) no numbers of its own any more." + (needed ?? ""),
            hazards: [.changesMeaning])
        let going = continueNumbers(of: column, of: table)
        steps.append(
            PostgresStep(
                column.reference(in: table.name), (going.map { [$0] } ?? []) + [drop], needs: sequence(column, table)))
        changeColumn(column.name, of: table.name) { $0.identity = nil }
    }

    /// Has a sequence go on behind the numbers of a column that had them from elsewhere.
    mutating func followNumbers(_ column: Column, of table: Table) {
        let reference = column.reference(in: table.name)
        guard column.identity == nil, !column.isInherited, table.kind != .foreign,
            present.tables[table.name]?.column(column.name) != nil,
            !(removals.handovers[reference]?.isIdentity ?? false),
            let statement = continueNumbers(of: column, of: table)
        else { return }
        steps.append(PostgresStep(reference, [statement], needs: sequence(column, table)))
    }

    /// Has the new source of a column's numbers go on behind those that were given; nothing where it is the old one.
    private func continueNumbers(of column: Column, of table: Table) -> ChangeStatement? {
        let reference = column.reference(in: table.name)
        guard let source = new.numberSource(of: column, in: table.name), column.isNumber,
            let numbers = new.numbers(of: column, from: source)
        else { return nil }
        let before = removals.old.tables[table.name]?.column(column.name)
        let isSame = before.map { removals.old.numberSource(of: $0, in: table.name) == source } ?? false
        let handover = removals.handovers[reference]
        if isSame, handover == nil { return nil }
        let others = (handover.map { [$0.aside] } ?? []) + (present.sequences[source] == nil ? [] : [source])
        var statement = PostgresColumnText.continueNumbers(
            of: column, in: table.name, from: source, numbers, behind: others)
        if let old = handover?.numbers, old.maximum > numbers.maximum || old.minimum < numbers.minimum {
            statement.explanation += " Fails if they have come further than they may now."
            statement.hazards.append(.mayFail)
        }
        return statement
    }

    private func sequence(_ column: Column, _ table: Table) -> [ObjectReference] {
        new.numberSource(of: column, in: table.name).map { [ObjectReference(.sequence, $0)] } ?? []
    }

    /// Drops the sequences that were aside, when all columns have left them.
    mutating func dropHandedOver() {
        let groups = Dictionary(grouping: removals.handovers.values.filter { !$0.isIdentity }, by: \.source)
        for (source, handovers) in groups.sorted(by: { $0.key < $1.key }) {
            let statement = ChangeStatement(
                PostgresDDL.dropSequence(handovers[0].aside),
                "Drops the sequence \(source), whose numbers go on elsewhere.")
            steps.append(
                PostgresStep(ObjectReference(.sequence, source), [statement], needs: handovers.map(\.column).sorted()))
        }
    }

    // MARK: Identity

    /// Gives a column numbers of its own, or changes which.
    mutating func changeIdentity(_ column: Column, of table: Table) {
        guard let identity = column.identity, let old = tables[table.name]?.column(column.name) else { return }
        let reference = column.reference(in: table.name)
        guard let before = old.identity else {
            let statement = ChangeStatement(
                alterColumn(column, of: table, "ADD \(PostgresDDL.identityClause(identity))"),
                "Gives \(table.name).\(column.name) numbers.", hazards: [.changesMeaning])
            let going = continueNumbers(of: column, of: table)
            return steps.append(PostgresStep(reference, [statement] + (going.map { [$0] } ?? [])))
        }
        var clauses = PostgresDDL.numberingChanges(from: before.numbers, to: identity.numbers, isIdentity: true)
        if before.isAlways != identity.isAlways {
            clauses.insert("SET GENERATED \(identity.isAlways ? "ALWAYS" : "BY DEFAULT")", at: 0)
        }
        if !clauses.isEmpty {
            add(
                reference, alterColumn(column, of: table, clauses.joined(separator: " ")),
                "Changes the numbers of \(table.name).\(column.name); fails if they have come further than they may now.",
                [.changesMeaning, .mayFail])
        }
        renameSequence(from: before, to: identity, column, of: table)
    }

    private mutating func renameSequence(
        from old: Identity, to wanted: Identity, _ column: Column, of table: Table
    ) {
        let from = old.sequenceName(of: column.name, in: table.name)
        let to = wanted.sequenceName(of: column.name, in: table.name)
        guard from.name != to.name else { return }
        add(
            column.reference(in: table.name), PostgresDDL.rename("SEQUENCE", from, to: to.name),
            "Renames the sequence behind \(table.name).\(column.name).")
    }
}
