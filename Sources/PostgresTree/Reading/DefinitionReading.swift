internal import SQLText

extension TreeReader {
    /// CREATE and ALTER of what is no table, and GRANT.
    func definition(_ node: Node) -> PostgresStatement? {
        switch node.kind {
        case .viewStmt:
            let replaces = node.message(Proto.ViewStmt.self).flag(.replace)
            return relation(in: node, Proto.ViewStmt.self, .view).map { .createView($0, replaces: replaces) }
        case .createSeqStmt:
            return relation(in: node, Proto.CreateSeqStmt.self, .sequence).map { .createSequence($0) }
        case .createSchemaStmt: return .createSchema(node.message(Proto.CreateSchemaStmt.self).string(.schemaname))
        case .createExtensionStmt:
            return .createExtension(node.message(Proto.CreateExtensionStmt.self).string(.extname))
        case .createdbStmt: return .createDatabase(node.message(Proto.CreatedbStmt.self).string(.dbname))
        case .dropdbStmt: return .dropDatabase(node.message(Proto.DropdbStmt.self).string(.dbname))
        case .createFunctionStmt: return .createFunction(function(node.message(Proto.CreateFunctionStmt.self)))
        case .grantStmt: return grant(node.message(Proto.GrantStmt.self))
        default: return typeDefinition(node) ?? attachment(node)
        }
    }

    private func typeDefinition(_ node: Node) -> PostgresStatement? {
        switch node.kind {
        case .createDomainStmt:
            let domain = node.message(Proto.CreateDomainStmt.self)
            return .createDomain(
                objectName(domain.strings(.domainname)), type: domain.message(.typeName, Proto.TypeName.self).map(type),
                constraints: domain.messages(.constraints, Proto.Constraint.self).compactMap(constraint))
        case .alterDomainStmt:
            let domain = node.message(Proto.AlterDomainStmt.self)
            let added = domain.node(.def).flatMap { definition in
                definition.kind == .constraint ? constraint(definition.message(Proto.Constraint.self)) : nil
            }
            return .alterDomain(objectName(domain.strings(.typeName)), added: added)
        case .createEnumStmt: return .createEnum(objectName(node.message(Proto.CreateEnumStmt.self).strings(.typeName)))
        case .alterEnumStmt:
            let change = node.message(Proto.AlterEnumStmt.self)
            return .alterEnum(
                AlterEnum(
                    type: objectName(change.strings(.typeName)), oldValue: change.name(.oldVal),
                    newValue: change.string(.newVal), toleratesExisting: change.flag(.skipIfNewValExists)))
        default: return nil
        }
    }

    /// What is hung on a table.
    private func attachment(_ node: Node) -> PostgresStatement? {
        switch node.kind {
        case .createTrigStmt:
            let name = node.message(Proto.CreateTrigStmt.self).string(.trigname)
            return relation(in: node, Proto.CreateTrigStmt.self, .relation).map { .createTrigger(name: name, on: $0) }
        case .ruleStmt:
            let name = node.message(Proto.RuleStmt.self).string(.rulename)
            return relation(in: node, Proto.RuleStmt.self, .relation).map { .createRule(name: name, on: $0) }
        case .createPolicyStmt:
            let name = node.message(Proto.CreatePolicyStmt.self).string(.policyName)
            return relation(in: node, Proto.CreatePolicyStmt.self, .table).map { .createPolicy(name: name, on: $0) }
        default: return nil
        }
    }

    private func function(_ message: Message<Proto.CreateFunctionStmt>) -> CreateFunction {
        let options = message.messages(.options, Proto.DefElem.self)
        let settings = options.filter { $0.string(.defname) == "set" }.compactMap { $0.node(.arg) }
        return CreateFunction(
            name: objectName(message.strings(.funcname)), isSecurityDefiner: isOn("security", in: options),
            settings: settings.map { $0.message(Proto.VariableSetStmt.self).string(.name).lowercased() },
            replaces: message.flag(.replace))
    }

    private func grant(_ message: Message<Proto.GrantStmt>) -> PostgresStatement {
        guard message.flag(.isGrant) else { return .other }
        let roles = message.messages(.grantees, Proto.RoleSpec.self).compactMap { role -> Proto.RoleSpecType? in
            role.value(.roletype)
        }
        return .grant(
            privileges: message.messages(.privileges, Proto.AccessPriv.self).map { $0.string(.privName) },
            on: kind(message.value(.objtype)), toPublic: roles.contains(.public))
    }

    /// What keeps tables and indexes in order.
    func maintenance(_ node: Node) -> PostgresStatement? {
        switch node.kind {
        case .vacuumStmt:
            let vacuum = node.message(Proto.VacuumStmt.self)
            let tables = vacuum.messages(.rels, Proto.VacuumRelation.self).compactMap {
                relation($0.message(.relation, Proto.RangeVar.self))
            }
            let options = vacuum.messages(.options, Proto.DefElem.self)
            return .vacuum(tables, isFull: isOn("full", in: options), isAnalyze: !vacuum.flag(.isVacuumcmd))
        case .clusterStmt: return .cluster(relation(in: node, Proto.ClusterStmt.self, .relation))
        case .reindexStmt:
            let reindex = node.message(Proto.ReindexStmt.self)
            let kind: Proto.ReindexObjectType? = reindex.value(.kind)
            return .reindex(
                relation(in: node, Proto.ReindexStmt.self, .relation), isIndex: kind == .index,
                isConcurrent: isOn("concurrently", in: reindex.messages(.params, Proto.DefElem.self)))
        case .refreshMatViewStmt:
            let isConcurrent = node.message(Proto.RefreshMatViewStmt.self).flag(.concurrent)
            return relation(in: node, Proto.RefreshMatViewStmt.self, .relation).map {
                .refresh($0, isConcurrent: isConcurrent)
            }
        default: return nil
        }
    }
}
