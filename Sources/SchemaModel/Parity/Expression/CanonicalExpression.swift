/// An expression in the form in which both engines' texts are equal where they mean the same.
///
/// Operators are calls by their name. What is only another way to write something has one form: see the functions that
/// make them.
indirect enum CanonicalExpression: Hashable, Sendable {
    /// A column, by its folded name.
    case column(String)
    /// A number, without zeros that mean nothing.
    case number(String)
    case text(String)
    case boolean(Bool)
    case null
    /// An operator or a function with what it is applied to.
    case call(String, [CanonicalExpression])
    /// A text held against a pattern.
    case match(CanonicalExpression, TextPattern, isNegated: Bool)

    /// The moment at which a row is written.
    static let now = call("now", [])
    /// Its day.
    static let today = call("today", [])
    /// Its time of day.
    static let timeOfDay = call("time of day", [])

    /// Whether it is a value by itself.
    var isLiteral: Bool {
        switch self {
        case .number, .text, .boolean, .null: true
        case .column, .call, .match: false
        }
    }

    /// The columns that it names.
    var columns: Set<String> {
        switch self {
        case .column(let name): [name]
        case .call(_, let parts): parts.reduce(into: []) { $0.formUnion($1.columns) }
        case .match(let part, _, _): part.columns
        case .number, .text, .boolean, .null: []
        }
    }

    /// Whether no function is in it that one of the engines alone has.
    var isShared: Bool {
        switch self {
        case .call(let name, let parts):
            !name.hasPrefix("sqlite ") && !name.hasPrefix("postgres ") && parts.allSatisfy(\.isShared)
        case .match(let part, _, _): part.isShared
        case .column, .number, .text, .boolean, .null: true
        }
    }

    /// A text that depends on nothing but the form; by it operands are put in order.
    fileprivate var order: String {
        switch self {
        case .column(let name): "c" + name
        case .number(let text): "n" + text
        case .text(let text): "t" + text
        case .boolean(let value): value ? "b1" : "b0"
        case .null: "u"
        case .call(let name, let parts): "f\(name)(\(parts.map(\.order).joined(separator: ",")))"
        case .match(let part, let pattern, let isNegated): "m\(part.order)\(isNegated)\(pattern)"
        }
    }
}

// MARK: Conditions

extension CanonicalExpression {
    /// All of them, or one of them: nested ones come up, each once, in order.
    private static func joined(_ name: String, _ parts: [CanonicalExpression]) -> CanonicalExpression {
        let flat = parts.flatMap { part in
            if case .call(name, let inner) = part { return inner }
            return [part]
        }
        let sorted = Set(flat).sorted { $0.order < $1.order }
        return sorted.count == 1 ? sorted[0] : .call(name, sorted)
    }

    /// Whether all conditions hold.
    static func all(_ parts: [CanonicalExpression]) -> CanonicalExpression { joined("and", parts) }

    /// Whether a condition holds; several values of one thing become a list.
    static func any(_ parts: [CanonicalExpression]) -> CanonicalExpression {
        guard case .call("or", let conditions) = joined("or", parts) else { return joined("or", parts) }
        var values: [CanonicalExpression: [CanonicalExpression]] = [:]
        var rest: [CanonicalExpression] = []
        for condition in conditions {
            switch condition {
            case .call("=", let sides) where sides[1].isLiteral: values[sides[0], default: []].append(sides[1])
            case .call("in", let items): values[items[0], default: []] += items.dropFirst()
            default: rest.append(condition)
            }
        }
        return joined("or", rest + values.map { isOne(of: $1, $0) })
    }

    /// The parts that all have to hold: a CHECK of `a AND b` is a CHECK of each.
    var conjuncts: [CanonicalExpression] {
        if case .call("and", let parts) = self { return parts }
        return [self]
    }

    /// Whether a value is one of a list; of one value it is a comparison.
    static func isOne(of list: [CanonicalExpression], _ value: CanonicalExpression) -> CanonicalExpression {
        let sorted = Set(list).sorted { $0.order < $1.order }
        return sorted.count == 1 ? comparison("=", value, sorted[0]) : .call("in", [value] + sorted)
    }

    private static let inverses = [
        "=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "in": "not in", "not in": "in",
        "is null": "is not null", "is not null": "is null", "is": "is not", "is not": "is",
    ]

    /// What is true where a condition is false.
    ///
    /// Also where neither is known: with three values De Morgan's laws hold too.
    static func not(_ condition: CanonicalExpression) -> CanonicalExpression {
        switch condition {
        case .boolean(let value): .boolean(!value)
        case .match(let part, let pattern, let isNegated): .match(part, pattern, isNegated: !isNegated)
        case .call("not", let parts): parts[0]
        case .call("and", let parts): any(parts.map(not))
        case .call("or", let parts): all(parts.map(not))
        case .call(let name, let parts): inverses[name].map { .call($0, parts) } ?? .call("not", [condition])
        case .column, .number, .text, .null: .call("not", [condition])
        }
    }

    private static let mirrored = ["<": ">", ">": "<", "<=": ">=", ">=": "<="]

    /// Two values compared: a literal stands on the right, and `IS NULL` is no comparison.
    static func comparison(
        _ name: String, _ left: CanonicalExpression, _ right: CanonicalExpression
    ) -> CanonicalExpression {
        if left.isLiteral == right.isLiteral ? right.order < left.order : left.isLiteral {
            return comparison(mirrored[name] ?? name, right, left)
        }
        if name == "is" || name == "is not", right == .null { return .call("\(name) null", [left]) }
        return .call(name, [left, right])
    }

    /// A condition that compares a boolean column with a value, as the column itself.
    ///
    /// - Parameter isBoolean: whether a column, by its folded name, is one.
    func withBooleans(_ isBoolean: (String) -> Bool) -> CanonicalExpression {
        switch self {
        case .call(let name, let parts):
            let parts = parts.map { $0.withBooleans(isBoolean) }
            if name == "=" || name == "<>", case .column(let column) = parts[0], isBoolean(column),
                let value = parts[1].truth
            {
                return value == (name == "=") ? parts[0] : .not(parts[0])
            }
            switch name {
            case "and": return .all(parts)
            case "or": return .any(parts)
            case "not": return .not(parts[0])
            default: return .call(name, parts)
            }
        default: return self
        }
    }

    /// The literal as a truth: SQLite's are 0 and 1.
    var truth: Bool? {
        switch self {
        case .boolean(let value): value
        case .number("0"): false
        case .number("1"): true
        default: nil
        }
    }
}

// MARK: Conditions of a table

extension CanonicalExpression {
    /// What is unknown as soon as one operand is.
    private static let strict: Set = [
        "=", "<>", "<", "<=", ">", ">=", "length", "lower", "upper", "trim", "ltrim", "rtrim", "abs", "+", "-", "*",
        "||",
    ]

    /// Whether the value is unknown where a column is NULL.
    private func isUnknown(withoutColumn column: String) -> Bool {
        switch self {
        case .column(column): true
        case .match(let part, _, _): part.isUnknown(withoutColumn: column)
        case .call("in", let parts), .call("not in", let parts): parts[0].isUnknown(withoutColumn: column)
        case .call(let name, let parts) where Self.strict.contains(name):
            parts.contains { $0.isUnknown(withoutColumn: column) }
        default: false
        }
    }

    /// What has to be known to be false for a row to be refused.
    ///
    /// A CHECK lets through what is unknown: `x IS NULL OR x > 0` is `x > 0`.
    var asCheck: CanonicalExpression {
        guard case .call("or", let parts) = self else { return self }
        let rest = parts.filter { part in
            guard case .call("is null", let operands) = part, case .column(let column) = operands[0] else {
                return true
            }
            let others = parts.filter { $0 != part }
            return !others.allSatisfy { $0.isUnknown(withoutColumn: column) || $0.isNullTest }
        }
        return rest.isEmpty ? self : .any(rest)
    }

    private var isNullTest: Bool { if case .call("is null", _) = self { true } else { false } }

    /// The expression with another name for a column.
    func renamingColumn(_ old: String, to new: String) -> CanonicalExpression {
        switch self {
        case .column(old): .column(new)
        case .call(let name, let parts): .call(name, parts.map { $0.renamingColumn(old, to: new) })
        case .match(let part, let pattern, let isNegated):
            .match(part.renamingColumn(old, to: new), pattern, isNegated: isNegated)
        default: self
        }
    }
}
