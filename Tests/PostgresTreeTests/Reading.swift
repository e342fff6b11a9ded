import PostgresTree
import SQLText
import Testing

/// Something other than what a test is about.
struct Unexpected: Error {
    let what: String

    init(_ what: some Any) { self.what = String(describing: what) }
}

/// Reads statements for tests.
enum Reading {
    static func statements(_ text: String) -> [Result<ParsedStatement, ParseFailure>] {
        let source = SourceText(text, name: "a.sql", dialect: .postgres)
        return SQLScript.statements(in: source).map { PostgresParser.parse($0, of: source) }
    }

    static func statement(_ text: String) throws -> PostgresStatement {
        try #require(statements(text).first).get().statement
    }

    static func table(_ text: String) throws -> CreateTable {
        guard case .createTable(let table) = try statement(text) else { throw Unexpected(text) }
        return table
    }

    /// Where a word stands first.
    static func offset(of word: String, in text: String) -> SourceOffset {
        let range = text.range(of: word)
        return SourceOffset(utf8: range.map { text.utf8.distance(from: text.startIndex, to: $0.lowerBound) } ?? -1)
    }
}

extension String {
    func range(of word: String) -> Range<String.Index>? { ranges(of: word).first }
}
