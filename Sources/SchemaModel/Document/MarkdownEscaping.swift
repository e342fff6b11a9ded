/// Texts that Markdown shows as what they are: <https://github.github.com/gfm/>.
enum Markdown {
    /// A text of one line.
    ///
    /// - Parameters:
    ///   - isCell: Whether it stands in a table, where a bar would end its cell.
    ///   - beginsLine: Whether nothing stands before it, so that its first characters might make it something else.
    static func text(_ text: String, isCell: Bool = false, beginsLine: Bool = false) -> String {
        let scalars = Array(text.visible.unicodeScalars)
        var result = ""
        for (place, scalar) in scalars.enumerated() {
            switch scalar {
            case "\\", "`", "*", "[", "]", "~", "$": result += "\\\(scalar)"
            case "_": result += isInWord(place, scalars) ? "_" : "\\_"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += isReference(scalars[(place + 1)...]) ? "&amp;" : "&"
            case "|": result += isCell ? "&#124;" : "\\|"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return beginsLine ? escapedStart(result) : result
    }

    private static func isInWord(_ place: Int, _ scalars: [Unicode.Scalar]) -> Bool {
        guard place > 0, place + 1 < scalars.count else { return false }
        func isWord(_ scalar: Unicode.Scalar) -> Bool {
            scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        }
        return isWord(scalars[place - 1]) && isWord(scalars[place + 1])
    }

    /// Whether what stands behind `&` makes it a character: `lt;`, `#38;`.
    private static func isReference(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
        let name = rest.prefix { $0 == "#" || $0.properties.isAlphabetic || ("0"..."9").contains($0) }
        return !name.isEmpty && rest.dropFirst(name.count).first == ";"
    }

    /// Keeps the first characters of a line from making it an item, a heading or a rule.
    private static func escapedStart(_ text: String) -> String {
        let digits = text.prefix { ("0"..."9").contains($0) }
        let mark = text.dropFirst(digits.count).first
        if !digits.isEmpty, mark == "." || mark == ")" { return digits + "\\" + text.dropFirst(digits.count) }
        return ["#", "-", "+", "="].contains(text.first) ? "\\" + text : text
    }

    /// A name or a piece of SQL.
    static func code(_ text: String, isCell: Bool = false) -> String {
        let text = text.visible
        // In a table a bar ends the cell, also within a code span; an empty span is no span.
        if text.isEmpty || isCell && text.contains("|") {
            return "<code>\(Self.references(text))</code>"
        }
        let fence = String(repeating: "`", count: longestRun(in: text) + 1)
        let isTight = text.first != "`" && text.last != "`" && !(text.first == " " && text.last == " ")
        return isTight ? fence + text + fence : "\(fence) \(text) \(fence)"
    }

    /// The text as HTML that is no Markdown.
    private static func references(_ text: String) -> String {
        var result = ""
        for scalar in text.xmlEscaped.unicodeScalars {
            if "|`*_[]\\~$".unicodeScalars.contains(scalar) {
                result += "&#\(scalar.value);"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The number of backticks in the longest run of them.
    static func longestRun(in text: String) -> Int {
        var (longest, run) = (0, 0)
        for scalar in text.unicodeScalars {
            run = scalar == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
