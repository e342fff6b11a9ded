internal import SQLText

extension TreeReader {
    func table(_ message: Message<Proto.CreateStmt>, isForeign: Bool = false) -> CreateTable? {
        let target = message.message(.relation, Proto.RangeVar.self)
        guard let relation = relation(target) else { return nil }
        let parts = message.nodes(.tableElts)
        return CreateTable(
            relation: relation,
            columns: parts.filter { $0.kind == .columnDef }.map { column($0.message(Proto.ColumnDef.self)) },
            constraints: (parts + message.nodes(.constraints)).filter { $0.kind == .constraint }
                .compactMap { constraint($0.message(Proto.Constraint.self)) },
            parents: relations(message.nodes(.inhRelations)), isPartition: !message.all(.partbound).isEmpty,
            isPartitioned: !message.all(.partspec).isEmpty, persistence: persistence(target),
            copiesColumns: parts.contains { $0.kind == .tableLikeClause }, isForeign: isForeign,
            toleratesExisting: message.flag(.ifNotExists))
    }

    func foreignTable(_ message: Message<Proto.CreateForeignTableStmt>) -> PostgresStatement {
        let base = message.message(.baseStmt, Proto.CreateStmt.self)
        return base.flatMap { table($0, isForeign: true) }.map { .createTable($0) } ?? .other
    }

    func tableAs(_ message: Message<Proto.CreateTableAsStmt>) -> PostgresStatement {
        let type: Proto.ObjectType? = message.value(.objtype)
        let into = message.message(.into, Proto.IntoClause.self)
        guard let target = relation(into?.message(.rel, Proto.RangeVar.self)) else { return .other }
        let query = message.node(.query).flatMap { $0.kind == .selectStmt ? $0.message(Proto.SelectStmt.self) : nil }
        let copied = into?.flag(.skipData) == true ? [] : query.map(sources(of:)) ?? []
        return .createTableAs(target, isMaterializedView: type == .matview, copied: copied)
    }

    func index(_ message: Message<Proto.IndexStmt>) -> PostgresStatement {
        guard let relation = relation(message.message(.relation, Proto.RangeVar.self)) else { return .other }
        return .createIndex(
            CreateIndex(
                name: message.name(.idxname), relation: relation,
                columns: message.messages(.indexParams, Proto.IndexElem.self).map { $0.name(.name) },
                method: message.string(.accessMethod), isUnique: message.flag(.unique),
                isConcurrent: message.flag(.concurrent), isPartial: !message.all(.whereClause).isEmpty,
                toleratesExisting: message.flag(.ifNotExists)))
    }

    func drop(_ message: Message<Proto.DropStmt>) -> Drop {
        Drop(
            kind: kind(message.value(.removeType)), offset: base, names: message.nodes(.objects).map(droppedName),
            cascades: isCascade(message, .behavior), isConcurrent: message.flag(.concurrent),
            toleratesMissing: message.flag(.missingOk))
    }

    private func droppedName(_ node: Node) -> ObjectName {
        switch node.kind {
        case .list: objectName(node.message(Proto.List.self).strings(.items))
        case .string: ObjectName(node.message(Proto.String.self).string(.sval))
        case .typeName: objectName(node.message(Proto.TypeName.self).strings(.names))
        case .objectWithArgs: objectName(node.message(Proto.ObjectWithArgs.self).strings(.objname))
        default: ObjectName("")
        }
    }

    func rename(_ message: Message<Proto.RenameStmt>) -> Rename {
        let relation = relation(message.message(.relation, Proto.RangeVar.self))
        return Rename(
            kind: kind(message.value(.renameType)), relation: relation,
            relationKind: relation == nil ? nil : kind(message.value(.relationType)), oldName: message.name(.subname),
            newName: message.string(.newname))
    }

    func move(_ message: Message<Proto.AlterObjectSchemaStmt>) -> PostgresStatement {
        .setSchema(
            kind(message.value(.objectType)), relation(message.message(.relation, Proto.RangeVar.self)),
            newSchema: message.string(.newschema))
    }
}
