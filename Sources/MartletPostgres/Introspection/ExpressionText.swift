/// Expressions as the server writes them, brought to the form that they keep.
///
/// A list of strings beside a `varchar` is made an array of `text` by one cast of the whole; written out and read back,
/// each string has a cast of its own. Both say the same, and the second form stays what it is: with it a database that
/// was loaded from a dump has the same expressions as the one that the dump is of.
enum ExpressionText {
    /// An expression without parentheses around the whole.
    static func expression(_ text: String) -> String { StatementText.withoutParentheses(settled(text)) }

    /// A text with its lists of strings in the form that they keep.
    static func settled(_ text: String) -> String {
        let (opening, closing) = (Array("(ARRAY[".utf8), Array("])::text[]".utf8))
        let bytes = Array(text.utf8)
        guard text.contains("])::text[]") else { return text }
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index...].starts(with: opening), let end = StatementText.closing(bytes[index...]),
                bytes[(end - 1)...].starts(with: closing),
                let list = casts(bytes[(index + opening.count)..<(end - 1)])
            {
                result += Array("ARRAY[\(list)]".utf8)
                index = end - 1 + closing.count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The strings of a list, each with a cast; `nil` if there is anything else in it.
    private static func casts(_ list: ArraySlice<UInt8>) -> String? {
        let elements = StatementText.parts(list).map { part in
            String(decoding: part.drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
        }
        guard elements.allSatisfy({ $0.hasPrefix("'") && $0.hasSuffix("'::character varying") }) else { return nil }
        return elements.map { "(\($0))::text" }.joined(separator: ", ")
    }
}
