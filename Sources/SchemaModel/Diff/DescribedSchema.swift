internal import SQLText

extension Schema {
    /// All objects in the form in which they are compared.
    var described: [DescribedObject] {
        namespaces.map(describe) + extensions.map(describe) + types.map(describe) + sequences.map(describe)
            + tables.map { DescribedTable($0, dialect).object } + views.map(describe) + routines.map(describe)
            + others.map(describe)
    }

    private func describe(_ namespace: Namespace) -> DescribedObject {
        var object = DescribedObject(kind: .namespace, name: namespace.name, key: NameKey(namespace.name, dialect))
        object.properties = [("comment", namespace.comment), ("grants", DescribedText.grants(namespace.grants))]
        return object
    }

    private func describe(_ item: Extension) -> DescribedObject {
        var object = DescribedObject(kind: .extension, name: item.name, key: NameKey(item.name, dialect))
        object.summary = item.version
        object.properties = [("schema", item.namespace), ("version", item.version)]
        return object
    }

    private func describe(_ type: UserType) -> DescribedObject {
        var object = DescribedObject(kind: .type, name: type.name.description, key: NameKey(type.name, dialect))
        object.summary = type.kind.rawValue
        object.properties = [("kind", type.kind.rawValue), ("options", DescribedText.options(type.options))]
        if let domain = type.domain {
            object.properties += [
                ("type", domain.type), ("not null", DescribedText.flag(!domain.isNullable)),
                ("name of not null", domain.notNullName), ("default", domain.defaultValue),
                ("collation", domain.collation?.description),
            ]
            object.parts += domain.checks.map { DescribedTable.check($0, dialect) }
        }
        object.properties += [("comment", type.comment), ("grants", DescribedText.grants(type.grants))]
        object.parts += type.labels.map { DescribedObject(kind: .label, name: $0, key: NameKey(Array($0.utf8))) }
        object.parts += type.attributes.map { DescribedTable.column($0, .attribute, dialect) }
        object.orderedKinds = [.label, .attribute]
        return object
    }

    private func describe(_ sequence: NumberSequence) -> DescribedObject {
        var object = DescribedObject(
            kind: .sequence, name: sequence.name.description, key: NameKey(sequence.name, dialect))
        object.properties = [
            ("numbers", DescribedText.numbers(sequence.numbers)),
            ("owner", sequence.owner.map { "\($0.kind.rawValue) \($0.name)" + ($0.detail.map { ".\($0)" } ?? "") }),
            ("unlogged", DescribedText.flag(sequence.isUnlogged)), ("comment", sequence.comment),
            ("grants", DescribedText.grants(sequence.grants)),
        ]
        return object
    }

    private func describe(_ view: View) -> DescribedObject {
        var object = DescribedObject(kind: .view, name: view.name.description, key: NameKey(view.name, dialect))
        object.summary = view.isMaterialized ? "materialized" : ""
        object.properties = [
            ("materialized", DescribedText.flag(view.isMaterialized)),
            ("names its columns", view.namesColumns ? DescribedText.list(view.columns.map(\.name)) : nil),
            ("query", view.query), ("check option", view.checkOption),
            ("options", DescribedText.options(view.options)), ("access method", view.accessMethod),
            ("replica identity", view.replicaIdentity), ("clustered on", view.clusteredOn),
            ("comment", view.comment), ("grants", DescribedText.grants(view.grants)),
        ]
        // What columns a view of SQLite has follows from its query and from the tables.
        if dialect != .sqlite {
            object.parts = view.columns.map { DescribedTable.column($0, .column, dialect) }
            object.orderedKinds = [.column]
        }
        object.parts += view.indexes.map { DescribedTable.index($0, dialect) }
        object.parts += view.triggers.map { DescribedTable.trigger($0, dialect) }
        return object
    }

    private func describe(_ routine: Routine) -> DescribedObject {
        let name = "\(routine.name)(\(routine.signature))"
        var object = DescribedObject(kind: .routine, name: name, key: NameKey(name, dialect))
        object.summary = routine.result ?? ""
        object.properties = [
            ("kind", routine.kind.rawValue), ("result", routine.result), ("language", routine.language),
            ("definition", routine.definition), ("comment", routine.comment),
            ("grants", DescribedText.grants(routine.grants)),
        ]
        return object
    }

    private func describe(_ other: OtherObject) -> DescribedObject {
        let name = "\(other.kind) \(other.name)" + (other.detail.map { " of \($0)" } ?? "")
        var object = DescribedObject(kind: .other, name: name, key: NameKey(name, dialect))
        object.properties = [
            ("definition", other.statements.joined(separator: ";\n")), ("removal", other.removal),
            ("comment", other.comment),
        ]
        return object
    }
}
