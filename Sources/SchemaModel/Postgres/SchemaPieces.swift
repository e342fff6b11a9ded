import SQLText

/// A schema, cut into pieces that can be put in order.
struct SchemaPieces {
    /// The pieces.
    private(set) var pieces: [SchemaPiece] = []
    private let schema: Schema
    /// Defaults, checks and views that are made in two steps.
    private let putOff: Set<ObjectReference>
    /// The partitioned tables that indexes are on, by the names of the indexes.
    private let indexOwners: [ObjectName: ObjectName]
    /// The partitions of each table.
    private let partitions: [ObjectName: [ObjectReference]]

    init(_ schema: Schema, putOff: Set<ObjectReference>) {
        self.schema = schema
        self.putOff = putOff
        let owners = schema.tables.filter { $0.kind == .partitioned }.flatMap { table in
            table.indexes.map { (ObjectName(schema: table.name.schema, $0.name), table.name) }
        }
        indexOwners = Dictionary(owners) { first, _ in first }
        partitions = Dictionary(
            schema.tables.compactMap { table in
                table.partition.map { ($0.table, [ObjectReference(.table, table.name)]) }
            }, uniquingKeysWith: +)
        addNamespaces()
        for type in schema.types { add(type) }
        for routine in schema.routines {
            let object = ObjectReference(.routine, routine.name, detail: routine.signature)
            pieces.append(
                SchemaPiece(
                    object, [routine.definition],
                    at: .init(rank: .routine, name: routine.name, detail: routine.signature)))
        }
        for sequence in schema.sequences { add(sequence) }
        let tables = Dictionary(schema.tables.map { ($0.name, $0) }) { first, _ in first }
        for table in schema.tables { add(table, tables) }
        for view in schema.views { add(view) }
        for other in schema.others { add(other) }
    }

    private mutating func addNamespaces() {
        for namespace in schema.namespaces where namespace.name != PostgresDDL.usualNamespace {
            let name = ObjectName(namespace.name)
            pieces.append(
                SchemaPiece(
                    ObjectReference(.namespace, name), [PostgresDDL.createNamespace(namespace)],
                    at: .init(rank: .namespace, name: name)))
        }
        let known = Set(schema.namespaces.map(\.name)).union([PostgresDDL.usualNamespace, "pg_catalog"])
        for item in schema.extensions {
            let name = ObjectName(item.name)
            let statement = PostgresDDL.createExtension(item, hasNamespace: known.contains(item.namespace))
            pieces.append(
                SchemaPiece(
                    ObjectReference(.extension, name), [statement], at: .init(rank: .extension, name: name)))
        }
    }

    private mutating func add(_ type: UserType) {
        let object = ObjectReference(.type, type.name)
        pieces.append(
            SchemaPiece(
                object, [PostgresDDL.createType(type, putOff: putOff)], at: .init(rank: .type, name: type.name)))
        for check in type.domain?.checks ?? [] {
            let constraint = ObjectReference(.constraint, type.name, detail: check.name)
            guard !check.isValidated || putOff.contains(constraint) else { continue }
            addPart(
                constraint, [PostgresDDL.addCheck(check, toDomain: type.name)], of: object,
                at: .init(rank: .type, name: type.name, step: 1, detail: check.name ?? ""))
        }
    }

    /// A sequence that goes with a column stands before its table, and is tied to it behind.
    private mutating func add(_ sequence: NumberSequence) {
        let object = ObjectReference(.sequence, sequence.name)
        let owner = sequence.owner
        pieces.append(
            SchemaPiece(
                object, [PostgresDDL.createSequence(sequence)],
                at: owner.map { .init(rank: .table, name: $0.name, step: -1, detail: sequence.name.name) }
                    ?? .init(rank: .sequence, name: sequence.name)))
        guard let owner else { return }
        var piece = SchemaPiece(
            object, [PostgresDDL.setOwner(of: sequence.name, owner)],
            at: .init(rank: .table, name: owner.name, step: 1, detail: sequence.name.name))
        piece.needs = [object, ObjectReference(.table, owner.name)]
        (piece.makesObject, piece.waitsForObject) = (false, false)
        pieces.append(piece)
    }

    // MARK: Tables

    private mutating func add(_ table: Table, _ tables: [ObjectName: Table]) {
        let object = ObjectReference(.table, table.name)
        let parents = (table.partition.map { [$0.table] } ?? []) + table.parents
        var piece = SchemaPiece(
            object,
            PostgresDDL.createTable(table, parents: parents.compactMap { tables[$0] }, putOff: putOff),
            at: .init(rank: .table, name: table.name))
        piece.needs = parents.map { ObjectReference(.table, $0) }
        if let type = table.traits.ofType { piece.needs.append(ObjectReference(.type, type)) }
        if let server = table.traits.server {
            piece.needs.append(ObjectReference(.other, ObjectName(server), detail: "server"))
        }
        pieces.append(piece)
        addPutOff(of: table, object)
        add(table.indexes, on: object, isPartitioned: table.kind == .partitioned, rank: .table)
        let properties = PostgresDDL.tableProperties(table)
        if !properties.isEmpty {
            addPart(object, properties, of: object, at: .init(rank: .table, name: table.name, step: 4))
        }
        for key in table.foreignKeys { add(key, of: table, tables) }
        add(table.triggers, on: object)
        addTriggersFromAbove(table, tables)
        for policy in table.policies {
            addPart(
                ObjectReference(.policy, table.name, detail: policy.name),
                [PostgresDDL.createPolicy(policy, on: table.name)], of: object,
                at: .init(rank: .policy, name: table.name, detail: policy.name), isWhole: true)
        }
    }

    /// Defaults and checks that come later, by choice or as CREATE TABLE cannot say them.
    private mutating func addPutOff(of table: Table, _ object: ObjectReference) {
        for column in table.columns {
            let reference = ObjectReference(.column, table.name, detail: column.name)
            guard putOff.contains(reference) else { continue }
            addPart(
                reference, [PostgresDDL.setDefault(column.defaultValue, of: column.name, in: table.name)], of: object,
                at: .init(rank: .table, name: table.name, step: 2, detail: column.name))
        }
        let within = Set(PostgresDDL.checksWithin(table))
        for check in table.checks where !check.isInherited {
            let reference = ObjectReference(.constraint, table.name, detail: check.name)
            guard !within.contains(check) || putOff.contains(reference) else { continue }
            let constraint = PostgresDDL.checkConstraint(check)
            addPart(
                reference, [PostgresDDL.addConstraint(constraint, to: table.name)], of: object,
                at: .init(rank: .table, name: table.name, step: 2, detail: check.name ?? ""))
            pieces[pieces.count - 1].needs += heirs(of: check, in: table.name)
        }
    }

    /// The tables that get a check from the table above: what is attached later would have to bring it along, and what
    /// inherits later would have it as one that all rows satisfy.
    private func heirs(of check: Check, in table: ObjectName) -> [ObjectReference] {
        schema.tables.filter { child in
            (child.partition?.table == table || child.parents.contains(table))
                && child.checks.contains { $0.isInherited && $0.name == check.name }
        }.flatMap { [$0.reference] + heirs(of: check, in: $0.name) }
    }

    private mutating func add(
        _ indexes: [Index], on relation: ObjectReference, isPartitioned: Bool, rank: SchemaPiece.Rank
    ) {
        // One that is not valid comes of a CONCURRENTLY that failed: nobody can make such a one.
        for index in indexes where index.isValid {
            addPart(
                ObjectReference(.index, relation.name, detail: index.name),
                PostgresDDL.createIndex(index, on: relation.name, isPartitioned: isPartitioned)
                    + PostgresDDL.indexStatistics(index, on: relation.name), of: relation,
                at: .init(rank: rank, name: relation.name, step: 3, detail: index.name), isWhole: true)
            // A partition that is attached later would get an index by itself, under a name of the server's choice.
            pieces[pieces.count - 1].needs += partitions[relation.name] ?? []
            if let parent = index.parent, let owner = indexOwners[parent] {
                pieces[pieces.count - 1].needs.append(ObjectReference(.index, owner, detail: parent.name))
            }
        }
    }

    /// A key that comes from the partitioned table is made with that table's; one with a name of its own is made before
    /// it, and then taken for a part of it.
    private mutating func add(_ key: ForeignKey, of table: Table, _ tables: [ObjectName: Table]) {
        let parent = table.partition.flatMap { tables[$0.table] }
        let isMadeWithParent = key.isInherited && parent?.foreignKeys.contains { $0.name == key.name } ?? true
        guard !isMadeWithParent else { return }
        let constraint = PostgresDDL.foreignKeyConstraint(key)
        addPart(
            ObjectReference(.constraint, table.name, detail: key.name),
            [PostgresDDL.addConstraint(constraint, to: table.name)], of: ObjectReference(.table, table.name),
            at: .init(rank: key.isInherited ? .partitionKey : .foreignKey, name: table.name, detail: key.name ?? ""),
            isWhole: true)
        pieces[pieces.count - 1].needs.append(ObjectReference(.table, key.table))
    }

    private mutating func add(_ triggers: [Trigger], on relation: ObjectReference) {
        for trigger in triggers {
            addPart(
                ObjectReference(.trigger, relation.name, detail: trigger.name),
                PostgresDDL.createTrigger(trigger, on: relation.name), of: relation,
                at: .init(rank: .trigger, name: relation.name, detail: trigger.name), isWhole: true)
        }
    }

    /// When triggers fire that a partition has from the table above, where that is not as there.
    private mutating func addTriggersFromAbove(_ table: Table, _ tables: [ObjectName: Table]) {
        for (name, state) in table.partition?.triggers.sorted(by: { $0.key < $1.key }) ?? [] {
            addPart(
                ObjectReference(.trigger, table.name, detail: name),
                [PostgresDDL.setEnabled(name, to: state, onlyOn: table.name)], of: ObjectReference(.table, table.name),
                at: .init(rank: .trigger, name: table.name, step: 1, detail: name))
            guard let above = table.above(in: tables).first(where: { $0.trigger(name) != nil }) else { continue }
            pieces[pieces.count - 1].needs.append(ObjectReference(.trigger, above.name, detail: name))
        }
    }

    // MARK: Views and others

    private mutating func add(_ view: View) {
        let object = ObjectReference(.view, view.name)
        let isPutOff = putOff.contains(object)
        if isPutOff {
            var placeholder = SchemaPiece(
                object, [PostgresDDL.createPlaceholder(for: view)], at: .init(rank: .view, name: view.name))
            placeholder.waitsForObject = false
            placeholder.needs = schema.dependencies.filter { $0.object == object }.map(\.needs).filter {
                $0.kind == .type || $0.kind == .extension
            }
            pieces.append(placeholder)
        }
        var piece = SchemaPiece(
            object, [PostgresDDL.createView(view, replacing: isPutOff)] + PostgresDDL.viewProperties(view),
            at: .init(rank: .view, name: view.name, step: 1))
        piece.makesObject = !isPutOff
        if isPutOff { piece.needs = [object] }
        pieces.append(piece)
        add(view.indexes, on: object, isPartitioned: false, rank: .view)
        let properties = PostgresDDL.indexedProperties(of: view)
        if !properties.isEmpty {
            addPart(object, properties, of: object, at: .init(rank: .view, name: view.name, step: 4))
        }
        add(view.triggers, on: object)
    }

    private mutating func add(_ other: OtherObject) {
        let rank: SchemaPiece.Rank =
            switch other.kind {
            case "rule", "publication": .late
            case "event trigger": .last
            case "language", "access method", "foreign data wrapper", "server", "collation": .foundation
            default: .other
            }
        pieces.append(
            SchemaPiece(
                ObjectReference(.other, other.name, detail: other.kind), other.statements,
                at: .init(rank: rank, name: other.name, detail: other.kind)))
    }

    /// Adds what belongs to a table or another object.
    /// - Parameter isWhole: whether it is an object that others may wait for.
    private mutating func addPart(
        _ reference: ObjectReference, _ statements: [String], of object: ObjectReference, at place: SchemaPiece.Place,
        isWhole: Bool = false
    ) {
        var piece = SchemaPiece(reference, statements, at: place)
        piece.needs = [object]
        piece.makesObject = isWhole
        piece.waitsForObject = reference != object
        pieces.append(piece)
    }
}
