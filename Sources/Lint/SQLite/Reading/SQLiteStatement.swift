internal import SQLText
internal import SchemaModel

/// A statement with its tokens.
struct SQLiteStatement {
    /// Its bytes in the file.
    let range: Range<Int>
    /// What it does.
    let kind: StatementKind
    /// Its tokens; none if it has something that is no token.
    let tokens: SQLiteTokens
    /// The table that it makes, if SQLite would take it.
    let createdTable: Table?

    init(_ statement: SQLStatement, in text: SourceText) {
        range = statement.range
        kind = statement.kind(in: text)
        let sql = statement.text(in: text)
        tokens = (try? SQLiteTokens(sql)) ?? SQLiteTokens.none
        if case .createTable = kind { createdTable = try? SQLiteDefinition.table(sql) } else { createdTable = nil }
    }

    // MARK: Places

    /// The place of a token in the file; of one that is not there, the end of the statement.
    func place(of token: Int) -> Range<Int> {
        guard tokens.all.indices.contains(token) else { return range.upperBound..<range.upperBound }
        let found = tokens.all[token].range
        return range.lowerBound + found.lowerBound..<range.lowerBound + found.upperBound
    }

    /// The place of several tokens in the file.
    func place(of tokens: Range<Int>) -> Range<Int> {
        guard let last = tokens.last else { return place(of: tokens.lowerBound) }
        return place(of: tokens.lowerBound).lowerBound..<place(of: last).upperBound
    }

    // MARK: Words

    /// The first token of a row of keywords outside of parentheses, from a token on.
    func firstIndex(of keywords: StaticString..., from start: Int = 0) -> Int? {
        var depth = 0
        for index in tokens.all.indices {
            if tokens.isSymbol("(", at: index) { depth += 1 }
            if tokens.isSymbol(")", at: index) { depth -= 1 }
            guard depth == 0, index >= start else { continue }
            let isHere = keywords.enumerated().allSatisfy { tokens.isKeyword($0.element, at: index + $0.offset) }
            if isHere { return index }
        }
        return nil
    }

    /// The first token that is a keyword, also in parentheses.
    func anyIndex(of keyword: StaticString) -> Int? {
        tokens.all.indices.first { tokens.isKeyword(keyword, at: $0) }
    }

    /// The first comma outside of parentheses.
    var outerComma: Int? {
        var depth = 0
        for index in tokens.all.indices {
            if tokens.isSymbol("(", at: index) { depth += 1 }
            if tokens.isSymbol(")", at: index) { depth -= 1 }
            if depth == 0, tokens.isSymbol(",", at: index) { return index }
        }
        return nil
    }

    /// Whether a keyword stands there.
    func isWord(_ keyword: StaticString, at index: Int) -> Bool { tokens.isKeyword(keyword, at: index) }
}

extension SQLiteTokens {
    /// No tokens at all.
    fileprivate static let none: SQLiteTokens = {
        guard let none = try? SQLiteTokens("") else { preconditionFailure("an empty text has no token that is wrong") }
        return none
    }()
}
