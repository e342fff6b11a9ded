internal import SQLText

extension TreeReader {
    /// The statement that a node is.
    func statement(_ node: Node) -> PostgresStatement {
        switch node.kind {
        case .createStmt: return table(node.message(Proto.CreateStmt.self)).map { .createTable($0) } ?? .other
        case .createForeignTableStmt: return foreignTable(node.message(Proto.CreateForeignTableStmt.self))
        case .createTableAsStmt: return tableAs(node.message(Proto.CreateTableAsStmt.self))
        case .alterTableStmt: return alteration(node.message(Proto.AlterTableStmt.self))
        case .indexStmt: return index(node.message(Proto.IndexStmt.self))
        case .dropStmt: return .drop(drop(node.message(Proto.DropStmt.self)))
        case .renameStmt: return .rename(rename(node.message(Proto.RenameStmt.self)))
        case .alterObjectSchemaStmt: return move(node.message(Proto.AlterObjectSchemaStmt.self))
        default: return rowStatement(node) ?? sessionStatement(node) ?? definition(node) ?? maintenance(node) ?? .other
        }
    }

    /// The statements that WITH has in it, as far as they change rows.
    func innerStatements(_ node: Node) -> [PostgresStatement] {
        let with: Message<Proto.WithClause>? =
            switch node.kind {
            case .insertStmt: node.message(Proto.InsertStmt.self).message(.withClause, Proto.WithClause.self)
            case .updateStmt: node.message(Proto.UpdateStmt.self).message(.withClause, Proto.WithClause.self)
            case .deleteStmt: node.message(Proto.DeleteStmt.self).message(.withClause, Proto.WithClause.self)
            case .mergeStmt: node.message(Proto.MergeStmt.self).message(.withClause, Proto.WithClause.self)
            case .selectStmt: node.message(Proto.SelectStmt.self).message(.withClause, Proto.WithClause.self)
            default: nil
            }
        guard let with else { return [] }
        return with.messages(.ctes, Proto.CommonTableExpr.self).compactMap { $0.node(.ctequery) }
            .compactMap { rowStatement($0) }
    }

    private func rowStatement(_ node: Node) -> PostgresStatement? {
        switch node.kind {
        case .insertStmt: return relation(in: node, Proto.InsertStmt.self, .relation).map { .insert($0) }
        case .updateStmt:
            let update = node.message(Proto.UpdateStmt.self)
            return relation(in: node, Proto.UpdateStmt.self, .relation).map {
                .update($0, condition: update.node(.whereClause).map(expression))
            }
        case .deleteStmt:
            let delete = node.message(Proto.DeleteStmt.self)
            return relation(in: node, Proto.DeleteStmt.self, .relation).map {
                .delete($0, condition: delete.node(.whereClause).map(expression))
            }
        case .mergeStmt: return relation(in: node, Proto.MergeStmt.self, .relation).map { .merge($0) }
        case .copyStmt:
            let copy = node.message(Proto.CopyStmt.self)
            return .copy(relation(in: node, Proto.CopyStmt.self, .relation), isFrom: copy.flag(.isFrom))
        case .selectStmt: return selection(node.message(Proto.SelectStmt.self))
        case .truncateStmt:
            let truncate = node.message(Proto.TruncateStmt.self)
            return .truncate(relations(truncate.nodes(.relations)), cascades: isCascade(truncate, .behavior))
        default: return nil
        }
    }

    func relation<Field: ProtoMessage>(in node: Node, _ type: Field.Type, _ field: Field) -> Relation? {
        relation(node.message(type).message(field, Proto.RangeVar.self))
    }

    private func selection(_ message: Message<Proto.SelectStmt>) -> PostgresStatement {
        if let target = message.message(.intoClause, Proto.IntoClause.self)?.message(.rel, Proto.RangeVar.self),
            let relation = relation(target)
        {
            return .createTableAs(relation, isMaterializedView: false, copied: sources(of: message))
        }
        let values = message.messages(.targetList, Proto.ResTarget.self).compactMap { $0.node(.val) }
        return .select(calls: values.reduce(into: []) { $0.formUnion(expression($1).calls) })
    }

    /// The tables that a query names in its FROM, those in joins too; not those of queries within it.
    func sources(of query: Message<Proto.SelectStmt>) -> [Relation] {
        let with = query.message(.withClause, Proto.WithClause.self)
        let own = Set((with?.messages(.ctes, Proto.CommonTableExpr.self) ?? []).map { $0.string(.ctename) })
        var (found, rest) = ([Relation](), Array(query.nodes(.fromClause).reversed()))
        while let next = rest.popLast() {
            if next.kind == .joinExpr {
                let join = next.message(Proto.JoinExpr.self)
                rest += [join.node(.rarg), join.node(.larg)].compactMap(\.self)
            } else if next.kind == .rangeVar, let table = relation(next.message(Proto.RangeVar.self)) {
                found.append(table)
            }
        }
        return found.filter { $0.name.schema != nil || !own.contains($0.name.name) }
    }

    private func sessionStatement(_ node: Node) -> PostgresStatement? {
        switch node.kind {
        case .transactionStmt:
            let kind: Proto.TransactionStmtKind? = node.message(Proto.TransactionStmt.self).value(.kind)
            return .transaction(control(kind))
        case .variableSetStmt: return .set(setting(node.message(Proto.VariableSetStmt.self)))
        case .doStmt: return .doBlock(code: code(node.message(Proto.DoStmt.self).messages(.args, Proto.DefElem.self)))
        case .lockStmt:
            let lock = node.message(Proto.LockStmt.self)
            return .lock(relations(lock.nodes(.relations)), LockMode(rawValue: lock.int(.mode)) ?? .accessExclusive)
        default: return nil
        }
    }

    private func control(_ kind: Proto.TransactionStmtKind?) -> TransactionControl {
        switch kind {
        case .begin, .start: .begin
        case .commit: .commit
        case .rollback: .rollback
        case .prepare, .commitPrepared, .rollbackPrepared: .twoPhase
        case .savepoint, .release, .rollbackTo, nil: .savepoint
        }
    }

    private func setting(_ message: Message<Proto.VariableSetStmt>) -> Setting {
        let kind: Proto.VariableSetKind? = message.value(.kind)
        let isReset = kind == .reset || kind == .resetAll || kind == .setDefault
        let values = message.nodes(.args).filter { $0.kind == .aConst }.map { literal($0.message(Proto.AConst.self)) }
        return Setting(
            name: message.string(.name).lowercased(), isLocal: message.flag(.isLocal), isReset: isReset,
            value: values.count == 1 ? values[0] : nil)
    }

    /// A literal as it is written, without quotation marks.
    private func literal(_ constant: Message<Proto.AConst>) -> String {
        if let text = constant.message(.sval, Proto.String.self) { return text.string(.sval) }
        if let number = constant.message(.fval, Proto.Float.self) { return number.string(.fval) }
        return String(constant.message(.ival, Proto.Integer.self)?.int(.ival) ?? 0)
    }

    private func code(_ options: [Message<Proto.DefElem>]) -> String {
        let written = options.first { $0.string(.defname) == "as" }?.node(.arg)
        return written?.message(Proto.String.self).string(.sval) ?? ""
    }
}
