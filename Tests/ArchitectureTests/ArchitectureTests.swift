import TestSupport
import Testing

/// The rules of `docs/architecture.md` that the compiler does not check.
struct ArchitectureTests {
    /// The folders of the engine, in the order in which they may know each other.
    static let order = [
        "Support", "Driver", "Config", "Project", "Source", "History", "Schema", "Plan", "Runner", "Backup", "Report",
        "Operations",
    ]

    @Test func everyFolderOfTheEngineHasItsPlaceInTheOrder() {
        let folders = Set(SourceTree.files(in: "Sources/MartletCore").map { String($0.path.split(separator: "/")[2]) })
        #expect(folders.subtracting(Self.order).isEmpty)
    }

    @Test func noFolderNamesATypeOfALaterOne() {
        let files = SourceTree.files(in: "Sources/MartletCore")
        var offences: [String] = []
        for (index, folder) in Self.order.enumerated() {
            let later = Set(Self.order[(index + 1)...])
            let foreign = files.filter { later.contains($0.folder) }.flatMap(\.declaredTypes)
            let own = Set(files.filter { !later.contains($0.folder) }.flatMap(\.declaredTypes))
            let forbidden = Set(foreign).subtracting(own)
            for file in files where file.folder == folder {
                let named = file.words.intersection(forbidden)
                if !named.isEmpty { offences.append("\(file.path) names \(named.sorted().joined(separator: ", "))") }
            }
        }
        #expect(offences.isEmpty, "\(offences.joined(separator: "\n"))")
    }

    @Test func nothingInTheSourcesImportsTheWholeOfFoundation() {
        let offenders = SourceTree.files(in: "Sources").filter { file in
            file.lines.contains { $0.hasSuffix("import Foundation") }
        }
        #expect(offenders.map(\.path).isEmpty)
    }

    @Test func theEngineKnowsNoDatabaseLibrary() {
        let offenders = SourceTree.files(in: "Sources/MartletCore").filter { file in
            file.lines.contains { $0.hasSuffix("import CSQLite") || $0.hasSuffix("import CPostgres") }
        }
        #expect(offenders.map(\.path).isEmpty)
    }

    @Test func facesHoldNoSQL() {
        let statements = ["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM", "CREATE TABLE", "PRAGMA "]
        let offenders = SourceTree.files(in: "Sources/CLI").filter { file in
            file.lines.contains { line in
                guard let code = line.split(separator: "//", omittingEmptySubsequences: false).first else {
                    return false
                }
                return statements.contains { code.contains("\"" + $0) }
            }
        }
        #expect(offenders.map(\.path).isEmpty)
    }
}
