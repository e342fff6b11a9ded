@testable import MartletCore
@testable import SQLText

/// What the comments of a script say: directives, headers, sections and the rollback block.
enum DirectivesTarget {
    static func check(_ input: [UInt8]) throws {
        var input = FuzzInput(input)
        let (window, piece) = (1 + input.below(64), 1 + input.below(70))
        let isWayBack = input.below(4) == 0
        let bytes = Array(input.rest)
        // What is no text is the business of the splitting target.
        guard let text = try? SourceText(bytes: bytes, name: "fuzz.sql"), Token.areOrdinary(in: text) else { return }
        let lines = CommentLines.all(in: text)
        try checkLines(lines, in: text)
        try checkStream(bytes, text, lines, window: window, piece: piece)
        try checkDirectives(in: text, lines)
        let file: ScriptFile
        do throws(MartletError) {
            file = try ScriptFile(text, isWayBack: isWayBack)
        } catch {
            return try Places.check(error, in: text, codes: [.directive])
        }
        try checkParts(of: file, in: text)
    }

    // MARK: Lines

    /// A comment line is a comment as the lexer sees it, the first thing on its line.
    private static func checkLines(_ lines: [CommentLine], in text: SourceText) throws {
        let expected = text.utf8.withUnsafeBufferPointer { bytes in
            var lexer = SQLiteLexer(bytes)
            var ranges: [Range<Int>] = []
            while let token = lexer.next() {
                guard token.kind == .lineComment else { continue }
                let before = bytes[..<token.range.lowerBound].last { !$0.isBlank } ?? Byte.lineFeed
                if before == Byte.lineFeed { ranges.append(token.range) }
            }
            return ranges
        }
        try require(lines.map(\.range) == expected, "\(lines.map(\.range)), the lexer has \(expected)")
        for line in lines {
            let (first, last) = (line.content.first, line.content.last)
            let isTrimmed = [first, last].compactMap { $0 }.allSatisfy { !text.utf8[$0].isSpace }
            try require(
                line.content.lowerBound >= line.range.lowerBound + 2
                    && line.content.upperBound <= line.range.upperBound && isTrimmed,
                "\(line) is not what it says")
        }
    }

    private static func checkStream(
        _ bytes: [UInt8], _ text: SourceText, _ lines: [CommentLine], window: Int, piece: Int
    ) throws {
        var source = PiecewiseReading(bytes, pieceBytes: piece)
        var found: [CommentLine] = []
        try CommentLineReader(windowBytes: window).run(read: { source.read(into: $0) }) { content, line in
            try require(content.elementsEqual(text.utf8[line.content]), "\(line) has other bytes in a window")
            found.append(line)
        }
        try require(found == lines, "\(lines) as a whole, \(found) in windows")
    }

    // MARK: Directives

    private static func checkDirectives(in text: SourceText, _ lines: [CommentLine]) throws {
        for directive in Directive.all(in: text) {
            try require(lines.contains(directive.line), "\(directive) stands on no comment line")
            let offsets = directive.options.map(\.offset.utf8)
            try require(
                offsets.allSatisfy(directive.line.content.contains) && offsets == offsets.sorted(),
                "options outside of \(directive)")
            switch directive.kind {
            case .malformed(_, let offset):
                try require(
                    (directive.line.content.lowerBound...directive.line.content.upperBound).contains(offset.utf8),
                    "the fault of \(directive) is outside of it")
            case .unknown(let written, let suggestion):
                try require(suggestion != written, "\(written) is to be replaced by itself")
                try checkSuggestion(suggestion)
            case .lookalike(let found):
                try checkSuggestion(found.suggestion)
            default: break
            }
        }
    }

    /// What is suggested is itself something that is read.
    private static func checkSuggestion(_ suggestion: String?) throws {
        guard let suggestion else { return }
        let text = SourceText("-- " + suggestion, name: "suggestion")
        let directive = try require(Directive.all(in: text).first, "`\(suggestion)` would be no directive")
        switch directive.kind {
        case .up, .down, .options, .allowance, .rollback, .header, .malformed: break
        case .unknown, .lookalike, .foreign: throw Violation(description: "`\(suggestion)` would be refused as well")
        }
    }

    // MARK: Parts

    /// No statement is lost between the parts, and each stands where it stood.
    private static func checkParts(of file: ScriptFile, in text: SourceText) throws {
        let up = text.keeping(only: file.up)
        try require(up.utf8.count == text.utf8.count, "the way forward has another length")
        var found = tokens(in: up)
        if let down = file.down {
            try require(down.utf8.count == text.utf8.count, "the way back has another length")
            // In the file itself, all of a rollback block is comments.
            let isBlock = Directive.all(in: text).contains { if case .rollback = $0.kind { true } else { false } }
            if !isBlock { found += tokens(in: down) }
            try checkRecorded(down)
        }
        let whole = tokens(in: text)
        try require(found.sorted() == whole, "of the tokens \(whole) there are \(found.sorted()) in the parts")
        for dependency in file.dependencies {
            try require(!dependency.version.text.isEmpty, "a dependency without a version: \(dependency)")
        }
    }

    private static func tokens(in part: SourceText) -> [Int] {
        Token.significant(in: part.utf8).filter { $0.kind != .semicolon }.map(\.range.lowerBound)
    }

    /// What the history keeps of a way back does the same.
    private static func checkRecorded(_ down: SourceText) throws {
        // What is no SQL never runs; a vertical tab is white space behind other white space only.
        let tokens = Token.significant(in: down.utf8)
        guard !down.utf8.contains(0x0B), !tokens.contains(where: { $0.kind == .unterminated || $0.kind == .illegal })
        else { return }
        let kept = SourceText(down.withoutMargin, name: "kept")
        // What is kept ends its last line; a comment has to have something behind its `/*`.
        try require(
            TokenForm.of(kept) == TokenForm.of(SourceText(down.string + "\n", name: "down")),
            "kept is another script:\n\(kept.string)\nof\n\(down.string)")
        // A byte order mark at its beginning is none of the text.
        guard !down.withoutMargin.utf8.starts(with: "\u{FEFF}".utf8) else { return }
        let again = SourceText(kept.withoutMargin, name: "again")
        try require(again.utf8 == kept.utf8, "kept twice it is another text:\n\(again.string)\nof\n\(kept.string)")
    }
}
