extension RangeReading {
    private static var hint: String { "run it without batches, in a migration of its own" }

    // MARK: INSERT

    mutating func insertion() throws(Objection) -> RangedStatement {
        if words.take("or") { words.skip() }
        guard words.take("into") else { throw unread() }
        let destination = try target()
        try skipColumns()
        if words.take("overriding") {
            words.skip()
            words.skip()
        }
        guard words.take("select") else {
            throw objection(
                "only an INSERT whose rows come from SELECT … FROM a table can be run in batches", help: Self.hint)
        }
        try refuseReading(of: destination.table)
        try readList()
        let source = try target()
        if words.isNext(punctuation: Byte.openParenthesis) {
            throw objection("a function gives the rows, which has no key to go by", help: Self.hint)
        }
        return try rest(ofSelecting: source)
    }

    /// Refuses a statement one of whose FROM clauses, in WITH and subqueries too, has the table that it writes into.
    private func refuseReading(of table: ObjectName) throws(Objection) {
        var all = whole
        var isInFrom = false
        var isPlace = false
        while !all.isAtEnd {
            if isInFrom, isPlace {
                var ahead = all
                if let found = ahead.objectName(), table.meansSame(as: found) {
                    throw objection(
                        "it reads the table that it writes into, and a batch would read what the one before has written",
                        help: Self.hint)
                }
            }
            let begins = all.isNext("from") || all.isNext("join")
            if begins { isInFrom = true } else if Self.endsFrom(all) { isInFrom = false }
            isPlace = begins || all.isNext(punctuation: Byte.comma) || all.isNext("only") || all.isNext("lateral")
            all.skip()
        }
    }

    private static func endsFrom(_ words: StatementWords<Lexer>) -> Bool {
        ["where", "on", "group", "order", "having", "window", "select", "set", "limit", "values"].contains {
            words.isNext($0)
        }
    }

    /// The columns that are given, in parentheses.
    private mutating func skipColumns() throws(Objection) {
        guard words.isNext(punctuation: Byte.openParenthesis) else { return }
        words.skip()
        if words.isNext("select") || words.isNext("with") || words.isNext("values") {
            throw objection("the SELECT stands in parentheses", help: "take the parentheses away")
        }
        var depth = 1
        while depth > 0, !words.isAtEnd {
            depth += words.nesting
            words.skip()
        }
    }

    // MARK: SELECT

    /// Functions that make one value of many rows, whichever of the two engines has them.
    private static var aggregates: Set<String> {
        [
            "array_agg", "avg", "bit_and", "bit_or", "bit_xor", "bool_and", "bool_or", "count", "every", "group_concat",
            "json_agg", "json_group_array", "json_group_object", "json_object_agg", "jsonb_agg", "jsonb_group_array",
            "jsonb_group_object", "jsonb_object_agg", "max", "min", "range_agg", "range_intersect_agg", "stddev",
            "stddev_pop", "stddev_samp", "string_agg", "sum", "total", "var_pop", "var_samp", "variance", "xmlagg",
            "any_value", "corr", "covar_pop", "covar_samp", "regr_avgx", "regr_avgy", "regr_count", "regr_intercept",
            "regr_r2", "regr_slope", "regr_sxx", "regr_sxy", "regr_syy", "json_agg_strict", "jsonb_agg_strict",
            "json_objectagg", "json_arrayagg", "median", "percentile",
        ]
    }

    /// What is selected, up to FROM and over it.
    private mutating func readList() throws(Objection) {
        if words.isNext("distinct") { throw spanning("DISTINCT") }
        // Of each parenthesis whether a subquery stands in it, which may do what it likes.
        var nesting: [Bool] = []
        var isBehindDistinct = false
        while !words.isAtEnd {
            if nesting.isEmpty, words.isNext("from"), !isBehindDistinct, !words.isBehindDot {
                words.skip()
                return
            }
            isBehindDistinct = words.isNext("distinct")
            if !nesting.contains(true) { try refuseAggregate() }
            let change = words.nesting
            words.skip()
            if change > 0 { nesting.append(words.isNext("select") || words.isNext("with") || words.isNext("values")) }
            if change < 0 { _ = nesting.popLast() }
        }
        throw objection("it reads no table that could be gone through", help: Self.hint)
    }

    private func refuseAggregate() throws(Objection) {
        // Under quotation marks too, where it is the same function.
        var next = words
        guard let name = next.name()?.lowercased() else { return }
        if name == "within", next.isNext("group") { throw spanning("WITHIN GROUP") }
        if name == "filter", next.isNext(punctuation: Byte.openParenthesis) { throw spanning("FILTER") }
        if name == "over", next.isNext(punctuation: Byte.openParenthesis) { throw spanning("a window") }
        guard Self.aggregates.contains(name), next.isNext(punctuation: Byte.openParenthesis) else { return }
        // Of several values these two are functions of one row, for SQLite.
        if dialect == .sqlite, name == "min" || name == "max", next.hasSeveralArguments { return }
        throw spanning("\(name)()")
    }

    private func spanning(_ what: String) -> Objection {
        objection("\(what) is of all rows together, and would be of those of one batch only", help: Self.hint)
    }

    /// What follows the first table of FROM.
    private mutating func rest(ofSelecting source: Target) throws(Objection) -> RangedStatement {
        var condition: Int?
        var depth = 0
        while !words.isAtEnd {
            guard depth == 0, !words.isBehindDot else {
                depth += words.nesting
                words.skip()
                continue
            }
            if words.isNext("returning") || words.isNext("for") || isConflictClause { break }
            try refuseSpanning(behindCondition: condition != nil)
            if condition == nil, words.take("where") {
                condition = words.end
                continue
            }
            depth += words.nesting
            words.skip()
        }
        return RangedStatement(
            source: source.source, table: source.table, alias: source.alias, changesSource: false, condition: condition,
            end: words.end)
    }

    private var isConflictClause: Bool {
        var next = words
        guard next.take("on", "conflict") else { return false }
        return next.isNext(punctuation: Byte.openParenthesis) || next.isNext("do") || next.isNext("on")
    }

    private func refuseSpanning(behindCondition: Bool) throws(Objection) {
        let clauses: [(StaticString, String)] = [
            ("group", "GROUP BY"), ("having", "HAVING"), ("window", "WINDOW"), ("union", "UNION"),
            ("intersect", "INTERSECT"), ("except", "EXCEPT"), ("order", "ORDER BY"), ("limit", "LIMIT"),
            ("offset", "OFFSET"), ("fetch", "FETCH"), ("tablesample", "TABLESAMPLE"),
        ]
        if let found = clauses.first(where: { words.isNext($0.0) }) { throw spanning(found.1) }
        guard !behindCondition, words.isNext("right") || words.isNext("full") else { return }
        var next = words
        next.skip()
        guard next.isNext("join") || next.isNext("outer") else { return }
        throw objection(
            "the join brings rows for which the first table has none, and no batch would have them", help: Self.hint)
    }
}

extension StatementWords {
    /// Whether what comes next, in parentheses, has a comma of its own.
    fileprivate var hasSeveralArguments: Bool {
        var words = self
        var depth = 0
        repeat {
            if depth == 1, words.isNext(punctuation: Byte.comma) { return true }
            depth += words.nesting
            words.skip()
        } while depth > 0 && !words.isAtEnd
        return false
    }
}

extension ObjectName {
    /// Whether both may be the same table, as far as names tell.
    fileprivate func meansSame(as other: ObjectName) -> Bool {
        guard name.lowercased() == other.name.lowercased() else { return false }
        guard let schema, let otherSchema = other.schema else { return true }
        return schema.lowercased() == otherSchema.lowercased()
    }
}
