import Glibc
import TestSupport
import Testing

/// What fuzzing has found interesting, checked without a fuzzer.
@Suite struct SavedInputTests {
    private static let corpus = MartletBinary.packageRoot + "/Fuzz/Corpus"

    private static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    @Test func everyTargetHasSavedInputsAndNothingElseHas() {
        #expect(Self.names(in: Self.corpus) == FuzzTarget.all.map(\.name))
    }

    @Test(arguments: FuzzTarget.all.map(\.name))
    func savedInputsViolateNothing(_ name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        let files = Self.names(in: Self.corpus + "/" + name)
        #expect(!files.isEmpty)
        for file in files {
            let input = try #require(TextFile.bytes("\(Self.corpus)/\(name)/\(file)"))
            do {
                try target.check(input)
            } catch {
                Issue.record("Fuzz/Corpus/\(name)/\(file): \(error)")
            }
        }
    }

    @Test func emptyInputViolatesNothing() throws {
        for target in FuzzTarget.all { try target.check([]) }
    }
}
