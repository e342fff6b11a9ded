internal import SQLText

/// What is made and changed when all that stood in the way is gone, in the order in which the new schema is made.
///
/// Each object that stays is changed at the place where it would be made: there all is there that it needs.
struct PostgresCreatePlan {
    /// The steps, in order.
    var steps: [PostgresStep] = []
    /// The tables as they are by now.
    var tables: [ObjectName: Table]
    /// Tables that this plan makes: nobody waits for them, and they have no rows but those it puts in.
    var made: Set<ObjectName> = []
    /// Columns whose type is still to be changed.
    var pendingTypes: Set<ObjectReference>

    let removals: PostgresRemovals
    /// What is left of the old schema.
    let present: PostgresLookup
    let new: PostgresLookup
    let options: PostgresChangePlan.Options
    let volatility: PostgresVolatility
    /// Defaults, checks and views that are made in two steps.
    let putOff: Set<ObjectReference>
    /// Where the rows of tables are that are made anew.
    let keptRows: PostgresKeptRows

    /// Indexes of partitioned tables that take the places of others when all their parts are built.
    var swaps: [PostgresStep] = []

    /// What is done when the rows are back in their tables.
    private var properties: [PostgresStep] = []
    private var areRowsBack = false

    init(
        _ removals: PostgresRemovals, _ pieces: [SchemaPiece], _ keptRows: PostgresKeptRows,
        _ options: PostgresChangePlan.Options
    ) {
        (self.removals, self.options, self.keptRows) = (removals, options, keptRows)
        present = PostgresLookup(removals.remaining)
        new = removals.new
        tables = present.tables
        volatility = PostgresVolatility(removals.new.schema)
        pendingTypes = removals.retyped.filter { [tables] in tables[$0.name] != nil }
        putOff = Set(
            pieces.filter { !$0.makesObject && [.column, .constraint].contains($0.object.kind) }.map(\.object))
        for piece in pieces {
            if piece.place.rank >= .partitionKey { bringRowsBack() }
            plan(piece)
        }
        bringRowsBack()
        steps += swaps
        dropHandedOver()
        for table in new.schema.tables where !made.contains(table.name) { alterProperties(of: table) }
        for view in new.schema.views { alterProperties(of: view) }
    }

    // MARK: Steps

    /// Adds a step of one statement.
    mutating func add(
        _ object: ObjectReference, _ sql: String, _ explanation: String, _ hazards: Set<Hazard> = [],
        isOutside: Bool = false, needs: [ObjectReference] = []
    ) {
        let statement = ChangeStatement(sql, explanation, hazards: hazards, isOutsideTransaction: isOutside)
        steps.append(PostgresStep(object, [statement], needs: needs))
    }

    /// Adds what makes an object that was not there, or is not any more.
    mutating func make(_ piece: SchemaPiece, _ what: String, _ hazards: Set<Hazard> = []) {
        let first = piece.statements.prefix(1).map { ChangeStatement($0, "Makes the \(what).", hazards: hazards) }
        let others = piece.statements.dropFirst().map { sql in
            let explanation = PostgresFiring.explanation(by: sql, of: what) ?? Self.lookup(by: sql, of: what)
            return ChangeStatement(sql, explanation ?? "Says more of the \(what).", hazards: hazards)
        }
        steps.append(PostgresStep(piece.object, first + others, needs: piece.needs))
    }

    /// Where a text search configuration looks words of a kind up, by the statement that says it; `nil` for any other one.
    private static func lookup(by sql: String, of what: String) -> String? {
        guard let start = sql.firstRange(of: " ADD MAPPING FOR ")?.upperBound,
            let end = sql[start...].firstRange(of: " WITH ")
        else { return nil }
        return "Has the \(what) look up \(sql[start..<end.lowerBound]) in \(sql[end.upperBound...])."
    }

    private mutating func bringRowsBack() {
        guard !areRowsBack else { return }
        areRowsBack = true
        steps += keptRows.returning(removals.replaced) + properties
    }

    private mutating func plan(_ piece: SchemaPiece) {
        let object = piece.object
        switch object.kind {
        case .namespace:
            if !present.has(object) { make(piece, "schema \(object.name)") }
        case .extension: planExtension(piece)
        case .type: planType(piece)
        case .sequence: planSequence(piece)
        case .table: planTable(piece)
        case .view: planView(piece)
        case .routine: planRoutine(piece)
        case .other:
            if !present.has(object), let other = new.others[object] {
                make(piece, "\(other.kind) \(other.name)", other.kind == "rule" ? [.changesMeaning] : [])
            }
        case .column: planPutOffDefault(piece)
        case .constraint: planConstraint(piece)
        case .index: planIndex(piece)
        case .trigger: planTrigger(piece)
        case .policy: planPolicy(piece)
        }
    }

    // MARK: Small kinds

    private mutating func planExtension(_ piece: SchemaPiece) {
        let name = piece.object.name.name
        guard let item = new.schema.extensions.first(where: { $0.name == name }) else { return }
        guard let old = present.schema.extensions.first(where: { $0.name == name }) else {
            return make(piece, "extension \(name)")
        }
        let quoted = PostgresDDL.name(name)
        if old.namespace != item.namespace {
            add(
                piece.object, "ALTER EXTENSION \(quoted) SET SCHEMA \(PostgresDDL.name(item.namespace))",
                "Takes the extension \(name) to \(item.namespace); fails if it cannot be moved.",
                [.changesMeaning, .mayFail])
        }
        if old.version != item.version {
            add(
                piece.object, "ALTER EXTENSION \(quoted) UPDATE TO \(SQLLiteral.text(item.version))",
                "Brings the extension \(name) to version \(item.version); fails if the server has no way there.",
                [.changesMeaning, .mayFail])
        }
    }

    private mutating func planPolicy(_ piece: SchemaPiece) {
        let name = piece.object.name
        guard let policy = new.tables[name]?.policies.first(where: { $0.name == piece.object.detail }) else { return }
        let old = present.tables[name]?.policies.first { $0.name == policy.name }
        guard let old, !made.contains(name) else {
            return make(piece, "policy \(policy.name) of \(name)", made.contains(name) ? [] : [.changesMeaning])
        }
        guard old.roles != policy.roles || old.using != policy.using || old.check != policy.check else { return }
        add(
            piece.object, PostgresDDL.alterPolicy(policy, on: name),
            "Changes which rows of \(name) the policy \(policy.name) lets through.", [.changesMeaning])
    }

    private mutating func planRoutine(_ piece: SchemaPiece) {
        guard let routine = new.routines[piece.object] else { return }
        let what = "\(routine.kind.rawValue) \(routine.name)(\(routine.signature))"
        guard let old = present.routines[piece.object] else { return make(piece, what) }
        guard PostgresEquality.content(old) != PostgresEquality.content(routine) else { return }
        add(
            piece.object, routine.definition,
            "Changes the \(what). Values that were computed with the old one stay, in indexes and columns too.",
            [.changesMeaning])
    }

    private mutating func planSequence(_ piece: SchemaPiece) {
        guard let sequence = new.sequences[piece.object.name] else { return }
        let old = present.sequences[sequence.name]
        guard piece.makesObject else {
            if sequence.owner != old?.owner {
                add(
                    piece.object, PostgresDDL.setOwner(of: sequence.name, sequence.owner),
                    "Ties the sequence \(sequence.name) to its column.", needs: piece.needs)
            }
            return
        }
        guard let old else { return make(piece, "sequence \(sequence.name)") }
        if old.owner != nil, sequence.owner == nil {
            add(
                piece.object, PostgresDDL.setOwner(of: sequence.name, nil),
                "Unties the sequence \(sequence.name) from its column.")
        }
        let name = PostgresDDL.name(sequence.name)
        if old.isUnlogged != sequence.isUnlogged {
            add(
                piece.object, "ALTER SEQUENCE \(name) SET \(sequence.isUnlogged ? "UNLOGGED" : "LOGGED")",
                "Says whether the sequence \(sequence.name) outlives a crash.")
        }
        let changes = PostgresDDL.numberingChanges(from: old.numbers, to: sequence.numbers)
        guard !changes.isEmpty else { return }
        let isNarrower =
            sequence.numbers.maximum < old.numbers.maximum || sequence.numbers.minimum > old.numbers.minimum
        add(
            piece.object, "ALTER SEQUENCE \(name) \(changes.joined(separator: " "))",
            "Changes the numbers of \(sequence.name)"
                + (isNarrower ? "; fails if it has come further than it may now." : "."),
            isNarrower ? [.changesMeaning, .mayFail] : [.changesMeaning])
    }

    // MARK: Tables

    private mutating func planTable(_ piece: SchemaPiece) {
        guard let table = new.tables[piece.object.name] else { return }
        guard tables[table.name] != nil, !made.contains(table.name) else { return makePart(piece, of: table) }
        if piece.makesObject { alter(table) }
    }

    /// Makes a table, or says more of one that this plan has made.
    private mutating func makePart(_ piece: SchemaPiece, of table: Table) {
        guard piece.makesObject else {
            let statements = piece.statements.map { ChangeStatement($0, "Says more of the table \(table.name).") }
            let step = PostgresStep(
                piece.object, statements,
                needs: table.indexes.map { ObjectReference(.index, table.name, detail: $0.name) })
            if areRowsBack { steps.append(step) } else { properties.append(step) }
            return
        }
        made.insert(table.name)
        var own = table
        var statements = piece.statements
        if let partition = table.partition, statements.last == PostgresDDL.attachPartition(table.name, partition) {
            statements.removeLast()
            own.partition = nil
        }
        (own.indexes, own.foreignKeys) = ([], [])
        tables[table.name] = own
        steps.append(
            PostgresStep(
                piece.object, statements.map { ChangeStatement($0, "Makes the table \(table.name).") },
                needs: piece.needs))
        attach(table)
    }
}
