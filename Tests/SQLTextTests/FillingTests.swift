import Testing

@testable import SQLText

/// Texts with values in the place of placeholders: run as they are filled, told as they are written.
@Suite struct FillingTests {
    private static let written = "SELECT 1;\nINSERT INTO t VALUES ('${key}', ${n}, é);\nSELECT ${n};\n"

    /// The text with values of other lengths than the placeholders have.
    private let text: SourceText = {
        let source = SourceText(written, name: "a.sql")
        let values = ["${key}": "geheimnis", "${n}": "7"]
        var parts: [(range: Range<Int>, value: [UInt8])] = []
        for match in written.matches(of: #/\$\{\w+\}/#) {
            let start = written.utf8.distance(from: written.startIndex, to: match.range.lowerBound)
            let length = written[match.range].utf8.count
            parts.append((start..<(start + length), Array((values[String(match.output)] ?? "").utf8)))
        }
        return source.filling(parts)
    }()

    private func offset(of part: String) -> SourceOffset {
        let string = text.string
        guard let range = string.firstRange(of: part) else { return SourceOffset(utf8: 0) }
        return SourceOffset(utf8: string.utf8.distance(from: string.startIndex, to: range.lowerBound))
    }

    @Test func whatRunsHasTheValues() {
        #expect(text.string == "SELECT 1;\nINSERT INTO t VALUES ('geheimnis', 7, é);\nSELECT 7;\n")
    }

    @Test(arguments: [
        ("SELECT 1", 1, 1), ("INSERT", 2, 1), ("'geheimnis'", 2, 23), ("geheimnis", 2, 24), ("heimnis", 2, 24),
        ("', 7", 2, 30), ("7, é", 2, 33), ("é", 2, 39), ("SELECT 7", 3, 1), ("7;\n", 3, 8),
    ])
    func placesAreThoseInTheFile(_ part: String, _ line: Int, _ column: Int) {
        let location = text.location(of: offset(of: part))
        #expect(location.position == SourcePosition(line: line, column: column))
        #expect(location.excerpt == Self.written.split(separator: "\n").map(String.init)[line - 1])
    }

    @Test func statementsAreToldAsTheyAreWritten() {
        let told = SQLScript.statements(in: text).map { $0.textAsWritten(in: text) }
        #expect(told == ["SELECT 1;", "INSERT INTO t VALUES ('${key}', ${n}, é);", "SELECT ${n};"])
    }

    @Test func longValuesAreTakenOutOfMessages() {
        #expect(text.concealingValues(in: "near \"geheimnis\": 7 times") == "near \"${key}\": 7 times")
        #expect(text.placeholder(at: offset(of: "heimnis")) == "${key}")
        #expect(text.placeholder(at: offset(of: "INSERT")) == nil)
    }

    @Test func aTextWithoutValuesIsItself() {
        let plain = SourceText("SELECT 1;\n", name: "a.sql").filling([])
        #expect(plain.string == "SELECT 1;\n" && plain.concealingValues(in: "SELECT") == "SELECT")
        #expect(plain.textAsWritten(in: 0..<6) == "SELECT")
    }
}
