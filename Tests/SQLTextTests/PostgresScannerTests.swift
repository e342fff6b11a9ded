import Testing

@testable import SQLText

/// A part of a script as text, for tables of cases.
enum PostgresParts {
    /// Every part by itself, those of data as one.
    static func all(_ script: String) -> [String] {
        let text = SourceText(normalized: Array(script.utf8), name: "script", dialect: .postgres)
        var parts: [String] = []
        SQLScript.forEachPart(in: text) { bytes, head in
            parts.append(show(head.part) + String(decoding: bytes, as: UTF8.self))
        }
        return parts
    }

    private static func show(_ part: ScriptPart) -> String {
        switch part {
        case .statement: ""
        case .copyData: "data: "
        case .copyEnd: "end: "
        case .fault(let fault): "\(fault): "
        }
    }

    /// What a scanner finds in the windows that `cuts` make of a script, in offsets of the whole.
    static func found(_ script: [UInt8], cutAt cuts: [Int], comments: Bool = false) -> [Found] {
        var scanner = PostgresStatementScanner(findsComments: comments)
        var found: [Found] = []
        var start = 0
        script.withUnsafeBufferPointer { bytes in
            for end in cuts + [script.count] {
                let isFinal = end == script.count
                steps: while true {
                    let window = UnsafeBufferPointer(rebasing: bytes[start..<end])
                    switch scanner.next(in: window, isFinal: isFinal) {
                    case .part(let part, let range): found.append(Found(part: part, range: range.moved(by: start)))
                    case .lineComment(let range): found.append(Found(part: nil, range: range.moved(by: start)))
                    case .incomplete(let keepFrom):
                        start += keepFrom
                        break steps
                    case .end: break steps
                    }
                }
                if isFinal { return }
            }
        }
        return found.reduce(into: []) { joined, next in
            // As many lines of data come at once as are in the window.
            if next.part == .copyData, let last = joined.last, last.part == .copyData {
                joined[joined.count - 1].range = last.range.lowerBound..<next.range.upperBound
            } else {
                joined.append(next)
            }
        }
    }

    struct Found: Equatable {
        var part: ScriptPart?
        var range: Range<Int>
    }
}

extension Range<Int> {
    fileprivate func moved(by offset: Int) -> Range<Int> { lowerBound + offset..<upperBound + offset }
}

@Suite struct PostgresScannerTests {
    static let scripts: [(script: String, parts: [String])] = [
        ("", []), (";;", []), ("-- nothing", []),
        ("SELECT 1; SELECT 2", ["SELECT 1;", "SELECT 2"]),
        ("SELECT 1 /* /* ; */ ; */ ; x", ["SELECT 1 /* /* ; */ ; */ ;", "x"]),
        ("SELECT 'it''s;', \"a;\"\"b\"; x", ["SELECT 'it''s;', \"a;\"\"b\";", "x"]),
        ("SELECT '\\'; x'", ["SELECT '\\';", "x'"]),
        ("SELECT E'\\';', e'a\\\\'; x", ["SELECT E'\\';', e'a\\\\';", "x"]),
        ("SELECT 'a' -- b;\n ';'; x", ["SELECT 'a' -- b;\n ';';", "x"]),
        ("SELECT E'a'\n'\\';'; x", ["SELECT E'a'\n'\\';';", "x"]),
        ("SELECT B'1;', X'\\'; x", ["SELECT B'1;', X'\\';", "x"]),
        ("SELECT U&'\\0061;', U&\"\\0061;\"; x", ["SELECT U&'\\0061;', U&\"\\0061;\";", "x"]),
        ("SELECT $$;'$$, $a$ $$ ; $a$; x", ["SELECT $$;'$$, $a$ $$ ; $a$;", "x"]),
        ("SELECT $é$;$é$, a$b$; x$$;", ["SELECT $é$;$é$, a$b$;", "x$$;"]),
        ("SELECT $1, $2; x", ["SELECT $1, $2;", "x"]),
        ("SELECT 1 +--;\n 2; SELECT 3 */*;*/ 4; x", ["SELECT 1 +--;\n 2;", "SELECT 3 */*;*/ 4;", "x"]),
        (
            "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); x",
            [
                "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);", "x",
            ]
        ),
        ("SELECT 1); x", ["SELECT 1);", "x"]),
        ("SELECT a /* no end; x", ["SELECT a"]),
        ("SELECT 'no end; x", ["SELECT 'no end; x"]),
        // Bodies.
        (
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; x",
            [
                "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END;", "x",
            ]
        ),
        (
            "create or replace procedure p() begin atomic select case when a then case 1 when 2 then 3 end end; end; x",
            [
                "create or replace procedure p() begin atomic select case when a then case 1 when 2 then 3 end end; end;",
                "x",
            ]
        ),
        (
            "CREATE FUNCTION f() BEGIN ATOMIC SELECT 1 AS end, t.case, (CASE 1 END); END; x",
            [
                "CREATE FUNCTION f() BEGIN ATOMIC SELECT 1 AS end, t.case, (CASE 1 END); END;", "x",
            ]
        ),
        (
            "CREATE FUNCTION begin() RETURNS int AS $$ BEGIN; $$; x",
            [
                "CREATE FUNCTION begin() RETURNS int AS $$ BEGIN; $$;", "x",
            ]
        ),
        ("BEGIN; SELECT 1; END;", ["BEGIN;", "SELECT 1;", "END;"]),
        ("CREATE TABLE t (begin int); x", ["CREATE TABLE t (begin int);", "x"]),
        // Data.
        (
            "COPY t FROM stdin;\n1\t;'\n\\.\nSELECT 1;",
            [
                "COPY t FROM stdin;", "data: 1\t;'\n", "end: \\.\n", "SELECT 1;",
            ]
        ),
        (
            "copy t (a, \"from\") from STDIN with (format csv) -- c\n ; -- d\n-- no comment\n\\.",
            [
                "copy t (a, \"from\") from STDIN with (format csv) -- c\n ;", "data: -- no comment\n", "end: \\.",
            ]
        ),
        ("COPY t FROM stdin;\n\\.\nx", ["COPY t FROM stdin;", "end: \\.\n", "x"]),
        ("COPY t FROM 'stdin'; x", ["COPY t FROM 'stdin';", "x"]),
        ("COPY (SELECT a FROM stdin) TO stdout; x", ["COPY (SELECT a FROM stdin) TO stdout;", "x"]),
        ("COPY t FROM stdin;\n1\n", ["COPY t FROM stdin;", "data: 1\n", "openData: "]),
        ("COPY t FROM stdin", ["COPY t FROM stdin", "openData: "]),
        (
            "COPY t FROM stdin; SELECT 2;\n1\n\\.\n",
            [
                "COPY t FROM stdin;", "textBeforeData: SELECT 2;", "data: 1\n", "end: \\.\n",
            ]
        ),
        ("SELECT 1;\n\\.\nx", ["SELECT 1;", "strayEndOfData: \\.", "x"]),
        // Commands of psql.
        ("\\restrict abc\nSELECT 1;\n\n\\unrestrict abc\n", ["SELECT 1;"]),
        ("SELECT 1; \\echo 'a;\nSELECT 2;", ["SELECT 1;", "metaCommand: \\echo 'a;", "SELECT 2;"]),
        ("SELECT 1 \\gset x\n", ["metaCommand: \\gset x", "SELECT 1"]),
        ("SELECT (\\restrict a\n1);", ["metaCommand: \\restrict a", "SELECT (\\restrict a\n1);"]),
        (
            "SELECT '\\echo', $$ \\x $$, \"\\\" /* \\y */ -- \\z\n;",
            [
                "SELECT '\\echo', $$ \\x $$, \"\\\" /* \\y */ -- \\z\n;"
            ]
        ),
        // standard_conforming_strings.
        (
            "SET standard_conforming_strings = off; SELECT '\\';'; x",
            [
                "SET standard_conforming_strings = off;", "SELECT '\\';';", "x",
            ]
        ),
        (
            "set session \"standard_conforming_strings\" to 'false'; SELECT N'\\';'; RESET ALL; SELECT '\\'; x'",
            [
                "set session \"standard_conforming_strings\" to 'false';", "SELECT N'\\';';", "RESET ALL;",
                "SELECT '\\';",
                "x'",
            ]
        ),
        (
            "SET LOCAL standard_conforming_strings=0; SET standard_conforming_strings TO DEFAULT; SELECT '\\'; x'",
            [
                "SET LOCAL standard_conforming_strings=0;", "SET standard_conforming_strings TO DEFAULT;",
                "SELECT '\\';",
                "x'",
            ]
        ),
        ("SET search_path = 'off'; SELECT '\\'; x'", ["SET search_path = 'off';", "SELECT '\\';", "x'"]),
    ]

    @Test(arguments: scripts)
    func scriptHasTheseParts(_ script: String, _ parts: [String]) {
        #expect(PostgresParts.all(script) == parts)
    }

    @Test func dataBelongToTheirStatement() {
        let text = SourceText(
            "COPY a FROM stdin;\n1\n2\n\\.\nCOPY b FROM stdin;\n\\.\nSELECT 1;", name: "x", dialect: .postgres)
        let statements = SQLScript.statements(in: text)
        #expect(statements.map { $0.text(in: text) } == ["COPY a FROM stdin;", "COPY b FROM stdin;", "SELECT 1;"])
        #expect(statements.map { $0.data.map(text.text(in:)) } == ["1\n2\n", "", nil])
        var indices: [Int] = []
        SQLScript.forEachPart(in: text) { indices.append($1.index) }
        #expect(indices == [0, 0, 0, 1, 1, 2])
    }

    @Test(
        arguments: [
            ("\\echo a", "echo"), ("\\i_x.sql", "i_x"), ("\\;", ";"), ("\\", ""), ("\\.", "."), ("\\é", ""),
            ("\\!ls", "!"),
        ])
    func commandsOfPsqlAreNamed(_ line: String, _ name: String) {
        #expect(Array(line.utf8).withUnsafeBufferPointer { ScriptFault.command(in: $0) } == name)
    }

    // MARK: Windows

    @Test(arguments: scripts.map(\.script))
    func cutAnywhereAScriptIsTheSame(_ script: String) {
        let bytes = Array(script.utf8)
        for comments in [false, true] {
            let whole = PostgresParts.found(bytes, cutAt: [], comments: comments)
            for first in 0..<bytes.count {
                #expect(PostgresParts.found(bytes, cutAt: [first], comments: comments) == whole, "cut at \(first)")
            }
            #expect(PostgresParts.found(bytes, cutAt: Array(0..<bytes.count), comments: comments) == whole)
        }
    }

    @Test func cutAnywhereARandomScriptIsTheSame() {
        for seed in Scale.seed..<Scale.seed + UInt64(Scale.postgresScripts / 8) {
            var generator = PostgresScriptGenerator(seed: seed)
            let bytes = seed.isMultiple(of: 3) ? generator.anyScript() : generator.psqlScript()
            let text = SourceText(String(decoding: bytes, as: UTF8.self), name: "random", dialect: .postgres)
            let whole = PostgresParts.found(text.utf8, cutAt: [])
            let comments = PostgresParts.found(text.utf8, cutAt: [], comments: true)
            for cut in 0..<text.utf8.count {
                let same =
                    PostgresParts.found(text.utf8, cutAt: [cut]) == whole
                    && PostgresParts.found(text.utf8, cutAt: [cut], comments: true) == comments
                guard same else {
                    Issue.record("seed \(seed), cut at \(cut): \(whole)\n\(text.string)")
                    return
                }
            }
        }
    }

    @Test(arguments: [1, 2, 3, 5, 8, 13, 40])
    func readerFindsTheSameThroughAWindow(_ window: Int) throws {
        for seed in Scale.seed..<Scale.seed + UInt64(Scale.postgresScripts / 10) {
            var generator = PostgresScriptGenerator(seed: seed)
            let bytes = generator.psqlScript()
            let text = try SourceText(bytes: bytes, name: "random", dialect: .postgres)
            var expected: [SQLStatement] = []
            try StatementReader(windowBytes: window, dialect: .postgres).run(read: PiecewiseSource(bytes).read(into:)) {
                #expect($0.baseAddress?[$0.count] == 0)
                let range = $1.offset.utf8..<$1.offset.utf8 + $0.count
                #expect(text.utf8[range].elementsEqual($0), "seed \(seed)")
                if $1.part == .statement { expected.append(SQLStatement(range: range)) }
            }
            #expect(SQLScript.statements(in: text).map(\.range) == expected.map(\.range), "seed \(seed)")
        }
    }

    @Test func dataDoNotWidenTheWindow() throws {
        let rows = String(repeating: "some\trow\n", count: 10_000)
        let script = Array("COPY t FROM stdin;\n\(rows)\\.\nSELECT 1;".utf8)
        var largest = 0
        var data = 0
        try StatementReader(windowBytes: 1000, dialect: .postgres).run(read: PiecewiseSource(script).read(into:)) {
            largest = max(largest, $0.count)
            if $1.part == .copyData { data += $0.count }
        }
        #expect(largest <= 1000)
        #expect(data == rows.utf8.count)
    }

    // MARK: The quick way

    @Test func wordByWordStatementsAreTheSame() {
        for seed in Scale.seed..<Scale.seed + UInt64(Scale.postgresScripts) {
            var generator = PostgresScriptGenerator(seed: seed)
            let script = String(decoding: generator.psqlScript(), as: UTF8.self)
            let text = SourceText(script, name: "random", dialect: .postgres)
            let quick = SQLScript.statements(in: text).map(\.range)
            guard quick == wordByWord(text.utf8) else {
                Issue.record("seed \(seed): \(quick), word by word \(wordByWord(text.utf8))\n\(text.string)")
                return
            }
        }
    }

    private func wordByWord(_ script: [UInt8]) -> [Range<Int>] {
        script.withUnsafeBufferPointer { bytes in
            var lexer = PostgresScriptLexer()
            var ranges: [Range<Int>] = []
            var open: Range<Int>?
            while true {
                let wasData = lexer.isInsideData
                guard let (token, effect) = lexer.next(in: bytes, isFinal: true) else { break }
                guard token.kind.isSignificant, !wasData else { continue }
                if open != nil || token.kind != .semicolon {
                    open = (open?.lowerBound ?? token.range.lowerBound)..<token.range.upperBound
                }
                if effect != .none {
                    if let open { ranges.append(open) }
                    open = nil
                }
            }
            return ranges + (open.map { [$0] } ?? [])
        }
    }
}
