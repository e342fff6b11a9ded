import MartletCore
import SQLText
import Testing

@testable import CLI

@Suite struct DiagnosticTextTests {
    private func render(
        line: String, column: Int, length: Int = 1, width: Int = 80, number: Int = 4
    ) -> [Substring] {
        let location = SourceLocation(
            file: "a.sql", position: SourcePosition(line: number, column: column), excerpt: line, length: length)
        let text = DiagnosticText.render(Diagnostic(.sql, "bad", at: location), style: .plain, width: width)
        return text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test func theWholeFrame() {
        let location = SourceLocation(
            file: "db/migrations/004_posts.sql", position: SourcePosition(line: 4, column: 26),
            excerpt: "  author bigint not null referencs users(id),", length: 9)
        let diagnostic = Diagnostic(
            .sql, "near \"referencs\": syntax error", at: location,
            notes: ["statement 1 of 3; all of it was undone", "0 of 2 applied\n2 not run"],
            help: "fix the file, then: martlet migrate")
        #expect(
            DiagnosticText.render(diagnostic, style: .plain, width: 80) == """
                error[sql]: near "referencs": syntax error
                  --> db/migrations/004_posts.sql:4:26
                   |
                 4 |   author bigint not null referencs users(id),
                   |                          ^^^^^^^^^
                   |
                   = statement 1 of 3; all of it was undone
                   = 0 of 2 applied
                     2 not run
                   = help: fix the file, then: martlet migrate

                """)
    }

    @Test func aWarningWithoutAPlace() {
        let diagnostic = Diagnostic(.unproven, "two\nlines", severity: .warning, help: "do")
        #expect(
            DiagnosticText.render(diagnostic, style: .plain, width: 80)
                == "warning[unproven]: two\n  lines\n   = help: do\n")
    }

    @Test func aFileWithoutAPosition() {
        let diagnostic = Diagnostic(.strayFile, "no version", at: SourceLocation(file: "notes.sql"))
        #expect(
            DiagnosticText.render(diagnostic, style: .plain, width: 80)
                == "error[stray-file]: no version\n  --> notes.sql\n")
    }

    @Test func theGutterGrowsWithTheLineNumber() {
        let lines = render(line: "x", column: 1, number: 1234)
        #expect(lines == ["error[sql]: bad", "     --> a.sql:1234:1", "      |", " 1234 | x", "      | ^", ""])
    }

    @Test(arguments: [
        ("select 1", 8, 1, "select 1", 7, 1),
        ("é漢x", 3, 1, "é漢x", 3, 1),
        ("é漢x", 2, 1, "é漢x", 1, 2),
        ("漢字 bad", 4, 3, "漢字 bad", 5, 3),
        ("e\u{301}x", 3, 1, "e\u{301}x", 1, 1),
        ("\tbad", 2, 3, "    bad", 4, 3),
        ("ab\tbad", 4, 3, "ab  bad", 4, 3),
        ("漢\tb", 3, 1, "漢  b", 4, 1),
        ("a\u{1B}b", 3, 1, "a\\u{1b}b", 7, 1),
        ("a\u{202E}b", 2, 1, "a\\u{202e}b", 1, 8),
        ("end", 4, 1, "end", 3, 1),
        ("short", 99, 5, "short", 5, 1),
        ("short", 4, 99, "short", 3, 2),
        ("", 1, 1, "", 0, 1),
    ])
    func caretsStandUnderWhatIsMarked(
        _ line: String, _ column: Int, _ length: Int, _ shown: String, _ before: Int, _ carets: Int
    ) {
        let lines = render(line: line, column: column, length: length)
        #expect(lines[3] == " 4 | \(shown)")
        #expect(lines[4] == "   | " + String(repeating: " ", count: before) + String(repeating: "^", count: carets))
    }

    @Test(arguments: [1, 2, 30, 500, 970, 998, 999, 1000], [40, 80, 120])
    func longLinesAreCutAroundTheCaret(_ column: Int, _ width: Int) throws {
        let word = "0123456789"
        let line = String(repeating: word, count: 100)
        let lines = render(line: line, column: column, width: width)
        let source = lines[3].dropFirst(5)
        let caret = try #require(lines[4].dropFirst(5).firstIndex(of: "^"))
        let index = lines[4].distance(from: lines[4].index(lines[4].startIndex, offsetBy: 5), to: caret)
        #expect(Array(source)[index] == Array(line)[column - 1], "the caret stands under its letter")
        #expect(lines[3].count <= width)
        #expect(source.count >= width - 12, "the line is used")
        #expect(source.hasPrefix("…") || source.hasPrefix(line.prefix(5)))
        #expect(source.hasSuffix("…") || source.hasSuffix(line.suffix(5)))
    }

    @Test func longWideLinesAreCutByColumns() {
        let lines = render(line: String(repeating: "漢", count: 300), column: 150, length: 300, width: 60)
        #expect(DisplayWidth.of(lines[3]) <= 60)
        #expect(DisplayWidth.of(lines[4]) <= 60)
        #expect(lines[4].contains("^^"))
    }

    @Test func severalDiagnosticsStandApart() {
        let error = MartletError([Diagnostic(.sql, "one"), Diagnostic(.locked, "two")])
        #expect(DiagnosticText.render(error, style: .plain, width: 80) == "error[sql]: one\n\nerror[locked]: two\n")
    }

    @Test func nothingFromOutsideSteersTheTerminal() {
        let evil = "\u{1B}]0;x\u{7}"
        let location = SourceLocation(file: evil, position: SourcePosition(line: 1, column: 1), excerpt: evil)
        let diagnostic = Diagnostic(.sql, evil, at: location, notes: [evil], help: evil)
        let text = DiagnosticText.render(diagnostic, style: .plain, width: 80)
        #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{7}" })
        let colored = DiagnosticText.render(diagnostic, style: .colored, width: 80)
        #expect(!colored.contains("\u{1B}]"))
        #expect(colored.hasPrefix("\u{1B}[1;31merror[sql]\u{1B}[0m: "))
    }
}
