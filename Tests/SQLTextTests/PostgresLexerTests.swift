import Testing

@testable import SQLText

@Suite struct PostgresLexerTests {
    private func tokens(_ text: String, standardStrings: Bool = true) -> [(SQLTokenKind, String)] {
        Array(text.utf8).withUnsafeBufferPointer { bytes in
            var lexer = PostgresLexer(bytes)
            lexer.standardStrings = standardStrings
            var tokens: [(SQLTokenKind, String)] = []
            while let token = lexer.next() {
                tokens.append((token.kind, String(decoding: bytes[token.range], as: UTF8.self)))
            }
            return tokens
        }
    }

    static let single: [(SQLTokenKind, String)] = [
        (.space, " \t\n\u{0C}\u{0B}"), (.lineComment, "-- it's"), (.blockComment, "/* a /* b */ */"),
        (.blockComment, "/**/"), (.blockComment, "/*/ */"), (.blockComment, "/* no /* end */"),
        (.string, "''"), (.string, "'it''s'"), (.string, "'a\\'"), (.string, "E'it\\'s'"), (.string, "e'\\\\'"),
        (.string, "N'a'"), (.string, "U&'\\0061'"), (.string, "$$a'b$$"), (.string, "$a$ $b$ $$ $a$"),
        (.string, "$é1$x$é1$"), (.string, "'a'\n'b'"), (.string, "'a' -- c\n --d\n'b'"), (.string, "E'a'\n\n'\\''"),
        (.blob, "B'01'"), (.blob, "x''"), (.blob, "B'0'\n'1'"), (.quotedIdentifier, "\"a\"\"b\""),
        (.quotedIdentifier, "U&\"a;\""), (.word, "SELECT"), (.word, "a$b$"), (.word, "é漢"), (.word, "_1"),
        (.word, "\u{FEFF}"), (.number, "1"), (.number, "1."), (.number, ".5"), (.number, "1.5e-7"), (.number, "1x"),
        (.number, "1_000"), (.number, "0x1F"), (.number, "1e5e"), (.variable, "$1"), (.variable, "$12a"),
        (.punctuation, "::"), (.punctuation, ":="), (.punctuation, ".."), (.punctuation, "->>"), (.punctuation, "@-"),
        (.punctuation, "||/"), (.semicolon, ";"), (.metaCommand, "\\echo 'a; b"), (.illegal, "$"), (.illegal, "{"),
        (.illegal, "\u{1}"), (.unterminated, "'abc;"), (.unterminated, "$a$ $b$"), (.unterminated, "\"abc"),
        (.unterminated, "E'a\\'"),
    ]

    @Test(arguments: single)
    func textIsOneToken(_ kind: SQLTokenKind, _ text: String) {
        let found = tokens(text)
        #expect(found.map(\.0) == [kind])
        #expect(found.map(\.1) == [text])
    }

    static let several: [(String, [String])] = [
        ("'a''b' 'c'", ["'a''b'", " ", "'c'"]), ("'a' /* \n */ 'b'", ["'a'", " ", "/* \n */", " ", "'b'"]),
        ("B'1''0'", ["B'1'", "'0'"]), ("1..2", ["1", "..", "2"]), ("1.5.6", ["1.5", ".6"]), ("a.5", ["a", ".5"]),
        ("=-1", ["=", "-", "1"]), ("@-1", ["@-", "1"]), ("+--x", ["+", "--x"]), ("*/*x*/", ["*", "/*x*/"]),
        ("$a b", ["$", "a", " ", "b"]), ("1$a$;$a$", ["1", "$a$;$a$"]), ("$1$$x$$", ["$1", "$$x$$"]),
        ("$$x$$e'\\''", ["$$x$$", "e'\\''"]), ("ae'x'", ["ae", "'x'"]), ("u&x", ["u", "&", "x"]),
        ("a:b", ["a", ":", "b"]), ("<=>-", ["<=>", "-"]),
    ]

    @Test(arguments: several)
    func textIsTheseTokens(_ text: String, _ expected: [String]) { #expect(tokens(text).map(\.1) == expected) }

    @Test func aBackslashIsReadAsTheSettingSays() {
        #expect(tokens("'\\''", standardStrings: false).map(\.1) == ["'\\''"])
        #expect(tokens("N'\\''", standardStrings: false).map(\.1) == ["N'\\''"])
        #expect(tokens("'\\'';", standardStrings: true).map(\.1) == ["'\\'';"])
        #expect(tokens("U&'\\' ;", standardStrings: false).map(\.1) == ["U&'\\'", " ", ";"])
    }

    @Test func tokensAreTheWholeTextWithoutHoles() {
        for seed in Scale.seed..<Scale.seed + UInt64(Scale.postgresScripts / 10) {
            var generator = PostgresScriptGenerator(seed: seed)
            let text = SourceText(
                String(decoding: generator.psqlScript(), as: UTF8.self), name: "random", dialect: .postgres)
            var end = 0
            text.forEachToken { token, _ in
                #expect(token.range.lowerBound == end && token.range.count > 0, "seed \(seed)")
                end = token.range.upperBound
            }
            #expect(end == text.utf8.count, "seed \(seed)")
        }
    }
}
