/// Texts that fit a pattern, as short as they can be: of LIKE, of GLOB, or a regular expression.
///
/// Which of the three a text of an expression is, nobody can tell from it: the database is asked afterwards.
struct PatternExample {
    private var rest: Substring

    /// One text for each way to read the pattern, and a second one for each with more in it.
    static func texts(_ pattern: String) -> [String] {
        guard pattern.contains(where: { "%_*?[^$\\+({.".contains($0) }) else { return [] }
        var texts: [String] = []
        for filling in ["", "ab"] {
            texts.append(like(pattern, filling))
            texts.append(glob(pattern, filling))
        }
        var reader = PatternExample(rest: pattern[...])
        texts.append(reader.alternatives())
        return texts
    }

    private static func like(_ pattern: String, _ filling: String) -> String {
        pattern.map { $0 == "%" ? filling : $0 == "_" ? "1" : String($0) }.joined()
    }

    private static func glob(_ pattern: String, _ filling: String) -> String {
        var reader = PatternExample(rest: pattern[...])
        var text = ""
        while let letter = reader.rest.popFirst() {
            switch letter {
            case "*": text += filling
            case "?": text += "a"
            case "[": text += reader.oneOfClass()
            default: text.append(letter)
            }
        }
        return text
    }

    // MARK: Regular expressions

    /// The first of the alternatives; all of them are read.
    private mutating func alternatives() -> String {
        let first = sequence()
        while rest.first == "|" {
            rest.removeFirst()
            _ = sequence()
        }
        return first
    }

    private mutating func sequence() -> String {
        var text = ""
        while let next = rest.first, next != "|", next != ")" {
            let atom = atom()
            text += String(repeating: atom, count: repetition())
        }
        return text
    }

    private mutating func atom() -> String {
        switch rest.popFirst() {
        case "^", "$", nil: return ""
        case ".": return "x"
        case "[": return oneOfClass()
        case "(":
            if rest.hasPrefix("?:") { rest.removeFirst(2) }
            let text = alternatives()
            if rest.first == ")" { rest.removeFirst() }
            return text
        case "\\": return escaped()
        case let letter?: return String(letter)
        }
    }

    private mutating func escaped() -> String {
        switch rest.popFirst() {
        case "d": "1"
        case "w": "a"
        case "s": " "
        case "S", "D", "W": "-"
        case "m", "M", "y", "A", "Z", "b", nil: ""
        case let letter?: String(letter)
        }
    }

    /// How often the last atom is wanted at least.
    private mutating func repetition() -> Int {
        switch rest.first {
        case "*", "?":
            rest.removeFirst()
            return 0
        case "+":
            rest.removeFirst()
            return 1
        case "{":
            let numbers = rest.dropFirst().prefix { $0 != "}" }
            guard let count = Int(numbers.prefix { $0.isNumber }) else { return 1 }
            rest = rest.dropFirst(numbers.count + 2)
            return min(count, 1_000)
        default: return 1
        }
    }

    /// A letter of the class whose bracket was read.
    private mutating func oneOfClass() -> String {
        var members = rest.prefix { $0 != "]" }
        // A bracket at the beginning is a member.
        if members.isEmpty || members == "^" { members = rest.prefix(members.count + 1) }
        rest = rest.dropFirst(members.count + 1)
        guard members.first == "^" else { return members.first == "\\" ? "1" : String(members.prefix(1)) }
        let others = members.dropFirst()
        return ["a", "1", "-", "Z"].first { !others.contains($0) && !others.contains("-") } ?? "é"
    }
}
