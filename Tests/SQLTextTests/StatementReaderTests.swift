import TestSupport
import Testing

@testable import SQLText

/// A file that is read in pieces of a given size.
final class PiecewiseSource {
    private var rest: ArraySlice<UInt8>
    private let pieceBytes: Int

    init(_ bytes: [UInt8], pieceBytes: Int = .max) {
        rest = bytes[...]
        self.pieceBytes = pieceBytes
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let piece = rest.prefix(min(buffer.count, pieceBytes))
        buffer.copyBytes(from: piece)
        rest = rest.dropFirst(piece.count)
        return piece.count
    }
}

@Suite struct StatementReaderTests {
    private struct Found: Equatable {
        var ranges: [Range<Int>] = []
        var texts: [[UInt8]] = []
        var observed: [UInt8] = []
    }

    private func stream(
        _ bytes: [UInt8], window: Int, piece: Int = .max, section: Range<Int>? = nil
    ) throws -> Found {
        let source = PiecewiseSource(bytes, pieceBytes: piece)
        var found = Found()
        try StatementReader(windowBytes: window, section: section).run(read: source.read(into:)) {
            found.observed += $0
        } body: {
            #expect($0.baseAddress?[$0.count] == 0)
            #expect($1.index == found.ranges.count)
            found.ranges.append($1.offset.utf8..<$1.offset.utf8 + $0.count)
            found.texts.append(Array($0))
        }
        return found
    }

    private func whole(_ text: SourceText) -> Found {
        let ranges = SQLScript.statements(in: text).map(\.range)
        return Found(ranges: ranges, texts: ranges.map { Array(text.utf8[$0]) }, observed: text.utf8)
    }

    @Test(arguments: 1...64)
    func windowOfAnySizeYieldsWhatTheWholeTextYields(_ window: Int) throws {
        for seed in UInt64(window * 1000)..<UInt64(window * 1000 + 20) {
            var generator = ScriptGenerator(seed: seed)
            let script = seed.isMultiple(of: 2) ? generator.anyScript() : generator.validScript()
            let expected = whole(try SourceText(bytes: script, name: "random"))
            let piece = 1 + generator.random.upTo(window + 3)
            let found = try stream(script, window: window, piece: piece)
            guard found == expected else {
                Issue.record(
                    "seed \(seed), window \(window), piece \(piece)\n\(String(decoding: script, as: UTF8.self))")
                return
            }
        }
    }

    @Test(arguments: StatementScannerTests.scripts.map(\.script) + StatementScannerTests.whole, [3, 4, 5, 7, 16])
    func hardStatementsSurviveSmallWindows(_ script: String, _ window: Int) throws {
        let text = try SourceText(bytes: Array(script.utf8), name: "script")
        #expect(try stream(Array(script.utf8), window: window) == whole(text))
    }

    @Test func statementLargerThanTheWindowIsReadWhole() throws {
        let large = "INSERT INTO t VALUES ('" + String(repeating: "long ; text ", count: 10_000) + "');"
        let found = try stream(Array("SELECT 1;\n\(large)\nSELECT 2".utf8), window: 64)
        #expect(found.texts.map { String(decoding: $0, as: UTF8.self) } == ["SELECT 1;", large, "SELECT 2"])
    }

    @Test func sectionLimitsTheStatementsButNotTheObservedText() throws {
        let script = Array("SELECT 1; SELECT 2; SELECT 3 -- end\n; SELECT 4;".utf8)
        for window in 3...50 {
            let found = try stream(script, window: window, section: 10..<28)
            #expect(found.texts.map { String(decoding: $0, as: UTF8.self) } == ["SELECT 2;", "SELECT 3"])
            #expect(found.ranges == [10..<19, 20..<28])
            #expect(found.observed == script)
        }
    }

    @Test func sectionBehindTheEndHasNoStatements() throws {
        #expect(try stream(Array("SELECT 1;".utf8), window: 4, section: 20..<30).texts.isEmpty)
        #expect(try stream(Array("SELECT 1;".utf8), window: 4, section: 3..<3).texts.isEmpty)
    }

    @Test func textBehindAStatementIsAsItWasAfterTheBody() throws {
        let source = PiecewiseSource(Array("SELECT 1;SELECT 2;".utf8))
        var texts: [String] = []
        try StatementReader().run(read: source.read(into:)) { bytes, _ in
            texts.append(String(decoding: bytes, as: UTF8.self))
        }
        #expect(texts == ["SELECT 1;", "SELECT 2;"])
    }

    @Test(arguments: [3, 16, 1 << 20])
    func statementsRunInTheWindowItself(_ window: Int) throws {
        let database = SQLiteProbe()
        let script = "CREATE TABLE t (a);\nINSERT INTO t VALUES ('x;y');INSERT INTO t VALUES ('é') -- last\n"
        let source = PiecewiseSource(Array(script.utf8))
        try StatementReader(windowBytes: window).run(read: source.read(into:)) { bytes, _ in
            #expect(database.runTerminated(bytes) == bytes.count)
        }
        #expect(database.text("SELECT group_concat(a) FROM t") == "x;y,é")
    }

    private struct Stop: Error {}

    @Test func errorOfTheBodyEndsTheReading() {
        let source = PiecewiseSource(Array("SELECT 1;SELECT 2;".utf8))
        var count = 0
        #expect(throws: Stop.self) {
            try StatementReader().run(read: source.read(into:)) { _, _ in
                count += 1
                throw Stop()
            }
        }
        #expect(count == 1)
    }

    @Test func errorOfTheSourceEndsTheReading() {
        #expect(throws: Stop.self) { try StatementReader().run(read: { _ in throw Stop() }, body: { _, _ in }) }
    }

    @Test(arguments: 1...9)
    func brokenTextIsRefusedWithItsOffsetInTheFile(_ piece: Int) {
        let script: [UInt8] =
            [0xEF, 0xBB, 0xBF] + Array("SELECT 1;\r\nSELECT '".utf8) + [0xE6, 0xBC] + Array("';".utf8)
        #expect(throws: SourceTextError.invalidUTF8(byteOffset: 22)) { try stream(script, window: 8, piece: piece) }
    }
}
