import Testing

@testable import SQLText

/// The splitter against SQLite itself, on random scripts.
///
/// `SQLTEXT_SEED` and `SQLTEXT_SCRIPTS` change the run.
@Suite struct SplittingDifferentialTests {
    private func ends(_ text: SourceText) -> [Int] {
        SQLScript.statements(in: text).map(\.range.upperBound)
    }

    /// Cuts a text behind every semicolon at which `sqlite3_complete` says so.
    private func completeEnds(_ text: [UInt8]) -> (ends: [Int], rest: ArraySlice<UInt8>) {
        var ends: [Int] = []
        var start = 0
        for index in text.indices where text[index] == Byte.semicolon && isComplete(text[start...index]) {
            // Behind a semicolon the machine is at its start, and still is behind nothing but comments and spaces.
            let isEmpty = isComplete([Byte.semicolon] + text[start..<index])
            if !isEmpty { ends.append(index + 1) }
            start = index + 1
        }
        return (ends, text[start...])
    }

    @Test func statementsEndWhereSQLiteCompleteEndsThem() throws {
        for seed in Scale.seed..<Scale.seed + UInt64(Scale.scripts) {
            var generator = ScriptGenerator(seed: seed)
            let text = try SourceText(bytes: generator.anyScript(), name: "random")
            var (expected, rest) = completeEnds(text.utf8)
            let ours = ends(text)
            let restIsEmpty =
                isComplete([Byte.semicolon] + rest) || isComplete(Array(";".utf8) + rest + Array("*/".utf8))
            if !restIsEmpty {
                #expect(ours.last ?? 0 > expected.last ?? 0, "seed \(seed): last statement lost in \(text.string)")
                expected.append(ours.last ?? 0)
            }
            guard ours == expected else {
                Issue.record("seed \(seed): \(ours), sqlite3_complete says \(expected)\n\(text.string)")
                return
            }
        }
    }

    @Test func statementsEndWhereSQLitePrepareEndsThem() throws {
        let database = SQLiteProbe(schema: ScriptGenerator.schema)
        for seed in Scale.seed..<Scale.seed + UInt64(Scale.scripts / 2) {
            var generator = ScriptGenerator(seed: seed)
            let text = try SourceText(bytes: generator.validScript(), name: "random")
            guard let expected = database.statementEnds(text.utf8) else {
                Issue.record("seed \(seed): the generator made an invalid script: \(database.message)\n\(text.string)")
                return
            }
            var ours = ends(text)
            // Without a semicolon SQLite reads on to the end of the text.
            if let last = ours.last, text.utf8[last - 1] != Byte.semicolon { ours[ours.count - 1] = text.utf8.count }
            guard ours == expected else {
                Issue.record("seed \(seed): \(ours), sqlite3_prepare_v3 says \(expected)\n\(text.string)")
                return
            }
        }
    }

    @Test func statementsAndTheGapsBetweenThemAreTheWholeText() throws {
        for seed in Scale.seed..<Scale.seed + UInt64(Scale.scripts / 10) {
            var generator = ScriptGenerator(seed: seed)
            let text = try SourceText(bytes: generator.anyScript(), name: "random")
            var joined: [UInt8] = []
            var end = 0
            for statement in SQLScript.statements(in: text) {
                let gap = try SourceText(bytes: Array(text.utf8[end..<statement.range.lowerBound]), name: "gap")
                #expect(TokenForm.of(gap) == "", "seed \(seed): a gap holds tokens: \(gap.string)")
                joined += gap.utf8 + text.utf8[statement.range]
                end = statement.range.upperBound
            }
            #expect(joined + text.utf8[end...] == text.utf8, "seed \(seed)")
        }
    }

    @Test func tokensAreTheWholeTextWithoutHoles() throws {
        for seed in Scale.seed..<Scale.seed + UInt64(Scale.scripts / 10) {
            var generator = ScriptGenerator(seed: seed)
            let text = try SourceText(bytes: generator.anyScript(), name: "random")
            text.utf8.withUnsafeBufferPointer { bytes in
                var lexer = SQLiteLexer(bytes)
                var end = 0
                while let token = lexer.next() {
                    #expect(token.range.lowerBound == end && token.range.count > 0, "seed \(seed)")
                    end = token.range.upperBound
                }
                #expect(end == bytes.count, "seed \(seed)")
            }
        }
    }
}
