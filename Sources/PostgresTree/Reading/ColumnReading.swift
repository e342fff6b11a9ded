internal import SQLText

extension TreeReader {
    func column(_ message: Message<Proto.ColumnDef>) -> Column {
        Column(
            name: message.string(.colname), type: message.message(.typeName, Proto.TypeName.self).map(type),
            constraints: message.messages(.constraints, Proto.Constraint.self).compactMap(constraint),
            offset: offset(message.int(.location)))
    }

    func type(_ message: Message<Proto.TypeName>) -> ColumnType {
        ColumnType(
            name: objectName(message.strings(.names)),
            modifiers: message.nodes(.typmods).compactMap {
                $0.kind == .aConst ? integer($0.message(Proto.AConst.self)) : nil
            },
            isArray: !message.all(.arrayBounds).isEmpty, offset: offset(message.int(.location)))
    }

    private func integer(_ constant: Message<Proto.AConst>) -> Int? {
        constant.message(.ival, Proto.Integer.self)?.int(.ival)
    }

    func constraint(_ message: Message<Proto.Constraint>) -> Constraint? {
        guard let written: Proto.ConstrType = message.value(.contype) else { return nil }
        let isForeign = written == .foreign
        return Constraint(
            kind: kind(written), name: message.name(.conname),
            columns: message.strings(isForeign ? .fkAttrs : .keys),
            referenced: relation(message.message(.pktable, Proto.RangeVar.self)), usedIndex: message.name(.indexname),
            isNotValid: message.flag(.skipValidation), expression: message.node(.rawExpr).map(expression),
            offset: offset(message.int(.location)))
    }

    private func kind(_ type: Proto.ConstrType) -> Constraint.Kind {
        switch type {
        case .null: .null
        case .notnull: .notNull
        case .default: .defaultValue
        case .identity: .identity
        case .generated: .generated
        case .check: .check
        case .primary: .primaryKey
        case .unique: .unique
        case .exclusion: .exclusion
        case .foreign: .foreignKey
        }
    }
}
