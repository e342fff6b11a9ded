internal import SQLText

extension TreeReader {
    func alteration(_ message: Message<Proto.AlterTableStmt>) -> PostgresStatement {
        guard let relation = relation(message.message(.relation, Proto.RangeVar.self)) else { return .other }
        return .alterTable(
            AlterTable(
                relation: relation, kind: kind(message.value(.objtype)), toleratesMissing: message.flag(.missingOk),
                actions: message.messages(.cmds, Proto.AlterTableCmd.self).map(action)))
    }

    private func action(_ command: Message<Proto.AlterTableCmd>) -> AlterAction {
        guard let type: Proto.AlterTableType = command.value(.subtype) else { return .other }
        return columnAction(type, command) ?? constraintAction(type, command) ?? partitionAction(type, command)
            ?? tableAction(type, command)
    }

    private func columnAction(_ type: Proto.AlterTableType, _ command: Message<Proto.AlterTableCmd>) -> AlterAction? {
        let name = command.string(.name)
        let definition = command.node(.def)
        switch type {
        case .addColumn:
            return definition.map {
                .addColumn(column($0.message(Proto.ColumnDef.self)), toleratesExisting: command.flag(.missingOk))
            }
        case .dropColumn:
            return .dropColumn(
                name, cascades: isCascade(command, .behavior), toleratesMissing: command.flag(.missingOk))
        case .columnDefault: return .setDefault(column: name, definition.map(expression))
        case .setNotNull: return .setNotNull(column: name)
        case .dropNotNull: return .dropNotNull(column: name)
        case .addIdentity: return .addIdentity(column: name)
        case .alterColumnType:
            guard let message = definition?.message(Proto.ColumnDef.self),
                var type = message.message(.typeName, Proto.TypeName.self).map(self.type)
            else { return nil }
            type.isCollated = !message.all(.collClause).isEmpty
            return .setType(column: name, type, isComputed: !message.all(.rawDefault).isEmpty)
        default: return nil
        }
    }

    private func constraintAction(
        _ type: Proto.AlterTableType, _ command: Message<Proto.AlterTableCmd>
    ) -> AlterAction? {
        switch type {
        case .addConstraint:
            command.node(.def).flatMap { constraint($0.message(Proto.Constraint.self)) }.map { .addConstraint($0) }
        case .dropConstraint: .dropConstraint(command.string(.name), cascades: isCascade(command, .behavior))
        case .validateConstraint: .validateConstraint(command.string(.name))
        default: nil
        }
    }

    private func partitionAction(
        _ type: Proto.AlterTableType, _ command: Message<Proto.AlterTableCmd>
    ) -> AlterAction? {
        guard let partition = command.node(.def), partition.kind == .partitionCmd else { return nil }
        let message = partition.message(Proto.PartitionCmd.self)
        guard let relation = relation(message.message(.name, Proto.RangeVar.self)) else { return nil }
        switch type {
        case .attachPartition:
            let bound = message.message(.bound, Proto.PartitionBoundSpec.self)
            return .attachPartition(relation, isDefault: bound?.flag(.isDefault) ?? false)
        case .detachPartition: return .detachPartition(relation, isConcurrent: message.flag(.concurrent))
        case .detachPartitionFinalize: return .setting(.shareUpdateExclusive)
        default: return nil
        }
    }

    /// What is done to the table as a whole, with the locks of `AlterTableGetLockLevel`.
    ///
    /// <https://www.postgresql.org/docs/current/sql-altertable.html>
    private func tableAction(_ type: Proto.AlterTableType, _ command: Message<Proto.AlterTableCmd>) -> AlterAction {
        switch type {
        case .setLogged: .rewrite(.logged)
        case .setUnLogged: .rewrite(.unlogged)
        case .setTableSpace: .rewrite(.tablespace)
        case .setAccessMethod: .rewrite(.accessMethod)
        case .enableTrig, .enableAlwaysTrig, .enableReplicaTrig:
            .setTriggers(isEnabled: true, name: command.name(.name))
        case .enableTrigAll, .enableTrigUser: .setTriggers(isEnabled: true, name: nil)
        case .disableTrig: .setTriggers(isEnabled: false, name: command.name(.name))
        case .disableTrigAll, .disableTrigUser: .setTriggers(isEnabled: false, name: nil)
        case .disableRowSecurity, .noForceRowSecurity: .setRowSecurity(isWeaker: true)
        case .enableRowSecurity, .forceRowSecurity: .setRowSecurity(isWeaker: false)
        case .setStatistics, .setOptions, .resetOptions, .clusterOn, .dropCluster, .setRelOptions, .resetRelOptions:
            .setting(.shareUpdateExclusive)
        case .alterConstraint: .setting(.accessExclusive)
        case .addInherit: .setParent(command.node(.def).flatMap { relation($0.message(Proto.RangeVar.self)) })
        case .dropInherit: .setParent(nil)
        default: .other
        }
    }
}
