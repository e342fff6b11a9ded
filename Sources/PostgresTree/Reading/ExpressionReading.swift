internal import SQLText

extension TreeReader {
    /// What is known of an expression.
    func expression(_ node: Node) -> Expression {
        var result = Expression()
        result.isLiteral = isLiteral(node)
        result.isNull = isNull(node)
        result.columnsNotNull = columnsNotNull(node)
        // A list of what is left, and no recursion: a chain of operators may be as deep as the statement is long.
        var rest = [node]
        while let next = rest.popLast() { rest += visit(next, &result) }
        return result
    }

    /// Notes what a node says itself, and gives the expressions in it.
    private func visit(_ node: Node, _ result: inout Expression) -> [Node] {
        switch node.kind {
        case .funcCall:
            let call = node.message(Proto.FuncCall.self)
            if let name = call.strings(.funcname).last { result.calls.insert(name) }
            return call.nodes(.args)
        case .aExpr: return operands(node.message(Proto.AExpr.self), &result)
        case .boolExpr: return logical(node.message(Proto.BoolExpr.self), &result)
        case .columnRef:
            if let name = node.message(Proto.ColumnRef.self).strings(.fields).last { result.columns.insert(name) }
            return []
        case .subLink:
            result.hasQuery = true
            return node.message(Proto.SubLink.self).node(.testexpr).map { [$0] } ?? []
        default: return inner(node)
        }
    }

    private func inner(_ node: Node) -> [Node] {
        switch node.kind {
        case .typeCast: return [node.message(Proto.TypeCast.self).node(.arg)].compactMap(\.self)
        case .collateClause: return [node.message(Proto.CollateClause.self).node(.arg)].compactMap(\.self)
        case .nullTest: return [node.message(Proto.NullTest.self).node(.arg)].compactMap(\.self)
        case .namedArgExpr: return [node.message(Proto.NamedArgExpr.self).node(.arg)].compactMap(\.self)
        case .aIndirection: return [node.message(Proto.AIndirection.self).node(.arg)].compactMap(\.self)
        case .aArrayExpr: return node.message(Proto.AArrayExpr.self).nodes(.elements)
        case .coalesceExpr: return node.message(Proto.CoalesceExpr.self).nodes(.args)
        case .minMaxExpr: return node.message(Proto.MinMaxExpr.self).nodes(.args)
        case .rowExpr: return node.message(Proto.RowExpr.self).nodes(.args)
        case .list: return node.message(Proto.List.self).nodes(.items)
        case .caseExpr:
            let choice = node.message(Proto.CaseExpr.self)
            return choice.nodes(.args) + [choice.node(.arg), choice.node(.defresult)].compactMap(\.self)
        case .caseWhen:
            let branch = node.message(Proto.CaseWhen.self)
            return [branch.node(.expr), branch.node(.result)].compactMap(\.self)
        default: return []
        }
    }

    private func operands(_ message: Message<Proto.AExpr>, _ result: inout Expression) -> [Node] {
        let sides = [message.node(.lexpr), message.node(.rexpr)].compactMap(\.self)
        let kind: Proto.AExprKind? = message.value(.kind)
        let isComparison = kind == .op && ["=", "<>", "!="].contains(message.strings(.name).last)
        if isComparison, sides.contains(where: isNull) {
            result.comparisonsWithNull.append(offset(message.int(.location)))
        }
        return sides
    }

    private func logical(_ message: Message<Proto.BoolExpr>, _ result: inout Expression) -> [Node] {
        let operation: Proto.BoolExprType? = message.value(.boolop)
        let parts = message.nodes(.args)
        if operation == .notExpr, let query = parts.first, query.kind == .subLink {
            let link = query.message(Proto.SubLink.self)
            let type: Proto.SubLinkType? = link.value(.subLinkType)
            if type == .anySublink { result.negatedQueries.append(offset(link.int(.location))) }
        }
        return parts
    }

    private func isNull(_ node: Node) -> Bool {
        guard node.kind == .aConst else { return false }
        return node.message(Proto.AConst.self).flag(.isnull)
    }

    private func isLiteral(_ node: Node) -> Bool {
        var node = node
        while node.kind == .typeCast, let inside = node.message(Proto.TypeCast.self).node(.arg) { node = inside }
        return node.kind == .aConst
    }

    /// The columns of `a IS NOT NULL`, alone or joined by AND.
    private func columnsNotNull(_ node: Node) -> Set<String> {
        if node.kind == .boolExpr {
            let message = node.message(Proto.BoolExpr.self)
            let operation: Proto.BoolExprType? = message.value(.boolop)
            let parts = message.nodes(.args)
            return operation == .andExpr ? Set(parts.compactMap(columnNotNull)) : []
        }
        return Set([columnNotNull(node)].compactMap(\.self))
    }

    private func columnNotNull(_ node: Node) -> String? {
        guard node.kind == .nullTest else { return nil }
        let test = node.message(Proto.NullTest.self)
        let type: Proto.NullTestType? = test.value(.nulltesttype)
        guard type == .isNotNull, let column = test.node(.arg), column.kind == .columnRef else { return nil }
        return column.message(Proto.ColumnRef.self).strings(.fields).last
    }
}
