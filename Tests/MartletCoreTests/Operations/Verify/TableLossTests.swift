import Testing

@testable import MartletCore

/// What differs between two contents of a table.
@Suite struct TableLossTests {
    private static func content(_ rows: [[String]], key: [Int] = [0]) -> TableContent {
        var content = TableContent(columns: ["a", "b"], key: key)
        content.rows = rows.map { Array($0.joined(separator: "\u{1F}").utf8) }
            .sorted { $0.lexicographicallyPrecedes($1) }
        return content
    }

    @Test func theOrderOfRowsIsNone() {
        let (one, other) = (Self.content([["1", "x"], ["2", "y"]]), Self.content([["2", "y"], ["1", "x"]]))
        #expect(TableLoss("t", from: one, to: other) == nil)
        #expect(one.digest == other.digest)
    }

    @Test func rowsAreKnownByTheirKey() throws {
        let loss = try #require(
            TableLoss(
                "t", from: Self.content([["1", "x"], ["2", "y"], ["3", "z"]]),
                to: Self.content([["1", "x"], ["2", "Y"], ["4", "z"]])))
        #expect((loss.gone, loss.changed, loss.added) == (1, 1, 1) && loss.columns == ["b"])
        #expect(loss.text == "t: 1 row gone, 1 row more, 1 row changed in b")
    }

    @Test func withoutAKeyRowsThatDifferHaveChanged() throws {
        let loss = try #require(
            TableLoss(
                "t", from: Self.content([["1", "x"], ["1", "x"], ["2", "y"]], key: []),
                to: Self.content([["1", "x"], ["1", "q"]], key: [])))
        #expect((loss.gone, loss.changed, loss.added) == (1, 1, 0))
    }

    /// Texts that people see as the same are not.
    @Test func bytesCount() {
        let (composed, decomposed) = (Self.content([["1", "é"]]), Self.content([["1", "e\u{301}"]]))
        #expect(TableLoss("t", from: composed, to: decomposed)?.changed == 1)
    }

    @Test func columnsCanBeLeftOut() {
        let (one, other) = (Self.content([["1", "x"], ["2", "y"]]), Self.content([["1", "p"], ["2", "q"]]))
        #expect(one.differingColumns(other) == ["b"])
        #expect(TableLoss("t", from: one.without(["b"]), to: other.without(["b"])) == nil)
        #expect(TableLoss("t", from: one.without(["a"]), to: other.without(["a"]))?.changed == 2)
    }
}
