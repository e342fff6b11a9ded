internal import SQLText

/// The types of columns: any words, with numbers in parentheses or without.
///
/// Source: <https://www.sqlite.org/datatype3.html>.
enum SQLiteType {
    /// SQLite has these six as numbers, and writes them back in capitals.
    ///
    /// Source: `sqlite3StdType` in <https://sqlite.org/src/file/src/global.c>.
    private static let standard = [
        "any": "ANY", "blob": "BLOB", "int": "INT", "integer": "INTEGER", "real": "REAL", "text": "TEXT",
    ]

    /// The words with which a type ends.
    private static let typeEnds: [StaticString] = [
        "not", "null", "primary", "unique", "default", "check", "collate", "references", "constraint", "as",
        "deferrable",
    ]

    /// The type as it is compared: white space and comments inside do not count.
    static func canonical(_ type: String) -> String {
        if let name = standard[type.foldedForSQLite] { return name }
        guard let text = plainText(type) else { return type }
        return standard[text.foldedForSQLite] ?? text
    }

    /// The type as it stands in a statement: in quotation marks, if it can be no other way.
    static func written(_ type: String) -> String { plainText(type) ?? type.quotedAsIdentifier }

    /// The tokens of a type, of which some may be no part of it.
    static func take(from tokens: inout SQLiteTokens) throws(SQLiteSyntaxError) -> String {
        let start = tokens.position
        while isTypeWord(tokens, tokens.position) { tokens.position += 1 }
        let words = start..<tokens.position
        if words.count > 0, tokens.isNext(symbol: "(") { _ = try tokens.parenthesis() }
        // The parser takes them for a part of the type, and SQLite cuts them off.
        if words.count == tokens.position - start, isGeneratedAlways(tokens, words) { tokens.position -= 2 }
        defer { _ = tokens.take("generated", "always") }
        guard tokens.position > start else { return "" }
        if tokens.all[start].kind != .word { return canonical(tokens.name(at: start) ?? "") }
        let bytes = tokens.all[start].range.lowerBound..<tokens.all[tokens.position - 1].range.upperBound
        return canonical(String(decoding: tokens.bytes[bytes], as: UTF8.self))
    }

    private static func isTypeWord(_ tokens: SQLiteTokens, _ index: Int) -> Bool {
        guard tokens.all.indices.contains(index) else { return false }
        switch tokens.all[index].kind {
        case .word: return !typeEnds.contains { tokens.isKeyword($0, at: index) }
        case .quotedIdentifier, .string: return true
        default: return false
        }
    }

    private static func isGeneratedAlways(_ tokens: SQLiteTokens, _ words: Range<Int>) -> Bool {
        words.count >= 2 && tokens.isKeyword("generated", at: words.upperBound - 2)
            && tokens.isKeyword("always", at: words.upperBound - 1)
    }

    /// The type with its white space in order; `nil` if it is not written as one.
    private static func plainText(_ type: String) -> String? {
        guard var tokens = try? SQLiteTokens(type), let first = tokens.all.first, first.kind == .word else {
            return nil
        }
        while isTypeWord(tokens, tokens.position) { tokens.position += 1 }
        let words = 0..<tokens.position
        guard !words.isEmpty, !isGeneratedAlways(tokens, words) else { return nil }
        let name = words.map(tokens.text).joined(separator: " ")
        guard tokens.take(symbol: "(") else { return tokens.isAtEnd ? name : nil }
        guard let first = number(&tokens) else { return nil }
        var numbers = [first]
        if tokens.take(symbol: ",") {
            guard let second = number(&tokens) else { return nil }
            numbers.append(second)
        }
        guard tokens.take(symbol: ")"), tokens.isAtEnd else { return nil }
        return "\(name)(\(numbers.joined(separator: ",")))"
    }

    private static func number(_ tokens: inout SQLiteTokens) -> String? {
        let sign = tokens.take(symbol: "-") ? "-" : tokens.take(symbol: "+") ? "+" : ""
        guard !tokens.isAtEnd, tokens.all[tokens.position].kind == .number else { return nil }
        defer { tokens.position += 1 }
        return sign + tokens.text(tokens.position)
    }
}
