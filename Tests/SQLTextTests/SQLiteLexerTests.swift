import Testing

@testable import SQLText

@Suite struct SQLiteLexerTests {
    private func tokens(_ text: String, isFinal: Bool = true) -> [(SQLTokenKind, String)] {
        Array(text.utf8).withUnsafeBufferPointer { bytes in
            var lexer = SQLiteLexer(bytes, isFinal: isFinal)
            var tokens: [(SQLTokenKind, String)] = []
            while let token = lexer.next() {
                tokens.append((token.kind, String(decoding: bytes[token.range], as: UTF8.self)))
                if token.kind == .incomplete { break }
            }
            return tokens
        }
    }

    static let single: [(SQLTokenKind, String)] = [
        (.space, " \t\n\u{0C}\u{0B}"), (.space, "\u{FEFF}"),
        (.lineComment, "-- it's"), (.lineComment, "--"),
        (.blockComment, "/* a /* b */"), (.blockComment, "/**/"), (.blockComment, "/*/ */"),
        (.blockComment, "/* no end"),
        (.string, "''"), (.string, "'it''s'"), (.string, "'a\nb;--'"), (.string, "'é漢'"),
        (.quotedIdentifier, "\"a\"\"b\""), (.quotedIdentifier, "`a``b`"), (.quotedIdentifier, "[a\"b]"),
        (.quotedIdentifier, "\"\""),
        (.word, "SELECT"), (.word, "_a$1"), (.word, "é漢"), (.word, "a\u{FEFF}"), (.word, "x"), (.word, "xyz"),
        (.word, "\u{FFFF}"),
        (.number, "1"), (.number, "1.5"), (.number, ".5"), (.number, "1."), (.number, "1e5"), (.number, "1.5E+10"),
        (.number, "2e-3"),
        (.number, "0x1F"), (.number, "12ab"), (.number, "1_000"), (.number, "1e"),
        (.variable, "?"), (.variable, "?12"), (.variable, ":a"), (.variable, "@a1"), (.variable, "$a"),
        (.variable, "#a"),
        (.variable, "$a::b"), (.variable, "$a(b;c)"), (.variable, "$a::b(--)"),
        (.blob, "x''"), (.blob, "X'00fF'"),
        (.illegal, "x'0'"), (.illegal, "x'0g'"), (.illegal, "!"), (.illegal, "\\"), (.illegal, "{"), (.illegal, ":"),
        (.illegal, "$("),
        (.illegal, "$a(b"), (.illegal, "\u{0B}"), (.illegal, "\u{1}"),
        (.unterminated, "'abc;"), (.unterminated, "\"abc"), (.unterminated, "`"), (.unterminated, "[a"),
        (.unterminated, "x'00"),
        (.semicolon, ";"),
        (.punctuation, "("), (.punctuation, ","), (.punctuation, "."), (.punctuation, "-"), (.punctuation, "->"),
        (.punctuation, "->>"),
        (.punctuation, "=="), (.punctuation, "!="), (.punctuation, "<>"), (.punctuation, "<<"), (.punctuation, ">="),
        (.punctuation, "||"),
        (.punctuation, "|"), (.punctuation, "~"), (.punctuation, "/"),
    ]

    @Test(arguments: single)
    func textIsOneToken(_ kind: SQLTokenKind, _ text: String) {
        let found = tokens(text)
        if text == "$(" {
            // SQLite refuses the dollar sign alone, and the parenthesis is a token of its own.
            #expect(found.map(\.0) == [.illegal, .punctuation])
        } else {
            #expect(found.map(\.0) == [kind] && found.map(\.1) == [text])
        }
    }

    @Test(arguments: [
        ("a--b\nc", ["a", "--b", "\n", "c"]),
        ("a->'b'->>c", ["a", "->", "'b'", "->>", "c"]),
        ("1e+", ["1e", "+"]), ("1.e5", ["1.e5"]), ("1..2", ["1.", ".2"]), ("a.5", ["a", ".5"]),
        ("'a'''", ["'a'''"]), ("'a' 'b'", ["'a'", " ", "'b'"]),
        ("[a]]", ["[a]", "]"]),
        ("/*", ["/", "*"]), ("a/*b*/c", ["a", "/*b*/", "c"]),
        ("?1a", ["?1", "a"]), ("$a:b", ["$a", ":b"]), ("a$b(c)", ["a$b", "(", "c", ")"]),
        ("x'0'';'", ["x'0'", "';'"]),
        ("<--\n", ["<", "--", "\n"]), ("!=!", ["!=", "!"]),
        ("\u{FEFF}a", ["\u{FEFF}", "a"]), ("\u{FE00}", ["\u{FE00}"]),
    ])
    func textIsCutAsSQLiteCutsIt(_ text: String, _ expected: [String]) {
        #expect(tokens(text).map { Array($0.1.utf8) } == expected.map { Array($0.utf8) })
    }

    @Test(arguments: single.map(\.1))
    func tokenAtTheEndOfAWindowIsIncomplete(_ text: String) {
        #expect(tokens(text, isFinal: false).last?.0 == .incomplete)
        #expect(tokens(text, isFinal: false).map(\.1).joined() == text)
    }

    @Test func incompleteTokenIsReadAgainFromItsStart() {
        Array("SELECT 'abc".utf8).withUnsafeBufferPointer { bytes in
            var lexer = SQLiteLexer(bytes, isFinal: false)
            #expect(lexer.next()?.kind == .word)
            #expect(lexer.next()?.kind == .space)
            #expect(lexer.next() == SQLToken(kind: .incomplete, range: 7..<11))
            #expect(lexer.position == 7)
        }
    }
}
