import MartletCore
import TestSupport
import Testing

@testable import CLI

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("漢字", 4), ("한글", 4), ("\u{1112}\u{1161}\u{11AB}", 2),
        ("ｆｕｌｌ", 8), ("ﾊﾝｶｸ", 4), ("✓ ok", 4), ("…–—", 3), ("🙂", 2), ("✅", 2), ("𠀀", 2), ("\u{200D}", 0), ("，", 2),
    ])
    func columnsAreThoseOfATerminal(_ text: String, _ width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }
}

@Suite struct PrintableTextTests {
    @Test(arguments: [
        ("plain é漢 ✓", "plain é漢 ✓"), ("\u{1B}[2J", "\\u{1b}[2J"), ("a\nb\r\tc", "a\\nb\\r\\tc"), ("\u{7}", "\\u{7}"),
        ("\u{9B}31m", "\\u{9b}31m"), ("\u{7F}", "\\u{7f}"), ("a\u{202E}b", "a\\u{202e}b"),
        ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"), ("\u{200B}\u{FEFF}", "\\u{200b}\\u{feff}"),
        ("\u{2028}", "\\u{2028}"), ("\u{E0041}", "\\u{e0041}"), ("\r\n", "\\r\\n"),
    ])
    func whatSteersOrHidesIsWrittenOut(_ text: String, _ shown: String) {
        #expect(PrintableText.escaping(text) == shown)
    }

    @Test func wholeFilesKeepTheirLines() {
        #expect(PrintableText.escapingWithinLines("a\n\tb\u{1B}c\r\n") == "a\n\tb\\u{1b}c\\r\n")
    }
}

@Suite struct ExcerptTests {
    @Test(arguments: [
        ("", ""), ("one", "one"), ("a\nb", "a\nb"), ("a\nb\nc", "a\nb…"), ("0123456789", "0123456789"),
        ("0123456789a", "0123456789…"), ("éééééééééé", "éééééééééé"), ("ééééééééééé", "éééééééééé…"),
    ])
    func longTextsAreCut(_ text: String, _ shown: String) {
        #expect(Excerpt.of(text, lines: 2, characters: 10) == shown)
    }
}

@Suite struct ShellWordTests {
    @Test(arguments: [
        ("/data/app.db", "/data/app.db"), ("data dir/app.db", "'data dir/app.db'"), ("it's", "'it'\\''s'"), ("", "''"),
        ("$HOME", "'$HOME'"), ("é漢", "é漢"),
    ])
    func wordsAreQuotedWhereTheyHaveTo(_ text: String, _ word: String) {
        #expect(text.quotedForShell == word)
    }

    @Test(arguments: ["it's", "'", "''", "'\u{301}; false", "\u{301}'", "\\'", "a\nb", "\"$(false)`false`", "é漢 "])
    func aShellReadsTheTextItself(_ text: String) {
        let output = Program.run(["/bin/sh", "-c", "printf %s \(text.quotedForShell)"]).output
        #expect(Array(output.utf8) == Array(text.utf8))
    }
}

@Suite struct StyledTextTests {
    @Test func onlyInterpolatedTextIsEscaped() {
        let name = "evil\u{1B}[31m"
        let text: StyledText = "one\ntwo \(name) \(name, .bold)"
        #expect(text.plain == "one\ntwo evil\\u{1b}[31m evil\\u{1b}[31m")
    }

    @Test func looksAreSequencesOrNothing() {
        let text: StyledText = "\("x", .red)-\("y", .bold)\("", .green)"
        #expect(text.rendered(.colored) == "\u{1B}[31mx\u{1B}[0m-\u{1B}[1my\u{1B}[0m")
        #expect(text.rendered(.plain) == "x-y")
        #expect(text.width == 3)
    }

    @Test(arguments: [
        (10, "añ漢字x"), (7, "añ漢字x"), (6, "añ漢…"), (5, "añ漢…"), (4, "añ…"), (1, "…"), (0, ""),
    ])
    func cuttingNeverExceedsTheColumns(_ columns: Int, _ expected: String) {
        let text: StyledText = "\("añ", .bold)\("漢字x", .red)"
        let cut = text.cut(to: columns)
        #expect(cut.plain == expected)
        #expect(cut.width <= columns)
    }

    @Test func paddingCountsColumns() {
        #expect(StyledText("漢").padded(to: 4).plain == "漢  ")
        #expect(StyledText("漢").padded(to: 4, .right).plain == "  漢")
        #expect(StyledText("long").padded(to: 2).plain == "long")
    }
}

@Suite struct TextTableTests {
    @Test func columnsAlignByWidthAndLinesHaveNoTrailingSpaces() {
        var table = TextTable(alignments: [.left, .right], indent: 2)
        table.add("NAME", "ROWS", "NOTE")
        table.add("漢字x", "7", "")
        table.add("\("a", .green)", "1200", "last")
        #expect(table.lines.plain == "  NAME   ROWS  NOTE\n  漢字x     7\n  a      1200  last")
    }

    @Test(arguments: [
        (31, ["  A  LONG NAME  OTHER NAME   7", "  b  x          y           70"]),
        (27, ["  A  LONG NA…  OTHER N…   7", "  b  x         y         70"]),
        (10, ["  A  LONG NA…  OTHER N…   7", "  b  x         y         70"]),
    ])
    func aScreenCutsTheWidestOfTheColumnsThatMayShrink(_ screen: Int, _ lines: [String]) {
        var table = TextTable(alignments: [.left, .left, .left, .right], indent: 2, screen: screen, shrinking: [1, 2])
        table.add("A", "\("LONG ", .bold)\("NAME", .red)", "OTHER NAME", "7")
        table.add("b", "x", "y", "70")
        #expect(table.lines.plain == lines.joined(separator: "\n"))
    }

    @Test func whatIsCutCountsColumnsAndKeepsLooks() {
        var table = TextTable(screen: 12, shrinking: [0])
        table.add("\("漢字漢字漢", .red)\("more", .bold)", "12")
        #expect(table.lines.plain == "漢字漢…   12")
        #expect(table.lines.highlights == [StyledText.Highlight(range: 0..<"漢字漢…".utf8.count, look: .red)])
    }

    @Test func anEmptyTableHasNoText() {
        #expect(TextTable().lines == StyledText())
    }
}

@Suite struct JSONValueTests {
    @Test func keysAreSortedAndNothingIsAmbiguous() {
        let value: JSONValue = [
            "b": 1, "a": [true, nil, "x\"\\\n\u{1B}\u{202E}é漢"], "c": [:], "d": [], "e": .number(0.5),
        ]
        #expect(
            value.compact == #"{"a":[true,null,"x\"\\\n\u001b\u202eé漢"],"b":1,"c":{},"d":[],"e":0.5}"#)
        #expect(
            (["a": [1, 2], "b": [:]] as JSONValue).pretty == """
                {
                  "a": [
                    1,
                    2
                  ],
                  "b": {}
                }
                """)
    }

    @Test func scalarsBeyondTheBasicPlaneAreEscapedAsPairs() {
        #expect(JSONValue.string("\u{E0041}🙂").compact == #""\udb40\udc41🙂""#)
    }

    @Test func numbersJSONDoesNotHaveAreNull() {
        #expect(JSONValue.number(.nan).compact == "null")
        #expect(JSONValue(nil as String?).compact == "null")
    }
}
