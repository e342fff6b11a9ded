import TestSupport
import Testing

@testable import MartletCore

/// The version in the code is that of the newest release in the changelog.
@Suite struct MartletVersionTests {
    private func headings() throws -> [Substring] {
        let text = try #require(TextFile.read(MartletBinary.packageRoot + "/CHANGELOG.md"))
        return text.split(separator: "\n").filter { $0.hasPrefix("## ") }
    }

    @Test func whatIsToComeStandsFirst() throws { #expect(try headings().first == "## [Unreleased]") }

    @Test func theNewestReleaseIsThisVersion() throws {
        // Before the first release the program has the number that that one will have.
        guard let release = try headings().dropFirst().first else {
            #expect(MartletVersion.current == "0.1.0")
            return
        }
        #expect(release == "## [\(MartletVersion.current)] - \(MartletVersion.date)")
    }
}
