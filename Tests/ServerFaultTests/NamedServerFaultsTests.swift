import TestSupport
import Testing

/// Every fault and attack of the list for servers has a test that is named by it, and a line in the documentation.
@Suite struct NamedServerFaultsTests {
    private static let faults: Set<String> = [
        "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A12", "B1", "B2", "B4", "B5", "B6", "B7", "B8", "C11", "C12",
        "C13",
        "C14",
        "C18", "C19", "C20", "D1", "D2", "D3", "D4", "D5", "E2", "F5", "F7", "F14", "F15", "I1", "I2", "I3", "I4",
        "I17",
    ]

    private static var sources: String {
        let tests = MartletBinary.packageRoot + "/Tests/"
        let own = ["ServerFaultTests", "ServerTests", "MartletPostgresTests"].map { target in
            Folder.names(tests + target).compactMap { TextFile.read(tests + target + "/" + $0) }.joined()
        }
        // Those for both engines.
        return own.joined() + (TextFile.read(tests + "FaultTests/HistoryFaultTests.swift") ?? "")
    }

    @Test func everyFaultHasATestOfItsName() {
        let names = Self.sources.matches(of: #/@Test\(\s*"((?:[A-Z]\d+(?:, )?)+): /#).map { $0.output.1 }
        let found = Set(names.flatMap { $0.split(separator: ", ") }.map(String.init))
        #expect(Self.faults.subtracting(found).sorted() == [], "without a test")
        #expect(found.subtracting(Self.faults).sorted() == [], "not in the list")
    }

    @Test func everyFaultHasALineInTheDocumentation() {
        let page =
            TextFile.read(MartletBinary.packageRoot + "/docs/explanation/reliability-on-a-server.md") ?? ""
        let lines = page.matches(of: #/\n\| ([A-Z]\d+) \| /#).map { String($0.output.1) }
        #expect(Set(lines) == Self.faults)
        #expect(lines.count == Self.faults.count, "a line is there twice")
    }
}
