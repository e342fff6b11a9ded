internal import SQLText

extension ExpressionReader {
    /// A literal, a column, a function, a CASE, or an expression in parentheses.
    mutating func readValue() throws(NotCanonical) -> CanonicalExpression {
        try nested { reader throws(NotCanonical) in try reader.readNestedValue() }
    }

    private mutating func readNestedValue() throws(NotCanonical) -> CanonicalExpression {
        if tokens.take(symbol: "(") {
            let inner = try read()
            try tokens.expect(symbol: ")")
            return inner
        }
        if tokens.take(symbol: "+") { return try readValue() }
        if tokens.take(symbol: "-") {
            guard case .number(let text) = try readValue() else { throw NotCanonical() }
            return .number(text.hasPrefix("-") ? String(text.dropFirst()) : text == "0" ? text : "-" + text)
        }
        guard let token = tokens.peek() else { throw NotCanonical() }
        switch token.kind {
        case .string: return .text(try tokens.string())
        case .number: return .number(try Number.plain(try tokens.next().text))
        case .quotedIdentifier: return try readName(isQuoted: true)
        case .word:
            if let constant = readConstant() { return constant }
            if let value = try readCase() { return value }
            return try readName(isQuoted: false)
        default: throw NotCanonical()
        }
    }

    private mutating func readConstant() -> CanonicalExpression? {
        if tokens.isSymbol("(", ahead: 1) { return nil }
        if tokens.take("null") { return .null }
        if tokens.take("true") { return .boolean(true) }
        if tokens.take("false") { return .boolean(false) }
        if tokens.take("current_timestamp") || isPostgres && tokens.take("localtimestamp") { return .now }
        if tokens.take("current_date") { return .today }
        if tokens.take("current_time") || isPostgres && tokens.take("localtime") { return .timeOfDay }
        return nil
    }

    private mutating func readCase() throws(NotCanonical) -> CanonicalExpression? {
        guard tokens.take("case") else { return nil }
        let subject = tokens.isNext("when") ? nil : try read()
        var parts: [CanonicalExpression] = []
        while tokens.take("when") {
            let condition = try read()
            parts.append(subject.map { .comparison("=", $0, condition) } ?? condition)
            try tokens.expect("then")
            parts.append(try read())
        }
        parts.append(tokens.take("else") ? try read() : .null)
        try tokens.expect("end")
        return .call("case", parts)
    }

    // MARK: Names

    /// A column, or a function with its arguments.
    private mutating func readName(isQuoted: Bool) throws(NotCanonical) -> CanonicalExpression {
        if !isQuoted, let special = try readSpecialCall() { return special }
        var name = try tokens.name()
        // A column with its table, a function with its schema: the last name tells which.
        while tokens.take(symbol: ".") { name = try tokens.name() }
        guard tokens.take(symbol: "(") else {
            // What is no column may be a string to SQLite, or a row to PostgreSQL.
            guard scope.types[name] != nil else { throw NotCanonical() }
            return .column(name)
        }
        var arguments: [CanonicalExpression] = []
        if !tokens.take(symbol: ")") {
            repeat { arguments.append(try read()) } while tokens.take(symbol: ",")
            try tokens.expect(symbol: ")")
        }
        return try FunctionNames(tokens.dialect).call(name, arguments)
    }

    /// `CAST(x AS t)`, `TRIM(BOTH FROM x)`, `x AT TIME ZONE` aside: functions with words in them.
    private mutating func readSpecialCall() throws(NotCanonical) -> CanonicalExpression? {
        guard tokens.isSymbol("(", ahead: 1) else { return nil }
        if tokens.take("cast") {
            try tokens.expect(symbol: "(")
            let value = try read()
            try tokens.expect("as")
            let type = try readTypeName()
            try tokens.expect(symbol: ")")
            return try cast(value, to: type)
        }
        if let value = try readSubstring() { return value }
        if let value = try readPosition() { return value }
        let sides = ["both": "trim", "leading": "ltrim", "trailing": "rtrim"]
        guard tokens.isNext("trim"), let side = tokens.peek(2)?.word, let name = sides[side] else { return nil }
        _ = tokens.take("trim")
        try tokens.expect(symbol: "(")
        _ = tokens.take(side)
        let characters = tokens.isNext("from") ? nil : try read()
        try tokens.expect("from")
        let value = try read()
        try tokens.expect(symbol: ")")
        return .call(name, characters.map { [value, $0] } ?? [value])
    }

    /// `SUBSTRING(x FROM 1 FOR 2)`; nothing if it is called like any function.
    private mutating func readSubstring() throws(NotCanonical) -> CanonicalExpression? {
        let start = tokens
        guard tokens.take("substring"), tokens.take(symbol: "(") else { return nil }
        var arguments = [try read()]
        guard tokens.take("from") else {
            tokens = start
            return nil
        }
        arguments.append(try read())
        if tokens.take("for") { arguments.append(try read()) }
        try tokens.expect(symbol: ")")
        return try FunctionNames(tokens.dialect).call("substring", arguments)
    }

    /// `POSITION(part IN whole)`.
    private mutating func readPosition() throws(NotCanonical) -> CanonicalExpression? {
        guard tokens.take("position") else { return nil }
        try tokens.expect(symbol: "(")
        let part = try readOrder()
        try tokens.expect("in")
        let whole = try read()
        try tokens.expect(symbol: ")")
        return .call("instr", [whole, part])
    }

    // MARK: Types

    /// The words of a type with its numbers and brackets: `character varying(20)[]`.
    mutating func readTypeName() throws(NotCanonical) -> String {
        var name = try tokens.name()
        while tokens.take(symbol: ".") { name = try tokens.name() }
        while let word = tokens.peek()?.word,
            ["varying", "precision", "with", "without", "time", "zone"].contains(word)
        {
            name += " " + (try tokens.name())
        }
        if tokens.take(symbol: "(") {
            repeat {
                guard try tokens.next().kind == .number else { throw NotCanonical() }
            } while tokens.take(symbol: ",")
            try tokens.expect(symbol: ")")
        }
        while tokens.take(symbol: "[") { try tokens.expect(symbol: "]") }
        return name
    }

    /// A value as another type; as itself, where that says nothing new.
    func cast(_ value: CanonicalExpression, to type: String) throws(NotCanonical) -> CanonicalExpression {
        let logical = LogicalType(type, tokens.dialect)
        switch (logical, value) {
        case (_, .null): return .null
        // Of a column without capitals the text has them.
        case (.text, .column) where isPostgres && scope.ignoresCase(value) && type != "citext":
            return .call("exact", [value])
        case (.text, _) where scope.isText(value): return value
        case (.integer, .number), (.float, .number), (.decimal, .number): return value
        case (.integer, .text(let text)), (.float, .text(let text)), (.decimal, .text(let text)):
            return .number(try Number.plain(text))
        case (.boolean, .text("t")), (.boolean, .text("true")): return .boolean(true)
        case (.boolean, .text("f")), (.boolean, .text("false")): return .boolean(false)
        case (.date, .now): return .today
        case (.localTime, .now), (.instant, .now): return .now
        case (.instant, .text(let text)): return .text(Self.moment(text))
        // A constant of a type that SQLite keeps as a text.
        case (.date, .text), (.time, .text), (.localTime, .text), (.json, .text), (.uuid, .text),
            (.other, .text):
            return value
        case (_, .column(let name)) where scope.types[name] == logical: return value
        default: return .call("as \(logical.family)", [value])
        }
    }
}

extension ExpressionReader {
    /// A moment at UTC in the form in which SQLite's functions write it; another text stays as it is.
    private static func moment(_ text: String) -> String {
        guard text.utf8.count == 22, text.hasSuffix("+00") else { return text }
        return text.dropLast(3).replacing(" ", with: "T") + "Z"
    }
}

/// Numbers as they are compared.
enum Number {
    /// A decimal number without zeros that mean nothing.
    static func plain(_ text: String) throws(NotCanonical) -> String {
        let sign = text.hasPrefix("-") ? "-" : ""
        let parts = text.dropFirst(sign.count).split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.contains(where: { !$0.isEmpty }),
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { throw NotCanonical() }
        let whole = parts[0].drop { $0 == "0" }
        var fraction = parts.count == 2 ? parts[1] : ""
        while fraction.last == "0" { fraction.removeLast() }
        let number = (whole.isEmpty ? "0" : String(whole)) + (fraction.isEmpty ? "" : "." + fraction)
        return number == "0" ? number : sign + number
    }
}
