import TestSupport
import Testing

@testable import SQLText

/// The splitter for PostgreSQL against PostgreSQL's own scanner and parser, on random scripts.
///
/// `SQLTEXT_SEED` and `SQLTEXT_POSTGRES_SCRIPTS` change the run. Left out is what is not for the server: data of COPY,
/// commands of `psql`. Not generated are the vertical tab, which is white space from PostgreSQL 16 on, and line comments
/// behind a string: the server looks behind them for a continuation of the string, the library does not.
@Suite struct PostgresDifferentialTests {
    @Test func tokensAreThoseOfPostgreSQL() throws {
        var count = 0
        try compare(generate: { withoutCommentsBehindStrings($0.anyScript()) }) { text, verdict in
            let end = min(verdict.scanned, command(in: text) ?? .max)
            let ours = serverTokens(text.utf8).filter { $0.lowerBound < end }
            count += ours.count
            let theirs = verdict.tokens.filter { $0.range.lowerBound < end }
            let isSame = ours.count == theirs.count && zip(ours, theirs).allSatisfy { $1.isAt($0) }
            if isSame { return nil }
            let first = zip(ours, theirs).first { !$1.isAt($0) }
            return "\(ours.count) tokens, PostgreSQL says \(theirs.count); the first that differs: \(first as Any)"
        }
        #expect(count > 10 * Scale.postgresScripts)
    }

    @Test func statementsEndWhereTheScannerOfPostgreSQLEndsThem() throws {
        var compared = 0
        try compare(generate: { withoutCommentsBehindStrings($0.anyScript()) }) { text, verdict in
            let scanned = SourceText(
                normalized: Array(text.utf8[..<verdict.scanned]), name: "scanned", dialect: .postgres)
            guard let theirs = verdict.byScanner, command(in: scanned) == nil, hasPlainParentheses(scanned, verdict)
            else { return nil }
            compared += 1
            // The library leaves out what holds no keyword.
            let ours = SQLScript.statements(in: scanned).map(\.range).filter { range in
                verdict.tokens.contains { $0.isKeyword && range.contains($0.range.lowerBound) }
            }
            return difference(ours, theirs, in: scanned)
        }
        // The others have a parenthesis without its other half, or a body, which that splitter does not know.
        #expect(compared > Scale.postgresScripts / 3)
    }

    @Test func statementsEndWhereTheParserOfPostgreSQLEndsThem() throws {
        try compare(generate: { $0.validScript() }) { text, verdict in
            guard let theirs = verdict.byParser, verdict.scanned == text.utf8.count else {
                return "the generator made an invalid script"
            }
            return difference(SQLScript.statements(in: text).map(\.range), theirs, in: text)
        }
    }

    /// Generates scripts, asks the library about them, and records the first that differs.
    private func compare(
        generate: (inout PostgresScriptGenerator) -> [UInt8], judge: (SourceText, PostgresVerdict) -> String?
    ) throws {
        let batch: UInt64 = 2_000
        let seeds = Scale.seed..<Scale.seed + UInt64(Scale.postgresScripts)
        for start in stride(from: seeds.lowerBound, to: seeds.upperBound, by: Int(batch)) {
            let some = start..<min(start + batch, seeds.upperBound)
            let texts = try some.map { seed in
                var generator = PostgresScriptGenerator(seed: seed)
                return try SourceText(bytes: generate(&generator), name: "random", dialect: .postgres)
            }
            let verdicts = PostgresVerdict.all(of: texts.map(\.utf8))
            try #require(verdicts.count == texts.count)
            for (index, (text, verdict)) in zip(texts, verdicts).enumerated() {
                guard let difference = judge(text, verdict) else { continue }
                Issue.record("seed \(start + UInt64(index)): \(difference)\n\(text.string)")
                return
            }
        }
    }

    /// Blanks out every line comment that only white space parts from a quotation mark.
    private func withoutCommentsBehindStrings(_ script: [UInt8]) -> [UInt8] {
        var script = script
        var isBehindMark = false
        var index = 0
        while index < script.count {
            let isComment = script[index] == Byte.minus && script[index...].starts(with: "--".utf8)
            if isBehindMark, isComment {
                while index < script.count, script[index] != Byte.lineFeed {
                    script[index] = Byte.space
                    index += 1
                }
            } else {
                isBehindMark = script[index] == Byte.quote || (isBehindMark && script[index].isSpace)
                index += 1
            }
        }
        return script
    }

    /// Where the first command of `psql` begins, of which a server would see the backslash alone.
    private func command(in text: SourceText) -> Int? {
        var first: Int?
        text.forEachToken { token, _ in
            if token.kind == .metaCommand { first = first ?? token.range.lowerBound }
        }
        return first
    }

    /// Our tokens as PostgreSQL cuts them: comments are some to the library, white space is none.
    private func serverTokens(_ bytes: [UInt8]) -> [Range<Int>] {
        bytes.withUnsafeBufferPointer { bytes in
            var lexer = PostgresLexer(bytes)
            var ranges: [Range<Int>] = []
            while let token = lexer.next() {
                guard token.kind != .space else { continue }
                let isNational =
                    token.kind != .word && bytes[token.range.lowerBound] | 0x20 == UInt8(ascii: "n")
                if isNational { ranges.append(token.range.lowerBound..<token.range.lowerBound + 1) }
                ranges.append(isNational ? token.range.dropFirst().indices : token.range)
            }
            return ranges
        }
    }

    /// Whether the library's splitter, which counts parentheses below none and knows no bodies, can be compared with.
    private func hasPlainParentheses(_ text: SourceText, _ verdict: PostgresVerdict) -> Bool {
        var depth = 0
        for token in verdict.tokens where token.range.count == 1 {
            switch text.utf8[token.range.lowerBound] {
            case Byte.openParenthesis: depth += 1
            case Byte.closeParenthesis: depth -= 1
            default: continue
            }
            if depth < 0 { return false }
        }
        return depth == 0 && !text.string.lowercased().contains("atomic")
    }

    /// Theirs reach from one semicolon to the next, without it; ours begin and end with a token.
    private func difference(
        _ ours: [Range<Int>], _ theirs: [Range<Int>], in text: SourceText
    ) -> String? {
        var tokens: [Range<Int>] = []
        text.forEachToken { token, _ in if token.kind.isSignificant { tokens.append(token.range) } }
        let expected = theirs.map { range in
            let own = tokens.filter { range.contains($0.lowerBound) && text.utf8[$0.lowerBound] != Byte.semicolon }
            let end = range.upperBound < text.utf8.count ? range.upperBound + 1 : own.last?.upperBound ?? 0
            return (own.first?.lowerBound ?? range.lowerBound)..<end
        }
        return ours == expected ? nil : "\(ours), PostgreSQL says \(expected)"
    }
}

/// What libpg_query makes of a script.
struct PostgresVerdict {
    struct Token {
        let range: Range<Int>
        let isKeyword: Bool
        let isComment: Bool
        /// Whether the library says where it ends; of `U&'…'` and `U&"…"` it does not.
        let hasEnd: Bool

        func isAt(_ place: Range<Int>) -> Bool { hasEnd ? range == place : range.lowerBound == place.lowerBound }
    }

    /// How many of the script's bytes the scanner takes.
    let scanned: Int
    let tokens: [Token]
    /// The statements, in bytes; `nil` if it refuses them.
    let byScanner: [Range<Int>]?
    let byParser: [Range<Int>]?

    /// Asks about many scripts at once, in a process of its own.
    static func all(of scripts: [[UInt8]]) -> [PostgresVerdict] {
        let input = scripts.map { "\($0.count)\n" + String(decoding: $0, as: UTF8.self) }.joined()
        let oracle = MartletBinary.buildFolder + "/PostgresOracle"
        let result = Program.run([oracle], input: input)
        guard result.status == 0 else { return [] }
        return result.output.split(separator: "\n").map { line in
            var numbers = line.split(separator: " ").compactMap { Int($0) }[...]
            return PostgresVerdict(&numbers)
        }
    }

    private init(_ numbers: inout ArraySlice<Int>) {
        scanned = numbers.popFirst() ?? 0
        tokens = (0..<(numbers.popFirst() ?? 0)).map { _ in
            let token = Array(numbers.prefix(4))
            numbers = numbers.dropFirst(4)
            // By the numbers of the library: SQL_COMMENT and C_COMMENT, UIDENT and USCONST.
            return Token(
                range: token[0]..<max(token[0], token[1]), isKeyword: token[3] != 0,
                isComment: [275, 276].contains(token[2]), hasEnd: ![259, 262].contains(token[2]))
        }
        byScanner = Self.ranges(&numbers)
        byParser = Self.ranges(&numbers)
    }

    private static func ranges(_ numbers: inout ArraySlice<Int>) -> [Range<Int>]? {
        let count = numbers.popFirst() ?? -1
        guard count >= 0 else { return nil }
        return (0..<count).map { _ in
            let pair = Array(numbers.prefix(2))
            numbers = numbers.dropFirst(2)
            return pair[0]..<pair[0] + pair[1]
        }
    }
}
