@testable import SQLText

/// Cutting a script into statements: the text, and behind it how it is read.
enum SplittingTarget {
    static func check(_ input: [UInt8]) throws {
        var input = FuzzInput(input)
        let reading = Reading(window: 1 + input.below(64), piece: 1 + input.below(70), section: input.below(256))
        let bytes = Array(input.rest)
        let text: SourceText
        do {
            text = try SourceText(bytes: bytes, name: "fuzz.sql")
        } catch {
            return try checkRefusal(error, bytes, reading)
        }
        try checkText(text)
        guard Token.areOrdinary(in: text) else { return }
        let statements = SQLScript.statements(in: text)
        try checkStatements(statements, in: text)
        try checkStream(bytes, text, statements, reading)
        try checkPlaces(bytes, text, statements, reading)
        try checkTokenForm(text, statements, reading)
        try StatementOracle.compare(statements, in: text)
    }

    private struct Reading {
        var window: Int
        var piece: Int
        /// Where a section begins that is read by itself.
        var section: Int
    }

    // MARK: The text

    private static func checkRefusal(_ error: SourceTextError, _ bytes: [UInt8], _ reading: Reading) throws {
        switch error {
        case .invalidUTF8(let offset), .containsNUL(let offset):
            try require(bytes.indices.contains(offset), "the fault is at \(offset) of \(bytes.count) bytes")
        case .utf16:
            try require(bytes.count >= 2, "UTF-16 in \(bytes.count) bytes")
        }
        var source = PiecewiseReading(bytes, pieceBytes: reading.piece)
        do {
            try StatementReader(windowBytes: reading.window).run(read: { source.read(into: $0) }, body: { _, _ in })
        } catch let found as SourceTextError {
            return try require(found == error, "\(error) as a whole, \(found) through a window")
        }
        throw Violation(description: "\(error) as a whole, nothing through a window")
    }

    private static func checkText(_ text: SourceText) throws {
        try require(!text.utf8.contains(0) && !text.utf8.contains(Byte.carriageReturn), "a NUL or CR is left")
        // A second byte order mark is a character of the text, as SQLite sees it.
        let mark: [UInt8] = text.utf8.starts(with: [0xEF, 0xBB, 0xBF]) ? [0xEF, 0xBB, 0xBF] : []
        let again = try SourceText(bytes: mark + text.utf8, name: text.name)
        try require(again.utf8 == text.utf8, "a normalised text is normalised further")
    }

    // MARK: Statements

    private static func checkStatements(_ statements: [SQLStatement], in text: SourceText) throws {
        let tokens = Token.significant(in: text.utf8)
        var end = 0
        for statement in statements {
            let range = statement.range
            try require(
                range.lowerBound >= end && !range.isEmpty && range.upperBound <= text.utf8.count,
                "\(range) does not follow \(end)")
            let own = tokens.filter { range.contains($0.range.lowerBound) }
            try require(
                own.first?.range.lowerBound == range.lowerBound && own.last?.range.upperBound == range.upperBound,
                "\(range) does not begin and end with a token")
            let kind = statement.kind(in: text)
            let semicolons = own.dropLast().count { $0.kind == .semicolon }
            try require(
                semicolons == 0 || kind.mayHoldSemicolons, "\(kind) holds a semicolon: \(statement.text(in: text))")
            let alone = try SourceText(bytes: Array(text.utf8[range]), name: "statement")
            try require(
                SQLScript.statements(in: alone).map(\.range) == [0..<range.count],
                "a statement by itself is cut otherwise: \(alone.string)")
            end = range.upperBound
        }
        let lost = tokens.filter { token in
            token.kind != .semicolon && !statements.contains { $0.range.contains(token.range.lowerBound) }
        }
        try require(lost.isEmpty, "in no statement: \(lost.map { text.text(in: $0.range) })")
    }

    // MARK: Windows

    private static func checkStream(
        _ bytes: [UInt8], _ text: SourceText, _ statements: [SQLStatement], _ reading: Reading
    ) throws {
        var observed: [UInt8] = []
        let found = try ranges(bytes, text, reading, section: nil) { observed += $0 }
        try require(found == statements.map(\.range), "\(statements.map(\.range)) as a whole, \(found) in windows")
        try require(observed == text.utf8, "what was observed is not the text")
        // A section begins with the end of its mark's line.
        let start = text.lineRange(around: SourceOffset(utf8: reading.section)).upperBound
        let end = text.lineRange(around: SourceOffset(utf8: 2 * reading.section)).lowerBound
        let section = start..<max(start, end)
        // A quotation that is never closed runs to the end of either.
        let part = SQLScript.statements(in: text.keeping(only: section)).map { $0.range.clamped(to: section) }
        let inSection = try ranges(bytes, text, reading, section: section)
        try require(inSection == part, "\(part) in section \(section), \(inSection) in windows")
    }

    private static func ranges(
        _ bytes: [UInt8], _ text: SourceText, _ reading: Reading, section: Range<Int>?,
        observe: (UnsafeBufferPointer<UInt8>) -> Void = { _ in }
    ) throws -> [Range<Int>] {
        var source = PiecewiseReading(bytes, pieceBytes: reading.piece)
        var ranges: [Range<Int>] = []
        try StatementReader(windowBytes: reading.window, section: section).run(
            read: { source.read(into: $0) }, observe: observe
        ) { sql, head in
            let range = head.offset.utf8..<head.offset.utf8 + sql.count
            try require(head.index == ranges.count, "statement \(ranges.count) has the number \(head.index)")
            try require(sql.baseAddress?[sql.count] == 0, "no NUL behind \(range)")
            try require(sql.elementsEqual(text.utf8[range]), "the bytes of \(range) are others in a window")
            ranges.append(range)
        }
        return ranges
    }

    // MARK: Places

    private static func checkPlaces(
        _ bytes: [UInt8], _ text: SourceText, _ statements: [SQLStatement], _ reading: Reading
    ) throws {
        let offsets = [statements.first?.offset, statements.last?.offset, SourceOffset(utf8: text.utf8.count)]
        for case let offset? in offsets {
            let whole = text.location(of: offset)
            var source = PiecewiseReading(bytes, pieceBytes: reading.piece)
            let streamed = try TextWindows(windowBytes: reading.window).location(of: offset, name: text.name) {
                source.read(into: $0)
            }
            try require(streamed == whole, "\(offset) is at \(whole), in windows at \(streamed)")
            try Places.check(whole, in: text)
            let before = text.text(in: 0..<offset.utf8)
            let lines = before.utf8.count { $0 == Byte.lineFeed }
            try require(whole.position?.line == lines + 1, "\(offset) is said to be in line \(whole)")
            try require(
                text.offset(ofCharacter: before.unicodeScalars.count + 1, after: SourceOffset(utf8: 0)) == offset,
                "characters counted to \(offset) lead elsewhere")
        }
    }

    // MARK: The form without comments

    private static func checkTokenForm(
        _ text: SourceText, _ statements: [SQLStatement], _ reading: Reading
    ) throws {
        let form = TokenForm.of(text)
        var windows = TokenNormalForm()
        var streamed: [UInt8] = []
        var source = PiecewiseReading(text.utf8, pieceBytes: reading.piece)
        try TextWindows(windowBytes: reading.window).run(read: { source.read(into: $0) }) { window in
            windows.take(UnsafeBufferPointer(window.bytes), isFinal: window.isFinal) { streamed += $0 }
        }
        try require(streamed == form, "the form is another one in windows")
        // What begins no token may be white space behind the space that the form puts there.
        guard !Token.significant(in: text.utf8).contains(where: { $0.kind == .illegal }) else { return }
        let again = try SourceText(bytes: form, name: "form")
        try require(TokenForm.of(again) == form, "the form has another form: \(again.string)")
        let count = SQLScript.statements(in: again).count
        try require(count == statements.count, "\(statements.count) statements, \(count) in the form")
    }
}

/// The form of a script behind its token checksum, in one piece.
enum TokenForm {
    static func of(_ text: SourceText) -> [UInt8] {
        var form: [UInt8] = []
        TokenNormalForm.feed(text) { form += $0 }
        return form
    }
}

/// The tokens of a text that the database sees.
enum Token {
    /// Whether every `$` behind a letter or digit is a part of the same word.
    ///
    /// It is none in `?1$a(;)`, which is no SQL, and behind a byte order mark: there a semicolon in the parentheses is
    /// taken for one that ends the statement, which then does not compile.
    static func areOrdinary(in text: SourceText) -> Bool {
        let bytes = text.utf8
        return significant(in: bytes).allSatisfy { token in
            let start = token.range.lowerBound
            return start == 0 || bytes[start] != Byte.dollar || !bytes[start - 1].isIdentifierByte
        }
    }

    static func significant(in bytes: [UInt8]) -> [SQLToken] {
        bytes.withUnsafeBufferPointer { bytes in
            var lexer = SQLiteLexer(bytes)
            var tokens: [SQLToken] = []
            while let token = lexer.nextSignificant() { tokens.append(token) }
            return tokens
        }
    }
}

extension StatementKind {
    /// Whether a semicolon inside such a statement does not end it: triggers, under whatever name they are created.
    fileprivate var mayHoldSemicolons: Bool {
        switch self {
        case .createTrigger, .createTemporary, .explain, .other: true
        default: false
        }
    }
}
