internal import SQLText

/// What the comments of a CREATE TABLE say of the table and of its columns.
///
/// SQLite has no COMMENT ON, but keeps a statement as it was written. A comment is taken only where its place tells what
/// it is about:
/// - behind a column that has its line for itself, or in the lines right above a column: the column;
/// - behind the opening parenthesis, or above the first column with an empty line between: the table.
///
/// All others, such as those of constraints and in expressions, are about nothing that has a comment here.
struct SQLiteComments {
    /// What is said of the table.
    private(set) var table: String?
    /// What is said of the columns, one by one.
    private(set) var columns: [String?]

    private let tokens: SQLiteTokens
    private let ranges: [Range<Int>]

    /// Looks around columns.
    /// - Parameters:
    ///   - tokens: the statement.
    ///   - columns: which tokens each column consists of.
    ///   - open: the parenthesis before the first of them.
    init(_ tokens: SQLiteTokens, columns ranges: [Range<Int>], behind open: Int) {
        (self.tokens, self.ranges) = (tokens, ranges)
        columns = Array(repeating: nil, count: ranges.count)
        guard tokens.bytes.mayHaveComments else { return }
        take(SQLiteCommentGap(tokens, behind: open - 1).all, for: nil)
        let start = SQLiteCommentGap(tokens, behind: open)
        take(start.trailing, for: nil)
        for group in start.detached { take(group, for: nil) }
        take(start.attached, for: 0)
        for place in ranges.indices { readColumn(place) }
    }

    private mutating func readColumn(_ place: Int) {
        let range = ranges[place]
        var depth = 0
        for index in range.dropLast() {
            if tokens.isSymbol("(", at: index) { depth += 1 }
            if tokens.isSymbol(")", at: index) { depth -= 1 }
            if depth == 0 { take(SQLiteCommentGap(tokens, behind: index).trailing, for: place) }
        }
        let next = ranges.indices.contains(place + 1) ? place + 1 : nil
        let end = SQLiteCommentGap(tokens, behind: range.upperBound - 1)
        if hasOwnLine(place) || end.sameLine.allSatisfy({ !$0.isLine }) { take(end.sameLine, for: place) }
        guard tokens.isSymbol(",", at: range.upperBound) else { return }
        let behindComma = SQLiteCommentGap(tokens, behind: range.upperBound)
        if end.isOneLine, hasOwnLine(place) { take(behindComma.trailing, for: place) }
        guard let next else { return }
        // The comma may stand before the column that it begins.
        if behindComma.isOneLine { take(end.attached, for: next) }
        take(behindComma.attached, for: next)
    }

    /// Whether no other column stands before it in its line.
    ///
    /// ALTER TABLE … ADD COLUMN puts a column between the last one and the comma before the constraints of the table, and so
    /// before the comment behind that comma.
    private func hasOwnLine(_ place: Int) -> Bool {
        guard place > 0 else { return true }
        let comma = ranges[place - 1].upperBound
        return !SQLiteCommentGap(tokens, behind: comma - 1).isOneLine
            || !SQLiteCommentGap(tokens, behind: comma).isOneLine
    }

    private mutating func take(_ notes: [SQLiteCommentGap.Note], for column: Int?) {
        guard let text = SQLiteCommentText.joined(notes.flatMap(\.lines)) else { return }
        if let column {
            columns[column] = columns[column].map { $0 + "\n" + text } ?? text
        } else {
            table = table.map { $0 + "\n" + text } ?? text
        }
    }
}

/// The comments between a token and the next one, by where they stand.
struct SQLiteCommentGap {
    /// One comment.
    struct Note {
        var lines: [String]
        /// Whether it goes on to the end of its line.
        var isLine: Bool
        /// How many line breaks stand between it and what comes before.
        var breaksBefore: Int
        /// Where in its line it begins.
        var indentation: Int
    }

    private(set) var all: [Note] = []
    /// How many line breaks stand behind the last comment.
    private var breaksAfter = 0

    /// Reads what stands behind a token.
    init(_ tokens: SQLiteTokens, behind index: Int) {
        let start = tokens.all[index].range.upperBound
        let end = tokens.all.indices.contains(index + 1) ? tokens.all[index + 1].range.lowerBound : tokens.bytes.count
        guard start < end else { return }
        tokens.bytes.withUnsafeBufferPointer { window in
            var lexer = SQLiteLexer(window, from: start)
            while lexer.position < end, let token = lexer.next() {
                let bytes = tokens.bytes[token.range]
                guard token.kind != .space else {
                    breaksAfter += bytes.count { $0 == 0x0A }
                    continue
                }
                let indentation = tokens.bytes[..<token.range.lowerBound].reversed().prefix { $0 != 0x0A }.count
                let isLine = token.kind == .lineComment
                let lines = SQLiteCommentText.lines(bytes, isLine: isLine)
                all.append(
                    Note(lines: lines, isLine: isLine, breaksBefore: breaksAfter, indentation: indentation))
                breaksAfter = 0
            }
        }
    }

    /// Whether both tokens stand in one line, but for a comment that has several.
    var isOneLine: Bool { breaksAfter == 0 && all.allSatisfy { $0.breaksBefore == 0 } }

    /// Those in the line of the token, with those that go on below at the same place.
    var sameLine: [Note] {
        let first = Array(all.prefix { $0.breaksBefore == 0 })
        guard let last = first.last else { return [] }
        return first + all.dropFirst(first.count).prefix { $0.breaksBefore == 1 && $0.indentation == last.indentation }
    }

    /// The same, if nothing else stands behind them in the line: otherwise nobody can tell what they are about.
    var trailing: [Note] { isOneLine ? [] : sameLine }

    /// Those in lines of their own, between empty lines.
    private var groups: [[Note]] {
        all.dropFirst(sameLine.count).reduce(into: []) { groups, note in
            if note.breaksBefore > 1 || groups.isEmpty { groups.append([]) }
            groups[groups.count - 1].append(note)
        }
    }

    /// The lines right above the token behind.
    var attached: [Note] { breaksAfter < 2 ? groups.last ?? [] : [] }

    /// The lines that an empty one parts from the token behind.
    var detached: [[Note]] { breaksAfter < 2 ? groups.dropLast() : groups }
}

extension [UInt8] {
    /// Whether a comment may begin somewhere; false in most statements.
    fileprivate var mayHaveComments: Bool {
        zip(self, dropFirst()).contains { first, second in
            first == UInt8(ascii: "-") && second == first || first == UInt8(ascii: "/") && second == UInt8(ascii: "*")
        }
    }
}
