internal import SQLText

/// Reads an expression of SQLite, or one as PostgreSQL writes it back, into the form that both have in common.
///
/// SQLite's precedences; PostgreSQL writes its parentheses out.
/// Sources: <https://www.sqlite.org/lang_expr.html>, <https://www.postgresql.org/docs/current/sql-expressions.html>.
struct ExpressionReader {
    var tokens: ExpressionTokens
    let scope: ExpressionScope
    private var depth = 0
    private var links = 0

    /// How deep expressions may be nested, and how many operators may stand one behind the other: a stack is not endless.
    private static let deepest = 200
    private static let longest = 500

    init(_ tokens: ExpressionTokens, _ scope: ExpressionScope) {
        self.tokens = tokens
        self.scope = scope
    }

    var isPostgres: Bool { tokens.dialect == .postgres }

    /// Reads all tokens as one expression.
    mutating func readAll() throws(NotCanonical) -> CanonicalExpression {
        let expression = try read()
        guard tokens.isAtEnd else { throw NotCanonical() }
        return expression
    }

    /// Goes down into what a sign or a parenthesis holds.
    mutating func nested<Result>(
        _ read: (inout ExpressionReader) throws(NotCanonical) -> Result
    ) throws(NotCanonical) -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.deepest else { throw NotCanonical() }
        return try read(&self)
    }

    /// Counts an operator, with which the expression before it becomes an operand.
    private mutating func link() throws(NotCanonical) {
        links += 1
        guard links < Self.longest else { throw NotCanonical() }
    }

    /// Reads an expression up to where it cannot go on.
    mutating func read() throws(NotCanonical) -> CanonicalExpression {
        var parts = [try readConjunction()]
        while tokens.take("or") { parts.append(try readConjunction()) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func readConjunction() throws(NotCanonical) -> CanonicalExpression {
        var parts = [try readNegation()]
        while tokens.take("and") { parts.append(try readNegation()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func readNegation() throws(NotCanonical) -> CanonicalExpression {
        var isNegated = false
        while tokens.take("not") { isNegated.toggle() }
        let condition = try readCondition()
        return isNegated ? .not(condition) : condition
    }

    // MARK: Conditions

    /// Equality and what binds like it.
    private mutating func readCondition() throws(NotCanonical) -> CanonicalExpression {
        var left = try readOrder()
        while true {
            if let name = takeOperator(Self.equalities) {
                left = try readComparison(name, left)
            } else if isPostgres, let name = takeOperator(Self.matches) {
                left = try readMatch(name, left)
            } else if tokens.take("is") {
                left = try readIs(left)
            } else if tokens.take("isnull") {
                left = .comparison("is", left, .null)
            } else if tokens.take("notnull") || tokens.take("not", "null") {
                left = .comparison("is not", left, .null)
            } else if let condition = try readWordCondition(left) {
                left = condition
            } else {
                return left
            }
            try link()
        }
    }

    private static let equalities = ["=": "=", "==": "=", "<>": "<>", "!=": "<>"]
    private static let orders = ["<": "<", "<=": "<=", ">": ">", ">=": ">="]
    private static let matches = [
        "~~": "like", "!~~": "not like", "~~*": "ilike", "!~~*": "not ilike", "~": "regexp", "!~": "not regexp",
        "~*": "iregexp", "!~*": "not iregexp",
    ]

    private mutating func takeOperator(_ names: [String: String]) -> String? {
        guard let token = tokens.peek(), token.kind == .punctuation, let name = names[token.text] else { return nil }
        return tokens.take(symbol: token.text) ? name : nil
    }

    /// A comparison with a value, or with any or all of an array.
    private mutating func readComparison(
        _ name: String, _ left: CanonicalExpression
    ) throws(NotCanonical) -> CanonicalExpression {
        let isList = name == "=" ? tokens.take("any") : name == "<>" && tokens.take("all")
        guard isList else { return .comparison(name, left, try readOrder()) }
        try tokens.expect(symbol: "(")
        let list = try readArray()
        try tokens.expect(symbol: ")")
        let condition = CanonicalExpression.isOne(of: list, left)
        return name == "=" ? condition : .not(condition)
    }

    /// `ARRAY['a'::text, …]`, with casts around it or without.
    private mutating func readArray() throws(NotCanonical) -> [CanonicalExpression] {
        let list: [CanonicalExpression]
        if tokens.take(symbol: "(") {
            list = try nested { reader throws(NotCanonical) in try reader.readArray() }
            try tokens.expect(symbol: ")")
        } else {
            try tokens.expect("array")
            list = try readList("[", "]")
        }
        while tokens.take(symbol: "::") { _ = try readTypeName() }
        return list
    }

    /// Values between two signs; at least one.
    private mutating func readList(_ open: String, _ close: String) throws(NotCanonical) -> [CanonicalExpression] {
        try tokens.expect(symbol: open)
        var list = [try read()]
        while tokens.take(symbol: ",") { list.append(try read()) }
        try tokens.expect(symbol: close)
        return list
    }

    /// What stands behind IS.
    private mutating func readIs(_ left: CanonicalExpression) throws(NotCanonical) -> CanonicalExpression {
        let isNegated = tokens.take("not")
        let isDistinct = tokens.take("distinct", "from")
        // IS TRUE is known also where its operand is not, and no test of a truth value is one on SQLite.
        if !isDistinct, tokens.isNext("true") || tokens.isNext("false") || tokens.isNext("unknown") {
            throw NotCanonical()
        }
        return .comparison(isNegated == isDistinct ? "is" : "is not", left, try readOrder())
    }

    /// [NOT] BETWEEN, IN, LIKE, GLOB.
    private mutating func readWordCondition(
        _ left: CanonicalExpression
    ) throws(NotCanonical) -> CanonicalExpression? {
        let words = ["between", "in", "like", "glob", "ilike"]
        let isNegated = tokens.isNext("not")
        guard let word = tokens.peek(isNegated ? 1 : 0)?.word, words.contains(word) else { return nil }
        if isNegated { _ = tokens.take("not") }
        _ = tokens.take(word)
        let condition: CanonicalExpression
        switch word {
        case "between":
            let least = try readOrder()
            try tokens.expect("and")
            condition = .all([.comparison(">=", left, least), .comparison("<=", left, try readOrder())])
        case "in": condition = .isOne(of: try readList("(", ")"), left)
        default: condition = try readMatch(word, left)
        }
        return isNegated ? .not(condition) : condition
    }

    private mutating func readMatch(
        _ name: String, _ left: CanonicalExpression
    ) throws(NotCanonical) -> CanonicalExpression {
        guard case .text(let text) = try readOrder() else { throw NotCanonical() }
        let isNegated = name.hasPrefix("not ")
        let kind = isNegated ? String(name.dropFirst(4)) : name
        let ignoresCase = kind.hasPrefix("i") || scope.ignoresCase(left)
        let pattern: TextPattern
        switch kind {
        case "glob":
            pattern = try .glob(text)
        case "regexp", "iregexp":
            pattern = try .regularExpression(text, ignoresCase: ignoresCase)
        default:
            var escape: Unicode.Scalar? = isPostgres ? "\\" : nil
            if tokens.take("escape") { escape = try tokens.string().unicodeScalars.first }
            pattern = try .like(text, escape: escape, ignoresCase: ignoresCase || !isPostgres)
        }
        return .match(left, pattern, isNegated: isNegated)
    }

    // MARK: Values

    mutating func readOrder() throws(NotCanonical) -> CanonicalExpression {
        var left = try readBits()
        while let name = takeOperator(Self.orders) {
            try link()
            left = .comparison(name, left, try readBits())
        }
        return left
    }

    private mutating func readBits() throws(NotCanonical) -> CanonicalExpression {
        try readOperation(["&", "|", "<<", ">>"]) { reader throws(NotCanonical) in
            try reader.readOperation(["+", "-"]) { reader throws(NotCanonical) in
                // `/` of two whole numbers is one too, and not of others: it depends on more than its text.
                try reader.readOperation(["*", "%"]) { reader throws(NotCanonical) in
                    try reader.readOperation(["||"]) { reader throws(NotCanonical) in try reader.readCast() }
                }
            }
        }
    }

    private mutating func readOperation(
        _ symbols: [String],
        _ operand: (inout ExpressionReader) throws(NotCanonical) -> CanonicalExpression
    ) throws(NotCanonical) -> CanonicalExpression {
        var left = try operand(&self)
        while let symbol = symbols.first(where: { tokens.isSymbol($0) }) {
            _ = tokens.take(symbol: symbol)
            try link()
            left = .call(symbol, [left, try operand(&self)])
        }
        return left
    }

    /// A value with the casts behind it.
    private mutating func readCast() throws(NotCanonical) -> CanonicalExpression {
        var value = try readValue()
        while true {
            if tokens.take(symbol: "::") {
                value = try cast(value, to: try readTypeName())
            } else if isPostgres, tokens.take("at", "time", "zone") {
                value = try FunctionNames(.postgres).call("timezone", [try readValueOfCast(), value])
            } else {
                return value
            }
            try link()
        }
    }

    /// A value with casts, and no time zone.
    private mutating func readValueOfCast() throws(NotCanonical) -> CanonicalExpression {
        var value = try readValue()
        while tokens.take(symbol: "::") { value = try cast(value, to: try readTypeName()) }
        return value
    }
}
