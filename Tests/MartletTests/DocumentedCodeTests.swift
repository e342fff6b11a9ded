import Martlet
import Synchronization
import TestSupport
import Testing

/// The Swift code of the documentation is that of `DocumentedCode.swift`, and does what is said of it.
@Suite struct DocumentedCodeTests {
    private let folder = ScratchFolder()

    @Test func everySnippetIsCompiled() {
        let files = ["MartletTests/DocumentedCode.swift", "AvatarDataGeneratorTests/DocumentedModels.swift"]
        let compiled = files.map { TextFile.read(MartletBinary.packageRoot + "/Tests/" + $0) ?? "" }.joined()
        let snippets = MarkdownPage.all.flatMap { page in
            page.blocks.filter { $0.language == "swift" }.map { (page.path, $0.text) }
        }
        #expect(snippets.count >= 10)
        for (path, text) in snippets {
            let code = text.replacing(/import [A-Za-z]+\n\n/, with: "")
            #expect(compiled.contains("\n" + code), "\(path) shows code that is not compiled:\n\(text)")
        }
    }

    private func write() {
        folder.write("migrations/001_a.sql", "-- Description: The first\nCREATE TABLE a (x);\n")
        folder.write("migrations/002_b.sql", "CREATE TABLE b (x);\n")
    }

    private func engine() throws -> Engine {
        try Engine(url: "sqlite:" + folder.path("app.db"), migrations: folder.path("migrations"))
    }

    @Test func aServiceIsBroughtUpToDate() async throws {
        write()
        #expect(await plannedSteps(try engine()) == ["001 The first", "002 b"])
        await #expect(throws: MartletError.self) { try await requireCurrent(try engine()) }
        try await bringUpToDate(database: folder.path("app.db"), migrations: folder.path("migrations"))
        try await requireCurrent(try engine())
        #expect(await plannedSteps(try engine()) == [])
        tell(await (try engine()).status())
    }

    @Test func aFailureIsThrownAndReadsWell() async throws {
        folder.write("migrations/001_a.sql", "CREATE TABEL a (x);\n")
        let error = await #expect(throws: MartletError.self) {
            try await bringUpToDate(database: folder.path("app.db"), migrations: folder.path("migrations"))
        }
        #expect(error?.exitStatus == .failed)
        let text = error.map { "\($0)" } ?? ""
        expect(text, contains: "error[sql]: \(folder.path)/migrations/001_a.sql:1:8: near \"TABEL\": syntax error; ")
        expect(text, contains: "; help: mend the file")
        #expect(error?.diagnostics.first?.location?.position?.column == 8)
    }

    @Test func eventsAreHeard() async throws {
        write()
        let heard = Mutex<[String]>([])
        let engine = listening(try engine()) { line in heard.withLock { $0.append(line) } }
        try await engine.migrate().requireOK()
        #expect(heard.withLock { $0.map { $0.prefix(16) } } == ["app: 001 The fir", "app: 002 b, 0 ms"])
    }

    @Test func aProjectIsOpened() async throws {
        write()
        folder.write(
            "martlet.yaml", "databases:\n  app:\n    url: sqlite:app.db\n    migrations: migrations\n")
        #expect(await plannedSteps(try projectEngine(in: folder.path)).count == 2)
    }
}
