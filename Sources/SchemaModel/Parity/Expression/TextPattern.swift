/// What LIKE, GLOB and simple regular expressions hold a text against, in one form.
///
/// Sources: <https://www.sqlite.org/lang_expr.html#like>,
/// <https://www.postgresql.org/docs/current/functions-matching.html>.
struct TextPattern: Hashable, Sendable {
    enum Element: Hashable, Sendable {
        case one(Unicode.Scalar)
        /// One character of some.
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
        /// Any character.
        case any
        /// Any characters, or none.
        case rest
    }

    private(set) var elements: [Element] = []
    /// Whether capitals do not count; never where the pattern has no letters.
    private(set) var ignoresCase = false

    private mutating func add(_ element: Element) {
        if element == .rest, elements.last == .rest { return }
        // `%_` and `_%` are the same: the characters that have to be there come first.
        if element == .any, elements.last == .rest {
            elements.insert(.any, at: elements.count - 1)
            return
        }
        elements.append(element)
    }

    /// Settles whether capitals count, when all elements are known.
    private mutating func settle(_ isFolding: Bool) throws(NotCanonical) {
        guard isFolding else { return }
        for element in elements {
            switch element {
            case .one(let scalar):
                // SQLite knows the capitals of A to Z alone, PostgreSQL all.
                if !scalar.isASCII { throw NotCanonical() }
                if scalar.properties.isAlphabetic { ignoresCase = true }
            case .set: throw NotCanonical()
            case .any, .rest: break
            }
        }
        guard ignoresCase else { return }
        elements = elements.map { element in
            guard case .one(let scalar) = element else { return element }
            return .one(scalar.properties.lowercaseMapping.unicodeScalars.first ?? scalar)
        }
    }

    // MARK: LIKE

    /// The pattern of a LIKE.
    ///
    /// - Parameters:
    ///   - escape: what makes the next character an ordinary one; a backslash on PostgreSQL, nothing on SQLite unless
    ///     ESCAPE says so.
    ///   - ignoresCase: whether capitals do not count: on SQLite, for ILIKE, and where the column says so.
    static func like(
        _ text: String, escape: Unicode.Scalar?, ignoresCase: Bool
    ) throws(NotCanonical) -> TextPattern {
        var pattern = TextPattern()
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if scalar == escape, !isEscaped {
                isEscaped = true
                continue
            }
            switch scalar {
            case "%" where !isEscaped: pattern.add(.rest)
            case "_" where !isEscaped: pattern.add(.any)
            default: pattern.add(.one(scalar))
            }
            isEscaped = false
        }
        if isEscaped { throw NotCanonical() }
        try pattern.settle(ignoresCase)
        return pattern
    }

    // MARK: GLOB

    /// The pattern of SQLite's GLOB, for which capitals always count.
    static func glob(_ text: String) throws(NotCanonical) -> TextPattern {
        var pattern = TextPattern()
        var rest = Array(text.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": pattern.add(.rest)
            case "?": pattern.add(.any)
            case "[": pattern.add(try set(&rest))
            default: pattern.add(.one(scalar))
            }
        }
        return pattern
    }

    /// Takes a set up to its bracket; a bracket that comes first belongs to it.
    private static func set(_ rest: inout ArraySlice<Unicode.Scalar>) throws(NotCanonical) -> Element {
        let isNegated = rest.first == "^"
        if isNegated { rest.removeFirst() }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while let scalar = rest.popFirst() {
            if scalar == "]", !ranges.isEmpty {
                ranges.sort { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
                return .set(ranges, isNegated: isNegated)
            }
            // `[:alpha:]` and a backslash mean something in regular expressions alone.
            if scalar == "[" || scalar == "\\" { throw NotCanonical() }
            guard rest.first == "-", let end = rest.dropFirst().first, end != "]" else {
                ranges.append(scalar...scalar)
                continue
            }
            guard scalar <= end else { throw NotCanonical() }
            rest.removeFirst(2)
            ranges.append(scalar...end)
        }
        throw NotCanonical()
    }

    // MARK: Regular expressions

    private static let operators: Set<Unicode.Scalar> = ["*", "+", "?", "{", "}", "(", ")", "|", "^", "$", "\\"]

    /// A regular expression of PostgreSQL, as far as a pattern can say it: ends, sets, any character, any number of those.
    static func regularExpression(_ text: String, ignoresCase: Bool) throws(NotCanonical) -> TextPattern {
        var pattern = TextPattern()
        var rest = Array(text.unicodeScalars)[...]
        if rest.first == "^" { rest.removeFirst() } else { pattern.add(.rest) }
        while let scalar = rest.popFirst() {
            if scalar == "$", rest.isEmpty {
                try pattern.settle(ignoresCase)
                return pattern
            }
            switch scalar {
            case ".": pattern.addAny(&rest)
            case "[": pattern.add(try set(&rest))
            case "\\":
                guard let next = rest.popFirst(), next.isASCII, !next.properties.isAlphabetic,
                    next.value > 0x39 || next.value < 0x30
                else { throw NotCanonical() }
                pattern.add(.one(next))
            case _ where operators.contains(scalar): throw NotCanonical()
            default: pattern.add(.one(scalar))
            }
            // A quantifier behind anything else would have to be repeated.
            if let next = rest.first, "*+?{".unicodeScalars.contains(next) { throw NotCanonical() }
        }
        pattern.add(.rest)
        try pattern.settle(ignoresCase)
        return pattern
    }

    /// Adds a dot with the sign behind it: any number, one or more, or one.
    private mutating func addAny(_ rest: inout ArraySlice<Unicode.Scalar>) {
        let sign = rest.first
        if sign == "*" || sign == "+" { rest.removeFirst() }
        if sign != "*" { add(.any) }
        if sign == "*" || sign == "+" { add(.rest) }
    }
}
