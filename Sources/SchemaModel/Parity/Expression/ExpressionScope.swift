internal import SQLText

/// What the columns that an expression names are.
struct ExpressionScope {
    let dialect: Dialect
    /// The types of the columns, by their folded names.
    var types: [String: LogicalType] = [:]
    /// The columns whose texts are compared whatever their capitals.
    var caseless: Set<String> = []

    /// Reads an expression; what is no part of the language that both engines share is an error.
    func read(_ sql: String) throws(NotCanonical) -> CanonicalExpression {
        let tokens = try ExpressionTokens(sql, dialect)
        // Those of citext mean what the usual ones do; of others nothing is known.
        guard !tokens.hasForeignOperators || !caseless.isDisjoint(with: tokens.names) else { throw NotCanonical() }
        var reader = ExpressionReader(tokens, self)
        return try reader.readAll().withBooleans { types[$0] == .boolean }
    }

    /// The columns that an expression names, also one that cannot be read.
    func columns(_ sql: String) -> Set<String> {
        Set((try? ExpressionTokens(sql, dialect))?.names ?? []).intersection(types.keys)
    }

    /// Whether a value is a text in any case.
    func isText(_ value: CanonicalExpression) -> Bool {
        switch value {
        case .text: true
        case .column(let name): if case .text? = types[name] { true } else { false }
        case .call(let name, _): ["lower", "upper", "trim", "ltrim", "rtrim", "replace", "substr", "||"].contains(name)
        case .number, .boolean, .null, .match: false
        }
    }

    /// Whether a value's capitals do not count.
    func ignoresCase(_ value: CanonicalExpression) -> Bool {
        if case .column(let name) = value { caseless.contains(name) } else { false }
    }
}
