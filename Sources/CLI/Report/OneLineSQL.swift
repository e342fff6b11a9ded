/// A statement for a single line: on one line, a comment to the end of the line would swallow what follows.
enum OneLineSQL {
    /// The statement with a blank in place of each comment.
    static func text(_ statement: String) -> String {
        var rest = statement[...]
        var result = ""
        while let first = rest.first {
            if rest.hasPrefix("--") {
                rest = rest.drop { !$0.isNewline }
                result += " "
            } else if rest.hasPrefix("/*") {
                rest = after("*/", in: rest.dropFirst(2))
                result += " "
            } else if let close = closing[first] {
                let end = rest.dropFirst().firstIndex(of: close).map(rest.index(after:)) ?? rest.endIndex
                result += rest[..<end]
                rest = rest[end...]
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    /// What ends what each of these opens; a doubled quote closes and opens again.
    private static let closing: [Character: Character] = ["'": "'", "\"": "\"", "`": "`", "[": "]"]

    private static func after(_ mark: String, in text: Substring) -> Substring {
        var rest = text
        while !rest.isEmpty {
            if rest.hasPrefix(mark) { return rest.dropFirst(mark.count) }
            rest = rest.dropFirst()
        }
        return rest
    }
}
