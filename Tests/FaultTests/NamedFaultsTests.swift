import TestSupport
import Testing

/// Every fault and attack of the list has a test that is named by it, and a line in the documentation.
@Suite struct NamedFaultsTests {
    /// The codes that tests of this target begin their names with.
    private static let faults: Set<String> = [
        "A1", "A2", "A6", "A8", "A9", "A10", "A11", "A12", "B3", "B6", "B9", "C1", "C2", "C3", "C4", "C5", "C6", "C7",
        "C8",
        "C9", "C10", "C11", "C12", "C15", "C16", "C17", "C21", "C22", "C23", "C24", "D1", "D2", "D3", "D4", "D5", "E1",
        "E2",
        "E3", "E4", "E5", "E6", "E7", "E8", "F1", "F2", "F3", "F5", "F6", "F7", "F8", "F16", "F17", "G6", "I1", "I4",
        "I5",
        "I18", "I19",
    ]

    private static let folder = MartletBinary.packageRoot + "/Tests/FaultTests/"

    private static var sources: String {
        let names = Program.run(["ls", folder]).output.split(separator: "\n")
        return names.compactMap { TextFile.read(folder + $0) }.joined()
    }

    @Test func everyFaultHasATestOfItsName() {
        let names = Self.sources.matches(of: #/@Test\(\s*"((?:[A-Z]\d+(?:, )?)+): /#).map { $0.output.1 }
        let found = Set(names.flatMap { $0.split(separator: ", ") }.map(String.init))
        #expect(Self.faults.subtracting(found).sorted() == [], "without a test")
        #expect(found.subtracting(Self.faults).sorted() == [], "not in the list")
    }

    @Test func everyFaultHasALineInTheDocumentation() {
        let page = TextFile.read(MartletBinary.packageRoot + "/docs/explanation/reliability.md") ?? ""
        let lines = page.matches(of: #/\n\| ([A-Z]\d+) \| /#).map { String($0.output.1) }
        #expect(Set(lines) == Self.faults)
        #expect(lines.count == Self.faults.count, "a line is there twice")
    }

    /// A test that is never run proves nothing.
    @Test func noTestOfAFaultIsSkipped() {
        #expect(!Self.sources.contains(#/\.(disabled|enabled)\(|withKnown\w*Issue\(/#))
    }
}
