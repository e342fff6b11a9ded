import Testing

@testable import SQLText

@Suite struct CommentLineTests {
    static let samples: [(script: String, contents: [String])] = [
        ("", []), ("--", [""]), ("-- a", ["a"]), ("--a\n--  b  \n", ["a", "b"]), ("  \t-- a", ["a"]),
        ("SELECT 1; -- not first\n-- a", ["a"]),
        ("SELECT '\n-- no\n'; \n-- a\nSELECT \"\n-- no\n\", `\n-- no`, [\n-- no];", ["a"]),
        ("/*\n-- no\n*/\n-- a\n/* */ -- no", ["a"]),
        ("SELECT 1 -- it's\n-- a\n;-- no\n", ["a"]),
        ("-- a; b\n-- 'c\n-- /* d\n-- e", ["a; b", "'c", "/* d", "e"]),
        ("SELECT $a(\n-- a\n);", ["a"]), ("SELECT $a(--b);\n-- a\n", ["a"]), ("SELECT a$b(--b);\n-- a\n);", ["a"]),
        ("SELECT a$b('\n-- no\n');", []),
        ("---- a", ["-- a"]), ("- -a\n-- b", ["b"]),
        ("CREATE TRIGGER t BEGIN\n-- a\nSELECT 1;\n  -- b\nEND;", ["a", "b"]),
        ("-- é漢", ["é漢"]), ("SELECT 'no end\n-- a", []), ("/* no end\n-- a", []), ("-- a\r\n-- b\r\n", ["a", "b"]),
    ]

    @Test(arguments: samples)
    func commentsOnTheirOwnLinesAreFound(_ script: String, _ contents: [String]) {
        let text = SourceText(script, name: "a.sql")
        let lines = CommentLines.all(in: text)
        #expect(lines.map { text.text(in: $0.content) } == contents)
        for line in lines {
            #expect(text.text(in: line.range).hasPrefix("--"))
            #expect(line.range.upperBound == text.lineRange(around: line.offset).upperBound)
        }
    }

    private func streamed(_ script: [UInt8], window: Int) throws -> (lines: [CommentLine], contents: [[UInt8]]) {
        var lines: [CommentLine] = []
        var contents: [[UInt8]] = []
        let source = PiecewiseSource(script)
        try CommentLineReader(windowBytes: window).run(read: source.read(into:)) { content, line in
            lines.append(line)
            contents.append(Array(content))
        }
        return (lines, contents)
    }

    @Test(arguments: 3...40)
    func windowOfAnySizeYieldsWhatTheWholeTextYields(_ window: Int) throws {
        var scripts = Self.samples.map { Array($0.script.utf8) }
        for seed in UInt64(window * 100)..<UInt64(window * 100 + 20) {
            var generator = ScriptGenerator(seed: seed)
            scripts.append(generator.anyScript())
        }
        for script in scripts {
            let text = try SourceText(bytes: script, name: "a.sql")
            let expected = CommentLines.all(in: text)
            let found = try streamed(script, window: window)
            #expect(found.lines == expected, "\(text.string)")
            #expect(found.contents == expected.map { Array(text.utf8[$0.content]) })
        }
    }

    @Test func commentLinesAreTheLineCommentTokensThatBeginALine() throws {
        for seed in Scale.seed..<Scale.seed + UInt64(Scale.scripts / 20) {
            var generator = ScriptGenerator(seed: seed)
            let text = try SourceText(bytes: generator.anyScript(), name: "random")
            let expected = text.utf8.withUnsafeBufferPointer { bytes in
                var lexer = SQLiteLexer(bytes)
                var ranges: [Range<Int>] = []
                while let token = lexer.next() {
                    guard token.kind == .lineComment else { continue }
                    let start = text.lineRange(around: SourceOffset(utf8: token.range.lowerBound)).lowerBound
                    if text.utf8[start..<token.range.lowerBound].allSatisfy(\.isBlank) { ranges.append(token.range) }
                }
                return ranges
            }
            #expect(CommentLines.all(in: text).map(\.range) == expected, "seed \(seed): \(text.string)")
        }
    }
}
