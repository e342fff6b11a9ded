@testable import SQLText

/// Cutting a script for PostgreSQL into its parts: the text, and behind it how it is read.
enum PostgresScannerTarget {
    static func check(_ input: [UInt8]) throws {
        var input = FuzzInput(input)
        let reading = Reading(window: 1 + input.below(64), piece: 1 + input.below(70), cut: input.below(256))
        let bytes = Array(input.rest)
        guard let text = try? SourceText(bytes: bytes, name: "fuzz.sql", dialect: .postgres) else { return }
        let parts = wholeParts(text)
        try checkTokens(text)
        try checkParts(parts, in: text)
        try checkWindows(bytes, text, parts, reading)
        try checkComments(bytes, text, reading)
        try checkTokenForm(bytes, text, reading)
    }

    private struct Reading {
        var window: Int
        var piece: Int
        /// Where the text is cut once.
        var cut: Int
    }

    private struct Part: Equatable {
        var part: ScriptPart
        var range: Range<Int>
        var index: Int
    }

    private static func wholeParts(_ text: SourceText) -> [Part] {
        var parts: [Part] = []
        SQLScript.forEachPart(in: text) { bytes, head in
            let range = head.offset.utf8..<head.offset.utf8 + bytes.count
            parts.append(Part(part: head.part, range: range, index: head.index))
        }
        return parts
    }

    // MARK: Tokens and parts

    private static func checkTokens(_ text: SourceText) throws {
        var end = 0
        var hole: Int?
        text.forEachToken { token, _ in
            if token.range.lowerBound != end || token.range.isEmpty { hole = hole ?? end }
            end = token.range.upperBound
        }
        try require(hole == nil && end == text.utf8.count, "no token at \(hole ?? end)")
    }

    /// Parts follow one another and hold every token; a statement by itself is the same statement.
    private static func checkParts(_ parts: [Part], in text: SourceText) throws {
        var inside = Array(repeating: false, count: text.utf8.count)
        var end = 0
        for part in parts where part.part != .fault(.openData) {
            // What is found amid a statement is told before it.
            if case .fault = part.part {
            } else {
                try require(part.range.lowerBound >= end && !part.range.isEmpty, "\(part) does not follow \(end)")
                end = part.range.upperBound
            }
            for index in part.range { inside[index] = true }
        }
        var lost: [Range<Int>] = []
        text.forEachToken { token, _ in
            let isSeen = !token.kind.isSignificant || token.kind == .semicolon || inside[token.range.lowerBound]
            if !isSeen { lost.append(token.range) }
        }
        try require(lost.isEmpty, "in no part: \(lost.map { text.text(in: $0) })")
        let isPlain = !text.string.lowercased().contains("standard_conforming_strings") && !text.utf8.contains(0x5C)
        for part in parts where isPlain && part.part == .statement {
            let alone = SourceText(
                normalized: Array(text.utf8[part.range]), name: "statement", dialect: .postgres)
            try require(
                SQLScript.statements(in: alone).map(\.range) == [0..<part.range.count],
                "a statement by itself is cut otherwise: \(alone.string)")
            _ = SQLStatement(range: part.range).kind(in: text)
        }
    }

    // MARK: Windows

    private static func checkWindows(
        _ bytes: [UInt8], _ text: SourceText, _ parts: [Part], _ reading: Reading
    ) throws {
        for window in [reading.window, max(reading.cut, 1)] {
            var source = PiecewiseReading(bytes, pieceBytes: reading.piece)
            var found: [Part] = []
            try StatementReader(windowBytes: window, dialect: .postgres).run(
                read: { source.read(into: $0) },
                body: { sql, head in
                    let range = head.offset.utf8..<head.offset.utf8 + sql.count
                    try require(sql.elementsEqual(text.utf8[range]), "the bytes of \(range) are others in a window")
                    // As many lines of data come at once as are in the window.
                    if head.part == .copyData, let last = found.last, last.part == .copyData {
                        found[found.count - 1].range = last.range.lowerBound..<range.upperBound
                    } else {
                        found.append(Part(part: head.part, range: range, index: head.index))
                    }
                })
            try require(found == parts, "\(parts) as a whole, \(found) in windows of \(window)")
        }
    }

    private static func checkComments(_ bytes: [UInt8], _ text: SourceText, _ reading: Reading) throws {
        var found: [CommentLine] = []
        var source = PiecewiseReading(bytes, pieceBytes: reading.piece)
        try CommentLineReader(windowBytes: reading.window, dialect: .postgres).run(
            read: { source.read(into: $0) }, body: { found.append($1) })
        let whole = CommentLines.all(in: text)
        try require(found == whole, "\(whole) as a whole, \(found) in windows")
        var tokens: [Range<Int>] = []
        text.forEachToken { token, _ in
            let line = text.lineRange(around: SourceOffset(utf8: token.range.lowerBound))
            let isFirst = text.utf8[line.lowerBound..<token.range.lowerBound].allSatisfy(\.isBlank)
            if token.kind == .lineComment, isFirst { tokens.append(token.range) }
        }
        try require(whole.map(\.range) == tokens, "\(whole), by tokens \(tokens)")
    }

    // MARK: The form without comments

    private static func checkTokenForm(_ bytes: [UInt8], _ text: SourceText, _ reading: Reading) throws {
        let form = TokenForm.of(text)
        var windows = TokenNormalForm(.postgres)
        var streamed: [UInt8] = []
        var source = PiecewiseReading(bytes, pieceBytes: reading.piece)
        try TextWindows(windowBytes: reading.window).run(read: { source.read(into: $0) }) { window in
            windows.take(UnsafeBufferPointer(window.bytes), isFinal: window.isFinal) { streamed += $0 }
        }
        try require(streamed == form, "the form is another one in windows")
        var isWhole = true
        text.forEachToken { token, _ in isWhole = isWhole && token.kind != .unterminated && token.kind != .illegal }
        guard isWhole else { return }
        // A second byte order mark is a word to PostgreSQL.
        let again = SourceText(normalized: form, name: "form", dialect: .postgres)
        try require(TokenForm.of(again) == form, "the form has another form: \(again.string)")
        let (ours, theirs) = (SQLScript.statements(in: text).count, SQLScript.statements(in: again).count)
        try require(ours == theirs, "\(ours) statements, \(theirs) in the form")
    }
}
