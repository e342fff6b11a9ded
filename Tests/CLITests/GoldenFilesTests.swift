import TestSupport
import Testing

/// Goldens are kept on purpose: one that no test reads any more has to go.
@Suite struct GoldenFilesTests {
    @Test func everyGoldenIsReadByATest() {
        let root = MartletBinary.packageRoot + "/Tests"
        let goldens = Program.run(["find", ".", "-type", "f"], in: root + "/Fixtures/golden").output
            .split(separator: "\n").map { String($0.dropFirst(2)) }
        #expect(!goldens.isEmpty)
        let sources = Program.run(["grep", "-RhE", "--include=*.swift", "[Gg]olden", root, "-A3"]).output
        for golden in goldens {
            #expect(golden.hasSuffix(".txt"), "\(golden): a golden is NAME.txt")
            let name = String(golden.dropLast(4))
            let isHelp = name.hasPrefix("help/") && HelpGoldenTests.commands.contains(String(name.dropFirst(5)))
            #expect(
                isHelp || sources.contains("\"\(name)\"") || sources.contains("\"\(golden)\""),
                "no test reads the golden \(golden): remove it")
        }
    }
}
